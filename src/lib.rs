//! placeholder

pub mod azure;

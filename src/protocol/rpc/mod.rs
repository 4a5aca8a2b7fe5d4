//! The calls, one file per family: look up, decode, call the framework, encode. The rules are the
//! framework's.
//!
//! - [`call`]: what every call runs in: a task of its own, a span, a net for panics
//! - [`provider`], [`resource`], [`data_source`]: the families

pub mod call;
pub mod data_source;
pub mod provider;
pub mod resource;

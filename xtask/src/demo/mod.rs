//! `cargo demo`: one life of two connections, driven by a real client against the simulator,
//! watched from both sides and checked at the end.
//!
//! May use everything in the library, the simulator, and the task modules beside it.
//!
//! - `story`: the steps in order
//! - `configuration`: the HCL that the client is given
//! - `table`: both sides as they look at one moment
//! - `verdict`: what must be true at the end

mod configuration;
mod story;
mod table;
mod verdict;

pub use story::{Options, run};

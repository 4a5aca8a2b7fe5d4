//! A second, tiny provider that has nothing to do with Azure, driven through the messages of the
//! protocol as Terraform sends them: the framework and the protocol layer serve any provider.
//!
//! - [`shelf`]: the provider, with attributes of every type and blocks in every nesting mode
//! - [`host`]: the other end, which speaks in messages
//! - [`schemas`], [`planning`], [`applying`], [`states`], [`faults`]: the tests

mod applying;
mod faults;
mod host;
mod planning;
mod schemas;
mod shelf;
mod states;

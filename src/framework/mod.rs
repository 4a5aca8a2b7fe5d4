//! Terraform's concepts and rules, for any provider.
//!
//! The framework owns the traits that a provider implements and decides what Terraform's rules
//! decide: what is planned, what must be replaced, whether a result is what was planned. It knows
//! neither the wire ([`crate::protocol`]) nor Azure, and uses nothing of the other modules.
//!
//! - [`value`], [`number`], [`types`], [`path`]: what configuration and state consist of
//! - [`model`]: typed structs from and to values
//! - [`diagnostics`]: the only messages that reach a user
//! - [`schema`]: attributes, blocks and their rules
//! - [`context`], [`timeouts`]: what an operation may wait for, and how long
//! - [`provider`], [`resource`], [`data_source`]: the traits, with their requests
//! - [`server`]: one file per operation; what the protocol layer calls

pub mod context;
pub mod data_source;
pub mod diagnostics;
pub mod model;
pub mod number;
pub mod path;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod server;
pub mod timeouts;
pub mod types;
pub mod value;

//! Terraform's operations on a provider, one file each: what the protocol layer calls.
//!
//! - [`registry`]: what a provider offers, looked up by type name
//! - [`session`]: one connection of a Terraform process, with its stop signal
//! - [`validate`], [`plan`], [`apply`], [`read`], [`import`], [`upgrade`]: the operations
//! - [`rules`]: what the schema alone plans (pure)
//! - [`compatible`]: whether a result is what was planned (pure)

pub mod apply;
pub mod compatible;
pub mod import;
pub mod plan;
pub mod read;
pub mod registry;
pub mod rules;
pub mod session;
pub mod upgrade;
pub mod validate;

pub use registry::Server;
pub use session::Session;

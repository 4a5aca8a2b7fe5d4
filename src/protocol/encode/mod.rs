//! Framework types to messages.
//!
//! - [`value`]: values, by the type of a schema
//! - [`diagnostics`]: messages to the user, and paths
//! - [`schema`]: schemas and what a provider offers

pub mod diagnostics;
pub mod schema;
pub mod value;

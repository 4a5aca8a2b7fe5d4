//! Messages to framework types. A fault is a diagnostic with its path, never a gRPC error.
//!
//! - [`value`]: values, by the type of a schema, and stored states
//! - [`resource`]: what the calls of a resource bring

pub mod resource;
pub mod value;

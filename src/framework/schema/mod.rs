//! Schemas: what a resource, data source or provider block consists of, and the rules that go with
//! each attribute. One definition drives GetSchema, validation, planning and the documentation.
//!
//! - [`attribute`]: attributes, their defaults, equality and replacement rules
//! - [`block`]: blocks, nesting modes, and the type a block implies
//! - [`validator`]: checks of single values
//! - [`check`]: the rules that Terraform demands of a schema itself

pub mod attribute;
pub mod block;
pub mod check;
pub mod validator;

pub use attribute::Attribute;
pub use block::{Block, NestedBlock, Nesting, Schema};
pub use validator::Validator;

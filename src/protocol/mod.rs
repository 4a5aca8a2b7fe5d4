//! The plugin protocol: bytes to framework types and back. No rule of Terraform's is decided here.
//!
//! May use [`crate::framework`]; knows nothing of the process around it or of any provider.
//!
//! - [`msgpack`], [`json`], [`type_expression`]: values and types by schema type, in each encoding
//! - [`codec_error`]: what is wrong with a value or type, and where in it

pub mod codec_error;
pub mod json;
pub mod msgpack;
pub mod type_expression;
pub mod wire;

pub use codec_error::CodecError;

//! The plugin protocol: bytes to framework types and back. No rule of Terraform's is decided here.
//!
//! May use [`crate::framework`]; knows nothing of the process around it or of any provider.
//!
//! - [`service`]: the provider service (`tfplugin5`), a line for each call
//! - `rpc`: one file per family of calls: look up, decode, call the framework, encode
//! - `decode`, `encode`: messages to framework types and back
//! - [`msgpack`], [`json`], [`type_expression`]: values and types by schema type, in each encoding
//! - [`codec_error`]: what is wrong with a value or type, and where in it
//! - [`wire`]: the types and services generated from `proto/`

pub mod codec_error;
mod decode;
mod encode;
pub mod json;
pub mod msgpack;
mod rpc;
pub mod service;
pub mod type_expression;
pub mod wire;

pub use codec_error::CodecError;
pub use service::Service;

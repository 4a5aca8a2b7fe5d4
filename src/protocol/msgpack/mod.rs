//! Values in MessagePack, as Terraform and OpenTofu send them (cty's msgpack form).
//!
//! The bytes carry no attribute types: both directions go by a
//! [`Type`](crate::framework::types::Type), except for dynamic values, whose type travels with them.
//! May use [`crate::framework`] and the other codecs.
//!
//! - [`decode`](decode()): bytes to a value
//! - [`encode`](encode()): a value to bytes
//! - `unknown`: the extension that stands for a value not yet known

mod decode;
mod encode;
#[cfg(test)]
mod tests;
mod unknown;

pub use decode::decode;
pub use encode::encode;

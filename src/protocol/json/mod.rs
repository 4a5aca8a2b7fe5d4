//! Values in JSON, by type: how they stand in a state file, and the fallback form of the protocol.
//!
//! May use [`crate::framework`] and the other codecs.
//!
//! - [`decode`](decode()): bytes to a value
//! - [`encode`](encode()): a value to bytes

mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use decode::decode;
pub use encode::encode;

//! Where bearer tokens come from. May use `error`, `limits`, `secret` and `transport`.
//!
//! - `provider`: the seam: what a source of tokens has to offer, and the settings of each

mod provider;

pub use provider::{AccessToken, CredentialOptions, TokenProvider};

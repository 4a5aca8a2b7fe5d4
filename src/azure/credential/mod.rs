//! Where bearer tokens come from. May use `error`, `flight`, `limits`, `retry`, `secret` and `transport`.
//!
//! - `provider`: the seam: what a source of tokens has to offer, and the settings of each
//! - `client_secret`: a service principal with a client secret
//! - `entra`: what credentials send their requests through, so that refusals stay readable
//! - `failure`: what a failed token request means for a user
//! - `cache`: one token for everybody

mod cache;
mod client_secret;
mod entra;
mod failure;
mod provider;

pub use provider::{AccessToken, CredentialOptions, TokenProvider};

pub(crate) use cache::TokenCache;

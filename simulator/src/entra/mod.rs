//! Microsoft Entra ID as far as programs need it: client credentials and the tokens themselves.
//!
//! Knows the scenario's principals, nothing of the world.
//!
//! - `authority`: who may have a token, signing and checking tokens
//! - `token_endpoint`: `POST /{tenant}/oauth2/v2.0/token`
//! - `error`: Entra's own error bodies

mod authority;
mod error;
mod token_endpoint;

pub use authority::{Claims, MANAGEMENT_AUDIENCES, TokenAuthority, TokenFault};
pub use token_endpoint::{TokenForm, token};

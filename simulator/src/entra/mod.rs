//! Microsoft Entra ID as far as programs need it: client credentials and the tokens themselves.
//!
//! Knows the scenario's principals, nothing of the world.
//!
//! - `authority`: who may have a token, signing and checking tokens
//! - `discovery`: OpenID configuration and instance discovery
//! - `token_endpoint`: `POST /{tenant}/oauth2/v2.0/token`
//! - `error`: Entra's own error bodies

mod authority;
mod discovery;
mod error;
mod token_endpoint;

pub use authority::{Claims, MANAGEMENT_AUDIENCES, TokenAuthority, TokenFault};
pub use discovery::{instances, openid_configuration, tenant_of};
pub use token_endpoint::{TokenAnswer, TokenForm, token};

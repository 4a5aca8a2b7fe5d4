//! Microsoft Entra ID as far as programs need it: client credentials and the tokens themselves,
//! and the places beside it that hand out tokens to programs.
//!
//! Knows the scenario's principals, nothing of the world.
//!
//! - `authority`: who may have a token, signing and checking tokens
//! - `keys`: the keys that tokens are signed with
//! - `discovery`: OpenID configuration and instance discovery
//! - `token_endpoint`, `token_form`: `POST /{tenant}/oauth2/v2.0/token`
//! - `assertion`, `thumbprint`: client assertions, by certificate or by another issuer
//! - `capabilities`: the form field `claims`
//! - `managed_identity`: IMDS and App Service
//! - `workload`: OIDC tokens of GitHub Actions and Azure Pipelines
//! - `error`, `assertion_errors`: Entra's own error bodies

mod assertion;
mod assertion_errors;
mod authority;
mod capabilities;
mod discovery;
mod error;
mod keys;
mod managed_identity;
mod thumbprint;
mod token_endpoint;
mod token_form;
mod workload;

pub use authority::{Claims, MANAGEMENT_AUDIENCES, TokenAuthority, TokenFault};
pub use discovery::{instances, known_tenant, openid_configuration, tenant_of};
pub use keys::Signer;
pub use managed_identity::{IdentityQuery, app_service_token, imds_token};
pub use token_endpoint::{TokenAnswer, token, token_by};
pub use token_form::TokenForm;
pub use workload::{github_token, pipelines_token};

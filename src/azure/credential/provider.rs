//! The seam between this client and any source of tokens.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use url::Url;

use super::cache::MakeProvider;
use super::client_secret::ClientSecretProvider;
use crate::azure::error::Error;
use crate::azure::secret::Secret;

/// A bearer token with its end.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub secret: Secret,
    /// When it ends.
    pub expires_on: SystemTime,
}

/// A source of tokens. Keeping tokens and sharing them between callers is not its business.
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// Fetches a token for a scope such as `https://management.azure.com/.default`.
    ///
    /// # Errors
    /// When the source refuses, cannot be reached, or answers nonsense.
    async fn token(&self, scope: &str) -> Result<AccessToken, Error>;
}

/// How the client proves who it is.
#[derive(Clone)]
#[non_exhaustive]
pub enum CredentialOptions {
    /// A service principal with a client secret.
    ClientSecret {
        /// The tenant's id or domain.
        tenant_id: String,
        /// The application's id.
        client_id: String,
        /// The secret's value (not its id).
        client_secret: Secret,
    },
    /// Any other source. The function makes a new provider each time, for a token that Azure does not take is
    /// answered with a new object: those of `azure_identity` offer no way to drop a token they keep.
    Custom(Arc<dyn Fn() -> Result<Arc<dyn TokenProvider>, Error> + Send + Sync>),
}

impl CredentialOptions {
    /// How providers of these settings are made. `http` is shared; secrets go to `authority` alone.
    pub(crate) fn maker(&self, http: reqwest::Client, authority: Url) -> MakeProvider {
        match self.clone() {
            CredentialOptions::ClientSecret {
                tenant_id,
                client_id,
                client_secret,
            } => Box::new(move || {
                let http = http.clone();
                let provider = ClientSecretProvider::new(
                    http,
                    &authority,
                    &tenant_id,
                    &client_id,
                    &client_secret,
                )?;
                Ok(Arc::new(provider))
            }),
            CredentialOptions::Custom(make) => Box::new(move || make()),
        }
    }
}

impl fmt::Debug for CredentialOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialOptions::ClientSecret {
                tenant_id,
                client_id,
                ..
            } => f
                .debug_struct("ClientSecret")
                .field("tenant_id", tenant_id)
                .field("client_id", client_id)
                .finish_non_exhaustive(),
            CredentialOptions::Custom(_) => f.write_str("Custom"),
        }
    }
}

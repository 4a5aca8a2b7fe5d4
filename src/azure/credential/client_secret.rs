//! Tokens for a service principal with a client secret, by way of `azure_identity`.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use url::Url;

use super::entra::EntraTransport;
use super::failure::explain;
use super::provider::{AccessToken, TokenProvider};
use crate::azure::error::Error;
use crate::azure::secret::Secret;

/// One credential object. It keeps its token and has no way to drop it, so a refused token needs a new object.
pub(super) struct ClientSecretProvider {
    authority: Url,
    credential: Arc<ClientSecretCredential>,
}

impl ClientSecretProvider {
    /// Makes a credential without sending anything.
    ///
    /// # Errors
    /// When the tenant, the application's id or the secret is missing or malformed.
    pub(super) fn new(
        http: reqwest::Client,
        authority: &Url,
        tenant_id: &str,
        client_id: &str,
        client_secret: &Secret,
    ) -> Result<ClientSecretProvider, Error> {
        let mut cloud = CustomConfiguration::default();
        cloud.authority_host = authority.to_string();
        let client_options = ClientOptions {
            cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
            transport: Some(Transport::new(Arc::new(EntraTransport { http }))),
            // Trying again is decided in `cache`, where certificate errors are told from connections that may recover.
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        };
        let secret = client_secret.reveal().to_owned().into();
        let options = ClientSecretCredentialOptions { client_options };
        let credential =
            ClientSecretCredential::new(tenant_id, client_id.to_owned(), secret, Some(options))
                .map_err(|error| {
                    Error::Configuration(format!(
                        "the client secret credential cannot be used: {error}"
                    ))
                })?;
        Ok(ClientSecretProvider {
            authority: authority.clone(),
            credential,
        })
    }
}

#[async_trait]
impl TokenProvider for ClientSecretProvider {
    async fn token(&self, scope: &str) -> Result<AccessToken, Error> {
        match self.credential.get_token(&[scope], None).await {
            Ok(token) => {
                let secret = Secret::new(token.token.secret());
                Ok(AccessToken {
                    secret,
                    expires_on: token.expires_on.into(),
                })
            }
            Err(error) => Err(Error::Credential(Box::new(explain(
                &error,
                &self.authority,
            )))),
        }
    }
}

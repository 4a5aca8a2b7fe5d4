//! Who can sign in, with what, and the places beside Entra ID that hand out tokens: managed
//! identity, GitHub Actions and Azure Pipelines.

use serde::Deserialize;
use toml::Spanned;

use super::{Certificate, PublicKey, RoleSettings, Secret, values};

/// Issuer of the tokens of GitHub Actions (documented).
pub const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

/// `[[principal]]`: a service principal with at least one way of signing in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalSettings {
    /// Name for logs only.
    #[serde(default)]
    pub name: String,
    /// Application (client) id.
    pub client_id: Spanned<String>,
    /// Client secret.
    pub client_secret: Option<Secret>,
    /// Whether the client secret has expired.
    #[serde(default)]
    pub secret_expired: bool,
    /// Registered certificates, each as PEM.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Other issuers whose tokens sign in as this principal.
    #[serde(default)]
    pub federated_credentials: Vec<FederatedCredentialSettings>,
    /// Object id of the service principal, the `oid` claim of its tokens; a GUID.
    #[serde(deserialize_with = "values::guid")]
    pub object_id: String,
    /// Tenant the application lives in; the subscription's tenant when left out.
    #[serde(default, deserialize_with = "values::some_guid")]
    pub tenant_id: Option<String>,
    /// Its role assignments; left out, it is Owner of the subscription.
    pub roles: Option<Vec<RoleSettings>>,
}

/// One of `federated_credentials` of a principal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCredentialSettings {
    /// `iss` of the tokens, an https address that is compared exactly.
    #[serde(deserialize_with = "values::issuer")]
    pub issuer: Spanned<String>,
    /// `sub` of the tokens, compared exactly.
    pub subject: String,
    /// `aud` of the tokens.
    #[serde(default = "default_exchange_audience")]
    pub audience: String,
    /// The issuer's key as PEM; left out for `[github_actions]` and `[azure_pipelines]`, whose
    /// keys the simulator makes itself.
    pub public_key: Option<PublicKey>,
}

/// `[managed_identity]`: the user-assigned identity of the machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ManagedIdentitySettings {
    /// `client_id` of the `[[principal]]` that it is; the first one when left out.
    pub client_id: Option<Spanned<String>>,
    /// Resource id of the identity; left out, it is `id-terraform` in the resource group
    /// `rg-identity` of the subscription.
    pub resource_id: Option<String>,
    /// What App Service expects in `X-IDENTITY-HEADER`.
    pub identity_header: Secret,
}

impl Default for ManagedIdentitySettings {
    fn default() -> Self {
        Self {
            client_id: None,
            resource_id: None,
            identity_header: "simulated-identity-header".into(),
        }
    }
}

/// `[github_actions]`: the job whose OIDC tokens can be asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GithubActionsSettings {
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub request_token: Secret,
    /// `sub` of the tokens.
    pub subject: String,
    /// Lifetime of a token in seconds; GitHub's live 5 minutes.
    #[serde(deserialize_with = "values::lifetime")]
    pub token_seconds: u32,
}

impl Default for GithubActionsSettings {
    fn default() -> Self {
        Self {
            request_token: "simulated-request-token".into(),
            subject: "repo:contoso/data-platform:ref:refs/heads/main".to_owned(),
            token_seconds: 300,
        }
    }
}

/// `[azure_pipelines]`: the service connection whose OIDC tokens can be asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AzurePipelinesSettings {
    /// `SYSTEM_ACCESSTOKEN`.
    pub access_token: Secret,
    /// Id of the service connection.
    pub service_connection_id: String,
    /// `sub` of the tokens.
    pub subject: String,
    /// `iss` of the tokens, one for each organization.
    pub issuer: String,
    /// Lifetime of a token in seconds; 10 minutes were observed.
    #[serde(deserialize_with = "values::lifetime")]
    pub token_seconds: u32,
}

impl Default for AzurePipelinesSettings {
    fn default() -> Self {
        Self {
            access_token: "simulated-access-token".into(),
            service_connection_id: "7d1f3c80-5b0a-4c39-9a6e-2f8e4b7c6d15".to_owned(),
            subject: "sc://contoso/data-platform/azure".to_owned(),
            issuer: "https://vstoken.dev.azure.com/3e9c5a17-46d2-4f0b-8c7e-b1d02f6a9e84".to_owned(),
            token_seconds: 600,
        }
    }
}

fn default_exchange_audience() -> String {
    "api://AzureADTokenExchange".to_owned()
}

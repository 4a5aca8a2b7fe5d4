//! Signs access tokens and checks them again when they come back to Resource Manager.

use aws_lc_rs::error::Unspecified;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::{self, Signer};
use crate::scenario::{
    AzurePipelinesSettings, GithubActionsSettings, ManagedIdentitySettings, PrincipalSettings,
    Scenario,
};

/// Audiences that Resource Manager takes, as its own error message lists them.
pub const MANAGEMENT_AUDIENCES: [&str; 4] = [
    "https://management.core.windows.net/",
    "https://management.core.windows.net",
    "https://management.azure.com/",
    "https://management.azure.com",
];

/// Other resources that Entra gives tokens for; Resource Manager refuses those tokens.
const OTHER_RESOURCES: [&str; 3] = [
    "https://graph.microsoft.com",
    "https://vault.azure.net",
    "https://storage.azure.com",
];

/// Issues and checks access tokens.
pub struct TokenAuthority {
    tenants: Vec<String>,
    principals: Vec<PrincipalSettings>,
    lifetime: u32,
    endpoint: String,
    pub(super) managed_identity: ManagedIdentitySettings,
    /// Resource id of the managed identity.
    pub(super) identity_resource: String,
    /// The job in GitHub Actions.
    pub github_actions: GithubActionsSettings,
    /// The service connection in Azure Pipelines.
    pub azure_pipelines: AzurePipelinesSettings,
}

/// What a token is made from.
pub(super) struct Grant<'a> {
    pub(super) principal: &'a PrincipalSettings,
    pub(super) tenant: &'a str,
    pub(super) audience: &'a str,
    /// Capabilities that the client announced.
    pub(super) capabilities: Option<Vec<String>>,
    /// Resource id of a managed identity.
    pub(super) resource_id: Option<&'a str>,
}

/// Claims of an access token, those that Resource Manager looks at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Audience, as asked for in the scope.
    pub aud: String,
    /// Issuer.
    pub iss: String,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Not before, seconds since 1970.
    pub nbf: i64,
    /// Expiry, seconds since 1970.
    pub exp: i64,
    /// Application id.
    pub appid: String,
    /// Object id of the service principal.
    pub oid: String,
    /// Tenant id.
    pub tid: String,
    /// Unique token id.
    pub uti: String,
    /// Token version.
    pub ver: String,
    /// Capabilities of the client; absent when it announced none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xms_cc: Option<Vec<String>>,
    /// Resource id of a managed identity; absent for other principals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xms_mirid: Option<String>,
}

/// Why a token is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFault {
    /// Not a token of this authority.
    Garbage,
    /// Past its expiry, seconds since 1970.
    Expired(i64),
    /// For another resource.
    WrongAudience(String),
}

impl TokenAuthority {
    /// The authority of a simulator at an address such as `https://localhost:8443`.
    #[must_use]
    pub fn new(scenario: &Scenario, endpoint: &str) -> Self {
        let mut tenants = vec![scenario.subscription.tenant_id.get_ref().clone()];
        tenants.extend(
            scenario
                .principals
                .iter()
                .filter_map(|p| p.tenant_id.clone()),
        );
        let identity_resource = scenario.managed_identity.resource_id.clone();
        let identity_resource = identity_resource.unwrap_or_else(|| {
            let subscription = scenario.subscription.id.get_ref();
            format!("/subscriptions/{subscription}/resourcegroups/rg-identity/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-terraform")
        });
        Self {
            tenants,
            principals: scenario.principals.clone(),
            lifetime: scenario.timing.token_seconds,
            endpoint: endpoint.to_owned(),
            managed_identity: scenario.managed_identity.clone(),
            identity_resource,
            github_actions: scenario.github_actions.clone(),
            azure_pipelines: scenario.azure_pipelines.clone(),
        }
    }

    /// Seconds that a token lives.
    #[must_use]
    pub fn lifetime(&self) -> u32 {
        self.lifetime
    }

    pub(super) fn knows_tenant(&self, tenant: &str) -> bool {
        self.tenants
            .iter()
            .any(|known| known.eq_ignore_ascii_case(tenant))
    }

    pub(super) fn principal(&self, tenant: &str, client_id: &str) -> Option<&PrincipalSettings> {
        self.principals.iter().find(|principal| {
            principal
                .client_id
                .get_ref()
                .eq_ignore_ascii_case(client_id)
                && self.tenant_of(principal).eq_ignore_ascii_case(tenant)
        })
    }

    /// The principal that the machine's managed identity is.
    pub(super) fn machine(&self) -> Option<&PrincipalSettings> {
        let Some(client_id) = &self.managed_identity.client_id else {
            return self.principals.first();
        };
        self.principals.iter().find(|principal| {
            let own = principal.client_id.get_ref();
            own.eq_ignore_ascii_case(client_id.get_ref())
        })
    }

    pub(super) fn tenant_of<'a>(&'a self, principal: &'a PrincipalSettings) -> &'a str {
        let default = self.tenants.first().map_or("", String::as_str);
        principal.tenant_id.as_deref().unwrap_or(default)
    }

    /// What a client assertion may name as its audience (the first is documented).
    pub(super) fn addresses(&self, tenant: &str) -> [String; 3] {
        let endpoint = &self.endpoint;
        ["oauth2/v2.0/token", "v2.0", "oauth2/token"]
            .map(|path| format!("{endpoint}/{tenant}/{path}"))
    }

    pub(super) fn offers(&self, resource: &str) -> bool {
        let bare = resource.trim_end_matches('/');
        self.is_management(resource) || OTHER_RESOURCES.contains(&bare)
    }

    /// Signs a token.
    ///
    /// # Errors
    /// When there is no key.
    pub(super) fn issue(&self, grant: &Grant<'_>, now: Timestamp) -> Result<String, Unspecified> {
        let issued = now.as_second();
        let claims = Claims {
            aud: grant.audience.to_owned(),
            iss: format!("https://sts.windows.net/{}/", grant.tenant),
            iat: issued,
            nbf: issued,
            exp: issued + i64::from(self.lifetime),
            appid: grant.principal.client_id.get_ref().clone(),
            oid: grant.principal.object_id.clone(),
            tid: grant.tenant.to_owned(),
            uti: Uuid::new_v4().simple().to_string(),
            ver: "1.0".to_owned(),
            xms_cc: grant.capabilities.clone(),
            xms_mirid: grant.resource_id.map(str::to_owned),
        };
        Signer::Entra.key()?.sign(&claims)
    }

    /// Checks signature, lifetime and audience; the tenant is the subscription's business.
    ///
    /// # Errors
    /// When one of them is wrong, in that order.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Claims, TokenFault> {
        let key = Signer::Entra.key().map_err(|_| TokenFault::Garbage)?;
        let claims: Claims = keys::verify(token, key.public()).ok_or(TokenFault::Garbage)?;
        if claims.exp <= now.as_second() {
            return Err(TokenFault::Expired(claims.exp));
        }
        if !self.is_management(&claims.aud) {
            return Err(TokenFault::WrongAudience(claims.aud));
        }
        Ok(claims)
    }

    fn is_management(&self, audience: &str) -> bool {
        MANAGEMENT_AUDIENCES.contains(&audience) || audience.trim_end_matches('/') == self.endpoint
    }
}

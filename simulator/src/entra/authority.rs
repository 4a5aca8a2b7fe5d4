//! Signs access tokens and checks them again when they come back to Resource Manager.

use aws_lc_rs::rand;
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, errors::ErrorKind,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::scenario::{PrincipalSettings, Scenario};

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
    own_audience: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
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
    /// An authority with a fresh key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(scenario: &Scenario, endpoint: &str) -> Result<Self, aws_lc_rs::error::Unspecified> {
        let mut secret = [0; 32];
        rand::fill(&mut secret)?;
        let mut tenants = vec![scenario.subscription.tenant_id.get_ref().clone()];
        tenants.extend(
            scenario
                .principals
                .iter()
                .filter_map(|p| p.tenant_id.clone()),
        );
        Ok(Self {
            tenants,
            principals: scenario.principals.clone(),
            lifetime: scenario.timing.token_seconds,
            own_audience: endpoint.to_owned(),
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
        })
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
        let default = self.tenants.first().map_or("", String::as_str);
        self.principals.iter().find(|principal| {
            principal
                .client_id
                .get_ref()
                .eq_ignore_ascii_case(client_id)
                && principal
                    .tenant_id
                    .as_deref()
                    .unwrap_or(default)
                    .eq_ignore_ascii_case(tenant)
        })
    }

    pub(super) fn offers(&self, resource: &str) -> bool {
        let bare = resource.trim_end_matches('/');
        self.is_management(resource) || OTHER_RESOURCES.contains(&bare)
    }

    /// Signs a token.
    ///
    /// # Errors
    /// When signing fails, which a symmetric key does not.
    pub fn issue(
        &self,
        principal: &PrincipalSettings,
        tenant: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let issued = now.as_second();
        let claims = Claims {
            aud: audience.to_owned(),
            iss: format!("https://sts.windows.net/{tenant}/"),
            iat: issued,
            nbf: issued,
            exp: issued + i64::from(self.lifetime),
            appid: principal.client_id.get_ref().clone(),
            oid: principal.object_id.clone(),
            tid: tenant.to_owned(),
            uti: Uuid::new_v4().simple().to_string(),
            ver: "1.0".to_owned(),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// Checks signature, lifetime and audience; the tenant is the subscription's business.
    ///
    /// # Errors
    /// When one of them is wrong, in that order.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Claims, TokenFault> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = decode::<Claims>(token, &self.decoding, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => TokenFault::Expired(0),
                _ => TokenFault::Garbage,
            })?
            .claims;
        if claims.exp <= now.as_second() {
            return Err(TokenFault::Expired(claims.exp));
        }
        if !self.is_management(&claims.aud) {
            return Err(TokenFault::WrongAudience(claims.aud));
        }
        Ok(claims)
    }

    fn is_management(&self, audience: &str) -> bool {
        MANAGEMENT_AUDIENCES.contains(&audience)
            || audience.trim_end_matches('/') == self.own_audience
    }
}

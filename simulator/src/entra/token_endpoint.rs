//! `POST /{tenant}/oauth2/v2.0/token` for client credentials with a secret.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::TokenAuthority;
use super::error::EntraError;

/// Form fields of a token request; fields that are not listed are ignored, as Entra does.
#[derive(Clone, Default, Deserialize)]
pub struct TokenForm {
    /// `client_credentials`.
    pub grant_type: Option<String>,
    /// Application id.
    pub client_id: Option<String>,
    /// Client secret.
    pub client_secret: Option<String>,
    /// Resource with `/.default`.
    pub scope: Option<String>,
}

/// Status and body of a token answer.
pub struct TokenAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON body.
    pub body: Value,
}

/// Answers a token request as Entra does.
#[must_use]
pub fn token(
    authority: &TokenAuthority,
    tenant: &str,
    form: &TokenForm,
    now: Timestamp,
) -> TokenAnswer {
    match grant(authority, tenant, form, now) {
        Ok(body) => TokenAnswer { status: 200, body },
        Err(error) => TokenAnswer {
            status: error.status,
            body: error.body(now),
        },
    }
}

fn grant(
    authority: &TokenAuthority,
    tenant: &str,
    form: &TokenForm,
    now: Timestamp,
) -> Result<Value, EntraError> {
    let required = |value: &Option<String>, name| {
        value
            .clone()
            .filter(|text| !text.is_empty())
            .ok_or_else(|| EntraError::missing(name))
    };
    if !authority.knows_tenant(tenant) {
        return Err(EntraError::unknown_tenant(tenant));
    }
    let grant_type = required(&form.grant_type, "grant_type")?;
    if grant_type != "client_credentials" {
        return Err(EntraError::unsupported_grant(&grant_type));
    }
    let client_id = required(&form.client_id, "client_id")?;
    let scope = required(&form.scope, "scope")?;
    let principal = authority
        .principal(tenant, &client_id)
        .ok_or_else(|| EntraError::unknown_application(&client_id, tenant))?;
    if required(&form.client_secret, "client_secret")? != principal.client_secret {
        return Err(EntraError::wrong_secret(&client_id));
    }
    // One slash only goes away: a resource that ends in one keeps it in `aud`.
    let audience = scope
        .strip_suffix("/.default")
        .ok_or_else(|| EntraError::invalid_scope(&scope))?;
    if !authority.offers(audience) {
        return Err(EntraError::unknown_resource(audience, tenant));
    }
    let access_token = authority
        .issue(principal, tenant, audience, now)
        .map_err(|_| EntraError::invalid_scope(&scope))?;
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": authority.lifetime(),
        "ext_expires_in": authority.lifetime(),
        "access_token": access_token,
    }))
}

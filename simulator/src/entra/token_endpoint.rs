//! `POST /{tenant}/oauth2/v2.0/token` for client credentials: a secret or an assertion.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::assertion::Assertion;
use super::authority::Grant;
use super::error::EntraError;
use super::{TokenAuthority, TokenForm, capabilities};
use crate::scenario::{PrincipalSettings, Secret};

/// The one kind of client assertion.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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
        Err(error) => error.answer(now),
    }
}

/// The answer to a token request that is no POST.
#[must_use]
pub fn token_by(method: &str, now: Timestamp) -> TokenAnswer {
    EntraError::only_post(method).answer(now)
}

fn grant(
    authority: &TokenAuthority,
    tenant: &str,
    form: &TokenForm,
    now: Timestamp,
) -> Result<Value, EntraError> {
    if !authority.knows_tenant(tenant) {
        return Err(EntraError::unknown_tenant(tenant));
    }
    form.check()?;
    let grant_type = required(&form.grant_type, "grant_type")?;
    if grant_type != "client_credentials" {
        return Err(EntraError::unsupported_grant(grant_type));
    }
    let client_id = required(&form.client_id, "client_id")?;
    let scope = required(&form.scope, "scope")?;
    let principal = authority
        .principal(tenant, client_id)
        .ok_or_else(|| EntraError::unknown_application(client_id, tenant))?;
    authenticate(authority, principal, tenant, form, now)?;
    let capabilities = capabilities::announced(form.claims.as_deref())?;
    // One slash only goes away: a resource that ends in one keeps it in `aud`.
    let audience = scope
        .strip_suffix("/.default")
        .ok_or_else(|| EntraError::invalid_scope(scope))?;
    if !authority.offers(audience) {
        return Err(EntraError::unknown_resource(audience, tenant));
    }
    let grant = Grant {
        principal,
        tenant,
        audience,
        capabilities,
        resource_id: None,
    };
    let access_token = authority
        .issue(&grant, now)
        .map_err(|_| EntraError::no_key())?;
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": authority.lifetime(),
        "ext_expires_in": authority.lifetime(),
        "access_token": access_token,
    }))
}

/// Whether the client is who it says. Assumed: an assertion goes before a secret.
fn authenticate(
    authority: &TokenAuthority,
    principal: &PrincipalSettings,
    tenant: &str,
    form: &TokenForm,
    now: Timestamp,
) -> Result<(), EntraError> {
    if let Some(assertion) = given(&form.client_assertion) {
        let kind = required(&form.client_assertion_type, "client_assertion_type")?;
        if kind != JWT_BEARER {
            return Err(EntraError::unsupported_assertion_type(kind));
        }
        return Assertion::read(assertion, tenant, now)?.check(authority, principal);
    }
    let client_id = principal.client_id.get_ref();
    let secret = given(&form.client_secret).ok_or_else(EntraError::no_credential)?;
    let own = principal.client_secret.as_ref().map(Secret::reveal);
    if own != Some(secret) {
        return Err(EntraError::wrong_secret(client_id));
    }
    if principal.secret_expired {
        return Err(EntraError::expired_secret(client_id));
    }
    Ok(())
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|text| !text.is_empty())
}

fn required<'a>(value: &'a Option<String>, name: &str) -> Result<&'a str, EntraError> {
    given(value).ok_or_else(|| EntraError::missing(name))
}

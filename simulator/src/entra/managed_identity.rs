//! Managed identity: what Instance Metadata Service (IMDS) and App Service answer.
//!
//! Header and body of good answers, numbers as strings, and IMDS's refusals of a missing
//! header, an unknown identity and an unknown resource are documented or observed; the bodies
//! of other refusals are assumed.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::authority::Grant;
use super::{TokenAnswer, TokenAuthority};

/// Which identity is meant, and for what; an empty query means the only one there is.
#[derive(Clone, Default)]
pub struct IdentityQuery {
    /// Version of the interface.
    pub api_version: String,
    /// Resource the token is for.
    pub resource: String,
    /// Application id.
    pub client_id: Option<String>,
    /// Object id.
    pub object_id: Option<String>,
    /// Resource id: `msi_res_id` for IMDS, `mi_res_id` for App Service.
    pub mi_res_id: Option<String>,
}

/// Versions of IMDS that are simulated.
const IMDS_VERSIONS: [&str; 2] = ["2018-02-01", "2019-08-01"];
/// Version of App Service that is simulated.
const APP_SERVICE_VERSION: &str = "2019-08-01";

/// `GET /metadata/identity/oauth2/token`; `metadata` is the header of that name.
#[must_use]
pub fn imds_token(
    authority: &TokenAuthority,
    query: &IdentityQuery,
    metadata: Option<&str>,
    now: Timestamp,
) -> TokenAnswer {
    if metadata != Some("true") {
        return refusal("bad_request_102", "Required metadata header not specified");
    }
    if !IMDS_VERSIONS.contains(&query.api_version.as_str()) {
        let error = "Bad request. api-version is invalid or was not specified in the request.";
        return answer(
            400,
            json!({ "error": error, "newest-versions": IMDS_VERSIONS }),
        );
    }
    let token = match issue(authority, query, now) {
        Ok(token) => token,
        Err(refusal) => return refusal,
    };
    let lifetime = authority.lifetime().to_string();
    let begun = now.as_second();
    answer(
        200,
        json!({
            "access_token": token.text,
            "client_id": token.client_id,
            "expires_in": lifetime,
            "expires_on": (begun + i64::from(authority.lifetime())).to_string(),
            "ext_expires_in": lifetime,
            "not_before": begun.to_string(),
            "refresh_token": "",
            "resource": query.resource,
            "token_type": "Bearer",
        }),
    )
}

/// `GET` on the address in `IDENTITY_ENDPOINT`; `secret` is the header `X-IDENTITY-HEADER`.
#[must_use]
pub fn app_service_token(
    authority: &TokenAuthority,
    query: &IdentityQuery,
    secret: Option<&str>,
    now: Timestamp,
) -> TokenAnswer {
    if secret != Some(authority.managed_identity.identity_header.reveal()) {
        let message = "The X-IDENTITY-HEADER is missing or wrong.";
        return answer(401, json!({ "statusCode": 401, "message": message }));
    }
    if query.api_version != APP_SERVICE_VERSION {
        let message = format!("Unsupported api-version '{}'.", query.api_version);
        return answer(400, json!({ "statusCode": 400, "message": message }));
    }
    let token = match issue(authority, query, now) {
        Ok(token) => token,
        Err(refusal) => return refusal,
    };
    let expires_on = now.as_second() + i64::from(authority.lifetime());
    answer(
        200,
        json!({
            "access_token": token.text,
            "client_id": token.client_id,
            "expires_on": expires_on.to_string(),
            "resource": query.resource,
            "token_type": "Bearer",
        }),
    )
}

struct IdentityToken {
    text: String,
    client_id: String,
}

fn issue(
    authority: &TokenAuthority,
    query: &IdentityQuery,
    now: Timestamp,
) -> Result<IdentityToken, TokenAnswer> {
    if query.resource.is_empty() {
        let text = "Required query variable 'resource' is missing";
        return Err(refusal("invalid_request", text));
    }
    let resource_id = &authority.identity_resource;
    let unknown = || refusal("invalid_request", "Identity not found");
    let principal = authority.machine().ok_or_else(unknown)?;
    let fits = |asked: &Option<String>, own: &str| {
        asked.as_ref().is_none_or(|id| id.eq_ignore_ascii_case(own))
    };
    if !fits(&query.client_id, principal.client_id.get_ref())
        || !fits(&query.object_id, &principal.object_id)
        || !fits(&query.mi_res_id, resource_id)
    {
        return Err(unknown());
    }
    if !authority.offers(&query.resource) {
        let text = format!(
            "AADSTS500011: The resource principal named {} was not found in the tenant named {}.",
            query.resource,
            authority.tenant_of(principal)
        );
        return Err(refusal("invalid_resource", &text));
    }
    let grant = Grant {
        principal,
        tenant: authority.tenant_of(principal),
        audience: &query.resource,
        capabilities: None,
        resource_id: Some(resource_id),
    };
    let text = authority
        .issue(&grant, now)
        .map_err(|_| answer(500, json!({ "error": "no key" })))?;
    Ok(IdentityToken {
        text,
        client_id: principal.client_id.get_ref().clone(),
    })
}

fn refusal(error: &str, description: &str) -> TokenAnswer {
    answer(
        400,
        json!({ "error": error, "error_description": description }),
    )
}

fn answer(status: u16, body: Value) -> TokenAnswer {
    TokenAnswer { status, body }
}

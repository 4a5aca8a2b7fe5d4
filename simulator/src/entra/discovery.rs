//! What sign-in libraries read before they ask for a token: OpenID configuration and instance
//! discovery.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::TokenAuthority;
use super::error::EntraError;
use super::token_endpoint::TokenAnswer;

/// Names under which any tenant can be meant.
const SHARED_TENANTS: [&str; 2] = ["common", "organizations"];

/// Refuses a tenant that is not there.
///
/// # Errors
/// Entra's answer.
pub fn known_tenant(
    authority: &TokenAuthority,
    tenant: &str,
    now: Timestamp,
) -> Result<(), TokenAnswer> {
    if SHARED_TENANTS.contains(&tenant) || authority.knows_tenant(tenant) {
        return Ok(());
    }
    Err(EntraError::unknown_tenant(tenant).answer(now))
}

/// `/{tenant}/v2.0/.well-known/openid-configuration`; MSAL takes every later address from it.
#[must_use]
pub fn openid_configuration(
    authority: &TokenAuthority,
    endpoint: &str,
    tenant: &str,
    now: Timestamp,
) -> TokenAnswer {
    if let Err(refusal) = known_tenant(authority, tenant, now) {
        return refusal;
    }
    let issuer_tenant = if SHARED_TENANTS.contains(&tenant) {
        "{tenantid}"
    } else {
        tenant
    };
    TokenAnswer {
        status: 200,
        body: json!({
            "token_endpoint": format!("{endpoint}/{tenant}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "jwks_uri": format!("{endpoint}/{tenant}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": format!("{endpoint}/{issuer_tenant}/v2.0"),
            "authorization_endpoint": format!("{endpoint}/{tenant}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{endpoint}/{tenant}/oauth2/v2.0/devicecode"),
            "tenant_region_scope": "NA",
            "cloud_instance_name": host(endpoint),
        }),
    }
}

/// `/common/discovery/instance`: which hosts are one and the same authority.
#[must_use]
pub fn instances(endpoint: &str, tenant: &str) -> Value {
    let host = host(endpoint);
    json!({
        "tenant_discovery_endpoint": format!("{endpoint}/{tenant}/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [{
            "preferred_network": host,
            "preferred_cache": host,
            "aliases": [host],
        }],
    })
}

/// Tenant segment of the `authorization_endpoint` that instance discovery is asked about.
#[must_use]
pub fn tenant_of(authorization_endpoint: &str) -> &str {
    let path = authorization_endpoint
        .split_once("://")
        .map_or(authorization_endpoint, |(_, rest)| rest);
    match path.split('/').nth(1) {
        Some(tenant) if !tenant.is_empty() => tenant,
        _ => "common",
    }
}

fn host(endpoint: &str) -> &str {
    endpoint.trim_start_matches("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenant_is_the_first_segment_of_the_address_asked_about() {
        let address = "https://localhost:8443/contoso/oauth2/v2.0/authorize";
        assert_eq!(tenant_of(address), "contoso");
        assert_eq!(tenant_of("https://localhost:8443"), "common");
    }
}

//! Error bodies of the token endpoint, with Entra's numbers and words.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::token_endpoint::TokenAnswer;

/// One refusal of the token endpoint.
pub(super) struct EntraError {
    status: u16,
    error: &'static str,
    code: u32,
    text: String,
}

impl EntraError {
    pub(super) fn new(status: u16, error: &'static str, code: u32, text: String) -> Self {
        Self {
            status,
            error,
            code,
            text,
        }
    }

    pub(super) fn unknown_tenant(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        );
        Self::new(400, "invalid_request", 90002, text)
    }

    pub(super) fn unknown_application(client_id: &str, tenant: &str) -> Self {
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        );
        Self::new(400, "unauthorized_client", 700_016, text)
    }

    pub(super) fn wrong_secret(client_id: &str) -> Self {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client_id}'."
        );
        Self::new(401, "invalid_client", 7_000_215, text)
    }

    pub(super) fn expired_secret(client_id: &str) -> Self {
        let text = format!(
            "The provided client secret keys for app '{client_id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."
        );
        Self::new(401, "invalid_client", 7_000_222, text)
    }

    /// Neither secret nor assertion. Text observed, status assumed.
    pub(super) fn no_credential() -> Self {
        let text = "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.";
        Self::new(401, "invalid_client", 7_000_216, text.to_owned())
    }

    /// Assumed: text and status.
    pub(super) fn unsupported_assertion_type(given: &str) -> Self {
        let text = format!("The client_assertion_type '{given}' is not supported.");
        Self::new(400, "invalid_request", 90014, text)
    }

    /// A body that is no proper form. Text and number observed, for which bodies is assumed.
    pub(super) fn malformed() -> Self {
        let text = "Invalid request. Request is malformed or invalid.";
        Self::new(400, "invalid_request", 9_002_313, text.to_owned())
    }

    /// Another method than POST. Text and number observed, status assumed.
    pub(super) fn only_post(method: &str) -> Self {
        let text = format!("The endpoint only accepts POST requests. Received a {method} request.");
        Self::new(400, "invalid_request", 900_561, text)
    }

    /// The field `claims` is no JSON object of claims. Assumed: the whole error.
    pub(super) fn malformed_claims() -> Self {
        let text = "Invalid request. The 'claims' parameter is malformed or invalid.";
        Self::new(400, "invalid_request", 9_002_313, text.to_owned())
    }

    /// No key to sign with. Assumed: the whole error.
    pub(super) fn no_key() -> Self {
        let text = "There's an internal issue with our identity service.";
        Self::new(500, "server_error", 90033, text.to_owned())
    }

    pub(super) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new(400, "invalid_request", 900_144, text)
    }

    pub(super) fn unsupported_grant(grant: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{grant}'.");
        Self::new(400, "unsupported_grant_type", 70003, text)
    }

    pub(super) fn invalid_scope(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        Self::new(400, "invalid_scope", 1_002_012, text)
    }

    pub(super) fn unknown_resource(resource: &str, tenant: &str) -> Self {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."
        );
        Self::new(400, "invalid_resource", 500_011, text)
    }

    pub(super) fn answer(&self, now: Timestamp) -> TokenAnswer {
        TokenAnswer {
            status: self.status,
            body: self.body(now),
        }
    }

    fn body(&self, now: Timestamp) -> Value {
        let timestamp = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let (trace, correlation) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
        json!({
            "error": self.error,
            "error_description": format!(
                "AADSTS{}: {}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {timestamp}",
                self.code, self.text
            ),
            "error_codes": [self.code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        })
    }
}

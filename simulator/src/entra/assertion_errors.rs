//! What Entra ID says of client assertions that it does not take.
//!
//! Texts are observed where nothing else is said. `invalid_client` was seen with 700023, 700024,
//! 700027, 700211 and, with status 401, 7002137, a sibling of the federated ones; other statuses
//! are assumed. Of an older form, 70021 for every mismatch, nothing is left here.

use jiff::Timestamp;

use super::error::EntraError;

const CERTIFICATE_PAGE: &str = "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
const FEDERATION_PAGE: &str =
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const CHECK_CREDENTIAL: &str = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";

impl EntraError {
    fn refused_assertion(code: u32, text: String) -> Self {
        Self::new(401, "invalid_client", code, text)
    }

    /// Assumed: text and status.
    pub(super) fn malformed_assertion() -> Self {
        let text = "JWT token is invalid or malformed.".to_owned();
        Self::new(400, "invalid_request", 50027, text)
    }

    /// Assumed: status.
    pub(super) fn missing_thumbprint() -> Self {
        let text = "Invalid JWT token. No certificate thumbprint specified in token header.";
        Self::new(400, "invalid_request", 50027, text.to_owned())
    }

    pub(super) fn unknown_certificate(thumbprint: &str, client_id: &str) -> Self {
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '{thumbprint}', {}]",
            configured_keys(client_id)
        );
        Self::refused_assertion(700_027, text)
    }

    pub(super) fn wrong_signature(thumbprint: &str, client_id: &str) -> Self {
        let text = format!(
            "Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '{thumbprint}', {}]",
            configured_keys(client_id)
        );
        Self::refused_assertion(700_027, text)
    }

    /// Assumed: text and status.
    pub(super) fn assertion_of_another_client() -> Self {
        let text = format!(
            "Client assertion application identifier doesn't match 'client_id' parameter. {CERTIFICATE_PAGE}"
        );
        Self::refused_assertion(700_021, text)
    }

    pub(super) fn assertion_for_another_audience() -> Self {
        let text = format!(
            "Client assertion audience claim does not match Realm issuer. {CERTIFICATE_PAGE}"
        );
        Self::refused_assertion(700_023, text)
    }

    pub(super) fn assertion_out_of_time(from: Timestamp, until: Timestamp, now: Timestamp) -> Self {
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry time of assertion {}. {CERTIFICATE_PAGE}",
            precise(now),
            precise(from),
            precise(until),
        );
        Self::refused_assertion(700_024, text)
    }

    /// Assumed: text, after that of the subject.
    pub(super) fn no_record_of_issuer(issuer: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion issuer '{issuer}'. {CHECK_CREDENTIAL} {FEDERATION_PAGE}"
        );
        Self::refused_assertion(700_211, text)
    }

    /// Assumed: the whole error, after those of issuer and subject.
    pub(super) fn no_record_of_audience(audience: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion audience '{audience}'. {CHECK_CREDENTIAL} {FEDERATION_PAGE}"
        );
        Self::refused_assertion(700_212, text)
    }

    pub(super) fn no_record_of_subject(subject: &str, in_other_case: bool) -> Self {
        let start = format!(
            "No matching federated identity record found for presented assertion subject '{subject}'."
        );
        if in_other_case {
            let text = format!(
                "{start} The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {CHECK_CREDENTIAL} See documentation at: {FEDERATION_PAGE}. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024."
            );
            return Self::refused_assertion(7_002_138, text);
        }
        let text = format!("{start} {CHECK_CREDENTIAL} {FEDERATION_PAGE}");
        Self::refused_assertion(700_213, text)
    }
}

fn configured_keys(client_id: &str) -> String {
    format!(
        "Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{client_id}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/{client_id}'"
    )
}

/// Time with seven digits after the second, as .NET prints it.
fn precise(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string()
}

//! From an error of the Azure client to a message for the user: what was tried, on what, what Azure
//! answered, and what to do next.

use crate::azure::Error;
use crate::framework::diagnostics::Diagnostic;

/// The diagnostic for an error. `attempt` says what was going on, as a headline begins it: "Deleting
/// connection x of y".
pub fn error(attempt: &str, error: &Error) -> Diagnostic {
    let mut detail = sentence(&error.to_string());
    if let Some(advice) = advice(error) {
        detail.push_str("\n\n");
        detail.push_str(advice);
    }
    Diagnostic::error(headline(attempt, error), detail)
}

fn headline(attempt: &str, error: &Error) -> String {
    match error {
        Error::Cancelled { .. } => format!("{attempt} was interrupted"),
        Error::Deadline(_) => format!("{attempt} took too long"),
        _ => format!("{attempt} failed"),
    }
}

/// What to do next, where the error's own text does not say it.
fn advice(error: &Error) -> Option<&'static str> {
    match error {
        Error::Deadline(deadline) => Some(deadline.last.as_ref().and_then(advice).unwrap_or(
            "What Azure was already asked for may still finish there. The stored state was not changed: run the same \
             command again, with a longer `timeouts` block if this repeats.",
        )),
        Error::Cancelled { .. } => Some(
            "What Azure was already asked for goes on there. The stored state was not changed; run the same command \
             again to finish.",
        ),
        // The error's own text ends with what to do.
        Error::Credential(credential) if credential.advice.is_some() && !error.is_tls() => None,
        _ => error.code().and_then(advice_for_code).or_else(|| advice_for_kind(error)),
    }
}

fn advice_for_kind(error: &Error) -> Option<&'static str> {
    if error.is_gone() {
        Some("The server does not exist, or not under that name. Check the target's id.")
    } else if error.is_busy() {
        Some("Another operation runs on the server. Run the same command again when it has ended.")
    } else if error.is_unauthenticated() {
        Some(
            "Check `tenant_id`, `client_id` and `client_secret` (or ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET), \
             and that the tenant is the one of the target's subscription.",
        )
    } else if error.is_tls() {
        Some(
            "The server's certificate is not trusted. Behind a proxy that opens connections, give its certificates as \
             `additional_ca_file` (or ARM_ADDITIONAL_CA_FILE), or add them to the system's store.",
        )
    } else if error.is_connect() {
        Some(
            "Check the network, the proxy settings (HTTPS_PROXY, NO_PROXY), and the addresses in the `endpoint` block \
             and the ARM_* variables.",
        )
    } else if error.is_forbidden() {
        Some(
            "The identity that the provider signs in with lacks a right, or the target does not exist for it. \
             Contributor on the server is enough; the rights in question are \
             Microsoft.DBforPostgreSQL/flexibleServers/read and …/privateEndpointConnections/read, /write and /delete, \
             and where approving asks for more, …/privateEndpointConnectionsApproval/action.",
        )
    } else if error.is_lost() {
        Some(
            "Azure may have carried the request out. Run the same command again: it looks first and does only what is \
             left to do.",
        )
    } else {
        None
    }
}

fn advice_for_code(code: &str) -> Option<&'static str> {
    match code {
        "ScopeLocked" => Some(
            "A management lock on the server or above it forbids this. Have the lock removed, or leave the connection as it is: `on_destroy = \"retain\"` and an apply, or a `removed` block with `destroy = false`.",
        ),
        "RequestDisallowedByPolicy" => Some(
            "An Azure Policy assignment forbids this. Have an exemption made, or leave the connection as it is: `on_destroy = \"retain\"` and an apply.",
        ),
        "DenyAssignmentAuthorizationFailed" => Some(
            "A deny assignment (of a deployment stack or a managed application) forbids this whatever rights you have. It must be lifted where it was made.",
        ),
        "NoRegisteredProviderFound" | "InvalidApiVersionParameter" => Some(
            "The api-version is not available there. Set another one for the resource type in the provider's `api_versions`.",
        ),
        "SubscriptionNotFound" => Some(
            "Check the subscription in the id, and that the identity, the tenant and the cloud (`environment`) are the right ones.",
        ),
        "InvalidResourceType" | "InvalidResourceNamespace" => Some(
            "Check the id's spelling and the cloud (`environment`): not every cloud offers every service.",
        ),
        "ServerStoppedError" => Some(
            "The server is stopped. Start it; its connections can be read and changed again once it is Ready.",
        ),
        "PrivateEndpointFeatureNotSupportedOnServer" => Some(
            "The server is injected into a virtual network, or older than private endpoints: it has no connections.",
        ),
        "MissingSubscriptionRegistration" => Some(
            "Have the resource provider registered in the subscription (`az provider register`).",
        ),
        _ => None,
    }
}

/// The text as a sentence. A first word that is a host's name keeps its spelling.
fn sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let mut chars = text.chars();
    let mut sentence = match chars.next() {
        Some(letter) if first.len() < 8 && first.chars().all(|c| c.is_ascii_lowercase()) => {
            letter.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

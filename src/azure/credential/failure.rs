//! What a failed token request means: who refused, with which text, and what the user can do.

use url::Url;

use super::entra::EntraRefusal;
use crate::azure::error::{CredentialError, CredentialProblem, TransportProblem};
use crate::azure::transport::{cause, chain, classify};

/// Microsoft Entra ID's numbers that a user can do something about (observed answers and Entra's error reference).
/// Decisions are made on the HTTP status; these only add a hint.
const ADVICE: [(u64, &str); 7] = [
    (
        7_000_215,
        "Give the value of the client secret, not its id. A secret made just now may take a minute to be accepted.",
    ),
    (7_000_222, "The client secret has expired: make a new one."),
    (
        700_016,
        "Check the client id and the tenant id: the application is not known in this tenant.",
    ),
    (
        90_002,
        "Check the tenant id, and that it belongs to the configured cloud.",
    ),
    (
        900_023,
        "Check the tenant id: it is neither a GUID nor a domain of a tenant.",
    ),
    (
        500_011,
        "Check the configured cloud and audience: the tenant does not know this audience.",
    ),
    (
        70_011,
        "Check the configured cloud and audience: the scope is not valid.",
    ),
];

/// Explains a failed token request. The cause is printed whole, for `azure_core` hides the useful part in its chain.
pub(super) fn explain(error: &azure_core::Error, authority: &Url) -> CredentialError {
    let authority = authority.host_str().unwrap_or_default().to_owned();
    let answered = chain(error).find_map(|error| error.downcast_ref::<EntraRefusal>());
    if let Some(refusal) = answered {
        return refused(refusal, authority);
    }
    let problem = match classify(error) {
        TransportProblem::Tls => CredentialProblem::Tls,
        TransportProblem::Unreachable => CredentialProblem::Unreachable,
        TransportProblem::Lost => CredentialProblem::Unavailable,
    };
    CredentialError {
        problem,
        authority,
        message: cause(error),
        advice: advice_for(problem),
    }
}

fn refused(refusal: &EntraRefusal, authority: String) -> CredentialError {
    let passing = matches!(refusal.status, 408 | 429 | 500..=599);
    let problem = if passing {
        CredentialProblem::Unavailable
    } else {
        CredentialProblem::Refused
    };
    let known = |number: &u64| ADVICE.iter().find(|(known, _)| known == number);
    let advice = refusal
        .numbers
        .iter()
        .find_map(known)
        .map(|(_, advice)| *advice);
    CredentialError {
        problem,
        authority,
        message: refusal.description.clone(),
        advice,
    }
}

fn advice_for(problem: CredentialProblem) -> Option<&'static str> {
    match problem {
        CredentialProblem::Unreachable => {
            Some("Check the authority's address, the network and the proxy settings.")
        }
        CredentialProblem::Tls => Some(
            "If a proxy or an own authority answers there, its certificate authority must be made known.",
        ),
        _ => None,
    }
}

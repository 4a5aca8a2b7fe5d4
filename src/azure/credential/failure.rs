//! What a failed token request means: who refused, with which text, and what the user can do.

use azure_core::error::ErrorKind;
use serde_json::Value;
use url::Url;

use crate::azure::error::{
    CredentialError, CredentialProblem, TransportProblem, field, parse_json, text,
};
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
    let answered = chain(error)
        .filter_map(|error| error.downcast_ref::<azure_core::Error>())
        .find_map(answer);
    if let Some((status, body)) = answered {
        return refused(status, &body.unwrap_or(Value::Null), error, authority);
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

/// Status and body of the answer inside an error, if Entra answered at all.
fn answer(error: &azure_core::Error) -> Option<(u16, Option<Value>)> {
    match error.kind() {
        ErrorKind::HttpResponse {
            status,
            raw_response,
            ..
        } => {
            let body = raw_response
                .as_ref()
                .and_then(|response| parse_json(response.body()));
            Some(((*status).into(), body))
        }
        _ => None,
    }
}

fn refused(
    status: u16,
    body: &Value,
    error: &azure_core::Error,
    authority: String,
) -> CredentialError {
    let passing = matches!(status, 408 | 429 | 500..=599);
    let problem = if passing {
        CredentialProblem::Unavailable
    } else {
        CredentialProblem::Refused
    };
    let description = text(body, "error_description").unwrap_or_else(|| cause(error));
    // Entra breaks the text with "\r\n" before the ids of the request; users read one line.
    let message = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let numbers = field(body, "error_codes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let advice = numbers.filter_map(Value::as_u64).find_map(|number| {
        ADVICE
            .iter()
            .find(|(known, _)| *known == number)
            .map(|(_, advice)| *advice)
    });
    CredentialError {
        problem,
        authority,
        message,
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

//! The next step of a long running operation, given an answer (ARM RPC, asynchronous operations). Pure.
//!
//! The order of trust is `Azure-AsyncOperation`, `Operation-Location`, `Location`, then the resource itself.
//! Services break the rules in known ways; each such case carries a comment. Waiting and sending is left to `api::follow`.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::answer::Answer;
use super::error::{ArmError, field, text};

/// Which address is polled; the two kinds answer differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Monitor {
    /// `Azure-AsyncOperation`: always 200, the truth is in the body's `status`.
    Status,
    /// `Location`: 202 while running, then the answer that a synchronous request would have had.
    Result,
}

/// What to poll next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Poll {
    pub monitor: Monitor,
    /// The address as Azure gave it, byte for byte.
    pub address: String,
    /// How long Azure asks to wait first.
    pub after: Option<Duration>,
    /// The state last reported, for messages.
    pub state: String,
}

/// What an answer means for the operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// It ended well; the resource still has to show it.
    Succeeded,
    /// It ended badly.
    Failed(ArmError),
    /// Polling leads no further, for the reason given; only the resource itself can tell.
    Unknown(String),
    /// It runs.
    Poll(Poll),
}

/// The first step, from a successful answer to PUT or DELETE of the resource with this id.
pub(crate) fn begin(resource: &str, answer: &Answer, now: SystemTime) -> Step {
    if answer.status == 204 {
        return Step::Succeeded;
    }
    let after = answer.retry_after(now);
    let status = ["azure-asyncoperation", "operation-location"]
        .iter()
        .find_map(|name| answer.header(name));
    // A 200 may carry a Location of no meaning; with 201 and 202 it is the operation's.
    let result = answer
        .header("location")
        .filter(|_| matches!(answer.status, 201 | 202));
    let poll = |monitor, address: &str| Poll {
        monitor,
        address: address.to_owned(),
        after,
        state: "accepted".to_owned(),
    };
    match (status, result) {
        (Some(address), _) if !is_self(address, resource) => {
            Step::Poll(poll(Monitor::Status, address))
        }
        (None, Some(address)) if !is_self(address, resource) => {
            Step::Poll(poll(Monitor::Result, address))
        }
        _ => begin_without_address(answer),
    }
}

/// Without an address to poll, a state in the body decides; 200 without one means done, 201 and 202 mean running.
fn begin_without_address(answer: &Answer) -> Step {
    let body = answer.json().unwrap_or(Value::Null);
    match provisioning_state(&body).map(|state| classify(&state)) {
        Some(Word::Failed) => Step::Failed(failure(&body)),
        Some(Word::Succeeded) => Step::Succeeded,
        None if answer.status == 200 => Step::Succeeded,
        _ => Step::Unknown("the answer names no address to follow".to_owned()),
    }
}

/// The next step, from the answer to a poll.
pub(crate) fn proceed(poll: &Poll, answer: &Answer, now: SystemTime) -> Step {
    match answer.status {
        200..=202 => match poll.monitor {
            Monitor::Status => proceed_status(poll, answer, now),
            Monitor::Result => proceed_result(poll, answer, now),
        },
        // Seen as the end of a delete on a status monitor too.
        204 => Step::Succeeded,
        // The right to read the operation is missing, the record has expired or went with the resource, or the
        // address supports no GET: none of that says anything about the operation.
        403 | 404 | 405 | 410 => {
            Step::Unknown(format!("polling was answered with {}", describe(answer)))
        }
        // A status monitor that answers an error failed to read the status, no more.
        _ if poll.monitor == Monitor::Status => {
            Step::Unknown(format!("polling was answered with {}", describe(answer)))
        }
        _ => Step::Failed(ArmError::from_body(
            &answer.body,
            answer.header("x-ms-error-code"),
        )),
    }
}

fn proceed_status(poll: &Poll, answer: &Answer, now: SystemTime) -> Step {
    let body = answer.json().unwrap_or(Value::Null);
    // Some services answer with the resource instead of the status object.
    let Some(state) = text(&body, "status").or_else(|| provisioning_state(&body)) else {
        return match answer.status {
            202 => running(poll, "running", answer, now),
            _ => Step::Unknown("a poll was answered without a status".to_owned()),
        };
    };
    match classify(&state) {
        Word::Succeeded => Step::Succeeded,
        Word::Failed => Step::Failed(failure(&body)),
        Word::Running => running(poll, &state, answer, now),
    }
}

fn proceed_result(poll: &Poll, answer: &Answer, now: SystemTime) -> Step {
    let body = answer.json().unwrap_or(Value::Null);
    // A 200 may hold a status object that says "Failed"; in a resource, a status of its own is not the operation's
    // unless it is one of the terminal words.
    let status = text(&body, "status")
        .map(|word| classify(&word))
        .filter(|word| *word != Word::Running);
    let state = provisioning_state(&body).map(|word| classify(&word));
    match status.or(state) {
        Some(Word::Failed) => Step::Failed(failure(&body)),
        _ if answer.status == 202 => running(poll, "running", answer, now),
        Some(Word::Running) => Step::Unknown("the resource is still being changed".to_owned()),
        Some(Word::Succeeded) | None => Step::Succeeded,
    }
}

/// The same poll again. `Location` may change from answer to answer, and the newest counts.
fn running(poll: &Poll, state: &str, answer: &Answer, now: SystemTime) -> Step {
    let moved = answer
        .header("location")
        .filter(|_| poll.monitor == Monitor::Result);
    Step::Poll(Poll {
        monitor: poll.monitor,
        address: moved.unwrap_or(&poll.address).to_owned(),
        after: answer.retry_after(now),
        state: state.to_owned(),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Succeeded,
    Failed,
    Running,
}

/// The documented words, without regard to case, and the two others that are seen; any other word means running.
fn classify(state: &str) -> Word {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(state));
    if is(&["Succeeded", "Completed"]) {
        Word::Succeeded
    } else if is(&["Failed", "Canceled", "Cancelled"]) {
        Word::Failed
    } else {
        Word::Running
    }
}

fn provisioning_state(body: &Value) -> Option<String> {
    text(field(body, "properties")?, "provisioningState")
}

/// The error of a failed operation, or its state where it gives no error.
fn failure(body: &Value) -> ArmError {
    let own = field(body, "error").and_then(ArmError::from_value);
    let state = text(body, "status")
        .or_else(|| provisioning_state(body))
        .unwrap_or_default();
    own.unwrap_or_else(|| ArmError {
        message: format!("its state is {state}, and no reason was given"),
        ..ArmError::default()
    })
}

fn describe(answer: &Answer) -> String {
    let error = ArmError::from_body(&answer.body, answer.header("x-ms-error-code"));
    format!(
        "{} {}",
        answer.status,
        error.code.as_deref().unwrap_or("without a code")
    )
}

/// Whether a polling address names the resource itself (seen with some services): host, port and query do not matter.
fn is_self(address: &str, resource: &str) -> bool {
    let path =
        url::Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.path().to_owned());
    path.eq_ignore_ascii_case(resource)
}

#[cfg(test)]
mod tests;

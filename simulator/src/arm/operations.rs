//! Starting and polling long running operations, in the forms that were recorded.

use axum::http::StatusCode;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::guards;
use super::path::{NETWORK, POSTGRESQL};
use crate::scenario::{PollAnswer, ResultAfterDelete, RetryAfter};
use crate::state::{Operation, Outcome, World};

/// 202 of the PostgreSQL provider: two polling addresses and a small body.
pub(super) fn accepted(call: &Call<'_>, world: &World, operation: &Operation) -> Answer {
    let region = operation.location.replace("%20", "").to_ascii_lowercase();
    let body = json!({
        "operation": operation.kind.management_operation(),
        "startTime": start_time(operation.started),
    });
    let answer = Answer::new(StatusCode::ACCEPTED, body)
        .with(
            "azure-asyncoperation",
            &address(call, operation, "azureAsyncOperation"),
        )
        .with("location", &address(call, operation, "operationResults"))
        .in_region(&region);
    with_pause(answer, call, world)
}

/// Adds Microsoft.Network's polling address to an answer.
pub(super) fn with_network_status(
    answer: Answer,
    call: &Call<'_>,
    world: &World,
    operation: &Operation,
) -> Answer {
    let answer = answer.with("azure-asyncnotification", "Enabled").with(
        "azure-asyncoperation",
        &address(call, operation, "operations"),
    );
    with_pause(answer, call, world)
}

/// 202 of Microsoft.Network's deletes: both addresses, no body.
pub(super) fn network_deletion(call: &Call<'_>, world: &World, operation: &Operation) -> Answer {
    let answer = Answer::empty(StatusCode::ACCEPTED)
        .with("location", &address(call, operation, "operationResults"));
    with_network_status(answer, call, world, operation)
}

/// GET of the status: 200 in every phase, failure included (recorded).
pub(super) fn status(
    call: &Call<'_>,
    world: &World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<Answer, ArmError> {
    let operation = find(call, world, namespace, id)?;
    let running = operation.is_running(call.now.elapsed);
    let word = match (&operation.outcome, running) {
        (_, true) => "InProgress",
        (Outcome::Succeeded, false) => "Succeeded",
        (Outcome::Failed(_), false) => "Failed",
    };
    let mut body = json!({ "status": word });
    if !operation.kind.is_network() {
        body["name"] = operation.id.to_string().into();
        body["startTime"] = start_time(operation.started).into();
    }
    if let (Outcome::Failed(failure), false) = (&operation.outcome, running) {
        body["error"] = json!({ "code": failure.code, "message": failure.message });
    }
    let answer = named(Answer::ok(body), operation);
    Ok(if running {
        with_pause(answer, call, world)
    } else {
        answer
    })
}

/// GET of the result: 202 and the address again while running.
///
/// Assumed for connection writes; the final body was recorded for start and stop.
pub(super) fn result(
    call: &Call<'_>,
    world: &World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<Answer, ArmError> {
    let operation = find(call, world, namespace, id)?;
    if operation.is_running(call.now.elapsed) {
        let same = format!("{}{}", call.endpoint, call.request.address());
        let answer = Answer::empty(StatusCode::ACCEPTED).with("location", &same);
        return Ok(with_pause(named(answer, operation), call, world));
    }
    let no_content = world.switches.result_after_delete == ResultAfterDelete::NoContent;
    if operation.kind.is_delete() && (no_content || operation.kind.is_network()) {
        return Ok(named(Answer::empty(StatusCode::NO_CONTENT), operation));
    }
    let body = json!({ "properties": {}, "name": operation.subject, "type": "PostgreSQL" });
    Ok(named(Answer::ok(body), operation))
}

fn find<'a>(
    call: &Call<'_>,
    world: &'a World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<&'a Operation, ArmError> {
    if !call.signer.is_genuine(call.request.address()) {
        return Err(ArmError::altered_address());
    }
    let name = id.map(|id| id.to_string()).unwrap_or_default();
    match world.switches.poll_answer {
        PollAnswer::Forbidden => {
            return Err(guards::forbidden(call.request, call.path, call.caller));
        }
        PollAnswer::NotFound => return Err(ArmError::operation_not_found(&name)),
        PollAnswer::Gone => return Err(ArmError::operation_expired(&name)),
        PollAnswer::Answered => {}
    }
    id.and_then(|id| world.operation(id))
        .filter(|operation| operation.kind.is_network() == (namespace == NETWORK))
        .ok_or_else(|| ArmError::operation_not_found(&name))
}

fn named(answer: Answer, operation: &Operation) -> Answer {
    if operation.kind.is_network() {
        return answer;
    }
    answer.in_region(&operation.location.replace("%20", "").to_ascii_lowercase())
}

fn address(call: &Call<'_>, operation: &Operation, kind: &str) -> String {
    let namespace = if operation.kind.is_network() {
        NETWORK
    } else {
        POSTGRESQL
    };
    let path = format!(
        "/subscriptions/{}/providers/{namespace}/locations/{}/{kind}/{}?api-version={}",
        call.path.subscription.as_deref().unwrap_or_default(),
        operation.location,
        operation.id,
        call.api_version,
    );
    format!(
        "{}{}",
        call.endpoint,
        call.signer.sign(&path, call.now.timestamp)
    )
}

fn with_pause(answer: Answer, call: &Call<'_>, world: &World) -> Answer {
    let answer = match world.timing.retry_after {
        RetryAfter::Seconds(seconds) => answer.with("retry-after", &seconds.to_string()),
        RetryAfter::Date => answer.with("retry-after", &http_date(call.now.timestamp)),
        RetryAfter::Missing => answer,
    };
    match world.timing.retry_after_ms {
        Some(milliseconds) => answer.with("retry-after-ms", &milliseconds.to_string()),
        None => answer,
    }
}

fn http_date(now: Timestamp) -> String {
    // One second on; the format has whole seconds.
    let later = now + SignedDuration::from_secs(1);
    rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&later)
        .unwrap_or_default()
}

/// Milliseconds with trailing zeros dropped, as recorded.
fn start_time(time: Timestamp) -> String {
    let milliseconds = Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time);
    milliseconds.strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_time_drops_trailing_zeros() {
        for (exact, shown) in [
            ("2026-04-16T21:37:13.230456Z", "2026-04-16T21:37:13.23Z"),
            ("2026-04-16T21:37:13.927Z", "2026-04-16T21:37:13.927Z"),
            ("2026-04-16T21:37:13Z", "2026-04-16T21:37:13Z"),
        ] {
            assert_eq!(start_time(exact.parse().unwrap()), shown);
        }
    }

    #[test]
    fn retry_after_date_is_an_http_date() {
        let now: Timestamp = "2026-04-16T21:37:13Z".parse().unwrap();
        assert_eq!(http_date(now), "Thu, 16 Apr 2026 21:37:14 GMT");
    }
}

//! Starting long running operations: the first answer, as recorded or in the style that a fault
//! asks for.

use axum::http::StatusCode;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::{NETWORK, POSTGRESQL};
use crate::scenario::{Announcement, RetryAfter};
use crate::state::{Operation, OperationKind, Outcome, World};

/// Gives an accepted operation the style that the request's fault asks for.
pub(super) fn styled(call: &Call<'_>, world: &mut World, accepted: Operation) -> Operation {
    let Some(style) = &call.request.style else {
        return accepted;
    };
    world.restyle(accepted, style, call.now)
}

/// The first answer of the PostgreSQL provider: by default 202, two polling addresses and a
/// small body; `resource` is asked for the body of styles that show the resource.
pub(super) fn accepted(
    call: &Call<'_>,
    world: &mut World,
    operation: Operation,
    resource: impl FnOnce(&World) -> Result<Answer, ArmError>,
) -> Result<Answer, ArmError> {
    let operation = styled(call, world, operation);
    let status = operation.style.status.and_then(first_status);
    let mut answer = if operation.style.shows_resource() && !operation.kind.is_delete() {
        resource(world)?
    } else {
        Answer::ok(json!({
            "operation": operation.kind.management_operation(),
            "startTime": start_time(operation.started),
        }))
    };
    answer.status = status.unwrap_or(StatusCode::ACCEPTED);
    Ok(announced(answer, call, world, &operation))
}

/// The first answer to an action, which has no resource to show.
pub(super) fn accepted_action(
    call: &Call<'_>,
    world: &mut World,
    operation: Operation,
) -> Result<Answer, ArmError> {
    accepted(call, world, operation, |_| Ok(Answer::ok(json!({}))))
}

fn first_status(status: u16) -> Option<StatusCode> {
    StatusCode::from_u16(status).ok()
}

/// Adds the headers that say where to look.
fn announced(answer: Answer, call: &Call<'_>, world: &World, operation: &Operation) -> Answer {
    let answer = named(answer, operation);
    let announcement = operation.style.announced;
    let (status, result) = match announcement.unwrap_or_else(|| recorded(operation.kind)) {
        Announcement::Both => (true, true),
        Announcement::AzureAsyncOperation => (true, false),
        Announcement::Location => (false, true),
        Announcement::Resource => {
            let own = format!(
                "{}{}?api-version={}",
                call.endpoint,
                call.request.uri.path(),
                call.api_version
            );
            let answer = answer.with("azure-asyncoperation", &own);
            return with_pause(answer, call, world, operation);
        }
        Announcement::Body => (false, false),
    };
    let mut answer = answer;
    if status {
        let address = address(call, operation, status_segment(operation.kind));
        answer = answer.with("azure-asyncoperation", &address);
    }
    if result {
        let address = address(call, operation, "operationResults");
        answer = answer.with("location", &address);
    }
    with_pause(answer, call, world, operation)
}

/// Where the service itself says to look (recorded; for the deletes of Microsoft.Network documented).
fn recorded(kind: OperationKind) -> Announcement {
    match kind {
        OperationKind::WriteEndpoint => Announcement::AzureAsyncOperation,
        _ => Announcement::Both,
    }
}

/// The segment before an operation's id in the address of its status (recorded).
fn status_segment(kind: OperationKind) -> &'static str {
    if kind.is_network() {
        "operations"
    } else {
        "azureAsyncOperation"
    }
}

/// The first answer to a PUT of Microsoft.Network: the resource, and where to look.
pub(super) fn network_write(
    answer: Answer,
    call: &Call<'_>,
    world: &World,
    operation: &Operation,
) -> Answer {
    let status = operation.style.status.and_then(first_status);
    let answer = Answer {
        status: status.unwrap_or(answer.status),
        ..answer
    };
    let answer = answer.with("azure-asyncnotification", "Enabled");
    announced(answer, call, world, operation)
}

/// The first answer to a DELETE of Microsoft.Network: no body, and where to look.
pub(super) fn network_deletion(call: &Call<'_>, world: &World, operation: &Operation) -> Answer {
    network_write(Answer::empty(StatusCode::ACCEPTED), call, world, operation)
}

/// Names the PostgreSQL provider's own operation by the region's short name; Microsoft.Network
/// names none.
pub(super) fn named(answer: Answer, operation: &Operation) -> Answer {
    if operation.kind.is_network() {
        return answer;
    }
    answer.in_region(&operation.location.replace("%20", "").to_ascii_lowercase())
}

/// A signed polling address.
pub(super) fn address(call: &Call<'_>, operation: &Operation, kind: &str) -> String {
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
    let style = &operation.style;
    let origin = style.origin.as_ref();
    let origin = origin.map_or_else(|| call.endpoint.to_owned(), |o| o.beside(call.endpoint));
    let length = usize::from(style.address_bytes).saturating_sub(origin.len());
    let signed = call.signer.sign(&path, call.now.timestamp, length);
    format!("{origin}{signed}")
}

/// Adds `Retry-After`, as the operation's style or the scenario has it.
pub(super) fn with_pause(
    answer: Answer,
    call: &Call<'_>,
    world: &World,
    operation: &Operation,
) -> Answer {
    let pause = operation.style.retry_after;
    let answer = match pause.unwrap_or(world.timing.retry_after) {
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
pub(super) fn start_time(time: Timestamp) -> String {
    let milliseconds = Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time);
    milliseconds.strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

/// The error of a failed operation, beside its `status`.
pub(super) fn failure(operation: &Operation) -> Option<Value> {
    match &operation.outcome {
        Outcome::Succeeded => None,
        Outcome::Failed(failure) => {
            Some(json!({ "code": failure.code, "message": failure.message }))
        }
    }
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

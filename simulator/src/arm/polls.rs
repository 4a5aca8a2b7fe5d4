//! Polling long running operations: their status and their result, as recorded or in the style
//! that a fault asked for.

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::answer::Answer;
use super::connections;
use super::dispatch::Call;
use super::errors::ArmError;
use super::guards;
use super::operations::{address, failure, named, start_time, with_pause};
use super::path::NETWORK;
use crate::scenario::{Announcement, LastPoll, PollAnswer, ResultAfterDelete};
use crate::state::{Operation, World};

/// GET of the status: 200 in every phase, failure included (recorded).
pub(super) fn status(
    call: &Call<'_>,
    world: &mut World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<Answer, ArmError> {
    let operation = &find(call, world, namespace, id)?;
    let running = operation.is_running(call.now.elapsed);
    if !running {
        match operation.style.last_poll {
            LastPoll::Status => {}
            LastPoll::NoContent => {
                return Ok(named(Answer::empty(StatusCode::NO_CONTENT), operation));
            }
            LastPoll::Empty => return Ok(named(Answer::empty(StatusCode::OK), operation)),
        }
    }
    let mut body = json!({});
    if !operation.style.without_status {
        body["status"] = operation.word(call.now.elapsed).into();
    }
    if !operation.kind.is_network() {
        body["name"] = operation.id.to_string().into();
        body["startTime"] = start_time(operation.started).into();
    }
    if let (Some(error), false) = (failure(operation), running) {
        body["error"] = error;
    }
    let answer = named(Answer::ok(body), operation);
    Ok(if running {
        with_pause(answer, call, world, operation)
    } else {
        answer
    })
}

/// GET of the result: 202 and the address again while running.
///
/// Assumed for connection writes; the final body was recorded for start and stop. A failed
/// operation answers 200 with its status, as services were observed to do.
pub(super) fn result(
    call: &Call<'_>,
    world: &mut World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<Answer, ArmError> {
    let operation = &find(call, world, namespace, id)?;
    if operation.is_running(call.now.elapsed) {
        let again = if operation.style.moving_location {
            address(call, operation, "operationResults")
        } else {
            format!("{}{}", call.endpoint, call.request.address())
        };
        let answer = Answer::empty(StatusCode::ACCEPTED).with("location", &again);
        return Ok(with_pause(named(answer, operation), call, world, operation));
    }
    if let Some(error) = failure(operation) {
        let status = operation.word(call.now.elapsed);
        let body = json!({ "status": status, "error": error });
        return Ok(named(Answer::ok(body), operation));
    }
    let no_content = world.switches.result_after_delete == ResultAfterDelete::NoContent;
    if operation.kind.is_delete() && (no_content || operation.kind.is_network()) {
        return Ok(named(Answer::empty(StatusCode::NO_CONTENT), operation));
    }
    // Documented: what the call would have answered, had it not taken so long.
    if operation.style.announced == Some(Announcement::Location)
        && let Some(body) = connections::written(world, operation)
    {
        return Ok(named(Answer::ok(body), operation));
    }
    let body = json!({ "properties": {}, "name": operation.subject, "type": "PostgreSQL" });
    Ok(named(Answer::ok(body), operation))
}

fn find(
    call: &Call<'_>,
    world: &mut World,
    namespace: &str,
    id: Option<Uuid>,
) -> Result<Operation, ArmError> {
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
    let operation = id
        .and_then(|id| world.polled(id))
        .filter(|operation| operation.kind.is_network() == (namespace == NETWORK))
        .cloned()
        .ok_or_else(|| ArmError::operation_not_found(&name))?;
    if operation.polls <= operation.style.unknown_polls {
        return Err(ArmError::operation_not_found(&name));
    }
    match operation.style.refused_polls {
        None => Ok(operation),
        Some(403) => Err(guards::forbidden(call.request, call.path, call.caller)),
        Some(404) => Err(ArmError::operation_not_found(&name)),
        Some(410) => Err(ArmError::operation_expired(&name)),
        Some(405) => Err(ArmError::method_not_allowed("GET")),
        Some(status) => Err(ArmError::poll_refused(status)),
    }
}

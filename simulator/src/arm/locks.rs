//! Management locks over HTTP. All calls are synchronous; a list has no pages.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use crate::scenario::{LockLevel, LocksAboveRights, LocksAtScope};
use crate::state::{ManagementLock, World, covers};

const LOCK_TYPE: &str = "Microsoft.Authorization/locks";

/// Without a filter the locks at, above and below the scope; with `atScope()` those at and
/// above it (documented). By switch a service that ignores the filter.
pub(super) fn list(call: &Call<'_>, world: &World, scope: &str) -> Result<Answer, ArmError> {
    let at_scope = match call.request.filter() {
        None => false,
        Some(filter) if filter.eq_ignore_ascii_case("atScope()") => true,
        Some(filter) => return Err(ArmError::invalid_filter(&filter)),
    };
    let at_scope = at_scope && world.switches.locks_at_scope != LocksAtScope::FilterIgnored;
    let own_only = at_scope && world.switches.locks_at_scope == LocksAtScope::OwnOnly;
    let all = world.switches.locks_above_rights == LocksAboveRights::Shown;
    let value: Vec<Value> = world
        .locks
        .list(scope, !at_scope)
        .filter(|lock| !own_only || covers(scope, &lock.scope))
        .filter(|lock| all || call.may_read(world, LOCK_TYPE, &lock.scope))
        .map(body)
        .collect();
    Ok(Answer::ok(json!({ "value": value })))
}

pub(super) fn get(world: &World, scope: &str, name: &str) -> Result<Answer, ArmError> {
    let lock = world.locks.get(scope, name);
    let lock = lock.ok_or_else(|| ArmError::lock_not_found(name))?;
    Ok(Answer::ok(body(lock)))
}

/// 201 for a new lock, 200 for one that changes in place (observed).
pub(super) fn put(
    call: &Call<'_>,
    world: &mut World,
    scope: &str,
    name: &str,
) -> Result<Answer, ArmError> {
    let wanted: PutBody = serde_json::from_value(call.request.json()?)
        .map_err(|error| ArmError::invalid_content(&error.to_string()))?;
    let created = world.locks.put(ManagementLock {
        scope: scope.to_owned(),
        name: name.to_owned(),
        level: wanted.properties.level,
        notes: wanted.properties.notes,
        created: call.now.timestamp,
    });
    let status = if created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(Answer {
        status,
        ..get(world, scope, name)?
    })
}

/// 200 without a body, 204 when there was nothing.
pub(super) fn delete(world: &mut World, scope: &str, name: &str) -> Answer {
    Answer::empty(if world.locks.remove(scope, name) {
        StatusCode::OK
    } else {
        StatusCode::NO_CONTENT
    })
}

fn body(lock: &ManagementLock) -> Value {
    let mut properties = json!({ "level": lock.level });
    if let Some(notes) = &lock.notes {
        properties["notes"] = notes.clone().into();
    }
    let created = lock.created.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string();
    json!({
        "properties": properties,
        "id": lock.id(),
        "type": LOCK_TYPE,
        "name": lock.name,
        "systemData": { "createdAt": created, "lastModifiedAt": created },
    })
}

#[derive(Deserialize)]
struct PutBody {
    properties: PutProperties,
}

#[derive(Deserialize)]
struct PutProperties {
    level: LockLevel,
    notes: Option<String>,
}

//! Private endpoint connections of a server: reads, approve, reject, delete.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::operations;
use crate::scenario::{DeletingState, EndpointReference};
use crate::state::{Connection, Operation, Outcome, Server, StateChange, World, covers};

pub(super) fn list(call: &Call<'_>, world: &World, server: &str) -> Result<Answer, ArmError> {
    let server = world.server(call.group(), server)?;
    let connections = world.connections(server)?;
    let value: Vec<Value> = connections
        .into_iter()
        .map(|c| body(world, server, c))
        .collect();
    Ok(Answer::ok(json!({ "value": value })).in_region(&server.region()))
}

pub(super) fn get(
    call: &Call<'_>,
    world: &World,
    server: &str,
    name: &str,
) -> Result<Answer, ArmError> {
    let server = world.server(call.group(), server)?;
    let connection = world
        .connections(server)?
        .into_iter()
        .find(|connection| connection.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| world.connection_not_found(server, name))?;
    Ok(Answer::ok(body(world, server, connection)).in_region(&server.region()))
}

pub(super) fn put(
    call: &Call<'_>,
    world: &mut World,
    server: &str,
    name: &str,
) -> Result<Answer, ArmError> {
    let change = wanted(&call.request.json()?)?;
    let operation = world.update_connection(call.group(), server, name, change, call.now)?;
    operations::accepted(call, world, operation, |world| {
        get(call, world, server, name)
    })
}

pub(super) fn delete(
    call: &Call<'_>,
    world: &mut World,
    server: &str,
    name: &str,
) -> Result<Answer, ArmError> {
    match world.delete_connection(call.group(), server, name, call.now)? {
        Some(operation) => operations::accepted_action(call, world, operation),
        None => Ok(Answer::empty(StatusCode::NO_CONTENT)),
    }
}

/// A connection as it stands in lists, in its own answer and in the server's body: field for
/// field the same (recorded).
pub(super) fn body(world: &World, server: &Server, connection: &Connection) -> Value {
    let mut state = json!({ "status": connection.status, "actionsRequired": "None" });
    if let Some(description) = &connection.description {
        state["description"] = description.clone().into();
    }
    let mut properties = json!({
        "privateLinkServiceConnectionState": state,
        "groupIds": ["postgresqlServer"],
        "provisioningState": provisioning_state(world, connection),
    });
    if let Some(reference) = endpoint_reference(world, connection) {
        properties["privateEndpoint"] = reference;
    }
    json!({
        "properties": properties,
        "id": server.connection_id(&connection.name),
        "name": connection.name,
        "type": "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections",
    })
}

fn provisioning_state(world: &World, connection: &Connection) -> &'static str {
    if connection.deleting {
        return match world.switches.deleting_state {
            DeletingState::Deleting => "Deleting",
            DeletingState::Unchanged => "Succeeded",
        };
    }
    let tracked = connection.tracked_by.and_then(|id| world.operation(id));
    match tracked {
        Some(operation) if !world.has_ended(operation) => "Updating",
        Some(operation) if operation.outcome != Outcome::Succeeded => "Failed",
        _ => "Succeeded",
    }
}

/// The connection that an operation has written, as a read shows it.
pub(super) fn written(world: &World, operation: &Operation) -> Option<Value> {
    let name = operation.connection.as_deref()?;
    let server = world
        .servers()
        .find(|server| server.name == operation.subject)?;
    let mut connections = server.connections.iter();
    let connection = connections.find(|found| found.name.eq_ignore_ascii_case(name))?;
    Some(body(world, server, connection))
}

/// `privateEndpoint`; by switch without what leads to an endpoint that is gone or foreign.
fn endpoint_reference(world: &World, connection: &Connection) -> Option<Value> {
    let id = &connection.private_endpoint_id;
    let own = format!("/subscriptions/{}", world.subscription.id.get_ref());
    if connection.status != "Disconnected" && covers(&own, id) {
        return Some(json!({ "id": id }));
    }
    match world.switches.endpoint_reference {
        EndpointReference::Shown => Some(json!({ "id": id })),
        EndpointReference::Missing => None,
        EndpointReference::WithoutId => Some(json!({})),
    }
}

/// The connection state is the only required part of the body. Read-only fields and a null
/// description are taken without complaint: one of Azure's own clients puts back what it got.
fn wanted(body: &Value) -> Result<StateChange, ArmError> {
    let state = &body["properties"]["privateLinkServiceConnectionState"];
    let Some(status) = state["status"].as_str() else {
        return Err(ArmError::invalid_parameter(
            "Invalid value given for parameter privateLinkServiceConnectionState.".to_owned(),
        ));
    };
    let description = state["description"].as_str().map(str::to_owned);
    Ok(StateChange {
        status: status.to_owned(),
        description,
    })
}

//! Private endpoints of Microsoft.Network, the consumer side.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::PRIVATE_ENDPOINTS;
use super::{guards, operations};
use crate::scenario::EndpointRequest;
use crate::state::{EndpointRequestBody, PrivateEndpoint, World};

pub(super) fn list(call: &Call<'_>, world: &World) -> Answer {
    let group = call.path.resource_group.as_deref();
    let value: Vec<Value> = world
        .private_endpoints()
        .filter(|found| found.subscription == *world.subscription.id.get_ref())
        .filter(|found| group.is_none_or(|name| found.resource_group.eq_ignore_ascii_case(name)))
        .filter(|found| call.may_read(world, PRIVATE_ENDPOINTS, &found.id()))
        .map(body)
        .collect();
    Answer::ok(json!({ "value": value }))
}

pub(super) fn get(call: &Call<'_>, world: &World, name: &str) -> Result<Answer, ArmError> {
    let endpoint = world.private_endpoint(call.group(), name)?;
    Ok(Answer::ok(body(endpoint)).with("etag", &quoted(endpoint)))
}

/// 201 for a new endpoint, 200 for a known one, both `Updating` with a polling address.
pub(super) fn put(call: &Call<'_>, world: &mut World, name: &str) -> Result<Answer, ArmError> {
    let wanted: PutBody = serde_json::from_value(call.request.json()?)
        .map_err(|error| ArmError::invalid_content(&error.to_string()))?;
    let wanted = wanted.into_request()?;
    check_approval(call, world, &wanted)?;
    let (endpoint, operation, created) =
        world.put_private_endpoint(call.group(), name, wanted, call.now)?;
    let operation = operations::styled(call, world, operation);
    let status = if created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let answer = Answer::new(status, body(&endpoint));
    Ok(operations::network_write(answer, call, world, &operation))
}

/// Whoever asks for automatic approval claims the approval right on the target (documented).
fn check_approval(
    call: &Call<'_>,
    world: &World,
    wanted: &EndpointRequestBody,
) -> Result<(), ArmError> {
    let caller = call.caller;
    if wanted.request == EndpointRequest::Manual
        || guards::may_approve(world, caller, &wanted.target)
    {
        return Ok(());
    }
    Err(ArmError::linked_authorization_failed(
        &caller.appid,
        &caller.oid,
        call.request.uri.path(),
        &wanted.target,
    ))
}

pub(super) fn delete(call: &Call<'_>, world: &mut World, name: &str) -> Answer {
    match world.delete_private_endpoint(call.group(), name, call.now) {
        Some(operation) => {
            let operation = operations::styled(call, world, operation);
            operations::network_deletion(call, world, &operation)
        }
        None => Answer::empty(StatusCode::NO_CONTENT),
    }
}

fn body(endpoint: &PrivateEndpoint) -> Value {
    let id = endpoint.id();
    let connections = vec![connection_body(endpoint, &id)];
    let (automatic, manual) = match endpoint.connection.request {
        EndpointRequest::Automatic => (connections, Vec::new()),
        EndpointRequest::Manual => (Vec::new(), connections),
    };
    let interface = format!(
        "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/networkInterfaces/{}.nic.{}",
        endpoint.subscription, endpoint.resource_group, endpoint.name, endpoint.interface_guid
    );
    json!({
        "name": endpoint.name,
        "id": id,
        "etag": quoted(endpoint),
        "type": "Microsoft.Network/privateEndpoints",
        "location": endpoint.location,
        "properties": {
            "provisioningState": endpoint.provisioning_state,
            "resourceGuid": endpoint.resource_guid,
            "privateLinkServiceConnections": automatic,
            "manualPrivateLinkServiceConnections": manual,
            "customNetworkInterfaceName": endpoint.custom_network_interface_name,
            "subnet": { "id": endpoint.subnet },
            "ipConfigurations": [],
            "networkInterfaces": [{ "id": interface }],
            "customDnsConfigs": dns_configurations(endpoint),
            "ipVersionType": "IPv4",
        },
    })
}

fn connection_body(endpoint: &PrivateEndpoint, id: &str) -> Value {
    let connection = &endpoint.connection;
    let array = match connection.request {
        EndpointRequest::Automatic => "privateLinkServiceConnections",
        EndpointRequest::Manual => "manualPrivateLinkServiceConnections",
    };
    // Recorded: "None" while the endpoint is being made, empty once it is settled.
    let settled = endpoint.provisioning_state == "Succeeded";
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "privateLinkServiceId": connection.target,
        "groupIds": connection.group_ids,
        "privateLinkServiceConnectionState": {
            "status": connection.status,
            "description": connection.description,
            "actionsRequired": if settled { "" } else { "None" },
        },
    });
    if let Some(message) = &connection.request_message {
        properties["requestMessage"] = message.clone().into();
    }
    json!({
        "name": connection.name,
        "id": format!("{id}/{array}/{}", connection.name),
        "etag": quoted(endpoint),
        "properties": properties,
        "type": format!("Microsoft.Network/privateEndpoints/{array}"),
    })
}

/// Empty while pending; name and address once approved (observed).
fn dns_configurations(endpoint: &PrivateEndpoint) -> Value {
    if endpoint.connection.status != "Approved" {
        return json!([]);
    }
    let server = endpoint
        .connection
        .target
        .rsplit('/')
        .next()
        .unwrap_or_default();
    json!([{
        "fqdn": format!("{server}.postgres.database.azure.com"),
        "ipAddresses": ["10.0.0.4"],
    }])
}

fn quoted(endpoint: &PrivateEndpoint) -> String {
    format!("W/\"{}\"", endpoint.etag)
}

/// The parts of a PUT that are used; Azure's clients send more.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutBody {
    location: String,
    properties: PutProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutProperties {
    subnet: PutSubnet,
    #[serde(default)]
    custom_network_interface_name: Option<String>,
    #[serde(default)]
    private_link_service_connections: Vec<PutConnection>,
    #[serde(default)]
    manual_private_link_service_connections: Vec<PutConnection>,
}

#[derive(Deserialize)]
struct PutSubnet {
    id: String,
}

#[derive(Deserialize)]
struct PutConnection {
    name: String,
    properties: PutConnectionProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutConnectionProperties {
    private_link_service_id: String,
    #[serde(default)]
    group_ids: Vec<String>,
    request_message: Option<String>,
}

impl PutBody {
    fn into_request(self) -> Result<EndpointRequestBody, ArmError> {
        let properties = self.properties;
        let automatic = properties.private_link_service_connections.into_iter();
        let manual = properties
            .manual_private_link_service_connections
            .into_iter();
        let mut connections = automatic
            .map(|connection| (EndpointRequest::Automatic, connection))
            .chain(manual.map(|connection| (EndpointRequest::Manual, connection)));
        let (Some((request, connection)), None) = (connections.next(), connections.next()) else {
            return Err(ArmError::invalid_content(
                "exactly one private link service connection is supported",
            ));
        };
        Ok(EndpointRequestBody {
            location: self.location,
            subnet: properties.subnet.id,
            custom_network_interface_name: properties
                .custom_network_interface_name
                .unwrap_or_default(),
            connection_name: connection.name,
            request,
            target: connection.properties.private_link_service_id,
            group_ids: connection.properties.group_ids,
            request_message: connection.properties.request_message,
        })
    }
}

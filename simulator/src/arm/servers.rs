//! Flexible servers: reads, start, stop, restart, delete.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::SERVERS;
use super::{api_version, connections, operations};
use crate::state::{Server, ServerAction, World};

pub(super) fn list(call: &Call<'_>, world: &World) -> Answer {
    let group = call.path.resource_group.as_deref();
    let servers: Vec<Value> = world
        .servers()
        .filter(|server| group.is_none_or(|name| server.resource_group.eq_ignore_ascii_case(name)))
        .filter(|server| call.may_read(world, SERVERS, &server.id()))
        .map(|server| body(call, world, server))
        .collect();
    Answer::ok(json!({ "value": servers }))
}

pub(super) fn get(call: &Call<'_>, world: &World, name: &str) -> Result<Answer, ArmError> {
    let server = world.server(call.group(), name)?;
    Ok(Answer::ok(body(call, world, server)))
}

pub(super) fn delete(call: &Call<'_>, world: &mut World, name: &str) -> Result<Answer, ArmError> {
    match world.delete_server(call.group(), name, call.now)? {
        Some(operation) => operations::accepted_action(call, world, operation),
        None => Ok(Answer::empty(StatusCode::NO_CONTENT)),
    }
}

pub(super) fn act(
    call: &Call<'_>,
    world: &mut World,
    name: &str,
    action: ServerAction,
) -> Result<Answer, ArmError> {
    let operation = world.act_on_server(call.group(), name, action, call.now)?;
    operations::accepted_action(call, world, operation)
}

/// A server field for field as recorded, with the values that the simulator has no use for fixed.
fn body(call: &Call<'_>, world: &World, server: &Server) -> Value {
    let mut properties = json!({
        "dataEncryption": { "type": "SystemManaged" },
        "replica": { "role": "Primary", "capacity": 6 },
        "storage": {
            "type": "",
            "iops": 500,
            "tier": "P10",
            "storageSizeGB": 128,
            "autoGrow": "Disabled",
        },
        "network": network(server),
        "authConfig": { "activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled" },
        "fullyQualifiedDomainName": format!("{}.postgres.database.azure.com", server.name),
        "version": "17",
        "minorVersion": "9",
        "administratorLogin": server.administrator_login,
        "availabilityZone": "1",
        "backup": {
            "backupRetentionDays": 7,
            "geoRedundantBackup": "Disabled",
            "earliestRestoreDate": offset_date(server.created),
        },
        "highAvailability": { "mode": "Disabled", "state": "NotEnabled" },
        "maintenanceWindow": {
            "customWindow": "Disabled",
            "dayOfWeek": 0,
            "startHour": 0,
            "startMinute": 0,
        },
        "replicationRole": "Primary",
        "replicaCapacity": 6,
    });
    if let Some(state) = world.shown_state(server, call.now) {
        properties["state"] = state.into();
    }
    // Recorded: a VNet-injected server has no such key, not an empty list.
    if !server.is_vnet_injected() && api_version::knows_connections(call.api_version) {
        let visible = world.visible_connections(server);
        let list: Vec<Value> = visible
            .map(|c| connections::body(world, server, c))
            .collect();
        properties["privateEndpointConnections"] = list.into();
    }
    json!({
        "sku": { "name": "Standard_D4ds_v4", "tier": "GeneralPurpose" },
        "systemData": { "createdAt": zulu_date(server.created) },
        "properties": properties,
        "location": server.location,
        "id": server.id(),
        "name": server.name,
        "type": "Microsoft.DBforPostgreSQL/flexibleServers",
    })
}

fn network(server: &Server) -> Value {
    let mut network = json!({ "publicNetworkAccess": server.public_network_access.as_str() });
    if let Some(subnet) = &server.delegated_subnet {
        network["delegatedSubnetResourceId"] = subnet.clone().into();
    }
    if let Some(zone) = &server.private_dns_zone {
        network["privateDnsZoneArmResourceId"] = zone.clone().into();
    }
    network
}

/// `2026-04-16T21:25:05.4819707Z`: seven digits, one of two styles in one body (recorded).
fn zulu_date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string()
}

/// `2026-04-16T21:35:23.838959+00:00`: six digits, the other style.
fn offset_date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

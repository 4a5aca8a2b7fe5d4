//! Tenants, subscriptions, their locations, and resource groups: reads only.

use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::guards;
use crate::state::{ResourceGroup, World};

/// Provider operations of resource groups.
const GROUPS: &str = "Microsoft.Resources/subscriptions/resourceGroups";

/// Those of the caller's tenant in which it has a role.
pub(super) fn list(call: &Call<'_>, world: &World) -> Answer {
    let value: Vec<Value> = guards::knows_subscription(world, call.caller)
        .then(|| subscription(world))
        .into_iter()
        .collect();
    let count = json!({ "type": "Total", "value": value.len() });
    Answer::ok(json!({ "value": value, "count": count }))
}

pub(super) fn get(world: &World) -> Answer {
    Answer::ok(subscription(world))
}

/// The caller's own.
pub(super) fn list_tenants(call: &Call<'_>) -> Answer {
    let id = &call.caller.tid;
    let tenant = json!({
        "id": format!("/tenants/{id}"),
        "tenantId": id,
        "countryCode": "CA",
        "displayName": "Simulated directory",
        "domains": ["simulated.onmicrosoft.com"],
        "tenantCategory": "Home",
        "defaultDomain": "simulated.onmicrosoft.com",
        "tenantType": "AAD",
    });
    Answer::ok(json!({ "value": [tenant] }))
}

pub(super) fn list_locations(world: &World) -> Answer {
    let subscription = world.subscription.id.get_ref();
    let locations: Vec<Value> = world
        .locations()
        .into_iter()
        .map(|display_name| {
            let name = display_name.replace(' ', "").to_ascii_lowercase();
            json!({
                "id": format!("/subscriptions/{subscription}/locations/{name}"),
                "name": name,
                "type": "Region",
                "displayName": display_name,
                "regionalDisplayName": display_name,
                "metadata": { "regionType": "Physical", "regionCategory": "Recommended" },
            })
        })
        .collect();
    Answer::ok(json!({ "value": locations }))
}

pub(super) fn list_groups(call: &Call<'_>, world: &World) -> Answer {
    let groups: Vec<Value> = world
        .resource_groups()
        .map(|found| group(world, found))
        .filter(|found| call.may_read(world, GROUPS, found["id"].as_str().unwrap_or_default()))
        .collect();
    Answer::ok(json!({ "value": groups }))
}

pub(super) fn get_group(call: &Call<'_>, world: &World) -> Result<Answer, ArmError> {
    let name = call.group();
    let found = world.resource_group(name);
    let found = found.ok_or_else(|| ArmError::resource_group_not_found(name))?;
    Ok(Answer::ok(group(world, found)))
}

fn subscription(world: &World) -> Value {
    let subscription = &world.subscription;
    json!({
        "id": format!("/subscriptions/{}", subscription.id.get_ref()),
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription.id.get_ref(),
        "tenantId": subscription.tenant_id.get_ref(),
        "displayName": subscription.name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    })
}

fn group(world: &World, group: &ResourceGroup) -> Value {
    let subscription = world.subscription.id.get_ref();
    json!({
        "id": format!("/subscriptions/{subscription}/resourceGroups/{}", group.name),
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "properties": { "provisioningState": "Succeeded" },
    })
}

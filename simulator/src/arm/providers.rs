//! Provider metadata: namespaces, their resource types and api-versions.
//!
//! Clients that are given a resource id alone choose an api-version from here.

use serde_json::{Value, json};

use super::answer::Answer;
use super::api_version::{NETWORK_VERSIONS, POSTGRESQL_VERSIONS};
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::{NETWORK, POSTGRESQL};
use crate::state::World;

/// One resource type: name, versions, capabilities.
struct ResourceType {
    name: &'static str,
    versions: &'static [&'static str],
    tracked: bool,
}

const POSTGRESQL_TYPES: [ResourceType; 6] = [
    child("operations", &POSTGRESQL_VERSIONS),
    child("locations", &POSTGRESQL_VERSIONS),
    child("locations/operationResults", &POSTGRESQL_VERSIONS),
    child("locations/azureAsyncOperation", &POSTGRESQL_VERSIONS),
    ResourceType {
        name: "flexibleServers",
        versions: &POSTGRESQL_VERSIONS,
        tracked: true,
    },
    // Connections are not among the types: observed, their refusals name the server's type.
    child("locations/capabilities", &POSTGRESQL_VERSIONS),
];

const NETWORK_TYPES: [ResourceType; 2] = [
    ResourceType {
        name: "privateEndpoints",
        versions: &NETWORK_VERSIONS,
        tracked: true,
    },
    ResourceType {
        name: "virtualNetworks",
        versions: &NETWORK_VERSIONS,
        tracked: true,
    },
];

const AUTHORIZATION_TYPES: [ResourceType; 4] = [
    child(
        "locks",
        &["2020-05-01", "2017-04-01", "2016-09-01", "2015-01-01"],
    ),
    child("permissions", &["2022-04-01", "2018-07-01", "2015-07-01"]),
    child("denyAssignments", &["2022-04-01", "2018-07-01-preview"]),
    child("roleAssignments", &["2022-04-01", "2020-10-01-preview"]),
];

const NAMESPACES: [(&str, &[ResourceType]); 3] = [
    (POSTGRESQL, &POSTGRESQL_TYPES),
    (NETWORK, &NETWORK_TYPES),
    ("Microsoft.Authorization", &AUTHORIZATION_TYPES),
];

const fn child(name: &'static str, versions: &'static [&'static str]) -> ResourceType {
    ResourceType {
        name,
        versions,
        tracked: false,
    }
}

pub(super) fn list(call: &Call<'_>, world: &World) -> Answer {
    let all: Vec<Value> = NAMESPACES
        .iter()
        .map(|(namespace, types)| body(call, world, namespace, types))
        .collect();
    Answer::ok(json!({ "value": all }))
}

pub(super) fn get(call: &Call<'_>, world: &World, namespace: &str) -> Result<Answer, ArmError> {
    NAMESPACES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(namespace))
        .map(|(name, types)| Answer::ok(body(call, world, name, types)))
        .ok_or_else(|| ArmError::invalid_namespace(namespace))
}

/// Registers the subscription; Azure needs some minutes for it, here it holds at once.
pub(super) fn register(
    call: &Call<'_>,
    world: &mut World,
    namespace: &str,
) -> Result<Answer, ArmError> {
    get(call, world, namespace)?;
    world.register(namespace);
    get(call, world, namespace)
}

fn body(call: &Call<'_>, world: &World, namespace: &str, types: &[ResourceType]) -> Value {
    let locations = world.locations();
    let types: Vec<Value> = types
        .iter()
        .map(|found| {
            json!({
                "resourceType": found.name,
                "locations": locations,
                "apiVersions": newest_first(found.versions),
                "capabilities": if found.tracked { "SupportsTags, SupportsLocation" } else { "None" },
            })
        })
        .collect();
    let mut body = json!({ "namespace": namespace, "resourceTypes": types });
    if let Some(subscription) = &call.path.subscription {
        body["id"] = format!("/subscriptions/{subscription}/providers/{namespace}").into();
        let registered = world.is_registered(namespace);
        body["registrationState"] = if registered {
            "Registered".into()
        } else {
            "NotRegistered".into()
        };
        body["registrationPolicy"] = "RegistrationRequired".into();
    }
    body
}

fn newest_first(versions: &[&'static str]) -> Vec<&'static str> {
    let mut versions = versions.to_vec();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    versions
}

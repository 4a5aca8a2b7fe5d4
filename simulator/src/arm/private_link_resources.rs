//! What a server offers to private endpoints: one group, `postgresqlServer`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::LINK_RESOURCES;
use crate::scenario::VnetInjectedOffer;
use crate::state::{Refusal, Server, World};

const GROUP: &str = "postgresqlServer";

pub(super) fn list(call: &Call<'_>, world: &World, server: &str) -> Result<Answer, ArmError> {
    let server = world.server(call.group(), server)?;
    let value = if offers(world, server)? {
        vec![body(server)]
    } else {
        Vec::new()
    };
    Ok(Answer::ok(json!({ "value": value })).in_region(&server.region()))
}

pub(super) fn get(
    call: &Call<'_>,
    world: &World,
    server: &str,
    name: &str,
) -> Result<Answer, ArmError> {
    let server = world.server(call.group(), server)?;
    // Assumed: 404 for every other name.
    if !offers(world, server)? || !name.eq_ignore_ascii_case(GROUP) {
        return Err(ArmError::not_found_by_provider(LINK_RESOURCES, name));
    }
    Ok(Answer::ok(body(server)).in_region(&server.region()))
}

/// By switch, what a VNet-injected server offers.
fn offers(world: &World, server: &Server) -> Result<bool, Refusal> {
    match (
        server.is_vnet_injected(),
        world.switches.vnet_injected_offer,
    ) {
        (false, _) | (true, VnetInjectedOffer::Group) => Ok(true),
        (true, VnetInjectedOffer::Nothing) => Ok(false),
        (true, VnetInjectedOffer::Refused) => Err(Refusal::NoPrivateEndpoints {
            server: server.name.clone(),
        }),
    }
}

fn body(server: &Server) -> Value {
    json!({
        "properties": {
            "groupId": GROUP,
            "requiredMembers": [GROUP],
            "requiredZoneNames": ["privatelink.postgres.database.azure.com"],
        },
        "id": format!("{}/privateLinkResources/{GROUP}", server.id()),
        "name": GROUP,
        "type": LINK_RESOURCES,
    })
}

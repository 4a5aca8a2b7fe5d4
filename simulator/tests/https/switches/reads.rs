//! Reads: what is shown, what is left out, and how nothing is told.

use serde_json::{Value, json};

use super::{small_with, under, under_in};
use crate::support::{Client, small};

async fn connections(client: &Client) -> crate::support::Reply {
    let list = format!("{}/privateEndpointConnections", client.server_path());
    client.get(&list).await
}

#[tokio::test]
async fn connections_of_a_stopped_server_are_read_or_refused_but_its_body_has_them() {
    for (value, code) in [("answered", ""), ("refused", "ServerStoppedError")] {
        let client = under("stopped_reads", value).await;
        client
            .simulator
            .set_server_state("pg-orders", "Stopped")
            .unwrap();
        assert_eq!(connections(&client).await.code(), code);
        let server = client.get(&client.server_path()).await.body;
        let inside = server["properties"]["privateEndpointConnections"].as_array();
        assert_eq!(inside.unwrap().len(), 2);
    }
}

async fn injected(name: &str, value: &str) -> Client {
    let mut scenario = small();
    scenario.private_endpoints.clear();
    scenario.servers[0].delegated_subnet = Some("/subscriptions/s/subnets/x".to_owned());
    under_in(scenario, name, value).await
}

const NOT_SUPPORTED: &str = "PrivateEndpointFeatureNotSupportedOnServer";

#[tokio::test]
async fn connections_of_a_server_with_a_delegated_subnet_are_none_or_refused() {
    let client = injected("vnet_injected_reads", "empty").await;
    assert_eq!(connections(&client).await.body, json!({ "value": [] }));
    let client = injected("vnet_injected_reads", "refused").await;
    assert_eq!(connections(&client).await.code(), NOT_SUPPORTED);
}

#[tokio::test]
async fn offer_of_a_server_with_a_delegated_subnet_is_nothing_or_the_group_or_refused() {
    for (value, offered) in [("nothing", Some(0)), ("group", Some(1)), ("refused", None)] {
        let client = injected("vnet_injected_offer", value).await;
        let path = format!("{}/privateLinkResources", client.server_path());
        let list = client.get(&path).await;
        let groups = list.body["value"].as_array().map(Vec::len);
        assert_eq!(groups, offered);
        assert_eq!(list.code() == NOT_SUPPORTED, offered.is_none());
    }
}

#[tokio::test]
async fn state_of_a_server_being_made_is_shown_or_absent() {
    for (value, state) in [("shown", Some("Provisioning")), ("absent", None)] {
        let client = under("state_while_provisioning", value).await;
        let simulator = &client.simulator;
        simulator
            .set_server_state("pg-orders", "Provisioning")
            .unwrap();
        let server = client.get(&client.server_path()).await.body;
        let shown = server["properties"].get("state").and_then(Value::as_str);
        assert_eq!(shown, state);
    }
}

#[tokio::test]
async fn endpoint_that_is_gone_or_foreign_is_named_or_missing_or_without_its_id() {
    let foreign = "[[private_endpoint]]\nname = \"pe-partner\"\nresource_group = \"rg-partner\"\nsubscription = \"a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96\"\ntarget = \"pg-orders\"";
    for value in ["shown", "missing", "without-id"] {
        let client = under_in(small_with("", foreign), "endpoint_reference", value).await;
        let name = client.connection("pe-batch");
        client
            .simulator
            .set_connection_state("pg-orders", &name, "Disconnected", None)
            .unwrap();
        let list = connections(&client).await.body;
        let reference = |endpoint: &str| {
            let of = |found: &&Value| found["name"].as_str().unwrap().starts_with(endpoint);
            let all = list["value"].as_array().unwrap();
            let found = all.iter().find(of).unwrap();
            found["properties"].get("privateEndpoint").cloned()
        };
        let id = client.endpoint_path("pe-web");
        assert_eq!(reference("pe-web."), Some(json!({ "id": id })));
        for endpoint in ["pe-batch.", "pe-partner."] {
            let found = reference(endpoint);
            match value {
                "shown" => assert!(found.unwrap()["id"].is_string()),
                "missing" => assert_eq!(found, None),
                _ => assert_eq!(found, Some(json!({}))),
            }
        }
    }
}

#[tokio::test]
async fn absent_connection_is_told_by_the_service_or_by_resource_manager() {
    for (value, words, cause) in [
        (
            "by-service",
            "The requested resource of type 'Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections' with name 'none.1' was not found.",
            "service",
        ),
        (
            "by-resource-manager",
            "The Resource 'Microsoft.DBforPostgreSQL/flexibleServers/pg-orders/privateEndpointConnections/none.1' under resource group 'rg-data' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
            "gateway",
        ),
    ] {
        let client = under("connection_not_found", value).await;
        let path = format!("{}/privateEndpointConnections/none.1", client.server_path());
        let reply = client.get(&path).await;
        assert_eq!(
            reply.body,
            json!({ "error": { "code": "ResourceNotFound", "message": words } })
        );
        assert_eq!(reply.header("x-ms-failure-cause"), cause);
    }
}

#[tokio::test]
async fn child_of_an_absent_server_is_not_found_itself_or_for_its_parent() {
    for (value, code) in [
        ("resource-not-found", "ResourceNotFound"),
        ("parent-resource-not-found", "ParentResourceNotFound"),
    ] {
        let client = under("absent_server", value).await;
        let server = client.server_path().replace("pg-orders", "pg-nowhere");
        let child = format!("{server}/privateEndpointConnections");
        let reply = client.get(&child).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (404, code));
        assert_eq!(client.get(&server).await.code(), "ResourceNotFound");
    }
}

#[tokio::test]
async fn foreign_subscription_is_forbidden_or_not_found_or_of_another_tenant() {
    let foreign = "a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96";
    let endpoint = format!(
        "[[private_endpoint]]\nname = \"pe-partner\"\nresource_group = \"rg-apps\"\nsubscription = \"{foreign}\"\ntarget = \"pg-orders\""
    );
    for (value, status, code) in [
        ("forbidden", 403, "AuthorizationFailed"),
        ("not-found", 404, "SubscriptionNotFound"),
        ("wrong-tenant", 401, "InvalidAuthenticationTokenTenant"),
    ] {
        let client = under_in(small_with("", &endpoint), "foreign_subscription", value).await;
        let own = client.simulator.ready().subscription_id.clone();
        let path = client.endpoint_path("pe-partner").replace(&own, foreign);
        let reply = client.get(&path).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (status, code));
    }
}

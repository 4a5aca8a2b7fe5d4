//! Private endpoints and connections: what one side does shows on the other.

use azure_simulator::scenario::OperationStyle;
use azure_simulator::{Fault, FaultEffect};
use reqwest::Method;
use serde_json::json;

use crate::recorded::manual_endpoint;
use crate::support::{Client, client, client_of, small};

fn endpoint_status(client: &Client, name: &str) -> String {
    let endpoints = client.simulator.private_endpoints();
    endpoints
        .into_iter()
        .find(|endpoint| endpoint.name == name)
        .unwrap()
        .status
}

#[tokio::test]
async fn making_an_endpoint_makes_a_pending_connection_with_an_unpredictable_name() {
    let client = client().await;
    let path = client.endpoint_path("pe-new");
    let body = manual_endpoint(&client.server_path());
    let accepted = client.send(Method::PUT, &path, Some(body)).await;
    client.finish(&accepted).await;
    let name = client.connection("pe-new");
    let guid = name.strip_prefix("pe-new.").unwrap();
    assert_eq!(guid.len(), 36);
    let endpoint = client.get(&path).await.body;
    assert_ne!(endpoint["properties"]["resourceGuid"], guid);
    assert_eq!(client.status("pe-new"), "Pending");
}

#[tokio::test]
async fn automatic_request_is_approved_on_both_sides() {
    let client = client().await;
    let mut body = manual_endpoint(&client.server_path());
    let properties = body["properties"].as_object_mut().unwrap();
    let connections = properties
        .remove("manualPrivateLinkServiceConnections")
        .unwrap();
    properties.insert("privateLinkServiceConnections".to_owned(), connections);
    let accepted = client
        .send(Method::PUT, &client.endpoint_path("pe-new"), Some(body))
        .await;
    client.finish(&accepted).await;
    assert_eq!(client.status("pe-new"), "Approved");
    assert_eq!(endpoint_status(&client, "pe-new"), "Approved");
}

#[tokio::test]
async fn approval_and_its_text_show_on_the_endpoint() {
    let client = client().await;
    let accepted = client
        .put_state(&client.connection_path("pe-batch"), "Approved", "Fine")
        .await;
    client.finish(&accepted).await;
    let endpoint = client.get(&client.endpoint_path("pe-batch")).await.body;
    let connection = &endpoint["properties"]["manualPrivateLinkServiceConnections"][0];
    assert_eq!(
        connection["properties"]["privateLinkServiceConnectionState"],
        json!({ "status": "Approved", "description": "Fine", "actionsRequired": "" })
    );
    assert_eq!(
        endpoint["properties"]["customDnsConfigs"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn deleting_a_connection_leaves_its_endpoint_disconnected() {
    let client = client().await;
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(endpoint_status(&client, "pe-web"), "Approved");
    client.finish(&accepted).await;
    assert_eq!(endpoint_status(&client, "pe-web"), "Disconnected");
}

#[tokio::test]
async fn updating_a_disconnected_endpoint_does_not_bring_its_connection_back() {
    let client = client().await;
    let name = client.connection("pe-batch");
    client
        .simulator
        .remove_connection("pg-orders", &name)
        .unwrap();
    let body = manual_endpoint(&client.server_path());
    let accepted = client
        .send(Method::PUT, &client.endpoint_path("pe-batch"), Some(body))
        .await;
    assert_eq!(accepted.status, 200);
    client.finish(&accepted).await;
    assert_eq!(endpoint_status(&client, "pe-batch"), "Disconnected");
    assert_eq!(client.simulator.connections("pg-orders").len(), 1);
}

#[tokio::test]
async fn deleting_an_endpoint_removes_its_connection() {
    let client = client().await;
    let path = client.endpoint_path("pe-web");
    let accepted = client.delete(&path).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(
        client.finish(&accepted).await,
        json!({ "status": "Succeeded" })
    );
    assert_eq!(client.get(&path).await.status, 404);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.simulator.connections("pg-orders").len(), 1);
}

#[tokio::test]
async fn endpoint_for_a_server_without_the_feature_is_refused() {
    let mut scenario = small();
    scenario.private_endpoints.clear();
    scenario.servers[0].delegated_subnet = Some("/subscriptions/s/subnets/x".to_owned());
    let client = client_of(scenario).await;
    let body = manual_endpoint(&client.server_path());
    let reply = client
        .send(Method::PUT, &client.endpoint_path("pe-new"), Some(body))
        .await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (400, "PrivateEndpointFeatureNotSupportedOnServer")
    );
}

#[tokio::test]
async fn lists_show_the_resources_of_group_and_subscription() {
    let client = client().await;
    let subscription = format!(
        "/subscriptions/{}",
        client.simulator.ready().subscription_id
    );
    let count = |path: String| {
        let client = &client;
        async move {
            client.get(&path).await.body["value"]
                .as_array()
                .unwrap()
                .len()
        }
    };
    let endpoints = "providers/Microsoft.Network/privateEndpoints";
    let servers = "providers/Microsoft.DBforPostgreSQL/flexibleServers";
    assert_eq!(count(format!("{subscription}/{endpoints}")).await, 2);
    assert_eq!(
        count(format!("{subscription}/resourceGroups/rg-data/{endpoints}")).await,
        0
    );
    assert_eq!(count(format!("{subscription}/{servers}")).await, 1);
    assert_eq!(
        count(format!("{subscription}/resourceGroups/rg-apps/{servers}")).await,
        0
    );
}

/// How making an endpoint ends on a server in a state.
async fn made_in(state: &str) -> serde_json::Value {
    let client = client().await;
    client
        .simulator
        .set_server_state("pg-orders", state)
        .unwrap();
    let body = manual_endpoint(&client.server_path());
    let path = client.endpoint_path("pe-new");
    let accepted = client.send(Method::PUT, &path, Some(body)).await;
    client.finish(&accepted).await
}

#[tokio::test]
async fn making_an_endpoint_fails_on_a_server_that_takes_no_writes() {
    let stopped = made_in("Stopped").await;
    assert_eq!(stopped["status"], "Failed");
    assert_eq!(stopped["error"]["code"], "ServerIsNotReady");
    assert_eq!(made_in("Ready").await["status"], "Succeeded");
}

#[tokio::test]
async fn second_endpoint_fails_while_the_first_is_being_made() {
    let client = client().await;
    let lasting = OperationStyle {
        seconds: Some(600.0),
        ..OperationStyle::default()
    };
    let effect = FaultEffect::Operation(lasting);
    client.simulator.fault(Fault::on("PUT", "*/pe-one", effect));
    let body = manual_endpoint(&client.server_path());
    let one = client.endpoint_path("pe-one");
    client.send(Method::PUT, &one, Some(body.clone())).await;
    let two = client.endpoint_path("pe-two");
    let accepted = client.send(Method::PUT, &two, Some(body)).await;
    assert_eq!(accepted.status, 201);
    let ended = client.finish(&accepted).await;
    assert_eq!(ended["error"]["code"], "ServerIsBusy");
}

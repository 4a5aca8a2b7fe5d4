//! What approve, reject and delete do to a connection in each state, and what actions do to a server.

use reqwest::Method;
use serde_json::json;

use crate::support::{client, keys};

#[tokio::test]
async fn approving_an_approved_connection_replaces_the_description() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let accepted = client.put_state(&path, "Approved", "Checked").await;
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    let state = &client.get(&path).await.body["properties"]["privateLinkServiceConnectionState"];
    assert_eq!(state["description"], "Checked");
}

#[tokio::test]
async fn rejecting_an_approved_connection_works() {
    let client = client().await;
    let accepted = client
        .put_state(&client.connection_path("pe-web"), "Rejected", "No")
        .await;
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    assert_eq!(client.status("pe-web"), "Rejected");
}

#[tokio::test]
async fn approving_a_rejected_connection_is_accepted_and_fails() {
    let client = client().await;
    let name = client.connection("pe-web");
    client
        .simulator
        .set_connection_state("pg-orders", &name, "Rejected", None)
        .unwrap();
    let accepted = client
        .put_state(&client.connection_path("pe-web"), "Approved", "Yes")
        .await;
    assert_eq!(accepted.status, 202);
    let failed = client.finish(&accepted).await;
    assert_eq!(keys(&failed), ["error", "name", "startTime", "status"]);
    assert_eq!(failed["status"], "Failed");
    assert_eq!(failed["error"]["code"], "InternalServerError");
    assert_eq!(client.status("pe-web"), "Rejected");
    // The next write is taken at once.
    assert_eq!(
        client
            .delete(&client.connection_path("pe-web"))
            .await
            .status,
        202
    );
}

#[tokio::test]
async fn state_does_not_change_before_the_operation_ends() {
    let client = client().await;
    let accepted = client
        .put_state(&client.connection_path("pe-batch"), "Approved", "")
        .await;
    assert_eq!(client.status("pe-batch"), "Pending");
    client.finish(&accepted).await;
    assert_eq!(client.status("pe-batch"), "Approved");
}

#[tokio::test]
async fn whole_body_of_a_read_can_be_put_back() {
    let client = client().await;
    let path = client.connection_path("pe-batch");
    let mut body = client.get(&path).await.body;
    let state = &mut body["properties"]["privateLinkServiceConnectionState"];
    state["status"] = json!("Approved");
    state["description"] = json!(null);
    let accepted = client.send(Method::PUT, &path, Some(body)).await;
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
}

#[tokio::test]
async fn path_in_any_case_finds_the_connection_and_the_answer_keeps_its_spelling() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let shouted = path
        .replace("resourceGroups", "RESOURCEGROUPS")
        .replace("pg-orders", "PG-Orders");
    assert_eq!(client.get(&shouted).await.body["id"], path);
}

#[tokio::test]
async fn stop_passes_through_stopping_and_its_result_has_the_recorded_body() {
    let client = client().await;
    let stop = format!("{}/stop", client.server_path());
    let accepted = client.send(Method::POST, &stop, None).await;
    assert_eq!(accepted.body["operation"], "StopServerManagementOperation");
    assert_eq!(client.simulator.servers()[0].state, "Stopping");
    let location = accepted.header("location");
    assert_eq!(
        client.send_to(Method::GET, location, None).await.status,
        202
    );
    client.finish(&accepted).await;
    assert_eq!(client.simulator.servers()[0].state, "Stopped");
    let result = client.send_to(Method::GET, location, None).await;
    assert_eq!(
        result.body,
        json!({ "properties": {}, "name": "pg-orders", "type": "PostgreSQL" })
    );
}

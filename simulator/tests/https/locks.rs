//! Management locks: the calls on them, inheritance, and the refusals.

use azure_simulator::scenario::{LockLevel, Scenario};
use reqwest::Method;
use serde_json::json;

use crate::support::{Client, NETWORK_VERSION, Reply, client, client_of};

const LOCKS: &str = "2020-05-01";

async fn lock_call(client: &Client, method: Method, scope: &str, rest: &str) -> Reply {
    let body =
        (method == Method::PUT).then(|| json!({ "properties": { "level": "CanNotDelete" } }));
    let endpoint = &client.simulator.ready().endpoint;
    let separator = if rest.contains('?') { '&' } else { '?' };
    let url = format!(
        "{endpoint}{scope}/providers/Microsoft.Authorization/locks{rest}{separator}api-version={LOCKS}"
    );
    client.send_to(method, &url, body).await
}

fn names(list: &Reply) -> Vec<&str> {
    let value = list.body["value"].as_array().unwrap();
    let mut names: Vec<&str> = value
        .iter()
        .map(|lock| lock["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn lock_is_made_changed_read_and_deleted() {
    let client = client().await;
    let scope = client.server_path();
    assert_eq!(
        lock_call(&client, Method::PUT, &scope, "/keep")
            .await
            .status,
        201
    );
    assert_eq!(
        lock_call(&client, Method::PUT, &scope, "/KEEP")
            .await
            .status,
        200
    );
    let lock = lock_call(&client, Method::GET, &scope, "/keep").await;
    assert_eq!(lock.body["properties"], json!({ "level": "CanNotDelete" }));
    let deleted = lock_call(&client, Method::DELETE, &scope, "/keep").await;
    assert_eq!(deleted.status, 200);
    assert_eq!(
        lock_call(&client, Method::DELETE, &scope, "/keep")
            .await
            .status,
        204
    );
    let gone = lock_call(&client, Method::GET, &scope, "/keep").await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn lock_on_the_resource_group_in_another_case_refuses_the_delete_of_a_connection() {
    let client = client().await;
    client
        .simulator
        .lock("/resourcegroups/RG-DATA", "keep", LockLevel::CanNotDelete);
    let path = client.connection_path("pe-web");
    let refused = client.delete(&path).await;
    assert_eq!(refused.status, 409);
    let subscription = &client.simulator.ready().subscription_id;
    assert_eq!(
        refused.body,
        json!({ "error": {
            "code": "ScopeLocked",
            "message": format!("The scope '{path}' cannot perform delete operation because following scope(s) are locked: '/subscriptions/{subscription}/resourcegroups/RG-DATA'. Please remove the lock and try again."),
        }})
    );
    client.simulator.unlock("/resourceGroups/rg-data", "keep");
    assert_eq!(client.delete(&path).await.status, 202);
}

#[tokio::test]
async fn read_only_lock_refuses_approvals_and_server_actions_and_allows_reads() {
    let client = client().await;
    client.simulator.lock("/", "freeze", LockLevel::ReadOnly);
    let path = client.connection_path("pe-batch");
    let approve = client.put_state(&path, "Approved", "ok").await;
    assert_eq!(
        (approve.status.as_u16(), approve.code()),
        (409, "ScopeLocked")
    );
    let stop = format!("{}/stop", client.server_path());
    let stop = client.send(Method::POST, &stop, None).await;
    assert_eq!(stop.code(), "ScopeLocked");
    assert_eq!(client.get(&path).await.status, 200);
}

#[tokio::test]
async fn delete_lock_allows_approvals() {
    let client = client().await;
    client.simulator.lock("/", "keep", LockLevel::CanNotDelete);
    let path = client.connection_path("pe-batch");
    assert_eq!(client.put_state(&path, "Approved", "ok").await.status, 202);
}

#[tokio::test]
async fn lock_on_a_connection_refuses_the_delete_of_its_server() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    client
        .simulator
        .lock(&path, "keep", LockLevel::CanNotDelete);
    assert_eq!(
        client.delete(&client.server_path()).await.code(),
        "ScopeLocked"
    );
}

#[tokio::test]
async fn list_has_what_is_above_and_below_and_at_scope_leaves_out_what_is_below() {
    let client = client().await;
    let server = client.server_path();
    client.simulator.lock("/", "top", LockLevel::ReadOnly);
    client.simulator.lock(
        &client.connection_path("pe-web"),
        "child",
        LockLevel::ReadOnly,
    );
    let all = lock_call(&client, Method::GET, &server, "").await;
    assert_eq!(names(&all), ["child", "top"]);
    let at_scope = lock_call(&client, Method::GET, &server, "?$filter=atScope()").await;
    assert_eq!(names(&at_scope), ["top"]);
}

#[tokio::test]
async fn locks_of_the_scenario_are_in_force() {
    let text = include_str!("../../scenarios/small.toml");
    let text = format!("{text}\n[[lock]]\nname = \"keep\"\nlevel = \"CanNotDelete\"\n");
    let client = client_of(Scenario::parse(&text).unwrap()).await;
    let refused = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(refused.code(), "ScopeLocked");
}

#[tokio::test]
async fn lock_on_the_server_fails_the_delete_of_its_private_endpoint_later() {
    let client = client().await;
    client
        .simulator
        .lock(&client.server_path(), "keep", LockLevel::CanNotDelete);
    let accepted = client.delete(&client.endpoint_path("pe-web")).await;
    assert_eq!(accepted.status, 202);
    let end = client.finish(&accepted).await;
    assert_eq!(end["status"], "Failed");
    assert_eq!(end["error"]["code"], "ScopeLocked");
    let message = end["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("privateEndpointConnectionProxies/pe-web."),
        "{message}"
    );
    let url = format!(
        "{}{}?api-version={NETWORK_VERSION}",
        client.simulator.ready().endpoint,
        client.endpoint_path("pe-web")
    );
    let endpoint = client.send_to(Method::GET, &url, None).await;
    assert_eq!(
        endpoint.body["properties"]["provisioningState"],
        "Succeeded"
    );
}

#[tokio::test]
async fn lock_holds_however_the_id_is_spelt() {
    let client = client().await;
    client
        .simulator
        .lock(&client.server_path(), "keep", LockLevel::CanNotDelete);
    let path = client.connection_path("pe-web");
    for spelling in [
        path.replace("pg-orders", "pg%2Dorders"),
        path.replace("/flexibleServers/", "/flexibleServers//"),
        path.replace("/subscriptions/", "//subscriptions/"),
        path.to_ascii_uppercase(),
        format!("{path}/"),
    ] {
        let refused = client.delete(&spelling).await;
        assert_eq!(refused.code(), "ScopeLocked", "{spelling}");
    }
}

#[tokio::test]
async fn lock_needs_the_resource_that_it_is_for() {
    let client = client().await;
    for scope in [
        client.endpoint_path("nobody"),
        format!("{}/privateEndpointConnections/nobody", client.server_path()),
    ] {
        let reply = lock_call(&client, Method::PUT, &scope, "/keep").await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (404, "ResourceNotFound")
        );
    }
}

//! Every refusal, with Azure's status, code and words.

use reqwest::Method;

use crate::support::{NETWORK_VERSION, client, client_of, small};

#[tokio::test]
async fn unknown_connection_is_not_found_and_its_delete_has_nothing_to_do() {
    let client = client().await;
    let path = format!("{}/privateEndpointConnections/none.1", client.server_path());
    let get = client.get(&path).await;
    assert_eq!((get.status.as_u16(), get.code()), (404, "ResourceNotFound"));
    assert_eq!(get.header("x-ms-failure-cause"), "service");
    assert_eq!(client.put_state(&path, "Approved", "").await.status, 404);
    assert_eq!(client.delete(&path).await.status, 204);
}

#[tokio::test]
async fn unknown_server_is_refused_by_resource_manager_itself() {
    let client = client().await;
    let path = client.server_path().replace("pg-orders", "pg-none");
    for path in [path.clone(), format!("{path}/privateEndpointConnections")] {
        let reply = client.get(&path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (404, "ResourceNotFound")
        );
        assert_eq!(reply.header("x-ms-failure-cause"), "gateway");
        assert_eq!(
            reply.body["error"]["message"],
            "The Resource 'Microsoft.DBforPostgreSQL/flexibleServers/pg-none' under resource group 'rg-data' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        );
    }
}

#[tokio::test]
async fn wrong_places_are_refused_one_by_one() {
    let client = client().await;
    let server = client.server_path();
    let subscription = client.simulator.ready().subscription_id.clone();
    for (path, status, code) in [
        (
            server.replace("rg-data", "rg-none"),
            404,
            "ResourceGroupNotFound",
        ),
        (
            server.replace(&subscription, "12345678-1234-4234-8234-123456789012"),
            404,
            "SubscriptionNotFound",
        ),
        (
            server.replace(&subscription, "abc"),
            400,
            "InvalidSubscriptionId",
        ),
        (format!("{server}/nothings/x"), 404, "InvalidResourceType"),
        (
            server.replace("Microsoft.DBforPostgreSQL", "Contoso.Db"),
            404,
            "InvalidResourceNamespace",
        ),
    ] {
        let reply = client.get(&path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (status, code),
            "{path}"
        );
    }
}

#[tokio::test]
async fn api_version_is_required_and_must_exist() {
    let client = client().await;
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!(
        "{endpoint}{}/privateEndpointConnections",
        client.server_path()
    );
    let missing = client.send_to(Method::GET, &url, None).await;
    assert_eq!(
        (missing.status.as_u16(), missing.code()),
        (400, "MissingApiVersionParameter")
    );

    let unknown = client
        .send_to(
            Method::GET,
            &format!("{url}?api-version=2024-03-01-preview"),
            None,
        )
        .await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.code()),
        (400, "NoRegisteredProviderFound")
    );
    let message = unknown.body["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("No registered resource provider found for location 'canadacentral' and API version '2024-03-01-preview' for type 'flexibleServers'."), "{message}");

    let groups = format!(
        "{endpoint}/subscriptions/{}/resourceGroups?api-version=1999-01-01",
        client.simulator.ready().subscription_id
    );
    let invalid = client.send_to(Method::GET, &groups, None).await;
    assert_eq!(
        (invalid.status.as_u16(), invalid.code()),
        (400, "InvalidApiVersionParameter")
    );
}

#[tokio::test]
async fn older_version_shows_servers_without_connections() {
    let client = client().await;
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}{}?api-version=2022-12-01", client.server_path());
    let body = client.send_to(Method::GET, &url, None).await.body;
    assert_eq!(body["properties"].get("privateEndpointConnections"), None);
}

#[tokio::test]
async fn second_write_meets_the_busy_answer_until_the_first_ends() {
    let client = client().await;
    let first = client
        .put_state(&client.connection_path("pe-batch"), "Approved", "")
        .await;
    let second = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(
        (second.status.as_u16(), second.code()),
        (409, "ServerIsBusy")
    );
    assert_eq!(
        second.body["error"]["message"],
        "Cannot complete operation while server 'pg-orders' is busy processing another operation. Try again later."
    );
    client.finish(&first).await;
    assert_eq!(
        client
            .delete(&client.connection_path("pe-web"))
            .await
            .status,
        202
    );
}

#[tokio::test]
async fn held_server_is_busy_until_released() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let hold = client.simulator.hold_server("pg-orders", None).unwrap();
    assert_eq!(client.delete(&path).await.code(), "ServerIsBusy");
    let body = client.get(&client.server_path()).await.body;
    assert_eq!(body["properties"]["state"], "Updating");
    hold.release();
    assert_eq!(client.delete(&path).await.status, 202);
}

#[tokio::test]
async fn server_state_gates_writes() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    for (state, status, code) in [
        ("Starting", 409, "ServerIsBusy"),
        ("Stopped", 400, "ServerStoppedError"),
        ("Inaccessible", 400, "ServerIsNotReady"),
    ] {
        client
            .simulator
            .set_server_state("pg-orders", state)
            .unwrap();
        let reply = client.delete(&path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (status, code),
            "{state}"
        );
    }
}

#[tokio::test]
async fn actions_that_do_not_fit_the_state_are_refused_with_their_own_codes() {
    let client = client().await;
    let start = format!("{}/start", client.server_path());
    let stop = format!("{}/stop", client.server_path());
    assert_eq!(
        client.send(Method::POST, &start, None).await.code(),
        "ServerIsNotStopped"
    );
    client
        .simulator
        .set_server_state("pg-orders", "Stopped")
        .unwrap();
    let refused = client.send(Method::POST, &stop, None).await;
    assert_eq!(
        refused.body["error"]["message"],
        "Restart or Stop Server can only be performed on Started servers. Server Name = pg-orders, Current Server State = Stopped"
    );
    let _hold = client.simulator.hold_server("pg-orders", None).unwrap();
    assert_eq!(
        client.send(Method::POST, &start, None).await.code(),
        "SeverBusyWithOtherOperation"
    );
}

#[tokio::test]
async fn altered_polling_address_is_refused() {
    let client = client().await;
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    let address = accepted.header("azure-asyncoperation");
    for altered in [
        address.replace("/locations/canadacentral/", "/locations/CanadaCentral/"),
        address.split_once("&t=").unwrap().0.to_owned(),
        format!("{address}x"),
    ] {
        assert_eq!(
            client.send_to(Method::GET, &altered, None).await.status,
            403
        );
    }
    assert_eq!(client.send_to(Method::GET, address, None).await.status, 200);
}

#[tokio::test]
async fn status_that_cannot_be_set_is_refused() {
    let client = client().await;
    let path = client.connection_path("pe-batch");
    for status in ["Pending", "Disconnected", "Maybe"] {
        let reply = client.put_state(&path, status, "").await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (400, "InvalidParameterValue")
        );
    }
    let empty = client
        .send(Method::PUT, &path, Some(serde_json::json!({})))
        .await;
    assert_eq!(empty.code(), "InvalidParameterValue");
}

#[tokio::test]
async fn endpoint_in_a_foreign_subscription_cannot_be_read() {
    let foreign = "0a1b2c3d-0000-4000-8000-00000000feed";
    let text = include_str!("../../scenarios/small.toml").replacen(
        "target = \"pg-orders\"",
        &format!("target = \"pg-orders\"\nsubscription = \"{foreign}\""),
        1,
    );
    let client = client_of(azure_simulator::Scenario::parse(&text).unwrap()).await;
    let connection = client.get(&client.connection_path("pe-web")).await.body;
    let id = connection["properties"]["privateEndpoint"]["id"]
        .as_str()
        .unwrap();
    assert!(
        id.starts_with(&format!("/subscriptions/{foreign}/")),
        "{id}"
    );
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}{id}?api-version={NETWORK_VERSION}");
    let refused = client.send_to(Method::GET, &url, None).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "AuthorizationFailed")
    );
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("'Microsoft.Network/privateEndpoints/read'"),
        "{message}"
    );
}

#[tokio::test]
async fn method_that_a_resource_does_not_have_is_refused() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    assert_eq!(client.send(Method::POST, &path, None).await.status, 405);
}

#[tokio::test]
async fn body_that_is_no_json_is_refused() {
    let client = client_of(small()).await;
    let path = client.connection_path("pe-web");
    let reply = client.send(Method::PUT, &path, None).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (400, "InvalidRequestContent")
    );
}

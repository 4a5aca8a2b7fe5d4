//! Deletes: what is seen while they run, their operations, and the endpoint afterwards.

use reqwest::Method;

use super::{under, under_in};
use crate::support::slow;

#[tokio::test]
async fn connection_being_deleted_is_found_until_the_end_or_404_from_the_start() {
    for (value, status) in [("at-end", 200), ("at-start", 404)] {
        let client = under_in(slow(), "delete_visible", value).await;
        let path = client.connection_path("pe-web");
        let accepted = client.delete(&path).await;
        assert_eq!(client.get(&path).await.status, status);
        let address = accepted.header("azure-asyncoperation");
        let poll = client.send_to(Method::GET, address, None).await;
        assert_eq!(poll.body["status"], "InProgress");
    }
}

#[tokio::test]
async fn server_being_deleted_is_found_until_the_end_or_404_from_the_start() {
    for (value, status) in [("at-end", 200), ("at-start", 404)] {
        let client = under_in(slow(), "server_delete_visible", value).await;
        let accepted = client.delete(&client.server_path()).await;
        assert_eq!(client.get(&client.server_path()).await.status, status);
        let address = accepted.header("azure-asyncoperation");
        let poll = client.send_to(Method::GET, address, None).await;
        assert_eq!(poll.body["status"], "InProgress");
    }
}

#[tokio::test]
async fn connection_being_deleted_shows_deleting_or_nothing_of_it() {
    for (value, state) in [("deleting", "Deleting"), ("unchanged", "Succeeded")] {
        let client = under_in(slow(), "deleting_state", value).await;
        let path = client.connection_path("pe-web");
        client.delete(&path).await;
        let read = client.get(&path).await.body;
        assert_eq!(read["properties"]["provisioningState"], state);
    }
}

#[tokio::test]
async fn deleted_endpoint_takes_its_connection_along_or_leaves_it_disconnected() {
    for (value, left) in [
        ("removes-connection", vec![]),
        ("leaves-disconnected", vec!["Disconnected"]),
    ] {
        let client = under("endpoint_delete", value).await;
        client.simulator.delete_private_endpoint("pe-web").unwrap();
        let list = format!("{}/privateEndpointConnections", client.server_path());
        let list = client.get(&list).await.body;
        let of_web: Vec<_> = list["value"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found["name"].as_str().unwrap().starts_with("pe-web."))
            .map(|found| &found["properties"]["privateLinkServiceConnectionState"]["status"])
            .collect();
        assert_eq!(of_web, left);
    }
}

#[tokio::test]
async fn endpoint_of_a_deleted_connection_shows_a_new_text_or_the_old_or_none() {
    for (value, text) in [
        ("deleted-state", "Deleted state"),
        ("kept", "Auto-Approved"),
        ("empty", ""),
    ] {
        let client = under("endpoint_description", value).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        client.finish(&accepted).await;
        let endpoint = client.get(&client.endpoint_path("pe-web")).await.body;
        let connection = &endpoint["properties"]["privateLinkServiceConnections"][0];
        let state = &connection["properties"]["privateLinkServiceConnectionState"];
        assert_eq!(
            (&state["status"], &state["description"]),
            (&"Disconnected".into(), &text.into())
        );
    }
}

#[tokio::test]
async fn delete_of_a_connection_that_is_not_there_is_204_or_404() {
    for (value, status) in [("no-content", 204), ("not-found", 404)] {
        let client = under("delete_unknown", value).await;
        let path = format!("{}/privateEndpointConnections/none.1", client.server_path());
        assert_eq!(client.delete(&path).await.status, status);
    }
}

#[tokio::test]
async fn polls_are_answered_or_refused_although_the_operation_goes_on() {
    for (value, status) in [
        ("answered", 200),
        ("forbidden", 403),
        ("not-found", 404),
        ("gone", 410),
    ] {
        let client = under("poll_answer", value).await;
        let path = client.connection_path("pe-web");
        let accepted = client.delete(&path).await;
        let address = accepted.header("azure-asyncoperation");
        let poll = client.send_to(Method::GET, address, None).await;
        assert_eq!(poll.status, status);
        client.simulator.settled().await;
        assert_eq!(client.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn result_of_a_delete_is_empty_or_has_a_body() {
    for (value, status) in [("no-content", 204), ("ok", 200)] {
        let client = under("result_after_delete", value).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        client.finish(&accepted).await;
        let result = client
            .send_to(Method::GET, accepted.header("location"), None)
            .await;
        assert_eq!(result.status, status);
    }
}

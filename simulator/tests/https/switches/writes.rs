//! Writes that a server refuses, fails or takes.

use reqwest::Method;

use super::{small_with, under, under_in};
use crate::support::{Client, slow};

/// Status and code of a refusal; of an accepted operation 202 and the code it fails with, if any.
async fn told(client: &Client, reply: crate::support::Reply) -> (u16, String) {
    let code = if reply.status == 202 {
        let end = client.finish(&reply).await;
        end["error"]["code"].as_str().unwrap_or_default().to_owned()
    } else {
        reply.code().to_owned()
    };
    (reply.status.as_u16(), code)
}

#[tokio::test]
async fn busy_server_answers_409_or_400_or_fails_the_operation() {
    for (value, status, code) in [
        ("conflict", 409, "ServerIsBusy"),
        ("bad-request", 400, "ServerIsBusy"),
        ("failed-operation", 202, "ServerBusy"),
    ] {
        let client = under("busy_answer", value).await;
        let _hold = client.simulator.hold_server("pg-orders", None).unwrap();
        let reply = client.delete(&client.connection_path("pe-web")).await;
        assert_eq!(told(&client, reply).await, (status, code.to_owned()));
        assert_eq!(client.status("pe-web"), "Approved");
    }
}

#[tokio::test]
async fn server_that_is_not_ready_answers_by_its_state_or_always_alike() {
    for (value, state, status, code) in [
        ("by-state", "Stopped", 400, "ServerStoppedError"),
        ("by-state", "Inaccessible", 400, "ServerIsNotReady"),
        ("by-state", "Starting", 409, "ServerIsBusy"),
        ("server-is-not-ready", "Stopped", 400, "ServerIsNotReady"),
        ("server-is-not-ready", "Starting", 400, "ServerIsNotReady"),
        ("conflict", "Stopped", 409, "ServerIsNotReady"),
        ("failed-operation", "Starting", 202, "ServerIsNotReady"),
    ] {
        let client = under("not_ready_answer", value).await;
        client
            .simulator
            .set_server_state("pg-orders", state)
            .unwrap();
        let reply = client.delete(&client.connection_path("pe-web")).await;
        assert_eq!(told(&client, reply).await, (status, code.to_owned()));
    }
}

#[tokio::test]
async fn action_that_does_not_fit_is_refused_with_400_or_409() {
    for (value, status) in [("bad-request", 400), ("conflict", 409)] {
        let client = under("action_refusal", value).await;
        let start = format!("{}/start", client.server_path());
        let reply = client.send(Method::POST, &start, None).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (status, "ServerIsNotStopped")
        );
    }
}

#[tokio::test]
async fn server_shows_or_hides_that_it_is_updating() {
    for (value, state) in [("shown", "Updating"), ("hidden", "Ready")] {
        let client = under_in(slow(), "updating_during_write", value).await;
        client.delete(&client.connection_path("pe-web")).await;
        let server = client.get(&client.server_path()).await.body;
        assert_eq!(server["properties"]["state"], state);
    }
}

#[tokio::test]
async fn rejecting_twice_replaces_the_text_or_fails() {
    for (value, code, text) in [
        ("accepted", "", "again"),
        ("failed-operation", "InternalServerError", "once"),
    ] {
        let client = under("reject_again", value).await;
        let name = client.connection("pe-web");
        let rejected = Some("once");
        client
            .simulator
            .set_connection_state("pg-orders", &name, "Rejected", rejected)
            .unwrap();
        let path = client.connection_path("pe-web");
        let reply = client.put_state(&path, "Rejected", "again").await;
        assert_eq!(told(&client, reply).await, (202, code.to_owned()));
        let read = client.get(&path).await.body;
        let state = &read["properties"]["privateLinkServiceConnectionState"];
        assert_eq!(state["description"], text);
    }
}

#[tokio::test]
async fn disconnected_connection_takes_no_state_at_once_or_later_but_deletes() {
    for (value, status, code) in [
        ("bad-request", 400, "InvalidParameterValue"),
        ("failed-operation", 202, "InternalServerError"),
    ] {
        let client = under("disconnected_write", value).await;
        let name = client.connection("pe-web");
        client
            .simulator
            .set_connection_state("pg-orders", &name, "Disconnected", None)
            .unwrap();
        let path = client.connection_path("pe-web");
        let reply = client.put_state(&path, "Approved", "").await;
        assert_eq!(told(&client, reply).await, (status, code.to_owned()));
        assert_eq!(client.delete(&path).await.status, 202);
    }
}

#[tokio::test]
async fn change_of_a_connection_that_is_not_there_is_refused_or_fails() {
    for (value, status, code) in [
        ("not-found", 404, "ResourceNotFound"),
        ("bad-request", 400, "InvalidParameterValue"),
        ("failed-operation", 202, "InternalServerError"),
    ] {
        let client = under("put_unknown", value).await;
        let path = format!("{}/privateEndpointConnections/none.1", client.server_path());
        let reply = client.put_state(&path, "Approved", "").await;
        assert_eq!(told(&client, reply).await, (status, code.to_owned()));
    }
}

#[tokio::test]
async fn long_description_is_taken_or_refused() {
    for (value, status, code) in [
        ("accepted", 202, ""),
        ("refused", 400, "InvalidParameterValue"),
    ] {
        let client = under("long_description", value).await;
        let path = client.connection_path("pe-web");
        let longest = client.put_state(&path, "Approved", &"x".repeat(140)).await;
        assert_eq!(told(&client, longest).await, (202, String::new()));
        let longer = client.put_state(&path, "Approved", &"x".repeat(141)).await;
        assert_eq!(told(&client, longer).await, (status, code.to_owned()));
    }
}

#[tokio::test]
async fn state_change_needs_the_right_to_write_alone_or_the_one_to_approve_too() {
    let roles = "roles = [{ role = \"writer\", actions = [\"Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/*\"] }]";
    for (value, status) in [("not-asked", 202), ("asked", 403)] {
        let client = under_in(small_with(roles, ""), "approval_right", value).await;
        let path = client.connection_path("pe-batch");
        let reply = client.put_state(&path, "Approved", "").await;
        assert_eq!(reply.status.as_u16(), status);
        if status == 403 {
            let message = reply.body["error"]["message"].as_str().unwrap();
            let wanted = format!(
                "'Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnectionsApproval/action' over scope '{}'",
                client.server_path()
            );
            assert!(message.contains(&wanted), "{message}");
        }
        // A delete approves nothing.
        assert_ne!(client.delete(&path).await.status, 403);
    }
}

#[tokio::test]
async fn delete_of_a_busy_server_gets_the_busy_answer_too() {
    for (value, status) in [
        ("conflict", 409),
        ("bad-request", 400),
        ("failed-operation", 202),
    ] {
        let client = under_in(slow(), "busy_answer", value).await;
        client.delete(&client.connection_path("pe-web")).await;
        let reply = client.delete(&client.server_path()).await;
        assert_eq!(reply.status, status, "{value}");
    }
}

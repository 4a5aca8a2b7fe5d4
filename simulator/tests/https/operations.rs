//! Long running operations in the styles that a fault can ask for.

use azure_simulator::scenario::{Announcement, LastPoll, OperationStyle, Origin, RetryAfter};
use azure_simulator::{Fault, FaultEffect};
use reqwest::Method;

use crate::support::{Client, Reply, client, client_of, slow};

/// Approves the pending connection in a style, and returns the first answer.
async fn approve(client: &Client, style: OperationStyle) -> Reply {
    let effect = FaultEffect::Operation(style);
    client.simulator.fault(Fault::on("PUT", "*", effect));
    let path = client.connection_path("pe-batch");
    client.put_state(&path, "Approved", "ok").await
}

async fn delete(client: &Client, style: OperationStyle) -> Reply {
    let effect = FaultEffect::Operation(style);
    client.simulator.fault(Fault::on("DELETE", "*", effect));
    client.delete(&client.connection_path("pe-web")).await
}

async fn poll(client: &Client, address: &str) -> Reply {
    client.send_to(Method::GET, address, None).await
}

fn headers(reply: &Reply) -> (bool, bool) {
    let has = |name: &str| !reply.header(name).is_empty();
    (has("azure-asyncoperation"), has("location"))
}

fn style() -> OperationStyle {
    OperationStyle::default()
}

/// The operation of a style whose work is done when it starts.
fn at_once() -> OperationStyle {
    OperationStyle {
        seconds: Some(0.0),
        ..style()
    }
}

fn failing_at_once() -> OperationStyle {
    OperationStyle {
        outcome: Some("Failed".to_owned()),
        ..at_once()
    }
}

/// Reads the pending connection's own state until its operation has ended.
async fn state_after_update(client: &Client) -> serde_json::Value {
    let path = client.connection_path("pe-batch");
    loop {
        let state = client.get(&path).await.body["properties"]["provisioningState"].take();
        if state != "Updating" {
            return state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn operation_is_announced_by_the_headers_that_the_style_names() {
    for (announced, expected) in [
        (Announcement::Both, (true, true)),
        (Announcement::AzureAsyncOperation, (true, false)),
        (Announcement::Location, (false, true)),
        (Announcement::Resource, (true, false)),
        (Announcement::Body, (false, false)),
    ] {
        let client = client_of(slow()).await;
        let reply = approve(
            &client,
            OperationStyle {
                announced: Some(announced),
                ..style()
            },
        )
        .await;
        assert_eq!((reply.status.as_u16(), headers(&reply)), (202, expected));
    }
}

#[tokio::test]
async fn created_comes_with_the_resource_whose_state_tells_the_progress() {
    let client = client().await;
    let created = OperationStyle {
        status: Some(201),
        announced: Some(Announcement::Body),
        ..style()
    };
    let reply = approve(&client, created).await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.body["properties"]["provisioningState"], "Updating");
    assert_eq!(state_after_update(&client).await, "Succeeded");
    assert_eq!(client.status("pe-batch"), "Approved");
}

#[tokio::test]
async fn resource_of_a_failed_operation_says_so() {
    let client = client().await;
    let failing = OperationStyle {
        announced: Some(Announcement::Body),
        ..failing_at_once()
    };
    approve(&client, failing).await;
    let connection = client.get(&client.connection_path("pe-batch")).await;
    assert_eq!(connection.body["properties"]["provisioningState"], "Failed");
    assert_eq!(client.status("pe-batch"), "Pending");
}

#[tokio::test]
async fn finished_work_may_come_with_an_address_that_nobody_knows() {
    let client = client().await;
    let dead = OperationStyle {
        status: Some(200),
        announced: Some(Announcement::AzureAsyncOperation),
        refused_polls: Some(404),
        ..at_once()
    };
    let reply = approve(&client, dead).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["properties"]["provisioningState"], "Succeeded");
    let poll = poll(&client, reply.header("azure-asyncoperation")).await;
    assert_eq!(poll.status, 404);
}

#[tokio::test]
async fn location_ends_with_the_resource_that_was_written() {
    let client = client().await;
    let by_location = OperationStyle {
        announced: Some(Announcement::Location),
        ..at_once()
    };
    let reply = approve(&client, by_location).await;
    let result = poll(&client, reply.header("location")).await;
    assert_eq!(result.status, 200);
    let path = client.connection_path("pe-batch");
    assert_eq!(result.body, client.get(&path).await.body);
}

#[tokio::test]
async fn location_of_a_failed_operation_answers_200_with_its_status() {
    let client = client().await;
    let failing = OperationStyle {
        error_code: Some("Conflict".to_owned()),
        ..failing_at_once()
    };
    let reply = delete(&client, failing).await;
    let result = poll(&client, reply.header("location")).await;
    assert_eq!(result.status, 200);
    assert_eq!(result.body["status"], "Failed");
    assert_eq!(result.body["error"]["code"], "Conflict");
}

#[tokio::test]
async fn location_may_change_with_each_poll() {
    let client = client_of(slow()).await;
    let moving = OperationStyle {
        moving_location: true,
        ..style()
    };
    let reply = approve(&client, moving).await;
    let first = reply.header("location");
    let again = poll(&client, first).await;
    assert_eq!(again.status, 202);
    assert_ne!(again.header("location"), first);
    assert_eq!(poll(&client, again.header("location")).await.status, 202);
}

#[tokio::test]
async fn operation_may_be_unknown_for_some_polls() {
    let client = client().await;
    let late = OperationStyle {
        unknown_polls: 2,
        ..at_once()
    };
    let reply = delete(&client, late).await;
    let address = reply.header("azure-asyncoperation");
    assert_eq!(poll(&client, address).await.status, 404);
    assert_eq!(poll(&client, address).await.status, 404);
    assert_eq!(poll(&client, address).await.body["status"], "Succeeded");
}

#[tokio::test]
async fn polls_may_be_refused_while_the_work_goes_on() {
    for status in [403, 404, 405, 410] {
        let client = client().await;
        let refused = OperationStyle {
            refused_polls: Some(status),
            ..at_once()
        };
        let reply = delete(&client, refused).await;
        assert_eq!(reply.status, 202);
        let poll = poll(&client, reply.header("azure-asyncoperation")).await;
        assert_eq!(poll.status, status);
        assert_eq!(client.simulator.connections("pg-orders").len(), 1);
    }
}

#[tokio::test]
async fn word_of_a_running_operation_is_the_style_s() {
    let client = client_of(slow()).await;
    let running = OperationStyle {
        running: Some("Running".to_owned()),
        ..style()
    };
    let reply = delete(&client, running).await;
    let address = reply.header("azure-asyncoperation");
    assert_eq!(poll(&client, address).await.body["status"], "Running");
}

#[tokio::test]
async fn word_of_a_failure_is_the_style_s_and_nothing_is_changed() {
    let client = client().await;
    let cancelled = OperationStyle {
        outcome: Some("Cancelled".to_owned()),
        ..at_once()
    };
    let reply = delete(&client, cancelled).await;
    let ended = poll(&client, reply.header("azure-asyncoperation"))
        .await
        .body;
    assert_eq!(ended["status"], "Cancelled");
    assert!(ended["error"]["code"].is_string());
    let path = client.connection_path("pe-web");
    let left = client.get(&path).await.body;
    assert_eq!(left["properties"]["provisioningState"], "Succeeded");
}

#[tokio::test]
async fn failed_delete_of_a_server_gives_it_its_state_back() {
    let client = client().await;
    client
        .simulator
        .set_server_state("pg-orders", "Stopped")
        .unwrap();
    assert_eq!(delete_server(&client, failing_at_once()).await.status, 202);
    assert_eq!(client.simulator.servers()[0].state, "Stopped");
    assert_eq!(client.get(&client.server_path()).await.status, 200);
}

async fn delete_server(client: &Client, style: OperationStyle) -> Reply {
    let effect = FaultEffect::Operation(style);
    client.simulator.fault(Fault::on("DELETE", "*", effect));
    client.delete(&client.server_path()).await
}

#[tokio::test]
async fn resource_forgets_a_failure_with_the_next_write() {
    let client = client().await;
    let failing = OperationStyle {
        announced: Some(Announcement::Body),
        ..failing_at_once()
    };
    approve(&client, failing).await;
    client.simulator.clear_faults();
    let path = client.connection_path("pe-batch");
    let accepted = client.put_state(&path, "Approved", "ok").await;
    client.finish(&accepted).await;
    let connection = client.get(&path).await;
    assert_eq!(
        connection.body["properties"]["provisioningState"],
        "Succeeded"
    );
}

#[tokio::test]
async fn completed_is_a_word_for_success() {
    let client = client().await;
    let completed = OperationStyle {
        outcome: Some("Completed".to_owned()),
        ..at_once()
    };
    let reply = delete(&client, completed).await;
    let ended = poll(&client, reply.header("azure-asyncoperation")).await;
    assert_eq!(ended.body["status"], "Completed");
    assert_eq!(client.simulator.connections("pg-orders").len(), 1);
}

#[tokio::test]
async fn last_poll_may_lack_its_status_or_its_body() {
    let nameless = OperationStyle {
        without_status: true,
        ..at_once()
    };
    let no_content = OperationStyle {
        last_poll: LastPoll::NoContent,
        ..at_once()
    };
    let empty = OperationStyle {
        last_poll: LastPoll::Empty,
        ..at_once()
    };
    for (style, status, has_body) in [
        (nameless, 200, true),
        (no_content, 204, false),
        (empty, 200, false),
    ] {
        let client = client().await;
        let reply = delete(&client, style).await;
        let poll = poll(&client, reply.header("azure-asyncoperation")).await;
        assert_eq!(poll.status, status);
        assert_eq!(poll.body.is_object(), has_body);
        assert!(poll.body.get("status").is_none());
    }
}

#[tokio::test]
async fn both_addresses_may_be_6_kb_long_and_are_refused_when_altered() {
    let client = client_of(slow()).await;
    let long = OperationStyle {
        address_bytes: 6000,
        ..style()
    };
    let reply = delete(&client, long).await;
    for header in ["azure-asyncoperation", "location"] {
        let address = reply.header(header);
        assert_eq!(address.len(), 6000, "{header}");
        assert!(poll(&client, address).await.status.is_success());
        let altered = format!("{address}A");
        assert_eq!(poll(&client, &altered).await.status, 403);
    }
}

#[tokio::test]
async fn addresses_may_lead_to_another_host() {
    let client = client().await;
    let endpoint = client.simulator.ready().endpoint.clone();
    let port = endpoint.rsplit(':').next().unwrap();
    for (origin, expected) in [
        (
            Origin::Regional,
            format!("https://canadacentral.localhost:{port}/"),
        ),
        (Origin::PlainHttp, format!("http://localhost:{port}/")),
        (
            Origin::Other("https://management.azure.com:443".to_owned()),
            "https://management.azure.com:443/".to_owned(),
        ),
    ] {
        client.simulator.clear_faults();
        let elsewhere = OperationStyle {
            origin: Some(origin),
            ..at_once()
        };
        let reply = approve(&client, elsewhere).await;
        for header in ["azure-asyncoperation", "location"] {
            assert!(reply.header(header).starts_with(&expected), "{reply:?}");
        }
    }
}

#[tokio::test]
async fn pause_between_polls_is_the_style_s() {
    for (retry_after, expected) in [
        (RetryAfter::Seconds(372), "372"),
        (RetryAfter::Seconds(0), "0"),
        (RetryAfter::Missing, ""),
    ] {
        let client = client_of(slow()).await;
        let paced = OperationStyle {
            retry_after: Some(retry_after),
            ..style()
        };
        let reply = delete(&client, paced).await;
        assert_eq!(reply.header("retry-after"), expected);
        let poll = poll(&client, reply.header("azure-asyncoperation")).await;
        assert_eq!(poll.header("retry-after"), expected);
    }
}

#[tokio::test]
async fn failed_start_leaves_the_server_stopped() {
    let client = client().await;
    client
        .simulator
        .set_server_state("pg-orders", "Stopped")
        .unwrap();
    let effect = FaultEffect::Operation(failing_at_once());
    client.simulator.fault(Fault::on("POST", "*/start", effect));
    let path = format!("{}/start", client.server_path());
    assert_eq!(client.send(Method::POST, &path, None).await.status, 202);
    assert_eq!(client.simulator.servers()[0].state, "Stopped");
}

#[tokio::test]
async fn style_can_be_asked_for_over_the_control_path() {
    let client = client_of(slow()).await;
    let url = format!("{}/simulator/faults", client.simulator.ready().endpoint);
    let fault = |effect: serde_json::Value| {
        let body = serde_json::json!({ "method": "DELETE", "path": "*", "effect": effect });
        client.http.post(&url).json(&body).send()
    };
    let effect =
        serde_json::json!({ "kind": "operation", "announced": "location", "retry_after": "date" });
    assert_eq!(fault(effect).await.unwrap().status(), 200);
    let reply = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(headers(&reply), (false, true));
    let misspelt = serde_json::json!({ "kind": "operation", "anounced": "location" });
    assert_eq!(fault(misspelt).await.unwrap().status(), 422);
}

#[tokio::test]
async fn private_endpoints_are_announced_in_other_styles_as_well() {
    for (announced, expected) in [
        (None, (true, false)),
        (Some(Announcement::Location), (false, true)),
        (Some(Announcement::Body), (false, false)),
    ] {
        let client = client_of(slow()).await;
        let style = OperationStyle {
            announced,
            status: announced.map(|_| 202),
            ..style()
        };
        let effect = FaultEffect::Operation(style);
        client.simulator.fault(Fault::on("PUT", "*", effect));
        let body = crate::recorded::manual_endpoint(&client.server_path());
        let path = client.endpoint_path("pe-new");
        let reply = client.send(Method::PUT, &path, Some(body)).await;
        let status = if announced.is_some() { 202 } else { 201 };
        assert_eq!((reply.status.as_u16(), headers(&reply)), (status, expected));
    }
}

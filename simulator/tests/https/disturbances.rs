//! Faults, the journal and the control path.

use std::time::Duration;

use azure_simulator::{CutMoment, Fault, FaultEffect};
use reqwest::Method;
use serde_json::json;

use crate::support::{Client, VERSION, client, read};

const DELETE: &str = "*/privateEndpointConnections/*";

fn url(client: &Client, path: &str) -> String {
    format!(
        "{}{path}?api-version={VERSION}",
        client.simulator.ready().endpoint
    )
}

/// Sends without expecting an answer.
async fn try_delete(client: &Client, path: &str) -> Result<String, reqwest::Error> {
    let token = crate::support::sign_in(&client.simulator, &client.http, &[]).await;
    let token = token.body["access_token"].as_str().unwrap().to_owned();
    let request = client.http.delete(url(client, path)).bearer_auth(token);
    request
        .timeout(Duration::from_millis(500))
        .send()
        .await?
        .text()
        .await
}

#[tokio::test]
async fn answer_in_place_of_the_real_one_carries_nothing_out() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let effect =
        FaultEffect::error(429, "TooManyRequests", "Slow down.").header("retry-after", "7");
    client.simulator.fault(
        Fault::on("DELETE", DELETE, effect)
            .times(1)
            .named("throttle"),
    );
    let refused = client.delete(&path).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (429, "TooManyRequests")
    );
    assert_eq!(refused.header("retry-after"), "7");
    assert_eq!(
        client.simulator.journal().last().unwrap().fault.as_deref(),
        Some("throttle")
    );
    assert_eq!(client.delete(&path).await.status, 202);
}

#[tokio::test]
async fn connection_cut_before_the_effect_leaves_the_world_alone() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let effect = FaultEffect::Cut {
        when: CutMoment::Before,
    };
    client.simulator.fault(Fault::on("DELETE", DELETE, effect));
    assert!(try_delete(&client, &path).await.is_err());
    client.simulator.clear_faults();
    assert_eq!(client.delete(&path).await.status, 202);
}

#[tokio::test]
async fn connection_cut_after_the_effect_hides_an_operation_that_runs() {
    let client = client().await;
    let path = client.connection_path("pe-web");
    let effect = FaultEffect::Cut {
        when: CutMoment::After,
    };
    client.simulator.fault(Fault::on("DELETE", DELETE, effect));
    let error = try_delete(&client, &path).await.unwrap_err();
    assert!(!error.is_timeout(), "{error:?}");
    client.simulator.clear_faults();
    assert_eq!(client.delete(&path).await.code(), "ServerIsBusy");
}

#[tokio::test]
async fn truncated_body_breaks_off_after_its_headers() {
    let client = client().await;
    client
        .simulator
        .fault(Fault::on("DELETE", DELETE, FaultEffect::Truncate {}));
    let error = try_delete(&client, &client.connection_path("pe-web"))
        .await
        .unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
}

#[tokio::test]
async fn paused_request_is_carried_out_once_the_fault_is_lifted() {
    let client = client().await;
    let fault = Fault::on("DELETE", DELETE, FaultEffect::Pause {});
    let id = client.simulator.fault(fault);
    let path = client.connection_path("pe-web");
    let lift = async {
        let is_delete = |e: &azure_simulator::Exchange| e.method == "DELETE";
        client
            .simulator
            .wait_for(|all| all.iter().any(is_delete))
            .await;
        assert_eq!(client.get(&path).await.status, 200);
        client.simulator.lift_fault(id);
    };
    let (reply, ()) = tokio::join!(client.delete(&path), lift);
    assert_eq!(reply.status, 202);
}

#[tokio::test]
async fn fault_with_a_value_that_makes_no_sense_is_refused() {
    let client = client().await;
    let url = format!("{}/simulator/faults", client.simulator.ready().endpoint);
    for effect in [
        json!({ "kind": "respond", "status": 42 }),
        json!({ "kind": "operation", "seconds": -1 }),
        json!({ "kind": "operation", "refused_polls": 99 }),
        json!({ "kind": "redirect", "origin": "nowhere" }),
    ] {
        let fault = json!({ "path": "*", "effect": effect });
        let reply = client.http.post(&url).json(&fault).send().await.unwrap();
        assert_eq!(reply.status(), 422, "{fault}");
    }
}

#[tokio::test]
async fn hanging_request_never_answers_and_is_in_the_journal() {
    let client = client().await;
    client
        .simulator
        .fault(Fault::on("DELETE", DELETE, FaultEffect::Hang {}));
    let error = try_delete(&client, &client.connection_path("pe-web"))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let journal = client.simulator.journal();
    assert_eq!(
        (
            journal.last().unwrap().method.as_str(),
            journal.last().unwrap().status
        ),
        ("DELETE", None)
    );
}

#[tokio::test]
async fn altered_answer_keeps_what_was_carried_out() {
    let client = client().await;
    let effect = FaultEffect::alter()
        .header("content-type", "text/html")
        .with_body("<html>");
    client.simulator.fault(Fault::on("DELETE", DELETE, effect));
    let reply = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (202, "text/html")
    );
    assert_eq!(client.finish(&reply).await["status"], "Succeeded");
}

#[tokio::test]
async fn journal_names_the_client_and_drops_signatures_and_secrets() {
    let client = client().await;
    let accepted = client
        .put_state(&client.connection_path("pe-batch"), "Approved", "ok")
        .await;
    client.finish(&accepted).await;
    let journal = client.simulator.journal();
    let put = journal
        .iter()
        .find(|exchange| exchange.method == "PUT")
        .unwrap();
    assert_eq!(
        put.client_id.as_deref(),
        Some(client.simulator.ready().client_id.as_str())
    );
    assert_eq!(put.api_version.as_deref(), Some(VERSION));
    assert_eq!(put.status, Some(202));
    assert_eq!(put.request_id, accepted.header("x-ms-request-id"));
    assert!(put.request_body.as_ref().unwrap().contains("Approved"));
    let poll = journal
        .iter()
        .find(|exchange| exchange.path.contains("azureAsync"))
        .unwrap();
    assert!(poll.query.ends_with("&t=&c=&s=&h="), "{}", poll.query);
    let printed = serde_json::to_string(&journal).unwrap();
    assert!(!printed.contains(&client.simulator.ready().client_secret));
}

#[tokio::test]
async fn waiting_for_the_journal_ends_with_the_request() {
    let client = client().await;
    let simulator = client.simulator.clone();
    let waiting = tokio::spawn(async move {
        let deleted = |all: &[azure_simulator::Exchange]| {
            all.iter()
                .any(|exchange| exchange.method == "DELETE" && exchange.status.is_some())
        };
        simulator.wait_for(deleted).await;
    });
    client.delete(&client.connection_path("pe-web")).await;
    tokio::time::timeout(Duration::from_secs(5), waiting)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn control_path_does_what_the_library_does() {
    let client = client().await;
    let control = format!("{}/simulator", client.simulator.ready().endpoint);
    let before = client.simulator.journal().len();
    let fault = json!({
        "method": "GET", "path": "*", "count": 1,
        "effect": { "kind": "respond", "status": 503 },
    });
    let armed = client
        .http
        .post(format!("{control}/faults"))
        .json(&fault)
        .send()
        .await
        .unwrap();
    assert_eq!(armed.status(), 200);
    let state = client
        .http
        .post(format!("{control}/servers/pg-orders/state"));
    state
        .json(&json!({ "state": "Stopped" }))
        .send()
        .await
        .unwrap()
        .error_for_status()
        .unwrap();
    let made = client.http.post(format!("{control}/private-endpoints"));
    let body = json!({ "name": "pe-x", "resource_group": "rg-apps", "target": "pg-orders" });
    assert_eq!(made.json(&body).send().await.unwrap().status(), 201);
    let name = client.connection("pe-web");
    let path = format!("{control}/servers/pg-orders/connections/{name}");
    assert_eq!(
        client.http.delete(&path).send().await.unwrap().status(),
        204
    );
    assert_eq!(
        client.http.delete(&path).send().await.unwrap().status(),
        404
    );

    let shown = read(
        client
            .http
            .get(format!("{control}/state"))
            .send()
            .await
            .unwrap(),
    )
    .await
    .body;
    assert_eq!(shown["servers"][0]["state"], "Stopped");
    assert_eq!(
        shown["servers"][0]["connections"].as_array().unwrap().len(),
        2
    );
    assert_eq!(client.simulator.journal().len(), before);
    assert_eq!(client.get(&client.server_path()).await.status, 503);
    assert_eq!(client.get(&client.server_path()).await.status, 200);
    let journal = client
        .http
        .get(format!("{control}/journal"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        read(journal).await.body.as_array().unwrap().len(),
        before + 2
    );
}

#[tokio::test]
async fn header_lines_of_16_kilobytes_are_taken_on_http_1() {
    let client = client().await;
    let pem = std::fs::read(&client.simulator.ready().ca_certificate).unwrap();
    let http = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .http1_only()
        .build()
        .unwrap();
    let request = http.get(url(&client, &client.server_path()));
    let reply = request
        .header("x-long", "a".repeat(16 * 1024))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 401);
    assert_eq!(reply.version(), reqwest::Version::HTTP_11);
}

#[tokio::test]
async fn stopping_cuts_requests_that_hang() {
    let client = client().await;
    client
        .simulator
        .fault(Fault::on("GET", "*", FaultEffect::Hang {}));
    let (http, address) = (client.http.clone(), url(&client, "/subscriptions"));
    let hanging = tokio::spawn(async move { http.request(Method::GET, address).send().await });
    let arrived = |all: &[azure_simulator::Exchange]| all.iter().any(|e| e.method == "GET");
    client.simulator.wait_for(arrived).await;
    client.simulator.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn journal_names_the_client_whatever_the_fault() {
    for effect in [
        FaultEffect::respond(503),
        FaultEffect::Cut {
            when: CutMoment::Before,
        },
        FaultEffect::Cut {
            when: CutMoment::After,
        },
    ] {
        let client = client().await;
        client.simulator.fault(Fault::on("DELETE", DELETE, effect));
        let _ = try_delete(&client, &client.connection_path("pe-web")).await;
        let journal = client.simulator.journal();
        let delete = journal.iter().find(|e| e.method == "DELETE").unwrap();
        assert_eq!(
            delete.client_id.as_ref(),
            Some(&client.simulator.ready().client_id)
        );
    }
}

#[tokio::test]
async fn request_whose_client_gives_up_has_a_duration() {
    let client = client().await;
    let hang = Fault::on("DELETE", DELETE, FaultEffect::Hang {});
    client.simulator.fault(hang);
    let given_up = try_delete(&client, &client.connection_path("pe-web")).await;
    assert!(given_up.unwrap_err().is_timeout());
    let is_over = |e: &azure_simulator::Exchange| e.method == "DELETE" && e.duration_ms.is_some();
    let over = client.simulator.wait_for(|all| all.iter().any(is_over));
    tokio::time::timeout(Duration::from_secs(10), over)
        .await
        .unwrap();
    let journal = client.simulator.journal();
    assert_eq!(journal.iter().find(|e| is_over(e)).unwrap().status, None);
}

#[tokio::test]
async fn body_that_is_too_large_is_refused_and_journaled() {
    let client = client().await;
    let url = url(&client, &client.connection_path("pe-web"));
    let request = client.http.put(url).body(vec![b' '; 5 * 1024 * 1024]);
    let reply = read(request.send().await.unwrap()).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (413, "RequestContentTooLarge")
    );
    assert_eq!(client.simulator.journal().last().unwrap().status, Some(413));
}

#[tokio::test]
async fn journal_keeps_the_beginning_of_a_long_body() {
    let client = client().await;
    let url = url(&client, &client.connection_path("pe-web"));
    let request = client.http.put(url).body(vec![b' '; 1024 * 1024]);
    request.send().await.unwrap();
    let journal = client.simulator.journal();
    let kept = journal.last().unwrap().request_body.as_ref().unwrap();
    assert_eq!(kept.len(), 64 * 1024);
}

#[tokio::test]
async fn newest_entries_of_the_journal_can_be_had_alone() {
    let client = client().await;
    client.get(&client.server_path()).await;
    let url = format!(
        "{}/simulator/journal?last=1",
        client.simulator.ready().endpoint
    );
    let last = client.send_to(Method::GET, &url, None).await.body;
    assert_eq!(last.as_array().unwrap().len(), 1);
    assert_eq!(last[0]["path"], client.server_path());
}

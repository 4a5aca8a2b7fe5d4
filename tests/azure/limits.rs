//! Deadlines and cancellation: every wait ends, and says what it waited for.

use std::time::Duration;

use azprivatelink::azure::Limits;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::fixtures::*;
use crate::script::{Script, Step, delete, get};

fn look() -> Step {
    get(connection_path()).json(200, connection("Approved"))
}

#[tokio::test]
async fn a_deadline_reports_the_last_real_problem() {
    let ready = || get(SERVER).json(200, server("Ready"));
    let busy = (0..200).flat_map(|_| {
        [
            ready(),
            delete(connection_path()).error(409, "ServerIsBusy"),
        ]
    });
    let script = Script::start([look()].into_iter().chain(busy)).await;
    let client = client(&script);
    let limits = within(Duration::from_secs(2));
    let error = client
        .delete_connection(&connection_id(), &limits)
        .await
        .unwrap_err();
    assert!(
        error.is_deadline() && error.code() == Some("ServerIsBusy"),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("the time limit of 2 s ended while waiting"),
        "{error}"
    );
}

#[tokio::test]
async fn a_deadline_while_waiting_for_the_server_says_its_state() {
    let updating = (0..500).map(|_| get(SERVER).json(200, server("Updating")));
    let script = Script::start([look()].into_iter().chain(updating)).await;
    let client = client(&script);
    let limits = within(Duration::from_secs(2));
    let error = client
        .delete_connection(&connection_id(), &limits)
        .await
        .unwrap_err();
    assert!(error.is_deadline(), "{error}");
}

#[tokio::test]
async fn a_request_without_an_answer_ends_at_the_deadline() {
    let script = Script::start([get(list_path()).hang()]).await;
    let client = client(&script);
    let limits = within(Duration::from_secs(2));
    let error = client
        .list_connections(&target(), &limits)
        .await
        .unwrap_err();
    assert!(error.is_deadline(), "{error}");
    assert!(
        error
            .to_string()
            .contains(&format!("waiting for the answer to GET {}", list_path())),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn a_deadline_tells_how_long_the_turn_took() {
    let ready = || get(SERVER).json(200, server("Ready"));
    let on = |name: &str| get(path(name)).json(200, named(name, "Approved", None));
    let script = Script::start_unordered([
        on("a.1"),
        on("b.1"),
        ready(),
        ready(),
        delete(path("a.1")).hang(),
        delete(path("b.1")).hang(),
    ])
    .await;
    let (client, long, short) = (client(&script), limits(), Duration::from_secs(2));
    let (a, b) = (id("a.1"), id("b.1"));
    let mut first = std::pin::pin!(client.delete_connection(&a, &long));
    // The first holds the turn once its DELETE is out.
    while !script
        .journal()
        .iter()
        .any(|line| line.starts_with("DELETE"))
    {
        tokio::select! {
            result = &mut first => panic!("ended early: {result:?}"),
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
    }
    let short = within(short);
    let second = tokio::select! {
        result = &mut first => panic!("ended early: {result:?}"),
        result = client.delete_connection(&b, &short) => result.unwrap_err(),
    };
    assert!(
        second.is_deadline()
            && second
                .to_string()
                .contains("went by waiting for other changes"),
        "{second}"
    );
}

#[tokio::test]
async fn cancellation_ends_an_operation_at_once_wherever_it_waits() {
    let poll = get(STATUS)
        .json(200, json!({"status": "InProgress"}))
        .header("retry-after", "600");
    let started = delete(connection_path())
        .text(202, "")
        .header("azure-asyncoperation", format!("{{endpoint}}{STATUS}"));
    let script = Script::start([
        look(),
        get(SERVER).json(200, server("Ready")),
        started,
        poll,
    ])
    .await;
    let cancel = CancellationToken::new();
    let limits = Limits::new(Duration::from_secs(1800), cancel.clone());
    let client = client(&script);
    let deleting =
        tokio::spawn(async move { client.delete_connection(&connection_id(), &limits).await });
    while !script
        .journal()
        .iter()
        .any(|line| line.contains("azureAsyncOperation"))
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    cancel.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(5), deleting)
        .await
        .expect("ended at once");
    let error = ended.unwrap().unwrap_err();
    assert!(
        error.is_cancelled() && error.to_string().contains("waiting for"),
        "{error}"
    );
    script.finish();
}

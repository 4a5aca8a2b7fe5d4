//! Deleting, and saying so only when Azure does.

use azprivatelink::azure::{Deleted, Error};
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, Step, delete, get};

fn look() -> Step {
    get(connection_path()).json(200, connection("Approved"))
}

fn gone() -> Step {
    get(connection_path()).error(404, "ResourceNotFound")
}

fn ready() -> Step {
    get(SERVER).json(200, server("Ready"))
}

fn accepted() -> Step {
    delete(connection_path())
        .json(
            202,
            json!({"operation": "DropPrivateEndpointConnectionManagementOperation"}),
        )
        .header("azure-asyncoperation", format!("{{endpoint}}{STATUS}?t=1"))
        .header("location", format!("{{endpoint}}{RESULT}?t=1"))
}

fn poll(status: &str) -> Step {
    get(STATUS).json(200, json!({"name": "1", "status": status}))
}

fn failed(code: &str) -> Step {
    get(STATUS).json(
        200,
        json!({"status": "Failed", "error": {"code": code, "message": "why"}}),
    )
}

async fn run(script: &Script) -> Result<Deleted, Error> {
    client(script)
        .delete_connection(&connection_id(), &limits())
        .await
}

#[tokio::test]
async fn a_deletion_is_reported_only_after_the_operation_ended_and_get_answers_404() {
    let script = Script::start([
        look(),
        ready(),
        accepted(),
        poll("InProgress"),
        poll("Succeeded"),
        look(),
        gone(),
    ])
    .await;
    assert_eq!(run(&script).await.unwrap(), Deleted::Deleted);
    script.finish();
}

#[tokio::test]
async fn a_connection_that_is_gone_needs_neither_a_ready_server_nor_a_delete() {
    let script = Script::start([gone()]).await;
    assert_eq!(run(&script).await.unwrap(), Deleted::AlreadyGone);
    script.finish();
}

#[tokio::test]
async fn a_204_or_404_to_the_delete_is_success_once_get_agrees() {
    for answer in [
        delete(connection_path()).text(204, ""),
        delete(connection_path()).error(404, "ResourceNotFound"),
    ] {
        let script = Script::start([look(), ready(), answer, gone()]).await;
        assert_eq!(run(&script).await.unwrap(), Deleted::Deleted);
        script.finish();
    }
}

#[tokio::test]
async fn a_404_to_the_delete_for_another_reason_is_an_error() {
    let answer = delete(connection_path()).error(404, "SubscriptionNotFound");
    let script = Script::start([look(), ready(), answer]).await;
    assert_eq!(
        run(&script).await.unwrap_err().code(),
        Some("SubscriptionNotFound")
    );
    script.finish();
}

#[tokio::test]
async fn a_connection_that_stays_after_success_is_an_error() {
    let mut steps = vec![look(), ready(), accepted(), poll("Succeeded")];
    steps.extend((0..30).map(|_| look()));
    let script = Script::start(steps).await;
    let error = run(&script).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it is still there with status Approved"),
        "{error}"
    );
}

#[tokio::test]
async fn an_operation_that_failed_inside_azure_is_deleted_once_more_and_not_twice() {
    let first = || {
        [
            look(),
            ready(),
            accepted(),
            failed("InternalServerError"),
            ready(),
            accepted(),
        ]
    };
    let script = Script::start(first().into_iter().chain([poll("Succeeded"), gone()])).await;
    assert_eq!(run(&script).await.unwrap(), Deleted::Deleted);
    script.finish();
    let script = Script::start(first().into_iter().chain([failed("InternalServerError")])).await;
    assert_eq!(
        run(&script).await.unwrap_err().code(),
        Some("InternalServerError")
    );
    script.finish();
}

#[tokio::test]
async fn an_operation_that_failed_for_another_reason_is_final() {
    let script = Script::start([look(), ready(), accepted(), failed("SomethingElse")]).await;
    assert_eq!(
        run(&script).await.unwrap_err().code(),
        Some("SomethingElse")
    );
    script.finish();
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_another_delete() {
    let script = Script::start([
        look(),
        ready(),
        delete(connection_path()).cut(),
        // The first one was carried out and still runs: reading now would say 404 too early.
        delete(connection_path()).error(409, "ServerIsBusy"),
        ready(),
        delete(connection_path()).text(204, ""),
        gone(),
    ])
    .await;
    assert_eq!(run(&script).await.unwrap(), Deleted::Deleted);
    script.finish();
}

#[tokio::test]
async fn a_stopped_server_keeps_its_connection_and_fails_at_once() {
    let script = Script::start([look(), get(SERVER).json(200, server("Stopped"))]).await;
    assert_eq!(
        run(&script).await.unwrap_err().lasting_state(),
        Some("Stopped")
    );
    script.finish();
}

#[tokio::test]
async fn a_stopped_server_that_refuses_even_to_be_read_from_is_named_by_its_state() {
    let stopped = || get(SERVER).json(200, server("Stopped"));
    let refused = get(connection_path()).error(400, "ServerStoppedError");
    let script = Script::start([refused, stopped(), stopped()]).await;
    assert_eq!(
        run(&script).await.unwrap_err().lasting_state(),
        Some("Stopped")
    );
    script.finish();
}

#[tokio::test]
async fn a_server_that_is_being_dropped_is_waited_for_until_it_is_gone() {
    let dropping = get(SERVER).json(200, server("Dropping"));
    let script =
        Script::start([look(), dropping, get(SERVER).error(404, "ResourceNotFound")]).await;
    assert_eq!(run(&script).await.unwrap(), Deleted::AlreadyGone);
    script.finish();
}

#[tokio::test]
async fn a_lock_is_reported_and_not_tried_again() {
    let script = Script::start([
        look(),
        ready(),
        delete(connection_path()).error(409, "ScopeLocked"),
    ])
    .await;
    assert_eq!(run(&script).await.unwrap_err().code(), Some("ScopeLocked"));
    script.finish();
}

#[tokio::test]
async fn a_busy_server_is_looked_at_again_before_each_try() {
    let busy = || delete(connection_path()).error(409, "ServerIsBusy");
    let stopped = get(SERVER).json(200, server("Stopped"));
    let script = Script::start([look(), ready(), busy(), ready(), busy(), stopped]).await;
    assert_eq!(
        run(&script).await.unwrap_err().lasting_state(),
        Some("Stopped")
    );
    script.finish();
}

#[tokio::test]
async fn two_deletions_on_one_server_go_one_after_the_other() {
    let look = |name: &str| get(path(name)).json(200, named(name, "Approved", None));
    let gone = |name: &str| get(path(name)).error(404, "ResourceNotFound");
    let started = delete(path("a.1"))
        .text(202, "")
        .header("retry-after-ms", "300");
    let script = Script::start([
        look("a.1"),
        ready(),
        started.header("azure-asyncoperation", format!("{{endpoint}}{STATUS}?t=1")),
        // The second begins while the first one's operation runs, and looks again when its turn has come.
        look("b.1"),
        poll("Succeeded"),
        gone("a.1"),
        ready(),
        look("b.1"),
        delete(path("b.1")).text(204, ""),
        gone("b.1"),
    ])
    .await;
    let (client, limits) = (client(&script), limits());
    let (a, b) = (id("a.1"), id("b.1"));
    let second = async {
        while !script
            .journal()
            .iter()
            .any(|line| line.starts_with("DELETE"))
        {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        client.delete_connection(&b, &limits).await
    };
    let (first, second) =
        futures_util::future::join(client.delete_connection(&a, &limits), second).await;
    assert_eq!(
        (first.unwrap(), second.unwrap()),
        (Deleted::Deleted, Deleted::Deleted)
    );
    script.finish();
}

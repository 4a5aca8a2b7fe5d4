//! Requests that are sent again, and those that are not.

use azprivatelink::azure::Client;
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, Step, get};

fn list() -> Step {
    get(list_path())
}

fn empty() -> Step {
    list().json(200, json!({"value": []}))
}

async fn run(script: &Script) -> Result<usize, azprivatelink::azure::Error> {
    let listed = client(script).list_connections(&target(), &limits()).await;
    listed.map(|connections| connections.len())
}

#[tokio::test]
async fn throttling_is_waited_out_however_often_it_comes() {
    let throttled = (0..12).map(|n| list().error([429, 503, 408][n % 3], "TooManyRequests"));
    let script = Script::start(throttled.chain([empty()])).await;
    assert_eq!(run(&script).await.unwrap(), 0);
    script.finish();
}

#[tokio::test]
async fn a_request_is_not_sent_again_before_azure_allows_it() {
    let before = std::time::Instant::now();
    let script = Script::start([
        list()
            .error(429, "TooManyRequests")
            .header("retry-after", "1"),
        empty(),
    ])
    .await;
    run(&script).await.unwrap();
    assert!(before.elapsed() >= std::time::Duration::from_secs(1));
    script.finish();
}

#[tokio::test]
async fn gateways_and_cut_connections_are_tried_five_times() {
    let broken = || {
        [
            list().text(500, ""),
            list().text(502, "<html>"),
            list().text(504, ""),
            list().cut(),
            list().cut(),
        ]
    };
    let script = Script::start(broken().into_iter().chain([empty()])).await;
    assert_eq!(run(&script).await.unwrap(), 0);
    script.finish();
    let script = Script::start(
        broken()
            .into_iter()
            .chain([list().text(502, "<html>Bad gateway</html>")]),
    )
    .await;
    let error = run(&script).await.unwrap_err();
    assert!(
        error.is_lost() && error.to_string().contains("502 <html>Bad gateway</html>"),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn a_request_that_hangs_is_given_up_and_sent_again() {
    let script = Script::start([list().hang(), empty()]).await;
    let mut options = options(&script);
    options.pacing.request_timeout = std::time::Duration::from_millis(300);
    let listed = Client::new(options)
        .unwrap()
        .list_connections(&target(), &limits())
        .await;
    assert_eq!(listed.unwrap().len(), 0);
    script.finish();
}

#[tokio::test]
async fn all_tries_of_one_request_carry_the_same_id() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let note = |step: Step| {
        let seen = seen.clone();
        step.check(move |request| {
            seen.lock()
                .unwrap()
                .push(request.headers["x-ms-client-request-id"].clone())
        })
    };
    let script = Script::start([note(list().text(500, "")), note(empty()), note(empty())]).await;
    run(&script).await.unwrap();
    run(&script).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen[0] == seen[1] && seen[1] != seen[2]);
    script.finish();
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in [400, 403, 409, 412] {
        let script = Script::start([list().error(status, "Whatever")]).await;
        assert_eq!(run(&script).await.unwrap_err().status(), Some(status));
        script.finish();
    }
}

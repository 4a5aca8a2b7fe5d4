//! Long running operations in the shapes that services really use. A deletion stands for any of them.

use azprivatelink::azure::{Deleted, Error};
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, Step, delete, get};

/// Runs a deletion whose DELETE and later requests are these.
async fn run(steps: impl IntoIterator<Item = Step>) -> Result<Deleted, Error> {
    let look = get(connection_path()).json(200, connection("Approved"));
    let ready = get(SERVER).json(200, server("Ready"));
    let script = Script::start([look, ready].into_iter().chain(steps)).await;
    let result = client(&script)
        .delete_connection(&connection_id(), &limits())
        .await;
    script.finish();
    result
}

fn started(status: u16) -> Step {
    delete(connection_path()).text(status, "")
}

fn monitored() -> Step {
    started(202).header("azure-asyncoperation", format!("{{endpoint}}{STATUS}?t=1"))
}

fn located() -> Step {
    started(202).header("location", format!("{{endpoint}}{RESULT}?t=1"))
}

fn gone() -> Step {
    get(connection_path()).error(404, "ResourceNotFound")
}

fn there() -> Step {
    get(connection_path()).json(200, connection("Approved"))
}

fn ready() -> Step {
    get(SERVER).json(200, server("Ready"))
}

#[tokio::test]
async fn a_location_is_followed_where_it_moves_to() {
    let moved = get(RESULT)
        .text(202, "")
        .header("location", format!("{{endpoint}}{RESULT}/2?t=2"));
    let last = get(format!("{RESULT}/2"))
        .text(204, "")
        .check(|seen| assert!(seen.uri.ends_with("?t=2")));
    assert_eq!(
        run([located(), moved, last, gone()]).await.unwrap(),
        Deleted::Deleted
    );
}

#[tokio::test]
async fn a_location_that_ends_in_a_failed_status_has_failed() {
    let failed = get(RESULT).json(
        200,
        json!({"status": "Failed", "error": {"code": "Nope", "message": "why"}}),
    );
    assert_eq!(
        run([located(), failed]).await.unwrap_err().code(),
        Some("Nope")
    );
}

#[tokio::test]
async fn completed_and_a_final_204_are_success_and_cancelled_is_failure() {
    for last in [
        get(STATUS).json(200, json!({"status": "Completed"})),
        get(STATUS).text(204, ""),
    ] {
        assert_eq!(
            run([monitored(), last, gone()]).await.unwrap(),
            Deleted::Deleted
        );
    }
    let error = run([
        monitored(),
        get(STATUS).json(200, json!({"status": "Cancelled"})),
    ])
    .await
    .unwrap_err();
    assert!(
        error.to_string().contains("its state is Cancelled"),
        "{error}"
    );
}

#[tokio::test]
async fn a_poll_that_is_refused_ends_the_polling_and_the_connection_is_read_instead() {
    for refusal in [
        get(STATUS).error(403, "AuthorizationFailed"),
        get(STATUS).error(404, "NotFound"),
        get(STATUS).text(405, ""),
        get(STATUS).text(410, ""),
        get(STATUS).text(200, ""),
    ] {
        // Read together with the server until it is gone, however long that takes.
        let steps = (0..20).flat_map(|_| [there(), ready()]);
        let steps =
            [monitored(), refusal]
                .into_iter()
                .chain(steps)
                .chain([gone(), ready(), gone()]);
        assert_eq!(run(steps).await.unwrap(), Deleted::Deleted);
    }
}

#[tokio::test]
async fn an_accepted_delete_that_names_no_address_is_read_until_gone() {
    assert_eq!(
        run([started(202), there(), ready(), gone(), ready(), gone()])
            .await
            .unwrap(),
        Deleted::Deleted
    );
}

#[tokio::test]
async fn a_delete_that_is_done_at_once_is_only_confirmed() {
    assert_eq!(run([started(200), gone()]).await.unwrap(), Deleted::Deleted);
}

#[tokio::test]
async fn an_address_that_is_the_connection_itself_is_read_as_such() {
    let step = started(202).header(
        "location",
        format!(
            "{{endpoint}}{}?api-version=1",
            connection_path().to_lowercase()
        ),
    );
    assert_eq!(
        run([step, there(), ready(), gone(), ready(), gone()])
            .await
            .unwrap(),
        Deleted::Deleted
    );
}

#[tokio::test]
async fn signed_addresses_of_six_kilobytes_in_both_headers_come_back_unaltered() {
    let query = format!(
        "api-version=2025-08-01&t=638&c={}&s=a-_b~%2B%2f&h=x%20y",
        "MIIH".repeat(1500)
    );
    let expected = query.clone();
    let step = started(202)
        .header(
            "azure-asyncoperation",
            format!("{{endpoint}}{STATUS}?{query}"),
        )
        .header("location", format!("{{endpoint}}{RESULT}?{query}"));
    let poll = get(STATUS)
        .json(200, json!({"status": "Succeeded"}))
        .check(move |seen| assert!(seen.uri.ends_with(&expected), "altered"));
    assert_eq!(run([step, poll, gone()]).await.unwrap(), Deleted::Deleted);
}

#[tokio::test]
async fn polls_that_throttle_or_break_are_repeated() {
    let steps = [
        monitored().header("retry-after-ms", "3"),
        get(STATUS)
            .error(429, "TooManyRequests")
            .header("retry-after-ms", "10"),
        get(STATUS).text(502, "<html>"),
        get(STATUS).cut(),
        get(STATUS)
            .json(200, json!({"status": "InProgress"}))
            .header("retry-after", "0"),
        get(STATUS).json(200, json!({"status": "Succeeded"})),
        gone(),
    ];
    assert_eq!(run(steps).await.unwrap(), Deleted::Deleted);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let before = std::time::Instant::now();
    let steps = [
        monitored().header("retry-after", "1"),
        get(STATUS).json(200, json!({"status": "Succeeded"})),
        gone(),
    ];
    assert_eq!(run(steps).await.unwrap(), Deleted::Deleted);
    assert!(before.elapsed() >= std::time::Duration::from_secs(1));
}

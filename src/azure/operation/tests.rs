//! What each shape of answer means, as services really send them.

use super::*;

const RESOURCE: &str = "/subscriptions/s/resourceGroups/g/providers/P/kinds/n";
const STATUS: &str = "https://arm/status?t=1";
const RESULT: &str = "https://arm/result?t=2";

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    Answer {
        status,
        headers,
        body: body.as_bytes().to_vec(),
    }
}

fn first(status: u16, headers: &[(&'static str, &str)], body: &str) -> Step {
    begin(RESOURCE, &answer(status, headers, body), SystemTime::now())
}

fn poll(monitor: Monitor) -> Poll {
    Poll {
        monitor,
        address: STATUS.to_owned(),
        after: None,
        state: "accepted".to_owned(),
    }
}

fn then(monitor: Monitor, status: u16, body: &str) -> Step {
    proceed(
        &poll(monitor),
        &answer(status, &[], body),
        SystemTime::now(),
    )
}

fn polls(step: Step) -> (Monitor, String) {
    match step {
        Step::Poll(poll) => (poll.monitor, poll.address),
        other => panic!("expected a poll, got {other:?}"),
    }
}

#[test]
fn the_status_monitor_is_followed_before_the_location() {
    let both = [("azure-asyncoperation", STATUS), ("location", RESULT)];
    assert_eq!(
        polls(first(202, &both, "")),
        (Monitor::Status, STATUS.to_owned())
    );
    assert_eq!(
        polls(first(202, &both[1..], "")),
        (Monitor::Result, RESULT.to_owned())
    );
}

#[test]
fn a_200_with_a_status_monitor_is_not_finished() {
    let step = first(
        200,
        &[("azure-asyncoperation", STATUS)],
        r#"{"properties":{"provisioningState":"Succeeded"}}"#,
    );
    assert_eq!(polls(step).0, Monitor::Status);
}

#[test]
fn without_an_address_the_body_decides() {
    assert_eq!(first(200, &[], ""), Step::Succeeded);
    assert_eq!(first(204, &[], ""), Step::Succeeded);
    assert_eq!(
        first(
            201,
            &[],
            r#"{"properties":{"provisioningState":"Succeeded"}}"#
        ),
        Step::Succeeded
    );
    assert!(matches!(
        first(
            200,
            &[],
            r#"{"properties":{"provisioningState":"Updating"}}"#
        ),
        Step::Unknown(_)
    ));
    assert!(matches!(
        first(200, &[], r#"{"properties":{"provisioningState":"Failed"}}"#),
        Step::Failed(_)
    ));
    assert!(matches!(first(201, &[], ""), Step::Unknown(_)));
    assert!(matches!(first(202, &[], ""), Step::Unknown(_)));
}

#[test]
fn an_address_that_is_the_resource_itself_is_read_as_the_resource() {
    let address = format!(
        "https://eastus.arm:443{}?api-version=1",
        RESOURCE.to_uppercase()
    );
    assert!(matches!(
        first(202, &[("location", &address)], ""),
        Step::Unknown(_)
    ));
}

#[test]
fn states_are_read_in_any_casing_and_unknown_ones_mean_running() {
    for state in ["Succeeded", "succeeded", "Completed"] {
        assert_eq!(
            then(Monitor::Status, 200, &format!(r#"{{"status":"{state}"}}"#)),
            Step::Succeeded
        );
    }
    for state in ["Failed", "Canceled", "Cancelled"] {
        assert!(matches!(
            then(Monitor::Status, 200, &format!(r#"{{"status":"{state}"}}"#)),
            Step::Failed(_)
        ));
    }
    for state in ["InProgress", "Restarting", "Deleted"] {
        assert!(matches!(
            then(Monitor::Status, 200, &format!(r#"{{"status":"{state}"}}"#)),
            Step::Poll(_)
        ));
    }
}

#[test]
fn a_failed_operation_keeps_azures_error() {
    let body = r#"{"name":"1","status":"Failed","error":{"code":"InternalServerError","message":"An error"}}"#;
    let Step::Failed(error) = then(Monitor::Status, 200, body) else {
        panic!("not failed")
    };
    assert_eq!(error.describe(), "InternalServerError: An error");
}

#[test]
fn a_status_monitor_may_answer_with_the_resource_or_with_nothing() {
    assert_eq!(
        then(
            Monitor::Status,
            200,
            r#"{"properties":{"provisioningState":"Succeeded"}}"#
        ),
        Step::Succeeded
    );
    assert_eq!(then(Monitor::Status, 204, ""), Step::Succeeded);
    assert!(matches!(then(Monitor::Status, 200, ""), Step::Unknown(_)));
    assert!(matches!(then(Monitor::Status, 202, ""), Step::Poll(_)));
}

#[test]
fn a_location_ends_with_the_answer_of_a_synchronous_request() {
    assert!(matches!(then(Monitor::Result, 202, ""), Step::Poll(_)));
    for status in [200, 201, 204] {
        assert_eq!(then(Monitor::Result, status, ""), Step::Succeeded);
    }
    assert!(matches!(
        then(
            Monitor::Result,
            409,
            r#"{"error":{"code":"X","message":"y"}}"#
        ),
        Step::Failed(_)
    ));
}

#[test]
fn a_location_that_answers_200_with_a_failed_status_has_failed() {
    assert!(matches!(
        then(Monitor::Result, 200, r#"{"status":"Failed"}"#),
        Step::Failed(_)
    ));
    assert_eq!(
        then(Monitor::Result, 200, r#"{"status":"Online"}"#),
        Step::Succeeded
    );
}

#[test]
fn the_newest_location_is_followed() {
    let next = answer(202, &[("location", RESULT), ("retry-after", "15")], "");
    let Step::Poll(next) = proceed(&poll(Monitor::Result), &next, SystemTime::now()) else {
        panic!("not polling")
    };
    assert_eq!(
        (next.address.as_str(), next.after),
        (RESULT, Some(Duration::from_secs(15)))
    );
}

#[test]
fn polls_that_are_refused_end_the_polling_and_not_the_operation() {
    for status in [403, 404, 405, 410] {
        for monitor in [Monitor::Status, Monitor::Result] {
            assert!(
                matches!(then(monitor, status, ""), Step::Unknown(_)),
                "{status}"
            );
        }
    }
    assert!(matches!(then(Monitor::Status, 400, ""), Step::Unknown(_)));
}

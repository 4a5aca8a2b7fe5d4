//! Approving and rejecting.

use azprivatelink::azure::{Client, Error};
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, Step, get, put};

/// The steps up to the PUT of a pending connection on a ready server.
fn before_put() -> [Step; 2] {
    [
        get(connection_path()).json(200, connection("Pending")),
        get(SERVER).json(200, server("Ready")),
    ]
}

fn accepted(step: Step) -> Step {
    let started = json!({"operation": "UpsertPrivateEndpointConnectionManagementOperation", "startTime": "2026-04-16T21:35:52.9Z"});
    step.json(202, started)
        .header(
            "azure-asyncoperation",
            format!("{{endpoint}}{STATUS}?api-version=2025-08-01&t=1&s=signature"),
        )
        .header(
            "location",
            format!("{{endpoint}}{RESULT}?api-version=2025-08-01&t=1&s=signature"),
        )
}

fn poll(status: &str) -> Step {
    get(STATUS).json(
        200,
        json!({"name": "1", "status": status, "startTime": "2026-04-16T21:35:52.9Z"}),
    )
}

async fn approve(client: &Client) -> Result<azprivatelink::azure::Connection, Error> {
    client
        .update_connection(
            &connection_id(),
            &wanted("Approved", Some("welcome")),
            &limits(),
        )
        .await
}

fn approved() -> Step {
    get(connection_path()).json(200, named("pe.1", "Approved", Some("welcome")))
}

#[tokio::test]
async fn an_approval_is_followed_to_its_end_and_read_back() {
    let [look, ready] = before_put();
    let write = accepted(put(connection_path())).check(|seen| {
        let state = json!({"status": "Approved", "description": "welcome"});
        assert_eq!(
            seen.body,
            Some(json!({"properties": {"privateLinkServiceConnectionState": state}}))
        );
    });
    let signed = poll("Succeeded")
        .check(|seen| assert!(seen.uri.ends_with("&t=1&s=signature"), "{}", seen.uri));
    let script = Script::start([look, ready, write, poll("InProgress"), signed, approved()]).await;
    let connection = approve(&client(&script)).await.unwrap();
    assert_eq!(
        (
            connection.status.as_str(),
            connection.description.as_deref()
        ),
        ("Approved", Some("welcome"))
    );
    script.finish();
}

#[tokio::test]
async fn nothing_is_written_where_nothing_differs() {
    let script = Script::start([approved()]).await;
    approve(&client(&script)).await.unwrap();
    script.finish();
}

#[tokio::test]
async fn a_rejected_connection_is_not_asked_to_be_approved() {
    let script = Script::start([get(connection_path()).json(200, connection("Rejected"))]).await;
    let error = approve(&client(&script)).await.unwrap_err();
    assert!(
        matches!(&error, Error::ForbiddenChange { from, to, .. } if from == "Rejected" && to == "Approved"),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn a_connection_that_does_not_exist_cannot_be_changed() {
    let script = Script::start([get(connection_path()).error(404, "ResourceNotFound")]).await;
    let error = approve(&client(&script)).await.unwrap_err();
    assert!(
        error.is_gone() && error.to_string().ends_with("does not exist"),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn a_target_of_an_unknown_type_is_refused_without_a_request() {
    let script = Script::start([]).await;
    let target = azprivatelink::azure::ResourceId::parse(ENDPOINT).unwrap();
    let id = azprivatelink::azure::ConnectionId::new(&target, "pe.1");
    let error = client(&script)
        .update_connection(&id, &wanted("Approved", None), &limits())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("supported target types: Microsoft.DBforPostgreSQL/flexibleServers"),
        "{error}"
    );
    assert!(
        client(&script)
            .delete_connection(&id, &limits())
            .await
            .is_err()
    );
    assert_eq!((script.journal().len(), script.tokens()), (0, 0));
}

#[tokio::test]
async fn a_server_that_is_updating_is_waited_for_and_the_connection_read_again() {
    let [look, ready] = before_put();
    let updating = get(SERVER).json(200, server("Updating"));
    // Somebody else approved it meanwhile.
    let script = Script::start([look, updating, ready, approved()]).await;
    approve(&client(&script)).await.unwrap();
    script.finish();
}

#[tokio::test]
async fn a_stopped_server_fails_at_once_and_says_what_to_do() {
    let [look, _] = before_put();
    let stopping = get(SERVER).json(200, server("Stopping"));
    let script = Script::start([look, stopping, get(SERVER).json(200, server("Stopped"))]).await;
    let error = approve(&client(&script)).await.unwrap_err();
    assert_eq!(error.lasting_state(), Some("Stopped"));
    assert!(error.to_string().contains("Start the server"), "{error}");
    script.finish();
}

#[tokio::test]
async fn busy_is_tried_again_in_every_form_after_another_look_at_the_server() {
    let busy = json!({"name": "1", "status": "Failed", "error": {"code": "ServerBusy", "message": "later"}});
    let again = before_put;
    let mut steps: Vec<Step> = again().into();
    steps.push(put(connection_path()).error(409, "ServerIsBusy"));
    for refusal in [
        put(connection_path()).error(400, "SeverBusyWithOtherOperation"),
        accepted(put(connection_path())),
    ] {
        let [look, ready] = again();
        steps.extend([ready, look, refusal]);
    }
    let [look, ready] = again();
    steps.extend([
        get(STATUS).json(200, busy),
        ready,
        look,
        accepted(put(connection_path())),
        poll("Succeeded"),
        approved(),
    ]);
    let script = Script::start(steps).await;
    approve(&client(&script)).await.unwrap();
    script.finish();
}

#[tokio::test]
async fn other_conflicts_are_final() {
    for (status, code) in [
        (409, "ScopeLocked"),
        (409, "Conflict"),
        (400, "InvalidParameterValue"),
        (403, "RequestDisallowedByPolicy"),
    ] {
        let [look, ready] = before_put();
        let script = Script::start([look, ready, put(connection_path()).error(status, code)]).await;
        assert_eq!(
            approve(&client(&script)).await.unwrap_err().code(),
            Some(code)
        );
        script.finish();
    }
}

#[tokio::test]
async fn a_write_whose_operation_failed_inside_azure_is_not_made_again() {
    let failed = json!({"name": "1", "status": "Failed", "error": {"code": "InternalServerError", "message": "An unexpected error"}});
    let [look, ready] = before_put();
    let script = Script::start([
        look,
        ready,
        accepted(put(connection_path())),
        get(STATUS).json(200, failed),
    ])
    .await;
    let error = approve(&client(&script)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("was accepted, but the operation failed: InternalServerError"),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn a_lost_answer_to_a_write_is_settled_by_reading() {
    let lost = [
        put(connection_path()).cut(),
        put(connection_path()).text(502, "<html>Bad gateway</html>"),
    ];
    for lost in lost {
        let [look, ready] = before_put();
        let ready_again = get(SERVER).json(200, server("Ready"));
        let script = Script::start([look, ready, lost, ready_again, approved()]).await;
        approve(&client(&script)).await.unwrap();
        script.finish();
    }
}

#[tokio::test]
async fn a_write_that_was_lost_and_not_carried_out_is_made_again() {
    let ([look, ready], [look_again, ready_again]) = (before_put(), before_put());
    let lost = put(connection_path()).cut();
    let write = put(connection_path()).json(200, named("pe.1", "Approved", Some("welcome")));
    let script = Script::start([
        look,
        ready,
        lost,
        ready_again,
        look_again,
        write,
        approved(),
    ])
    .await;
    approve(&client(&script)).await.unwrap();
    script.finish();
}

#[tokio::test]
async fn a_success_that_never_shows_is_an_error() {
    let [look, ready] = before_put();
    let write = put(connection_path()).json(200, connection("Approved"));
    let mut steps = vec![look, ready, write];
    steps.extend((0..30).map(|_| get(connection_path()).json(200, connection("Pending"))));
    let script = Script::start(steps).await;
    let error = approve(&client(&script)).await.unwrap_err();
    assert!(
        error.to_string().contains("its status is Pending"),
        "{error}"
    );
    assert!(matches!(error, Error::NotConfirmed { .. }));
}

//! Servers that are not ready, other clients at work, operations that fail, answers that get lost.

use crate::case::{APPROVED, Case, TARGET, connection, finished};
use azure_simulator::scenario::LockLevel;
use azure_simulator::{CutMoment, Exchange, Fault, FaultEffect};

#[tokio::test(flavor = "multi_thread")]
async fn not_found_and_no_content_to_a_delete_are_success_once_the_connection_is_gone() {
    let answers = [
        FaultEffect::respond(204),
        FaultEffect::error(404, "ResourceNotFound", "It is gone."),
    ];
    for answer in answers {
        let case = Case::adopted("").await;
        let name = case.name_of(APPROVED);
        // Another owner deletes it between the provider's look and its DELETE.
        case.azure.fault(Fault::on(
            "DELETE",
            "*/privateEndpointConnections/*",
            answer,
        ));
        let deleting = |exchange: &Exchange| exchange.method == "DELETE";
        let other = case.once(deleting, move |azure| {
            azure
                .remove_connection("pg-orders", &name)
                .expect("the connection is there");
        });
        case.destroy().await.ok();
        other.await.expect("the connection was removed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_404_that_does_not_say_that_it_is_gone_is_an_error_and_keeps_the_state() {
    let case = Case::adopted("").await;
    let elsewhere = FaultEffect::error(
        404,
        "SubscriptionNotFound",
        "The subscription could not be found.",
    );
    case.azure
        .fault(Fault::on("GET", "*/flexibleServers/*", elsewhere));
    case.terraform(&["destroy", "-auto-approve", "-refresh=false"])
        .await
        .fails()
        .says("SubscriptionNotFound");
    case.azure.clear_faults();
    assert_eq!(
        case.terraform(&["state", "list"]).await.ok().stdout(),
        "azprivatelink_endpoint_connection.web"
    );
    case.destroy().await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_updating_server_is_waited_for() {
    let case = Case::adopted("").await;
    case.azure
        .set_server_state("pg-orders", "Updating")
        .expect("the server is there");
    let azure = case.azure.clone();
    let before = case.azure.journal().len();
    let operator = tokio::spawn(async move {
        azure
            .wait_for(|exchanges| {
                exchanges[before..]
                    .iter()
                    .filter(|exchange| exchange.path.ends_with("/flexibleServers/pg-orders"))
                    .count()
                    >= 2
            })
            .await;
        azure
            .set_server_state("pg-orders", "Ready")
            .expect("the server is there");
    });
    case.destroy().await.ok();
    operator.await.expect("the server became ready");
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_fails_at_once_says_what_to_do_and_keeps_the_state() {
    let case = Case::adopted("").await;
    case.azure
        .set_server_state("pg-orders", "Stopped")
        .expect("the server is there");
    case.destroy()
        .await
        .fails()
        .says("its state is Stopped")
        .says("Start the server");
    assert!(case.writes().is_empty());
    case.azure
        .set_server_state("pg-orders", "Ready")
        .expect("the server is there");
    case.destroy().await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_held_by_another_client_is_tried_again_until_it_is_free() {
    let case = Case::pinned(&[("updating_during_write", "hidden")]).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    let hold = case
        .azure
        .hold_server("pg-orders", None)
        .expect("the server is there");
    let refused = |exchange: &Exchange| exchange.method == "DELETE" && exchange.status.is_some();
    let other = case.once(refused, move |_| drop(hold));
    case.destroy().await.ok();
    other.await.expect("the other client let go");
    assert_eq!(case.writes(), ["DELETE", "DELETE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_that_fails_after_it_was_accepted_keeps_the_state_and_is_finished_by_the_next() {
    let answered = [("poll_answer", "answered")];
    let case = Case::pinned(&answered).await.adopting("").await;
    case.fail_deletes("OperationFailedForGood");
    case.destroy().await.fails().says("OperationFailedForGood");
    assert!(case.has_connection(APPROVED));
    case.azure.clear_faults();
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_in_the_middle_of_a_destroy_keeps_the_state_and_a_second_destroy_finishes() {
    let case = Case::with_operations_of(8.0).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    let running = case.spawn(&["destroy", "-auto-approve"]);
    case.azure
        .wait_for(|exchanges| {
            exchanges
                .iter()
                .any(|exchange| exchange.path.contains("/azureAsyncOperation/"))
        })
        .await;
    running.interrupt().expect("it still runs");
    finished(running)
        .await
        .fails()
        .says("was interrupted")
        .says("run the same command again");
    assert_eq!(
        case.terraform(&["state", "list"]).await.ok().stdout(),
        "azprivatelink_endpoint_connection.web"
    );
    case.destroy().await.ok();
    if case.is("delete_visible", "at-start") {
        // Reading says from the start that it is gone, so the second run is done before the first delete is.
        case.azure.settled().await;
    }
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_delete_is_settled_by_another_delete() {
    let case = Case::adopted("").await;
    let cut = FaultEffect::Cut {
        when: CutMoment::After,
    };
    case.azure
        .fault(Fault::on("DELETE", "*/privateEndpointConnections/*", cut).times(1));
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_reported_at_once_with_what_to_do_and_the_state_is_kept() {
    let case = Case::with_lock().await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.azure.lock(TARGET, "too", LockLevel::CanNotDelete);
    let separator = if case.is("locked_scopes", "comma") {
        "','"
    } else {
        "', '"
    };
    case.destroy()
        .await
        .fails()
        .says("ScopeLocked")
        .says(&format!("/resourceGroups/rg-data{separator}{TARGET}'"))
        .says("Have the lock removed");
    assert_eq!(case.writes(), ["DELETE"], "a lock is never tried again");
    assert!(case.has_connection(APPROVED));
    assert_eq!(
        case.terraform(&["state", "list"]).await.ok().stdout(),
        "azprivatelink_endpoint_connection.web"
    );
}

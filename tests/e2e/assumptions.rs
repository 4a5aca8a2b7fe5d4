//! Situations in which only an assumption about Azure decides: what the provider then does is right
//! whichever value of the switch is true. Those about rights and locks are in `governance`, those
//! about endpoints of others in `partners`.

use crate::case::{APPROVED, Case, PENDING, TARGET, connection};
use azure_simulator::{Exchange, Fault, FaultEffect};

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_that_meets_a_server_no_longer_ready_is_tried_again() {
    let case = Case::adopted("").await;
    let stopper = case.meanwhile("DELETE", |azure| {
        azure
            .set_server_state("pg-orders", "Starting")
            .expect("it is there");
    });
    let refused = |exchange: &Exchange| exchange.method == "DELETE" && exchange.status.is_some();
    let operator = case.once(refused, |azure| {
        azure
            .set_server_state("pg-orders", "Ready")
            .expect("it is there");
    });
    case.destroy().await.ok();
    stopper.await.expect("the server was not ready");
    operator.await.expect("the server became ready");
    assert_eq!(case.writes(), ["DELETE", "DELETE"]);
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_being_made_is_waited_for() {
    let case = Case::small().await;
    case.azure
        .set_server_state("pg-orders", "Provisioning")
        .expect("it is there");
    case.write(&connection("batch", PENDING, "status = \"Approved\""));
    let looked_at = |exchange: &Exchange| exchange.path == TARGET && exchange.status.is_some();
    let maker = case.once(looked_at, |azure| {
        azure
            .set_server_state("pg-orders", "Ready")
            .expect("it is there");
    });
    case.apply().await.ok();
    maker.await.expect("the server was made");
    assert_eq!(case.status_of(PENDING), "Approved");
    assert_eq!(case.writes(), ["PUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_text_for_a_rejected_connection_is_shown_or_the_failure_is() {
    let case = Case::small().await;
    let rejected = |text: &str| {
        let more = format!(
            "status = \"Rejected\"\n  description = {text:?}\n  timeouts {{\n    update = \"12s\"\n  }}"
        );
        connection("batch", PENDING, &more)
    };
    case.write(&rejected("first"));
    case.apply().await.ok();
    case.write(&rejected("second"));
    let run = case.apply().await;
    if case.is("reject_again", "accepted") {
        run.ok();
        assert_eq!(case.description_of(PENDING), "second");
        case.plans_no_change().await;
    } else {
        let run = run.fails();
        if case.is("poll_answer", "answered") {
            run.says("InternalServerError");
        } else {
            run.says("took too long");
        }
        assert_eq!(case.description_of(PENDING), "first");
    }
    assert_eq!(
        case.writes(),
        ["PUT", "PUT"],
        "a failed change is not repeated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_vanishes_before_its_approval_is_an_error_and_nothing_is_stored() {
    let case = Case::small().await;
    let name = case.name_of(PENDING);
    let other = case.meanwhile("PUT", move |azure| {
        azure
            .remove_connection("pg-orders", &name)
            .expect("it is there");
    });
    case.write(&connection("batch", PENDING, "status = \"Approved\""));
    case.apply().await.fails();
    other.await.expect("another owner deleted it");
    assert_eq!(case.writes(), ["PUT"]);
    assert_eq!(case.stored().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_loses_its_endpoint_before_its_approval_is_an_error_and_nothing_is_stored()
 {
    let case = Case::small().await;
    let name = case.name_of(PENDING);
    let consumer = case.meanwhile("PUT", move |azure| {
        azure
            .set_connection_state("pg-orders", &name, "Disconnected", None)
            .expect("it is there");
    });
    let more = "status = \"Approved\"\n  timeouts {\n    create = \"12s\"\n  }";
    case.write(&connection("batch", PENDING, more));
    let run = case.apply().await.fails();
    if case.is("disconnected_write", "bad-request") {
        run.says("400 InvalidParameterValue");
    } else if case.is("poll_answer", "answered") {
        run.says("InternalServerError");
    } else {
        run.says("its status is Disconnected");
    }
    consumer.await.expect("the consumer was quicker");
    assert_eq!(case.writes(), ["PUT"]);
    assert_eq!(case.stored().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_vanishes_before_its_delete_is_deleted() {
    let case = Case::adopted("").await;
    let name = case.name_of(APPROVED);
    let other = case.meanwhile("DELETE", move |azure| {
        azure
            .remove_connection("pg-orders", &name)
            .expect("it is there");
    });
    case.destroy().await.ok();
    other.await.expect("another owner deleted it");
    assert_eq!(case.writes(), ["DELETE"]);
    assert_eq!(case.stored().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_description_is_left_to_azure() {
    let case = Case::small().await;
    let text = "long ".repeat(29);
    let more = format!("status = \"Approved\"\n  description = {text:?}");
    case.write(&connection("batch", PENDING, &more));
    let run = case.apply().await;
    if case.is("long_description", "accepted") {
        run.ok();
        assert_eq!(case.description_of(PENDING), text);
        case.plans_no_change().await;
    } else {
        run.fails().says("400 InvalidParameterValue");
        assert_eq!(case.status_of(PENDING), "Pending");
        assert_eq!(case.stored().await, "");
    }
    assert_eq!(case.writes(), ["PUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_whose_connection_was_deleted_is_not_waited_for() {
    let case = Case::adopted("").await;
    case.destroy().await.ok();
    case.apply()
        .await
        .fails()
        .says("reads \"Disconnected\" on its own side");
    assert_eq!(case.stored().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_that_names_only_a_location_is_followed_to_its_end() {
    let case = Case::adopted("").await;
    let bare = FaultEffect::Alter {
        status: None,
        set_headers: std::collections::BTreeMap::new(),
        remove_headers: vec!["azure-asyncoperation".to_owned()],
        body: None,
    };
    case.azure
        .fault(Fault::on("DELETE", "*/privateEndpointConnections/*", bare));
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
    let journal = case.azure.journal();
    let mut results = journal
        .iter()
        .filter(|exchange| exchange.path.contains("/operationResults/"));
    assert!(results.next().is_some(), "the location was read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_does_not_wait_for_what_the_endpoint_shows() {
    let case = Case::with(
        "endpoint_lag_seconds = 3600.0\n",
        &[("delete_visible", "at-end")],
    )
    .await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
    assert_eq!(case.endpoint_status(APPROVED), "Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_being_deleted_takes_its_connections_along() {
    let case = Case::with_operations_of(6.0).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.azure.drop_server("pg-orders").expect("it is there");
    case.destroy().await.ok();
    assert_eq!(case.stored().await, "");
    assert!(case.writes().is_empty());
}

//! What others do to the connection, and what Terraform's user sees of it.

use azure_simulator::Exchange;

use crate::case::{APPROVED, Case, PENDING, connection};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_deleted_outside_is_dropped_and_the_plan_says_so() {
    let case = Case::adopted("").await;
    let name = case.name_of(APPROVED);
    case.azure
        .remove_connection("pg-orders", &name)
        .expect("it is there");
    case.plan()
        .await
        .ok()
        .says(&format!("Connection {name} is gone"))
        .says("Plan: 1 to add, 0 to change, 0 to destroy");
    case.terraform(&["apply", "-refresh-only", "-auto-approve"])
        .await
        .ok();
    assert_eq!(case.terraform(&["state", "list"]).await.ok().stdout(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_rejected_outside_warns_is_refused_by_apply_and_can_be_destroyed() {
    let case = Case::adopted("status = \"Approved\"").await;
    let name = case.name_of(APPROVED);
    case.azure
        .set_connection_state("pg-orders", &name, "Rejected", Some("no longer"))
        .expect("it is there");
    let plan = case.terraform(&["plan", "-detailed-exitcode"]).await;
    assert_eq!(plan.code(), Some(2), "{}", plan.all());
    plan.says(&format!(
        "Connection {name} is Rejected and cannot become Approved"
    ))
    .says("The way out");
    case.apply().await.fails().says(&format!(
        "Error: Connection {name} is Rejected and cannot become Approved"
    ));
    assert!(case.writes().is_empty(), "apply refuses without a request");
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_endpoint_made_again_outside_is_told_and_adopted() {
    let case = Case::adopted("status = \"Approved\"").await;
    let old = case.name_of(APPROVED);
    case.azure
        .delete_private_endpoint(APPROVED)
        .expect("it is there");
    let new = case
        .azure
        .create_private_endpoint(APPROVED, "rg-apps", "pg-orders", "Pending")
        .expect("it is there");
    assert_ne!(old, new.name);
    if case.is("endpoint_delete", "removes-connection") {
        case.plan()
            .await
            .ok()
            .says(&format!("Connection {old} is gone"))
            .says(&format!("it has the connection {} (Pending)", new.name));
    } else {
        let refusal = format!("Connection {old} is Disconnected and cannot become Approved");
        case.plan().await.ok().says(&refusal);
        case.apply().await.fails().says(&refusal);
        assert!(case.writes().is_empty(), "apply refuses without a request");
        case.destroy().await.ok();
    }
    case.apply().await.ok();
    assert_eq!(case.name_of(APPROVED), new.name);
    assert_eq!(case.status_of(APPROVED), "Approved");
    case.plans_no_change().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_deleted_outside_leaves_nothing_or_a_disconnected_connection_to_destroy() {
    let case = Case::adopted("").await;
    case.azure
        .delete_private_endpoint(APPROVED)
        .expect("it is there");
    let (told, writes): (_, &[&str]) = if case.is("endpoint_delete", "removes-connection") {
        ("is gone", &[])
    } else {
        ("is Disconnected", &["DELETE"])
    };
    case.plan().await.ok().says(told);
    case.destroy().await.ok();
    assert_eq!(case.writes(), writes);
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disconnected_connection_stays_in_state_with_a_warning_and_is_destroyed() {
    let case = Case::adopted("").await;
    let name = case.name_of(APPROVED);
    case.azure
        .set_connection_state("pg-orders", &name, "Disconnected", None)
        .expect("it is there");
    case.plan()
        .await
        .ok()
        .says(&format!("Connection {name} is Disconnected"))
        .says("only destroying this resource makes sense");
    case.write(&connection("web", APPROVED, "status = \"Rejected\""));
    case.apply()
        .await
        .fails()
        .says("A disconnected connection can only be deleted");
    assert!(case.writes().is_empty(), "apply refuses without a request");
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_of_an_endpoint_that_appears_while_create_waits_is_adopted() {
    let case = Case::small().await;
    case.write(&connection("late", "pe-late", "status = \"Approved\""));
    let looked_for = |exchange: &Exchange| exchange.path.ends_with("/privateEndpoints/pe-late");
    let consumer = case.once(looked_for, |azure| {
        azure
            .create_private_endpoint("pe-late", "rg-apps", "pg-orders", "Pending")
            .expect("a new endpoint");
    });
    case.apply().await.ok();
    consumer.await.expect("the endpoint was made");
    assert_eq!(case.status_of("pe-late"), "Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_deleted_outside_takes_its_connections_from_the_state() {
    let case = Case::adopted("").await;
    case.azure.remove_server("pg-orders").expect("it is there");
    case.destroy().await.ok();
    assert!(case.writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn tracking_without_a_status_follows_whatever_azure_says() {
    let case = Case::small().await;
    case.write(&connection("batch", PENDING, ""));
    case.apply().await.ok();
    let name = case.name_of(PENDING);
    case.azure
        .set_connection_state("pg-orders", &name, "Approved", Some("by hand"))
        .expect("it is there");
    case.plans_no_change().await;
    assert!(case.writes().is_empty());
}

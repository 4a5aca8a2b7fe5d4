//! From adoption to destruction, as a user goes through it.

use crate::case::{APPROVED, Case, PENDING, connection, id_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_adopted_approved_changed_and_destroyed_and_its_endpoint_stays() {
    let case = Case::small().await;
    case.write(
        &(connection("web", APPROVED, "")
            + &connection("batch", PENDING, r#"status = "Approved""#)),
    );
    case.plan()
        .await
        .ok()
        .says("Plan: 2 to add, 0 to change, 0 to destroy");
    case.apply().await.ok();
    assert_eq!(case.status_of(PENDING), "Approved");
    assert_eq!(
        case.writes(),
        ["PUT"],
        "the approved connection needs no write"
    );
    case.plans_no_change().await;

    case.plan_destroy()
        .await
        .ok()
        .says("Destroy deletes connection pe-web.")
        .says("Destroy deletes connection pe-batch.")
        .says("Stays: the private endpoint itself. It will read \"Disconnected\"");
    case.destroy().await.ok();
    assert!(case.azure.connections("pg-orders").is_empty());
    assert_eq!(case.endpoint_status(APPROVED), "Disconnected");
    assert_eq!(case.endpoint_status(PENDING), "Disconnected");
    assert_eq!(case.writes(), ["PUT", "DELETE", "DELETE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_connection_is_rejected_with_a_description() {
    let case = Case::small().await;
    case.write(&connection(
        "batch",
        PENDING,
        "status = \"Rejected\"\ndescription = \"wrong team\"",
    ));
    case.apply().await.ok();
    assert_eq!(case.status_of(PENDING), "Rejected");
    assert_eq!(case.description_of(PENDING), "wrong team");
    case.plans_no_change().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_description_are_updated_in_place_in_one_write() {
    let case = Case::small().await;
    case.write(&connection(
        "web",
        APPROVED,
        "status = \"Approved\"\ndescription = \"first\"",
    ));
    case.apply().await.ok();
    case.write(&connection(
        "web",
        APPROVED,
        "status = \"Rejected\"\ndescription = \"second\"",
    ));
    case.plan()
        .await
        .ok()
        .says("Plan: 0 to add, 1 to change, 0 to destroy")
        .says("will be updated in-place");
    case.apply().await.ok();
    assert_eq!(
        (case.status_of(APPROVED), case.description_of(APPROVED)),
        ("Rejected".into(), "second".into())
    );
    assert_eq!(case.writes(), ["PUT", "PUT"]);
    case.plans_no_change().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_change_keeps_the_text_that_nobody_configures() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, "status = \"Approved\""));
    case.apply().await.ok();
    case.write(&connection("web", APPROVED, "status = \"Rejected\""));
    case.apply().await.ok();
    assert_eq!(case.description_of(APPROVED), "Auto-Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_and_pending_connections_are_destroyed_alike() {
    let case = Case::small().await;
    case.write(
        &(connection("web", APPROVED, "status = \"Rejected\"") + &connection("batch", PENDING, "")),
    );
    case.apply().await.ok();
    assert_eq!(
        (case.status_of(APPROVED), case.status_of(PENDING)),
        ("Rejected".into(), "Pending".into())
    );
    case.destroy().await.ok();
    assert!(case.azure.connections("pg-orders").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn retain_forgets_and_sends_nothing() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, "on_destroy = \"retain\""));
    case.apply().await.ok();
    case.plan_destroy()
        .await
        .ok()
        .says("Destroy only forgets connection pe-web.");
    case.destroy().await.ok();
    assert_eq!(case.status_of(APPROVED), "Approved");
    assert!(case.writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn reject_on_destroy_rejects_and_leaves_a_rejected_one_alone() {
    let case = Case::small().await;
    let both = |status: &str| {
        connection(
            "web",
            APPROVED,
            &format!("on_destroy = \"reject\"\nstatus = {status:?}"),
        )
    };
    case.write(&both("Approved"));
    case.apply().await.ok();
    case.plan_destroy()
        .await
        .ok()
        .says("Destroy rejects connection pe-web.");
    case.destroy().await.ok();
    assert_eq!(case.status_of(APPROVED), "Rejected");
    case.write(&both("Rejected"));
    case.apply().await.ok();
    case.destroy().await.ok();
    assert_eq!(case.writes(), ["PUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn destroy_follows_the_stored_on_destroy_until_a_change_is_applied() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.write(&connection("web", APPROVED, "on_destroy = \"retain\""));
    case.plan_destroy()
        .await
        .ok()
        .says("apply the change first");
    case.apply().await.ok();
    assert!(
        case.writes().is_empty(),
        "a change of on_destroy is a change of state alone"
    );
    case.destroy().await.ok();
    assert_eq!(case.status_of(APPROVED), "Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_connections_of_one_server_are_destroyed_in_one_run_one_write_at_a_time() {
    let case = Case::small().await;
    let endpoints: Vec<String> = (1..=4).map(|number| format!("pe-{number}")).collect();
    let mut body = String::new();
    for endpoint in &endpoints {
        case.azure
            .create_private_endpoint(endpoint, "rg-apps", "pg-orders", "Pending")
            .expect("it is there");
        body += &connection(endpoint, endpoint, "status = \"Approved\"");
    }
    case.write(&body);
    case.apply().await.ok();
    case.destroy().await.ok();
    assert!(
        endpoints
            .iter()
            .all(|endpoint| case.endpoint_status(endpoint) == "Disconnected")
    );
    let conflicts = case
        .azure
        .journal()
        .iter()
        .filter(|exchange| exchange.status == Some(409))
        .count();
    assert_eq!(conflicts, 0, "writes to one server are taken in turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_casing_in_the_configuration_changes_nothing() {
    let case = Case::small().await;
    let target = crate::case::TARGET.to_lowercase();
    case.write(&format!(
        "resource \"azprivatelink_endpoint_connection\" \"web\" {{\n  target_resource_id = {target:?}\n  private_endpoint_id = {:?}\n}}\n",
        id_of(APPROVED).to_uppercase().replace("/SUBSCRIPTIONS/", "/subscriptions/"),
    ));
    case.apply().await.ok();
    case.plans_no_change().await;
    case.destroy().await.ok();
}

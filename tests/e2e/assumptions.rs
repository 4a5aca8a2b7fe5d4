//! Situations in which only an assumption about Azure decides: what the provider then does is right
//! whichever value of the switch is true.

use crate::case::{APPROVED, Case, PENDING, TARGET, connection, id_of};
use azure_simulator::scenario::LockLevel;
use azure_simulator::{Fault, FaultEffect};

/// The entries of the state.
async fn stored(case: &Case) -> String {
    let list = case.terraform(&["state", "list"]).await.ok();
    list.stdout().to_owned()
}

const WEB: &str = "azprivatelink_endpoint_connection.web";

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_that_meets_a_server_no_longer_ready_is_tried_again() {
    let case = Case::adopted("").await;
    let stopper = case.meanwhile("DELETE", |azure| {
        azure
            .set_server_state("pg-orders", "Starting")
            .expect("it is there");
    });
    let azure = case.azure.clone();
    let operator = tokio::spawn(async move {
        azure
            .wait_for(|exchanges| {
                exchanges
                    .iter()
                    .any(|exchange| exchange.method == "DELETE" && exchange.status.is_some())
            })
            .await;
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
    let azure = case.azure.clone();
    let maker = tokio::spawn(async move {
        azure
            .wait_for(|exchanges| {
                exchanges
                    .iter()
                    .any(|exchange| exchange.path == TARGET && exchange.status.is_some())
            })
            .await;
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
    assert_eq!(stored(&case).await, "");
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
    assert_eq!(stored(&case).await, "");
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
        assert_eq!(stored(&case).await, "");
    }
    assert_eq!(case.writes(), ["PUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_to_approve_is_named_where_it_is_asked_for() {
    let roles = "[{ role = \"writer\", actions = [\"Microsoft.DBforPostgreSQL/flexibleServers/read\", \"Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/*\"] }]";
    let case = Case::as_principal(roles, "").await;
    case.write(&connection("batch", PENDING, "status = \"Approved\""));
    let run = case.apply().await;
    if case.is("approval_right", "not-asked") {
        run.ok();
        assert_eq!(case.status_of(PENDING), "Approved");
    } else {
        run.fails()
            .says("403 AuthorizationFailed")
            .says("…/privateEndpointConnectionsApproval/action");
        assert_eq!(case.status_of(PENDING), "Pending");
        assert_eq!(stored(&case).await, "");
    }
    assert_eq!(case.writes(), ["PUT"]);
}

const PARTNER: &str = "
[[private_endpoint]]
name = \"pe-partner\"
resource_group = \"rg-apps\"
subscription = \"a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96\"
target = \"pg-orders\"
";

fn partners(endpoint: &str) -> String {
    let own = "5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10";
    id_of(endpoint).replace(own, "a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96")
}

fn partner(key: &str, value: &str, more: &str) -> String {
    format!(
        "resource \"azprivatelink_endpoint_connection\" \"web\" {{\n  target_resource_id = {TARGET:?}\n  {key} = {value:?}\n  {more}\n}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoints_connection_is_managed_by_its_name() {
    let case = Case::of(PARTNER, &[]).await;
    let all = case.azure.connections("pg-orders");
    let foreign = |name: &&String| name.starts_with("pe-partner.");
    let name = all.iter().map(|found| &found.name).find(foreign);
    let name = name.expect("the partner's connection").clone();
    case.write(&partner("name", &name, "status = \"Approved\""));
    case.apply().await.ok();
    case.plans_no_change().await;
    let behind = if case.is("endpoint_reference", "shown") {
        partners("pe-partner")
    } else {
        "private endpoint (Azure does not say which)".to_owned()
    };
    case.plan_destroy().await.ok().says(&behind);
    case.destroy().await.ok();
    assert_eq!(case.azure.connections("pg-orders").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoints_connection_is_found_by_its_id_where_azure_names_it() {
    let case = Case::of(PARTNER, &[]).await;
    let id = partners("pe-partner");
    let limit = "timeouts {\n    create = \"4s\"\n  }";
    case.write(&partner("private_endpoint_id", &id, limit));
    let run = case.apply().await;
    if case.is("endpoint_reference", "shown") {
        run.ok();
        case.plans_no_change().await;
    } else {
        run.fails()
            .says("has asked for no connection to it within 4 s")
            .says("(Pending, endpoint not known)");
        assert_eq!(stored(&case).await, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoint_that_cannot_be_read_is_waited_for() {
    let case = Case::of(PARTNER, &[]).await;
    let id = partners("pe-later");
    let limit = "timeouts {\n    create = \"4s\"\n  }";
    case.write(&partner("private_endpoint_id", &id, limit));
    case.apply()
        .await
        .fails()
        .says("has asked for no connection to it within 4 s");
    let journal = case.azure.journal();
    let looks = journal.iter().filter(|exchange| exchange.path == id);
    let answers: Vec<_> = looks.filter_map(|look| look.status).collect();
    let hidden = [
        ("forbidden", 403),
        ("not-found", 404),
        ("wrong-tenant", 401),
    ];
    let expected = hidden
        .iter()
        .find(|(value, _)| case.is("foreign_subscription", value));
    let (_, status) = expected.expect("a value of the switch");
    assert!(
        !answers.is_empty() && answers.iter().all(|found| found == status),
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_whose_connection_was_deleted_is_not_waited_for() {
    let case = Case::adopted("").await;
    case.destroy().await.ok();
    case.apply()
        .await
        .fails()
        .says("reads \"Disconnected\" on its own side");
    assert_eq!(stored(&case).await, "");
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
async fn a_lock_of_the_endpoint_that_reaches_the_connection_is_reported_and_never_tried_again() {
    let case = Case::adopted("timeouts {\n    delete = \"12s\"\n  }").await;
    case.azure
        .lock(&id_of(APPROVED), "keep", LockLevel::ReadOnly);
    let run = case.destroy().await;
    if case.is("consumer_locks", "ignored") {
        run.ok();
        assert!(!case.has_connection(APPROVED));
    } else {
        let run = run.fails();
        if case.is("poll_answer", "answered") {
            run.says("ScopeLocked").says("Have the lock removed");
        } else {
            run.says("took too long");
        }
        assert!(case.has_connection(APPROVED));
        assert_eq!(stored(&case).await, WEB);
    }
    assert_eq!(case.writes(), ["DELETE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_right_and_a_lock_are_reported_in_either_order() {
    let lock = "\n[[lock]]\nname = \"keep\"\nlevel = \"CanNotDelete\"\n";
    let case = Case::as_principal("[{ role = \"Reader\" }]", lock).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    let code = if case.is("check_order", "rights-locks-policies") {
        "403 AuthorizationFailed"
    } else {
        "409 ScopeLocked"
    };
    case.destroy().await.fails().says(code);
    assert_eq!(case.writes(), ["DELETE"]);
    assert_eq!(stored(&case).await, WEB);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_does_not_wait_for_what_the_endpoint_shows() {
    let case = Case::of(
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
async fn a_lock_still_in_force_after_its_removal_is_reported_and_the_state_is_kept() {
    let lock = "\n[[lock]]\nname = \"keep\"\nlevel = \"CanNotDelete\"\n";
    let case = Case::of(&format!("lock_lag_seconds = 3600.0\n{lock}"), &[]).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.azure.unlock("/", "keep");
    case.destroy().await.fails().says("ScopeLocked");
    assert_eq!(stored(&case).await, WEB);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_being_deleted_takes_its_connections_along() {
    let case = Case::with_operations_of(6.0).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.azure.drop_server("pg-orders").expect("it is there");
    case.destroy().await.ok();
    assert_eq!(stored(&case).await, "");
    assert!(case.writes().is_empty());
}

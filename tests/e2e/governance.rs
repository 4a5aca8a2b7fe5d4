//! Missing rights and management locks: reported as Azure tells them, never tried again, nothing lost.

use crate::case::{APPROVED, Case, PENDING, connection, id_of};
use azure_simulator::scenario::LockLevel;

const WEB: &str = "azprivatelink_endpoint_connection.web";

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
        assert_eq!(case.stored().await, "");
    }
    assert_eq!(case.writes(), ["PUT"]);
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
        assert_eq!(case.stored().await, WEB);
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
    assert_eq!(case.stored().await, WEB);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_still_in_force_after_its_removal_is_reported_and_the_state_is_kept() {
    let lock = "\n[[lock]]\nname = \"keep\"\nlevel = \"CanNotDelete\"\n";
    let case = Case::with(&format!("lock_lag_seconds = 3600.0\n{lock}"), &[]).await;
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.azure.unlock("/", "keep");
    case.destroy().await.fails().says("ScopeLocked");
    assert_eq!(case.stored().await, WEB);
}

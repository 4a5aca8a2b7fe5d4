//! Bad input and bad surroundings: the text the user sees, and that nothing is lost or stored.

use crate::case::{APPROVED, Case, PENDING, TARGET, connection, id_of};

async fn refused(case: &Case, snapshot: &str) {
    let run = case.apply().await.fails();
    insta::assert_snapshot!(snapshot, case.redacted(&run.errors()));
    assert_eq!(
        case.terraform(&["state", "list"]).await.ok().stdout(),
        "",
        "nothing is stored"
    );
    assert!(case.writes().is_empty());
}

fn by_name(name: &str, more: &str) -> String {
    format!(
        "resource \"azprivatelink_endpoint_connection\" \"web\" {{\n  target_resource_id = {TARGET:?}\n  name = {name:?}\n  {more}\n}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_does_not_exist_lists_those_that_do() {
    let case = Case::small().await;
    case.write(&by_name("pe-web.none", ""));
    refused(&case, "name_that_does_not_exist").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_without_a_connection_is_waited_for_and_then_lists_what_is_there() {
    let case = Case::small().await;
    case.write(&connection(
        "none",
        "pe-none",
        "timeouts {\n    create = \"3s\"\n  }",
    ));
    refused(&case, "endpoint_without_a_connection").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_and_an_endpoint_that_disagree_are_refused() {
    let case = Case::small().await;
    case.write(&by_name(
        &case.name_of(PENDING),
        &format!("private_endpoint_id = {:?}", id_of(APPROVED)),
    ));
    refused(&case, "name_and_endpoint_disagree").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_connection_is_not_adopted_as_approved() {
    let case = Case::small().await;
    case.azure
        .set_connection_state("pg-orders", &case.name_of(PENDING), "Rejected", None)
        .expect("it is there");
    case.write(&connection("batch", PENDING, "status = \"Approved\""));
    refused(&case, "rejected_and_wanted_approved").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_status_that_is_not_found_is_refused() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, "status = \"Pending\""));
    refused(&case, "recorded_status_not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_a_virtual_network_has_no_connections() {
    let case = Case::with_injected_server().await;
    case.write(&connection("web", APPROVED, "").replace("pg-orders", "pg-inside"));
    refused(&case, "server_in_a_virtual_network").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_exist_is_refused_at_once() {
    for (value, snapshot) in [
        ("resource-not-found", "server_that_does_not_exist"),
        ("parent-resource-not-found", "parent_that_does_not_exist"),
    ] {
        let case = Case::pinned(&[("absent_server", value)]).await;
        case.write(&connection("web", APPROVED, "").replace("pg-orders", "pg-nowhere"));
        refused(&case, snapshot).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_in_lasting_states_are_refused_at_once() {
    for (state, reads, snapshot) in [
        ("Stopped", "answered", "server_Stopped"),
        ("Stopped", "refused", "server_Stopped_and_unreadable"),
        ("Disabled", "answered", "server_Disabled"),
        ("Inaccessible", "answered", "server_Inaccessible"),
    ] {
        let case = Case::pinned(&[("stopped_reads", reads)]).await;
        case.azure
            .set_server_state("pg-orders", state)
            .expect("it is there");
        case.write(&connection("batch", PENDING, "status = \"Approved\""));
        refused(&case, snapshot).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_explained_without_showing_it() {
    let case = Case::small()
        .await
        .with_variable("ARM_CLIENT_SECRET", "not-the-secret");
    case.write(&connection("web", APPROVED, ""));
    let run = case.apply().await.fails();
    assert!(!run.all().contains("not-the-secret"));
    // Entra's ids and its clock differ from run to run.
    let told = case.redacted(&run.errors());
    let (before, after) = told
        .split_once(" Trace ID")
        .expect("Entra's ids of the request");
    let (_, advice) = after.split_once("Z").expect("Entra's clock");
    insta::assert_snapshot!("wrong_secret", format!("{before} …{advice}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_credentials_are_listed() {
    let case = Case::small()
        .await
        .without_variable("ARM_CLIENT_SECRET")
        .without_variable("ARM_TENANT_ID");
    case.write(&connection("web", APPROVED, ""));
    refused(&case, "missing_credentials").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untrusted_certificate_is_explained() {
    let case = Case::small()
        .await
        .without_variable("ARM_ADDITIONAL_CA_FILE");
    case.write(&connection("web", APPROVED, ""));
    refused(&case, "untrusted_certificate").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_host_is_explained() {
    // Nothing listens on port 1, and the operation's own limit is shorter than the client's patience.
    let case = Case::small()
        .await
        .with_variable("ARM_RESOURCE_MANAGER_ENDPOINT", "https://localhost:1");
    case.write(&connection(
        "web",
        APPROVED,
        "timeouts {\n    create = \"3s\"\n  }",
    ));
    refused(&case, "unreachable_host").await;
}

//! Import by id, from the command line and from an import block, and generated configuration.

use crate::case::{APPROVED, Case, PENDING, connection};

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_connection_plans_no_change() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, "status = \"Approved\""));
    let id = case.connection_id(APPROVED);
    case.terraform(&["import", "azprivatelink_endpoint_connection.web", &id])
        .await
        .ok();
    case.plans_no_change().await;
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn generated_configuration_plans_no_change_for_a_connection_in_any_state() {
    for status in ["Approved", "Rejected", "Pending", "Disconnected"] {
        let case = Case::small().await;
        let name = case.name_of(PENDING);
        let description = (status == "Rejected").then_some("not ours");
        if status != "Pending" {
            case.azure
                .set_connection_state("pg-orders", &name, status, description)
                .expect("it is there");
        }
        let import = format!(
            "import {{\n  to = azprivatelink_endpoint_connection.batch\n  id = {:?}\n}}\n",
            case.connection_id(PENDING)
        );
        case.write(&import);
        case.terraform(&["plan", "-generate-config-out=generated.tf"])
            .await
            .ok()
            .says("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy");
        case.apply().await.ok();
        case.plans_no_change().await;
        assert!(case.writes().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_import_id_is_explained() {
    let case = Case::small().await;
    case.write(&connection("web", APPROVED, ""));
    let ids = [
        (crate::case::id_of(APPROVED), "import_of_an_endpoint"),
        (crate::case::TARGET.to_owned(), "import_of_a_server"),
        ("pe-web".to_owned(), "import_of_a_name"),
        (
            format!(
                "{}/privateEndpointConnections/pe-web.none",
                crate::case::TARGET
            ),
            "import_of_what_does_not_exist",
        ),
    ];
    for (id, snapshot) in ids {
        let run = case
            .terraform(&["import", "azprivatelink_endpoint_connection.web", &id])
            .await
            .fails();
        insta::assert_snapshot!(snapshot, case.redacted(&run.errors()));
    }
}

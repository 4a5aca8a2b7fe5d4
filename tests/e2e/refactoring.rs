//! Replacements and refactorings: nothing is deleted that the same run adopts.

use crate::case::{APPROVED, Case, PENDING, TARGET, connection, id_of};

#[tokio::test(flavor = "multi_thread")]
async fn replacing_by_force_is_refused_and_nothing_is_deleted() {
    let case = Case::adopted("").await;
    let refused = case
        .terraform(&[
            "apply",
            "-auto-approve",
            "-replace=azprivatelink_endpoint_connection.web",
        ])
        .await;
    refused
        .fails()
        .says("would lose it for good")
        .says("Remove `-replace`");
    assert!(case.writes().is_empty());
    assert_eq!(case.status_of(APPROVED), "Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_without_moved_is_refused_and_with_moved_changes_nothing() {
    let case = Case::adopted("").await;
    let renamed = connection("renamed", APPROVED, "");
    case.write(&renamed);
    case.apply()
        .await
        .fails()
        .says("Both deleted and adopted")
        .says("`moved` block");
    assert!(case.writes().is_empty());

    case.write(&(renamed + "moved {\n  from = azprivatelink_endpoint_connection.web\n  to   = azprivatelink_endpoint_connection.renamed\n}\n"));
    case.apply()
        .await
        .ok()
        .says("0 added, 0 changed, 0 destroyed");
    case.plans_no_change().await;
    assert!(case.writes().is_empty());
}

fn counted(endpoints: &[&str]) -> String {
    let ids: Vec<_> = endpoints.iter().map(|endpoint| id_of(endpoint)).collect();
    format!(
        "resource \"azprivatelink_endpoint_connection\" \"all\" {{\n  count = {}\n  target_resource_id = {TARGET:?}\n  private_endpoint_id = {ids:?}[count.index]\n}}\n",
        ids.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_loses_its_first_element_is_refused() {
    let case = Case::small().await;
    case.azure
        .create_private_endpoint("pe-third", "rg-apps", "pg-orders", "Approved")
        .expect("it is there");
    case.write(&counted(&[APPROVED, PENDING, "pe-third"]));
    case.apply().await.ok();
    case.write(&counted(&[PENDING, "pe-third"]));
    case.apply().await.fails().says("Both deleted and adopted");
    assert_eq!(case.azure.connections("pg-orders").len(), 3);
    assert!(case.writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_keys_of_for_each_are_refused() {
    let keyed = |key: &str| {
        format!(
            "resource \"azprivatelink_endpoint_connection\" \"all\" {{\n  for_each = {{ {key} = {:?} }}\n  target_resource_id = {TARGET:?}\n  private_endpoint_id = each.value\n}}\n",
            id_of(APPROVED)
        )
    };
    let case = Case::small().await;
    case.write(&keyed("old"));
    case.apply().await.ok();
    case.write(&keyed("new"));
    case.apply().await.fails().says("Both deleted and adopted");
    assert!(case.writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_block_forgets_without_a_request() {
    let case = Case::adopted("").await;
    case.write("removed {\n  from = azprivatelink_endpoint_connection.web\n  lifecycle {\n    destroy = false\n  }\n}\n");
    case.apply().await.ok();
    assert!(case.writes().is_empty());
    assert_eq!(case.status_of(APPROVED), "Approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_replaced_in_the_same_run_has_its_new_connection_adopted() {
    let case = Case::small().await;
    let endpoint = |generation: u32| {
        case.stand_in_endpoint("pe-made", generation)
            + &format!(
                "resource \"azprivatelink_endpoint_connection\" \"made\" {{\n  target_resource_id = {TARGET:?}\n  private_endpoint_id = terraform_data.endpoint.output\n  status = \"Approved\"\n}}\n"
            )
    };
    case.write(&endpoint(1));
    case.apply().await.ok();
    let first = case.name_of("pe-made");
    case.write(&endpoint(2));
    case.plan()
        .await
        .ok()
        .says(&format!(
            "Replacing deletes connection {first} of pg-orders"
        ))
        .says("even if the value that is not known yet turns out to be the same");
    case.apply().await.ok();
    assert_ne!(case.name_of("pe-made"), first);
    assert_eq!(case.status_of("pe-made"), "Approved");
    case.plans_no_change().await;
}

//! What the plan of a destruction says.

use super::*;

#[tokio::test]
async fn the_plan_of_a_destroy_says_what_is_deleted_and_what_stays() {
    for on_destroy in ["delete", "reject", "retain"] {
        let response = Walk::new()
            .destroy(&with(state("Approved"), "on_destroy", on_destroy))
            .await;
        assert!(response.plan.planned.is_null());
        insta::assert_snapshot!(
            format!("destroy_{on_destroy}"),
            rendered(response.diagnostics.iter())
        );
    }
}

#[tokio::test]
async fn an_endpoint_that_azure_does_not_name_is_said_to_be_unknown() {
    let prior = with(state("Approved"), "private_endpoint_id", Value::Null);
    let response = Walk::new().destroy(&prior).await;
    assert!(rendered(response.diagnostics.iter()).contains("Azure does not say which"));
}

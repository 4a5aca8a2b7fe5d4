//! A connection that one instance of a plan would delete and another one adopt.

use super::*;

fn numbered(number: u32) -> (Value, Value) {
    let endpoint = format!("{ENDPOINT}-{number}");
    let prior = with(
        with(state("Approved"), "private_endpoint_id", endpoint.as_str()),
        "name",
        format!("pe{number}.guid"),
    );
    (prior, config(&[("private_endpoint_id", endpoint.into())]))
}

#[tokio::test]
async fn a_rename_without_moved_is_an_error_whichever_half_comes_first() {
    let (prior, config) = numbered(1);
    let walk = Walk::new();
    assert!(!walk.destroy(&prior).await.diagnostics.has_error());
    let second = walk.plan(&Value::Null, &config).await;
    insta::assert_snapshot!("rename_create_last", rendered(second.diagnostics.iter()));

    let walk = Walk::new();
    assert!(
        !walk
            .plan(&Value::Null, &config)
            .await
            .diagnostics
            .has_error()
    );
    let second = walk.destroy(&prior).await;
    insta::assert_snapshot!("rename_destroy_last", rendered(second.diagnostics.iter()));
}

#[tokio::test]
async fn a_list_that_loses_its_first_element_is_an_error() {
    let [(a, _), (b, config_b), (c, config_c)] = [numbered(1), numbered(2), numbered(3)];
    let walk = Walk::new();
    // count.index 0: a becomes b; 1: b becomes c; 2: c is destroyed.
    let first = walk.plan(&a, &config_b).await;
    let forced = walk
        .plan_with_private(&Value::Null, &config_b, &first.plan.private)
        .await;
    assert!(!first.diagnostics.has_error() && !forced.diagnostics.has_error());
    assert!(walk.plan(&b, &config_c).await.diagnostics.has_error());
    let _ = c;
}

#[tokio::test]
async fn a_connection_that_stays_managed_elsewhere_is_not_destroyed() {
    let (prior, config) = numbered(1);
    let walk = Walk::new();
    assert_eq!(clean(walk.plan(&prior, &config).await), prior);
    assert!(walk.destroy(&prior).await.diagnostics.has_error());
}

#[tokio::test]
async fn forgetting_one_instance_while_another_adopts_is_no_conflict() {
    let (prior, config) = numbered(1);
    let walk = Walk::new();
    assert!(
        !walk
            .destroy(&with(prior, "on_destroy", "retain"))
            .await
            .diagnostics
            .has_error()
    );
    assert!(
        !walk
            .plan(&Value::Null, &config)
            .await
            .diagnostics
            .has_error()
    );
}

#[tokio::test]
async fn different_connections_may_go_and_come_in_one_plan() {
    let ((prior, _), (_, config)) = (numbered(1), numbered(2));
    let walk = Walk::new();
    assert!(!walk.destroy(&prior).await.diagnostics.has_error());
    assert!(
        !walk
            .plan(&Value::Null, &config)
            .await
            .diagnostics
            .has_error()
    );
}

#[tokio::test]
async fn an_endpoints_disconnected_connection_may_go_while_its_new_one_is_adopted() {
    let (old, config) = numbered(1);
    let walk = Walk::new();
    let old = with(old, "status", "Disconnected");
    assert!(!walk.destroy(&old).await.diagnostics.has_error());
    assert!(
        !walk
            .plan(&Value::Null, &config)
            .await
            .diagnostics
            .has_error()
    );
}

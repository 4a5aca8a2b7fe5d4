//! Replacements: which are planned with a warning, and which are refused.

use super::*;
use azprivatelink::framework::path::Path;

const OTHER_ENDPOINT: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/apps/providers/Microsoft.Network/privateEndpoints/pe2";

#[tokio::test]
async fn an_unknown_endpoint_of_an_adopted_connection_replaces_and_says_that_it_is_deleted_all_the_same()
 {
    let config = config(&[("private_endpoint_id", Value::unknown())]);
    let response = Walk::new().plan(&state("Approved"), &config).await;
    assert_eq!(
        response.plan.requires_replace,
        [Path::attribute("private_endpoint_id")]
    );
    assert!(
        response
            .plan
            .planned
            .attribute("private_endpoint_id")
            .is_unknown()
    );
    insta::assert_snapshot!(rendered(response.diagnostics.iter()));
}

#[tokio::test]
async fn an_unknown_target_or_name_replaces_too() {
    for attribute in ["target_resource_id", "name"] {
        let base = config(&[("private_endpoint_id", ENDPOINT.into())]);
        let response = Walk::new()
            .plan(&state("Approved"), &with(base, attribute, Value::unknown()))
            .await;
        assert_eq!(response.plan.requires_replace, [Path::attribute(attribute)]);
        assert!(response.plan.planned.attribute(attribute).is_unknown());
        assert!(!response.diagnostics.has_error());
    }
}

#[tokio::test]
async fn another_endpoint_replaces_with_a_warning() {
    let config = config(&[("private_endpoint_id", OTHER_ENDPOINT.into())]);
    let response = Walk::new().plan(&state("Approved"), &config).await;
    assert_eq!(
        response.plan.requires_replace,
        [Path::attribute("private_endpoint_id")]
    );
    assert!(response.plan.planned.attribute("name").is_unknown());
    insta::assert_snapshot!(rendered(response.diagnostics.iter()));
}

#[tokio::test]
async fn the_warning_of_a_replacement_follows_the_stored_on_destroy() {
    for (on_destroy, begins) in [
        ("reject", "Replacing rejects"),
        ("retain", "Replacing forgets"),
    ] {
        let prior = with(state("Approved"), "on_destroy", on_destroy);
        let response = Walk::new()
            .plan(
                &prior,
                &config(&[("private_endpoint_id", OTHER_ENDPOINT.into())]),
            )
            .await;
        assert!(rendered(response.diagnostics.iter()).contains(begins));
    }
}

#[tokio::test]
async fn the_old_name_beside_another_or_unknown_endpoint_is_an_error_on_name() {
    for endpoint in [Value::unknown(), OTHER_ENDPOINT.into()] {
        let config = config(&[("name", NAME.into()), ("private_endpoint_id", endpoint)]);
        let response = Walk::new().plan(&state("Approved"), &config).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(rendered(response.diagnostics.iter()));
        }
    }
}

#[tokio::test]
async fn a_forced_replacement_of_the_same_endpoint_is_refused() {
    let walk = Walk::new();
    let config = config(&[
        ("private_endpoint_id", ENDPOINT.to_uppercase().into()),
        ("status", "Approved".into()),
    ]);
    let first = walk.plan(&state("Approved"), &config).await;
    assert!(first.plan.requires_replace.is_empty());
    let second = walk
        .plan_with_private(&Value::Null, &config, &first.plan.private)
        .await;
    insta::assert_snapshot!(rendered(second.diagnostics.iter()));
}

#[tokio::test]
async fn a_forced_replacement_of_the_same_name_is_refused() {
    let walk = Walk::new();
    let config = config(&[("name", NAME.into())]);
    let first = walk.plan(&state("Approved"), &config).await;
    let second = walk
        .plan_with_private(&Value::Null, &config, &first.plan.private)
        .await;
    assert!(second.diagnostics.has_error());
}

#[tokio::test]
async fn the_second_call_of_a_replacement_passes_when_the_target_is_not_known_yet() {
    let walk = Walk::new();
    let base = config(&[("private_endpoint_id", ENDPOINT.into())]);
    let config = with(base, "target_resource_id", Value::unknown());
    let first = walk.plan(&state("Approved"), &config).await;
    let private = &first.plan.private;
    let second = walk.plan_with_private(&Value::Null, &config, private).await;
    assert!(!second.diagnostics.has_error());
}

#[tokio::test]
async fn the_second_call_of_a_replacement_passes_when_the_endpoint_is_another_or_unknown() {
    for endpoint in [Value::unknown(), OTHER_ENDPOINT.into()] {
        let walk = Walk::new();
        let config = config(&[("private_endpoint_id", endpoint)]);
        let first = walk.plan(&state("Approved"), &config).await;
        let second = walk
            .plan_with_private(&Value::Null, &config, &first.plan.private)
            .await;
        assert!(!second.diagnostics.has_error());
    }
}

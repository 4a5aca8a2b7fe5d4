//! Planned values: the table of cases, each one a test.

use super::*;

#[tokio::test]
async fn create_with_an_unknown_endpoint_keeps_what_is_configured_and_leaves_the_rest_unknown() {
    let config = config(&[
        ("private_endpoint_id", Value::unknown()),
        ("status", "Approved".into()),
    ]);
    let planned = clean(Walk::new().plan(&Value::Null, &config).await);
    assert_eq!(
        planned.attribute("target_resource_id"),
        &Value::from(TARGET)
    );
    assert_eq!(planned.attribute("status"), &Value::from("Approved"));
    assert_eq!(planned.attribute("on_destroy"), &Value::from("delete"));
    let unknown = [
        "actions_required",
        "description",
        "group_ids",
        "id",
        "name",
        "private_endpoint_id",
        "provisioning_state",
    ];
    assert_eq!(unknown_attributes(&planned), unknown);
}

#[tokio::test]
async fn create_with_neither_status_nor_name_leaves_them_to_what_is_found() {
    let planned = clean(
        Walk::new()
            .plan(
                &Value::Null,
                &config(&[("private_endpoint_id", ENDPOINT.into())]),
            )
            .await,
    );
    assert!(planned.attribute("status").is_unknown() && planned.attribute("name").is_unknown());
    assert_eq!(
        planned.attribute("private_endpoint_id"),
        &Value::from(ENDPOINT)
    );
}

#[tokio::test]
async fn a_changed_description_alone_leaves_id_name_and_groups_known() {
    let config = config(&[
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", "Approved".into()),
        ("description", "new".into()),
    ]);
    let planned = clean(Walk::new().plan(&state("Approved"), &config).await);
    assert_eq!(planned.attribute("description"), &Value::from("new"));
    assert_eq!(
        unknown_attributes(&planned),
        ["actions_required", "provisioning_state"]
    );
}

#[tokio::test]
async fn a_changed_status_makes_an_unset_description_unknown() {
    let config = config(&[
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", "Approved".into()),
    ]);
    let planned = clean(Walk::new().plan(&state("Pending"), &config).await);
    assert_eq!(planned.attribute("status"), &Value::from("Approved"));
    assert_eq!(
        unknown_attributes(&planned),
        ["actions_required", "description", "provisioning_state"]
    );
}

#[tokio::test]
async fn a_changed_status_keeps_a_configured_description() {
    let config = config(&[
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", "Rejected".into()),
        ("description", "as found".into()),
    ]);
    let planned = clean(Walk::new().plan(&state("Approved"), &config).await);
    assert_eq!(
        unknown_attributes(&planned),
        ["actions_required", "provisioning_state"]
    );
}

#[tokio::test]
async fn removing_status_and_description_changes_nothing() {
    let config = config(&[("private_endpoint_id", ENDPOINT.into())]);
    let planned = clean(Walk::new().plan(&state("Approved"), &config).await);
    assert_eq!(planned, state("Approved"));
}

#[tokio::test]
async fn another_casing_keeps_the_prior_spelling_and_changes_nothing() {
    let config = config(&[
        ("target_resource_id", TARGET.to_uppercase().into()),
        ("private_endpoint_id", ENDPOINT.to_lowercase().into()),
        ("name", NAME.to_uppercase().into()),
    ]);
    let planned = clean(Walk::new().plan(&state("Approved"), &config).await);
    assert_eq!(planned, state("Approved"));
}

#[tokio::test]
async fn create_keeps_the_configured_spelling() {
    let target = TARGET.to_lowercase();
    let config = config(&[
        ("target_resource_id", target.as_str().into()),
        ("name", NAME.into()),
    ]);
    let planned = clean(Walk::new().plan(&Value::Null, &config).await);
    assert_eq!(
        planned.attribute("target_resource_id"),
        &Value::from(target)
    );
}

#[tokio::test]
async fn on_destroy_or_timeouts_alone_leave_everything_else_as_it_was() {
    let timeouts = Value::object([
        ("create", Value::Null),
        ("read", Value::Null),
        ("update", Value::Null),
        ("delete", "1h".into()),
    ]);
    let config = config(&[
        ("name", NAME.into()),
        ("on_destroy", "retain".into()),
        ("timeouts", timeouts.clone()),
    ]);
    let planned = clean(Walk::new().plan(&state("Approved"), &config).await);
    let expected = with(
        with(state("Approved"), "on_destroy", "retain"),
        "timeouts",
        timeouts,
    );
    assert_eq!(planned, expected);
}

#[tokio::test]
async fn removing_on_destroy_brings_the_default_back() {
    let prior = with(state("Approved"), "on_destroy", "retain");
    let planned = clean(
        Walk::new()
            .plan(&prior, &config(&[("name", NAME.into())]))
            .await,
    );
    assert_eq!(planned, state("Approved"));
}

#[tokio::test]
async fn a_recorded_status_that_is_no_longer_true_keeps_the_prior_one_with_a_warning() {
    for recorded in ["Pending", "Disconnected"] {
        let config = config(&[
            ("name", NAME.into()),
            ("status", recorded.into()),
            ("description", "".into()),
        ]);
        let response = Walk::new().plan(&state("Approved"), &config).await;
        assert_eq!(response.plan.planned, state("Approved"));
        insta::assert_snapshot!(
            format!("recorded_{recorded}"),
            rendered(response.diagnostics.iter())
        );
    }
}

#[tokio::test]
async fn approving_a_rejected_connection_plans_an_update_with_a_warning_that_names_the_way_out() {
    let config = config(&[
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", "Approved".into()),
    ]);
    let response = Walk::new().plan(&state("Rejected"), &config).await;
    assert_eq!(
        response.plan.planned.attribute("status"),
        &Value::from("Approved")
    );
    assert!(response.plan.requires_replace.is_empty());
    insta::assert_snapshot!(rendered(response.diagnostics.iter()));
}

#[tokio::test]
async fn changing_a_disconnected_connection_warns_alike() {
    for status in ["Approved", "Rejected"] {
        let config = config(&[("name", NAME.into()), ("status", status.into())]);
        let response = Walk::new().plan(&state("Disconnected"), &config).await;
        let summary = format!("Connection {NAME} is Disconnected and cannot become {status}");
        let told = rendered(response.diagnostics.iter());
        assert!(told.contains(&summary));
        // Nobody has seen what Azure answers to it.
        assert!(
            told.contains("A disconnected connection can only be deleted"),
            "{told}"
        );
        assert!(!response.diagnostics.has_error());
    }
}

#[tokio::test]
async fn an_empty_description_equals_an_absent_one() {
    let prior = with(state("Approved"), "description", "");
    let config = config(&[
        ("name", NAME.into()),
        ("status", "Approved".into()),
        ("description", "".into()),
    ]);
    assert_eq!(clean(Walk::new().plan(&prior, &config).await), prior);
}

#[tokio::test]
async fn an_unchanged_configuration_plans_the_prior_state() {
    let config = config(&[
        ("name", NAME.into()),
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", "Approved".into()),
        ("description", "as found".into()),
        ("on_destroy", "delete".into()),
    ]);
    assert_eq!(
        clean(Walk::new().plan(&state("Approved"), &config).await),
        state("Approved")
    );
}

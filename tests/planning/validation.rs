//! Bad configurations, and the text a user gets for each.

use super::*;

fn text_of(attributes: &[(&str, Value)]) -> String {
    rendered(Walk::new().validate(&config(attributes)).iter())
}

#[test]
fn each_bad_value_is_explained_at_its_attribute() {
    let endpoint = ("private_endpoint_id", Value::from(ENDPOINT));
    let cases: [(&str, Vec<(&str, Value)>); 17] = [
        (
            "target_not_an_id",
            vec![endpoint.clone(), ("target_resource_id", "pg1".into())],
        ),
        (
            "target_without_group",
            vec![
                endpoint.clone(),
                (
                    "target_resource_id",
                    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroup/data".into(),
                ),
            ],
        ),
        (
            "target_cut_short",
            vec![
                endpoint.clone(),
                ("target_resource_id", TARGET.trim_end_matches("/pg1").into()),
            ],
        ),
        (
            "target_of_another_type",
            vec![
                endpoint.clone(),
                (
                    "target_resource_id",
                    TARGET.replace("flexibleServers", "servers").into(),
                ),
            ],
        ),
        (
            "target_is_a_connection",
            vec![
                endpoint.clone(),
                (
                    "target_resource_id",
                    format!("{TARGET}/privateEndpointConnections/{NAME}").into(),
                ),
            ],
        ),
        (
            "endpoint_is_a_server",
            vec![("private_endpoint_id", TARGET.into())],
        ),
        (
            "endpoint_is_a_connection",
            vec![(
                "private_endpoint_id",
                format!("{TARGET}/privateEndpointConnections/{NAME}").into(),
            )],
        ),
        (
            "endpoint_is_a_network",
            vec![(
                "private_endpoint_id",
                ENDPOINT
                    .replace("privateEndpoints", "virtualNetworks")
                    .into(),
            )],
        ),
        (
            "name_is_an_id",
            vec![(
                "name",
                format!("{TARGET}/privateEndpointConnections/{NAME}").into(),
            )],
        ),
        ("name_is_empty", vec![("name", "".into())]),
        ("neither_name_nor_endpoint", vec![]),
        (
            "status_in_lower_case",
            vec![endpoint.clone(), ("status", "approved".into())],
        ),
        (
            "status_unknown",
            vec![endpoint.clone(), ("status", "Accepted".into())],
        ),
        (
            "on_destroy_unknown",
            vec![endpoint.clone(), ("on_destroy", "remove".into())],
        ),
        (
            "description_without_status",
            vec![endpoint.clone(), ("description", "hello".into())],
        ),
        (
            "description_too_long",
            vec![
                endpoint.clone(),
                ("status", "Approved".into()),
                ("description", "x".repeat(141).into()),
            ],
        ),
        (
            "bad_duration",
            vec![
                endpoint,
                (
                    "timeouts",
                    Value::object([
                        ("create", "soon".into()),
                        ("read", Value::Null),
                        ("update", Value::Null),
                        ("delete", "30".into()),
                    ]),
                ),
            ],
        ),
    ];
    for (name, attributes) in cases {
        insta::assert_snapshot!(name, text_of(&attributes));
    }
}

#[test]
fn unknown_values_are_waited_for() {
    let attributes = [
        "target_resource_id",
        "name",
        "private_endpoint_id",
        "status",
        "description",
        "on_destroy",
    ];
    let all_unknown: Vec<_> = attributes
        .iter()
        .map(|name| (*name, Value::unknown()))
        .collect();
    assert_eq!(text_of(&all_unknown), "");
    assert_eq!(text_of(&[("name", Value::unknown())]), "");
}

#[tokio::test]
async fn naming_nothing_is_found_at_the_plan_that_knows() {
    let response = Walk::new().plan(&Value::Null, &config(&[])).await;
    assert!(
        rendered(response.diagnostics.iter())
            .contains("Neither `name` nor `private_endpoint_id` is set")
    );
}

//! Roles, deny assignments and policies: what they refuse, in which order, and what can be read.

use azure_simulator::Scenario;
use azure_simulator::scenario::LockLevel;
use reqwest::Method;
use serde_json::json;

use crate::support::{Client, Reply, client, client_of};

/// The built-in scenario with more keys for its principal and more tables.
async fn with(principal: &str, tables: &str) -> Client {
    let small = include_str!("../../scenarios/small.toml");
    let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
    let text = small.replace(object, &format!("{object}\n{principal}"));
    client_of(Scenario::parse(&format!("{text}\n{tables}\n")).unwrap()).await
}

async fn read(client: &Client, scope: &str, rest: &str) -> Reply {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}{scope}/providers/Microsoft.Authorization/{rest}");
    client.send_to(Method::GET, &url, None).await
}

#[tokio::test]
async fn reader_may_look_but_neither_approve_nor_delete() {
    let client = with("roles = [{ role = \"Reader\" }]", "").await;
    let path = client.connection_path("pe-batch");
    assert_eq!(client.get(&path).await.status, 200);
    assert_eq!(
        client.put_state(&path, "Approved", "").await.code(),
        "AuthorizationFailed"
    );
    let refused = client.delete(&path).await;
    assert_eq!(refused.status, 403);
    let message = refused.body["error"]["message"].as_str().unwrap();
    let action = "'Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/delete'";
    assert!(
        message.contains(&format!("perform action {action} over scope '{path}'")),
        "{message}"
    );
}

#[tokio::test]
async fn role_on_another_resource_group_gives_nothing_and_lists_leave_it_out() {
    let roles = "roles = [{ role = \"Owner\", scope = \"/resourceGroups/rg-apps\" }]";
    let client = with(roles, "").await;
    assert_eq!(
        client.get(&client.server_path()).await.code(),
        "AuthorizationFailed"
    );
    let subscription = &client.simulator.ready().subscription_id;
    let servers = format!(
        "/subscriptions/{subscription}/providers/Microsoft.DBforPostgreSQL/flexibleServers"
    );
    assert_eq!(client.get(&servers).await.body, json!({ "value": [] }));
}

#[tokio::test]
async fn custom_role_allows_exactly_its_actions() {
    let roles = "roles = [{ role = \"approver\", actions = [\"Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/*\"], not_actions = [\"*/delete\"] }]";
    let client = with(roles, "").await;
    let path = client.connection_path("pe-batch");
    assert_eq!(client.put_state(&path, "Approved", "").await.status, 202);
    assert_eq!(client.delete(&path).await.code(), "AuthorizationFailed");
    assert_eq!(
        client.get(&client.server_path()).await.code(),
        "AuthorizationFailed"
    );
}

#[tokio::test]
async fn permissions_are_one_element_for_each_role_that_reaches_the_scope() {
    let roles = "roles = [{ role = \"Reader\" }, { role = \"Contributor\", scope = \"/resourceGroups/RG-DATA\" }, { role = \"Owner\", scope = \"/resourceGroups/rg-apps\" }]";
    let client = with(roles, "").await;
    let path = client.connection_path("pe-web");
    let found = read(&client, &path, "permissions?api-version=2022-04-01").await;
    let actions: Vec<_> = found.body["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|element| element["actions"][0].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["*/read", "*"]);
}

#[tokio::test]
async fn missing_right_to_read_locks_names_the_namespace_as_scope() {
    let client = with("roles = [{ role = \"x\", actions = [\"a/b\"] }]", "").await;
    let refused = read(
        &client,
        &client.server_path(),
        "locks?api-version=2020-05-01",
    )
    .await;
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("'Microsoft.Authorization/locks/read'"),
        "{message}"
    );
    assert!(
        message.contains("/pg-orders/providers/Microsoft.Authorization'"),
        "{message}"
    );
}

const STACK: &str = "[[deny_assignment]]\nname = \"stack\"\nscope = \"/resourceGroups/rg-data\"\nactions = [\"*/delete\"]";

#[tokio::test]
async fn deny_assignment_beats_an_owner_and_comes_before_a_lock() {
    let client = with("", STACK).await;
    client.simulator.lock("/", "keep", LockLevel::ReadOnly);
    let refused = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.code(), "DenyAssignmentAuthorizationFailed");
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("deny assignment with name 'stack' and Id '"),
        "{message}"
    );
}

#[tokio::test]
async fn deny_assignments_of_a_principal_leave_out_those_it_is_exempt_from() {
    let exempt = "[[deny_assignment]]\nname = \"exempt\"\nactions = [\"*\"]\nexclude_principals = [\"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"]";
    let client = with("", &format!("{STACK}\n{exempt}")).await;
    let filter = "$filter=atScope()+and+assignedTo('e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214')";
    let rest = format!("denyAssignments?api-version=2022-04-01&{filter}");
    let found = read(&client, &client.connection_path("pe-web"), &rest).await;
    let value = found.body["value"].as_array().unwrap();
    assert_eq!(value.len(), 1, "{value:?}");
    assert_eq!(value[0]["properties"]["denyAssignmentName"], "stack");
    assert_eq!(
        value[0]["properties"]["principals"][0]["type"],
        "SystemDefined"
    );
}

#[tokio::test]
async fn deny_assignments_can_be_narrowed_to_a_listed_principal_or_a_name() {
    let listed = "[[deny_assignment]]\nname = \"listed\"\nactions = [\"*/write\"]\nprincipals = [\"0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b\"]";
    let client = with("", &format!("{STACK}\n{listed}")).await;
    for (filter, expected) in [
        (
            "principalId+eq+'0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b'",
            "listed",
        ),
        ("denyAssignmentName+eq+'stack'", "stack"),
    ] {
        let rest = format!("denyAssignments?api-version=2022-04-01&$filter={filter}");
        let found = read(&client, &client.connection_path("pe-web"), &rest).await;
        let value = found.body["value"].as_array().unwrap();
        assert_eq!(value.len(), 1, "{filter}");
        assert_eq!(value[0]["properties"]["denyAssignmentName"], expected);
    }
}

fn policy(resource_type: &str) -> String {
    format!(
        "[[policy]]\nname = \"keep-data\"\nresource_type = \"{resource_type}\"\nreason = \"Ask the data team.\""
    )
}

#[tokio::test]
async fn delete_policy_on_connections_refuses_with_its_reason() {
    let kind = "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections";
    let client = with("", &policy(kind)).await;
    let refused = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "RequestDisallowedByPolicy")
    );
    let info = &refused.body["error"]["additionalInfo"][0]["info"];
    assert_eq!(info["evaluationDetails"]["reason"], "Ask the data team.");
    assert_eq!(info["policyDefinitionEffect"], "DenyAction");
}

#[tokio::test]
async fn delete_policy_on_servers_does_not_protect_their_connections() {
    let client = with("", &policy("microsoft.dbforpostgresql/flexibleservers")).await;
    assert_eq!(
        client.delete(&client.server_path()).await.code(),
        "RequestDisallowedByPolicy"
    );
    assert_eq!(
        client
            .delete(&client.connection_path("pe-web"))
            .await
            .status,
        202
    );
}

#[tokio::test]
async fn automatic_request_without_the_approval_right_is_refused() {
    let client = with("roles = [{ role = \"Network Contributor\" }]", "").await;
    let body = |array: &str| {
        let connection = json!([{ "name": "c", "properties": {
            "privateLinkServiceId": client.server_path(), "groupIds": ["postgresqlServer"],
        }}]);
        json!({ "location": "canadacentral", "properties": {
            "subnet": { "id": "/subscriptions/s/subnets/x" }, array: connection,
        }})
    };
    let path = client.endpoint_path("pe-new");
    let automatic = Some(body("privateLinkServiceConnections"));
    let refused = client.send(Method::PUT, &path, automatic).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "LinkedAuthorizationFailed")
    );
    let manual = Some(body("manualPrivateLinkServiceConnections"));
    assert_eq!(client.send(Method::PUT, &path, manual).await.status, 201);
}

#[tokio::test]
async fn automatic_request_is_refused_where_the_approval_right_is_denied() {
    let denied = "[[deny_assignment]]\nname = \"no-approval\"\nactions = [\"*/privateEndpointConnectionsApproval/action\"]";
    let client = with("", denied).await;
    let connection = json!([{ "name": "c", "properties": {
        "privateLinkServiceId": client.server_path(), "groupIds": ["postgresqlServer"],
    }}]);
    let body = json!({ "location": "canadacentral", "properties": {
        "subnet": { "id": "/subscriptions/s/subnets/x" },
        "privateLinkServiceConnections": connection,
    }});
    let path = client.endpoint_path("pe-new");
    let refused = client.send(Method::PUT, &path, Some(body)).await;
    assert_eq!(refused.code(), "LinkedAuthorizationFailed");
}

#[tokio::test]
async fn principal_without_roles_in_the_scenario_is_owner() {
    let client = client().await;
    let found = read(
        &client,
        &client.server_path(),
        "permissions?api-version=2022-04-01",
    )
    .await;
    assert_eq!(found.body["value"][0]["actions"], json!(["*"]));
}

#[tokio::test]
async fn denied_read_holds_however_the_id_is_spelt_and_in_lists() {
    let denied = "[[deny_assignment]]\nname = \"closed\"\nscope = \"/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders\"\nactions = [\"*/read\"]";
    let client = with("", denied).await;
    let path = client.server_path();
    for spelling in [path.clone(), path.replace("pg-orders", "pg%2Dorders")] {
        let refused = client.get(&spelling).await;
        assert_eq!(
            refused.code(),
            "DenyAssignmentAuthorizationFailed",
            "{spelling}"
        );
    }
    let subscription = &client.simulator.ready().subscription_id;
    let servers = "providers/Microsoft.DBforPostgreSQL/flexibleServers";
    let list = client
        .get(&format!("/subscriptions/{subscription}/{servers}"))
        .await;
    assert_eq!(list.body["value"], json!([]));
}

#[tokio::test]
async fn principal_without_a_role_sees_no_subscription() {
    let client = with("roles = []", "").await;
    let list = client.get_version("/subscriptions", "2022-12-01").await;
    assert_eq!(list.body["value"], json!([]));
    let path = format!(
        "/subscriptions/{}",
        client.simulator.ready().subscription_id
    );
    let refused = client.get_version(&path, "2022-12-01").await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "AuthorizationFailed")
    );
}

#[tokio::test]
async fn role_in_one_group_lets_the_subscription_be_seen() {
    let role = "roles = [{ role = \"Reader\", scope = \"/resourceGroups/rg-apps\" }]";
    let client = with(role, "").await;
    let list = client.get_version("/subscriptions", "2022-12-01").await;
    assert_eq!(list.body["value"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn role_assignments_can_be_narrowed_to_a_principal() {
    let client = client().await;
    let found = |id: &'static str| {
        let rest = format!("roleAssignments?api-version=2022-04-01&$filter=principalId+eq+'{id}'");
        let client = &client;
        async move { read(client, &client.server_path(), &rest).await.body["value"].take() }
    };
    let own = found("e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214").await;
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(
        found("0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b").await,
        json!([])
    );
}

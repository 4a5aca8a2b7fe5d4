//! Locks, rights and policies: what lists show, what reaches what, and which refusal comes first.

use azure_simulator::scenario::LockLevel;
use reqwest::Method;
use serde_json::Value;

use super::{small_with, under, under_in};
use crate::support::{Client, Reply};

async fn locks_at(client: &Client, scope: &str, filter: &str) -> Vec<String> {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!(
        "{endpoint}{scope}/providers/Microsoft.Authorization/locks?api-version=2020-05-01{filter}"
    );
    let list = client.send_to(Method::GET, &url, None).await;
    let names = list.body["value"].as_array().unwrap().iter();
    let mut names: Vec<_> = names
        .map(|lock| lock["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn at_scope_leaves_out_what_is_below_or_nothing_or_what_is_above() {
    for (value, expected) in [
        ("inherited", vec!["own", "top"]),
        ("filter-ignored", vec!["child", "own", "top"]),
        ("own-only", vec!["own"]),
    ] {
        let client = under("locks_at_scope", value).await;
        let (server, child) = (client.server_path(), client.connection_path("pe-web"));
        for (scope, name) in [("/", "top"), (&*server, "own"), (&*child, "child")] {
            client.simulator.lock(scope, name, LockLevel::ReadOnly);
        }
        let all = locks_at(&client, &server, "").await;
        assert_eq!(all, ["child", "own", "top"], "{value}");
        let found = locks_at(&client, &server, "&$filter=atScope()").await;
        assert_eq!(found, expected, "{value}");
    }
}

#[tokio::test]
async fn locks_above_the_callers_rights_are_listed_or_hidden_and_in_force_either_way() {
    let roles = "roles = [{ role = \"Owner\", scope = \"/resourceGroups/rg-data\" }]";
    for (value, expected) in [("shown", vec!["near", "top"]), ("hidden", vec!["near"])] {
        let client = under_in(small_with(roles, ""), "locks_above_rights", value).await;
        let server = client.server_path();
        client.simulator.lock("/", "top", LockLevel::CanNotDelete);
        assert_eq!(
            client
                .delete(&client.connection_path("pe-web"))
                .await
                .code(),
            "ScopeLocked"
        );
        client
            .simulator
            .lock("/resourceGroups/rg-data", "near", LockLevel::CanNotDelete);
        assert_eq!(locks_at(&client, &server, "").await, expected);
    }
}

#[tokio::test]
async fn several_locked_scopes_stand_with_or_without_a_blank_between_them() {
    for (value, separator) in [("comma", "','"), ("comma-and-blank", "', '")] {
        let client = under("locked_scopes", value).await;
        client.simulator.lock("/", "top", LockLevel::CanNotDelete);
        let server = client.server_path();
        client
            .simulator
            .lock(&server, "own", LockLevel::CanNotDelete);
        let refused = client.delete(&client.connection_path("pe-web")).await;
        let message = refused.body["error"]["message"].as_str().unwrap();
        let subscription = &client.simulator.ready().subscription_id;
        let scopes = format!("'/subscriptions/{subscription}{separator}{server}'");
        assert!(message.contains(&scopes), "{message}");
    }
}

async fn end_of(client: &Client, accepted: &Reply) -> Value {
    assert_eq!(accepted.status, 202);
    client.finish(accepted).await
}

#[tokio::test]
async fn lock_of_a_server_reaches_the_delete_of_its_endpoint_or_is_ignored() {
    for (value, status) in [("reach", "Failed"), ("ignored", "Succeeded")] {
        let client = under("endpoint_locks", value).await;
        let server = client.server_path();
        client
            .simulator
            .lock(&server, "keep", LockLevel::CanNotDelete);
        let accepted = client.delete(&client.endpoint_path("pe-web")).await;
        assert_eq!(end_of(&client, &accepted).await["status"], status);
    }
}

#[tokio::test]
async fn lock_of_an_endpoint_is_ignored_or_reaches_the_changes_of_its_connection() {
    for (value, status) in [("ignored", "Succeeded"), ("reach", "Failed")] {
        let client = under("consumer_locks", value).await;
        client
            .simulator
            .lock(&client.endpoint_path("pe-web"), "keep", LockLevel::ReadOnly);
        let path = client.connection_path("pe-web");
        let approval = client.put_state(&path, "Approved", "again").await;
        assert_eq!(end_of(&client, &approval).await["status"], status);
        let deletion = client.delete(&path).await;
        let end = end_of(&client, &deletion).await;
        assert_eq!(end["status"], status);
        if value == "reach" {
            assert_eq!(end["error"]["code"], "ScopeLocked");
            assert_eq!(client.status("pe-web"), "Approved");
        }
    }
}

#[tokio::test]
async fn rights_come_before_locks_and_policies_or_after_them() {
    let kind = "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections";
    let policy = format!("[[policy]]\nname = \"keep\"\nresource_type = \"{kind}\"");
    let reader = "roles = [{ role = \"Reader\" }]";
    let lock = "[[lock]]\nname = \"keep\"\nlevel = \"CanNotDelete\"";
    let both = format!("{policy}\n{lock}");
    for (value, principal, tables, code) in [
        ("rights-locks-policies", reader, lock, "AuthorizationFailed"),
        ("rights-locks-policies", "", &*both, "ScopeLocked"),
        ("policies-locks-rights", reader, lock, "ScopeLocked"),
        (
            "policies-locks-rights",
            reader,
            &*both,
            "RequestDisallowedByPolicy",
        ),
    ] {
        let scenario = small_with(principal, tables);
        let client = under_in(scenario, "check_order", value).await;
        let refused = client.delete(&client.connection_path("pe-web")).await;
        assert_eq!(refused.code(), code, "{value}");
    }
}

//! What Azure takes time for: lags of either side, and how it says when to ask again.

use azure_simulator::scenario::{LockLevel, RetryAfter};

use crate::support::{Client, client_of, small};

#[tokio::test]
async fn deleted_connection_may_linger_after_its_operation() {
    let mut scenario = small();
    scenario.timing.delete_lag_seconds = 3600.0;
    let client = client_of(scenario).await;
    let path = client.connection_path("pe-web");
    let accepted = client.delete(&path).await;
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    assert_eq!(client.get(&path).await.status, 200);
}

async fn endpoint_status(client: &Client, name: &str) -> String {
    let endpoint = client.get(&client.endpoint_path(name)).await.body;
    let properties = &endpoint["properties"];
    let connections = ["private", "manualPrivate"]
        .iter()
        .filter_map(|kind| properties[format!("{kind}LinkServiceConnections")].get(0));
    let states = connections.map(|found| {
        let state = &found["properties"]["privateLinkServiceConnectionState"];
        state["status"].as_str().unwrap().to_owned()
    });
    states.collect()
}

#[tokio::test]
async fn endpoint_may_be_late_to_show_what_the_owner_of_the_server_did() {
    let mut scenario = small();
    scenario.timing.endpoint_lag_seconds = 3600.0;
    let client = client_of(scenario).await;
    let approved = client.connection_path("pe-batch");
    let accepted = client.put_state(&approved, "Approved", "").await;
    client.finish(&accepted).await;
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    client.finish(&accepted).await;
    assert_eq!(client.status("pe-batch"), "Approved");
    assert_eq!(endpoint_status(&client, "pe-batch").await, "Pending");
    assert_eq!(endpoint_status(&client, "pe-web").await, "Approved");
}

#[tokio::test]
async fn endpoint_catches_up_after_its_lag() {
    let mut scenario = small();
    scenario.timing.endpoint_lag_seconds = 0.1;
    let client = client_of(scenario).await;
    client.delete(&client.connection_path("pe-web")).await;
    client.simulator.settled().await;
    assert_eq!(endpoint_status(&client, "pe-web").await, "Disconnected");
}

#[tokio::test]
async fn lock_may_be_enforced_late_and_longer_than_it_is_listed() {
    let mut scenario = small();
    scenario.timing.lock_lag_seconds = 3600.0;
    let text = include_str!("../../../scenarios/small.toml");
    let locked = format!("{text}\n[[lock]]\nname = \"old\"\nlevel = \"CanNotDelete\"\n");
    scenario.locks = azure_simulator::Scenario::parse(&locked).unwrap().locks;
    let client = client_of(scenario).await;
    let path = client.connection_path("pe-web");
    client.simulator.unlock("/", "old");
    assert_eq!(client.delete(&path).await.code(), "ScopeLocked");

    let mut scenario = small();
    scenario.timing.lock_lag_seconds = 3600.0;
    let client = client_of(scenario).await;
    client.simulator.lock("/", "new", LockLevel::CanNotDelete);
    let path = client.connection_path("pe-web");
    assert_eq!(client.delete(&path).await.status, 202);
}

#[tokio::test]
async fn retry_after_is_a_number_a_date_or_missing() {
    for (setting, shown) in [
        (RetryAfter::Seconds(0), Some("0")),
        (RetryAfter::Date, None),
        (RetryAfter::Missing, Some("")),
    ] {
        let mut scenario = small();
        scenario.timing.retry_after = setting;
        let client = client_of(scenario).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        let value = accepted.header("retry-after");
        match shown {
            Some(shown) => assert_eq!(value, shown),
            None => assert!(value.ends_with(" GMT"), "{value}"),
        }
        assert_eq!(accepted.header("retry-after-ms"), "");
    }
}

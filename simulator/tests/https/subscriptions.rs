//! States of a subscription: disabled, and not registered for a resource provider.

use azure_simulator::Scenario;
use reqwest::Method;

use crate::support::client_of;

fn with(line: &str) -> Scenario {
    let small = include_str!("../../scenarios/small.toml");
    let text = small.replace("name = \"Data platform\"", line);
    Scenario::parse(&text).unwrap()
}

#[tokio::test]
async fn disabled_subscription_is_read_only() {
    let client = client_of(with("state = \"Disabled\"")).await;
    let path = client.connection_path("pe-web");
    let refused = client.delete(&path).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "ReadOnlyDisabledSubscription")
    );
    assert_eq!(client.get(&path).await.status, 200);
    let subscription = format!(
        "/subscriptions/{}",
        client.simulator.ready().subscription_id
    );
    let shown = client.get_version(&subscription, "2022-12-01").await;
    assert_eq!(shown.body["state"], "Disabled");
}

#[tokio::test]
async fn missing_registration_refuses_until_a_client_registers() {
    let client = client_of(with("unregistered = [\"Microsoft.DBforPostgreSQL\"]")).await;
    let path = client.server_path();
    let refused = client.get(&path).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "MissingSubscriptionRegistration")
    );
    let ready = client.simulator.ready();
    let provider = format!(
        "/subscriptions/{}/providers/microsoft.dbforpostgresql",
        ready.subscription_id
    );
    let shown = client.get_version(&provider, "2021-04-01").await;
    assert_eq!(shown.body["registrationState"], "NotRegistered");
    let url = format!(
        "{}{provider}/register?api-version=2021-04-01",
        ready.endpoint
    );
    let registered = client.send_to(Method::POST, &url, None).await;
    assert_eq!(registered.body["registrationState"], "Registered");
    assert_eq!(client.get(&path).await.status, 200);
}

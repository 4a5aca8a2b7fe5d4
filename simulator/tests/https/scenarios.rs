//! The built-in scenarios, served.

use azure_simulator::Scenario;

use crate::support::client_of;

#[tokio::test]
async fn hostile_scenario_has_a_locked_server_and_narrow_rights() {
    let client = client_of(Scenario::built_in("hostile").unwrap()).await;
    let servers = client.simulator.servers();
    let locked = servers
        .iter()
        .find(|found| found.name == "pg-locked")
        .unwrap();
    let refused = client.delete(&locked.connections[0].id).await;
    assert_eq!(refused.code(), "ScopeLocked");
    let refused = client.delete(&client.endpoint_path("pe-web")).await;
    assert_eq!(refused.code(), "AuthorizationFailed");
}

#[tokio::test]
async fn thousand_scenario_has_fifty_connections_on_each_of_twenty_servers() {
    let client = client_of(Scenario::built_in("thousand").unwrap()).await;
    let servers = client.simulator.servers();
    assert_eq!(servers.len(), 20);
    for server in &servers {
        let list = client
            .get(&format!("{}/privateEndpointConnections", server.id))
            .await;
        assert_eq!(list.body["value"].as_array().unwrap().len(), 50);
    }
}

#[tokio::test]
async fn server_shows_the_administrator_login_of_its_scenario() {
    let mut scenario = Scenario::small();
    scenario.servers[0].administrator_login = "chosen".to_owned();
    let client = client_of(scenario).await;
    let server = client.get(&client.server_path()).await.body;
    assert_eq!(server["properties"]["administratorLogin"], "chosen");
}

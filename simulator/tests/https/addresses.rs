//! Faults that send clients elsewhere, and bodies that are not quite JSON.

use azure_simulator::scenario::Origin;
use azure_simulator::{Fault, FaultEffect};

use crate::support::{client, client_of, small, without_redirects};

#[tokio::test]
async fn link_to_the_next_page_may_lead_to_another_host() {
    let mut scenario = small();
    scenario.paging.size = std::num::NonZeroUsize::new(1);
    let client = client_of(scenario).await;
    let effect = FaultEffect::Readdress {
        origin: Origin::Foreign,
    };
    client.simulator.fault(Fault::on("GET", "*", effect));
    let path = format!("{}/privateEndpointConnections", client.server_path());
    let list = client.get(&path).await;
    let link = list.body["nextLink"].as_str().unwrap();
    let foreign = format!("https://service.trafficmanager.example{path}?");
    assert!(link.starts_with(&foreign), "{link}");
}

#[tokio::test]
async fn request_may_be_redirected_to_another_host() {
    let client = client().await;
    let effect = FaultEffect::Redirect {
        status: 307,
        origin: Origin::Other("https://elsewhere.example".to_owned()),
    };
    client.simulator.fault(Fault::on("DELETE", "*", effect));
    let path = client.connection_path("pe-web");
    let endpoint = &client.simulator.ready().endpoint;
    let http = without_redirects(&client.simulator);
    let reply = http
        .delete(format!("{endpoint}{path}?api-version=2025-08-01"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 307);
    assert_eq!(
        reply.headers()["location"].to_str().unwrap(),
        format!("https://elsewhere.example{path}?api-version=2025-08-01")
    );
    assert_eq!(client.simulator.connections("pg-orders").len(), 2);
}

#[tokio::test]
async fn byte_order_mark_stands_before_the_body() {
    let client = client().await;
    let plain = client.get(&client.connection_path("pe-web")).await.body;
    client
        .simulator
        .fault(Fault::on("GET", "*", FaultEffect::ByteOrderMark {}));
    let reply = client.get(&client.connection_path("pe-web")).await;
    let text = reply
        .text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(text).unwrap(),
        plain
    );
}

#[tokio::test]
async fn fault_of_the_scenario_is_armed_from_the_start() {
    let text = include_str!("../../scenarios/small.toml");
    let fault = "\n[[fault]]\nname = \"gateway\"\nmethod = \"GET\"\npath = \"*/flexibleServers/pg-orders\"\ncount = 1\neffect = { kind = \"respond\", status = 502, body = \"<html>\", headers = { content-type = \"text/html\" } }\n";
    let scenario = azure_simulator::Scenario::parse(&format!("{text}{fault}")).unwrap();
    let client = client_of(scenario).await;
    let refused = client.get(&client.server_path()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.text.as_str()),
        (502, "<html>")
    );
    assert_eq!(client.get(&client.server_path()).await.status, 200);
}

//! What the simulator shows of itself: traffic files, its state, the status page.

use azure_simulator::{Fault, FaultEffect, Options};
use serde_json::Value;

use crate::support::{client, client_of, client_with, small};

#[tokio::test]
async fn traffic_files_hold_an_exchange_without_token_and_signature() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        traffic: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let client = client_with(small(), options).await;
    client.get(&client.server_path()).await;
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(
        files.len(),
        1,
        "the sign-in is no exchange with Resource Manager"
    );
    let text = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
    let exchange: Value = serde_json::from_str(&text).unwrap();
    let request = &exchange["liveRequest"];
    assert_eq!(request["headers"]["authorization"], Value::Null);
    let url = request["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://management.azure.com/subscriptions/"),
        "{url}"
    );
    assert_eq!(exchange["liveResponse"]["statusCode"], "200");
    assert_eq!(exchange["liveResponse"]["body"]["name"], "pg-orders");
}

#[tokio::test]
async fn request_that_meets_a_fault_is_kept_apart_from_the_traffic() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        traffic: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let client = client_with(small(), options).await;
    let busy = Fault::on("GET", "*", FaultEffect::respond(503)).named("busy");
    client.simulator.fault(busy);
    client.get(&client.server_path()).await;
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].as_ref().unwrap().file_name(), "faults");
    let faults = std::fs::read_dir(folder.path().join("faults")).unwrap();
    let faults: Vec<_> = faults.map(|file| file.unwrap().path()).collect();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].extension().unwrap(), "fault");
    let text = std::fs::read_to_string(&faults[0]).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["fault"], "busy");
    assert_eq!(kept["liveRequest"]["method"], "GET");
}

#[tokio::test]
async fn running_operation_is_listed_with_what_it_does_and_the_time_left() {
    let mut scenario = small();
    scenario.timing.operation_seconds = 60.0;
    let client = client_of(scenario).await;
    client.delete(&client.connection_path("pe-web")).await;
    let url = format!("{}/simulator/state", client.simulator.ready().endpoint);
    let answer = client.http.get(url).send().await.unwrap();
    let state: Value = answer.json().await.unwrap();
    let running = &state["running_operations"][0];
    assert_eq!(running["on"], "pg-orders");
    assert_eq!(running["does"], "delete a connection");
    let left = running["milliseconds_left"].as_u64().unwrap();
    assert!((1..=60_000).contains(&left), "{left}");
}

#[tokio::test]
async fn status_page_is_served_with_and_without_a_slash_at_its_end() {
    let client = client().await;
    for path in ["/simulator", "/simulator/"] {
        let url = format!("{}{path}", client.simulator.ready().endpoint);
        let page = client.http.get(url).send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        assert!(
            page.text()
                .await
                .unwrap()
                .contains("Servers and connections")
        );
    }
}

//! How many requests a second the simulator answers with 1,000 connections on 20 servers.
//!
//! `cargo bench -p azure-simulator`; client and simulator share the machine, so the figure is a
//! lower bound.

use std::time::{Duration, Instant};

use azure_simulator::{Options, Scenario, Simulator};
use serde_json::Value;

const CLIENTS: usize = 8;
const SPAN: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() {
    let scenario = Scenario::built_in("thousand").expect("a built-in scenario");
    let simulator = Simulator::start(scenario, Options::default())
        .await
        .expect("a simulator");
    let http = client(&simulator);
    let token = sign_in(&simulator, &http).await;
    let server = &simulator.servers()[0];
    let base = format!("{}{}", simulator.ready().endpoint, server.id);
    let connection = server.connections[0].name.clone();
    for (what, path) in [
        (
            "get of one connection",
            format!("/privateEndpointConnections/{connection}"),
        ),
        (
            "list of 50 connections",
            "/privateEndpointConnections".to_owned(),
        ),
    ] {
        let url = format!("{base}{path}?api-version=2025-08-01");
        let rate = measure(&http, &token, &url).await;
        println!("{what}: {rate:.0} requests a second, {CLIENTS} at a time");
    }
}

/// Requests a second, by some clients that ask again as soon as they are answered.
async fn measure(http: &reqwest::Client, token: &str, url: &str) -> f64 {
    let begun = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let (http, token, url) = (http.clone(), token.to_owned(), url.to_owned());
        clients.spawn(async move {
            let mut answered = 0_u32;
            while begun.elapsed() < SPAN {
                let response = http.get(&url).bearer_auth(&token).send().await;
                let response = response.expect("an answer");
                assert_eq!(response.status(), 200);
                response.bytes().await.expect("a whole answer");
                answered += 1;
            }
            answered
        });
    }
    let answered: u32 = clients.join_all().await.into_iter().sum();
    f64::from(answered) / begun.elapsed().as_secs_f64()
}

fn client(simulator: &Simulator) -> reqwest::Client {
    let pem = std::fs::read(&simulator.ready().ca_certificate).expect("the certificate");
    let authority = reqwest::Certificate::from_pem(&pem).expect("a certificate");
    reqwest::Client::builder()
        .tls_certs_only([authority])
        .build()
        .expect("a client")
}

async fn sign_in(simulator: &Simulator, http: &reqwest::Client) -> String {
    let ready = simulator.ready();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
        ("scope", "https://management.azure.com/.default"),
    ];
    let url = format!("{}/{}/oauth2/v2.0/token", ready.endpoint, ready.tenant_id);
    let answer = http.post(url).form(&form).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("a token");
    answer["access_token"].as_str().expect("a token").to_owned()
}

//! Claims challenges, and the capabilities that a client announces.

use azure_simulator::{Fault, FaultEffect};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::signing::{now, refused_with, request_token};
use crate::support::{Client, Reply, client};

#[tokio::test]
async fn announced_capabilities_come_back_in_the_token() {
    let client = client().await;
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["CP1"]}}}"#;
    let secret = ("client_secret", "simulated-secret");
    let answer = request_token(&client, &[secret, ("claims", claims)]).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let claims: Value = jsonwebtoken::dangerous::insecure_decode_claims(token).unwrap();
    assert_eq!(claims["xms_cc"], json!(["CP1"]));
}

#[tokio::test]
async fn claims_that_are_no_json_are_refused() {
    let client = client().await;
    let secret = ("client_secret", "simulated-secret");
    // What a client sends that forgot to decode the challenge.
    let answer = request_token(&client, &[secret, ("claims", "eyJhY2Nlc3MifQ==")]).await;
    refused_with(&answer, 400, 9_002_313);
}

/// Meets the next read with a claims challenge and returns it with its decoded claims.
async fn challenge(client: &Client, effect: &str) -> (Reply, String) {
    let effect: FaultEffect = serde_json::from_str(effect).unwrap();
    client
        .simulator
        .fault(Fault::on("GET", "*", effect).times(1));
    let reply = client.get(&client.server_path()).await;
    let header = reply.header("www-authenticate");
    assert!(header.starts_with("Bearer ") && header.contains("error=\"insufficient_claims\""));
    let (_, claims) = header.split_once("claims=\"").unwrap();
    let claims = claims.trim_end_matches('"').to_owned();
    (reply, claims)
}

#[tokio::test]
async fn claims_challenge_asks_for_a_token_made_from_now_on() {
    let client = client().await;
    let (reply, claims) = challenge(&client, r#"{"kind": "claims-challenge"}"#).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "InvalidAuthenticationToken")
    );
    let claims: Value = serde_json::from_slice(&STANDARD.decode(claims).unwrap()).unwrap();
    let not_before = claims["access_token"]["nbf"]["value"].as_str().unwrap();
    assert!((0..10).contains(&(now() - not_before.parse::<i64>().unwrap())));
    assert_eq!(client.get(&client.server_path()).await.status, 200);
}

#[tokio::test]
async fn claims_of_a_challenge_may_come_without_padding() {
    let client = client().await;
    let effect = r#"{"kind": "claims-challenge", "padded": false}"#;
    let (_, claims) = challenge(&client, effect).await;
    assert_ne!(claims.len() % 4, 0, "{claims}");
}

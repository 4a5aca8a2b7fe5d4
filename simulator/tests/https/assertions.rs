//! Client assertions signed with a certificate, and ways of signing in that are missing.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use azure_simulator::{Options, Scenario, Simulator};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::signing::{
    JWT_BEARER, REGISTERED, SMALL, STRANGER, assert_with, assertion_claims, description, now,
    read_server, refused_with, request_token, with_certificate, with_principal_lines,
};
use crate::support::{Client, Reply, client, client_of};

fn sha1() -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, &REGISTERED.der)
        .as_ref()
        .to_vec()
}

fn header() -> Value {
    json!({ "typ": "JWT", "alg": "RS256", "x5t": URL_SAFE_NO_PAD.encode(sha1()) })
}

/// Signs in by the registered certificate, with some claims replaced.
async fn with_claims(client: &Client, replaced: &[(&str, Value)]) -> Reply {
    let claims = assertion_claims(client, replaced);
    assert_with(client, &REGISTERED.sign(&header(), &claims)).await
}

#[tokio::test]
async fn certificate_signs_in_with_every_spelling_of_its_thumbprint_and_both_algorithms() {
    let client = client_of(with_certificate()).await;
    let sha256 = digest(&SHA256, &REGISTERED.der).as_ref().to_vec();
    let hex: String = sha1().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut names = vec![("kid", hex.to_uppercase()), ("kid", hex)];
    for alphabet in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
        names.push(("x5t", alphabet.encode(sha1())));
        names.push(("x5t#S256", alphabet.encode(&sha256)));
        names.push(("kid", alphabet.encode(sha1())));
    }
    for (name, thumbprint) in names {
        for algorithm in ["RS256", "PS256"] {
            let header = json!({ "typ": "JWT", "alg": algorithm, name: thumbprint });
            let assertion = REGISTERED.sign(&header, &assertion_claims(&client, &[]));
            let answer = assert_with(&client, &assertion).await;
            assert_eq!(answer.status, 200, "{header}: {answer:?}");
            assert_eq!(read_server(&client, &answer).await.status, 200, "{header}");
        }
    }
}

#[tokio::test]
async fn sha256_thumbprint_in_the_place_of_the_sha1_thumbprint_is_not_found() {
    let client = client_of(with_certificate()).await;
    let sha256 = digest(&SHA256, &REGISTERED.der);
    let header = json!({ "alg": "RS256", "x5t": URL_SAFE_NO_PAD.encode(sha256) });
    let assertion = REGISTERED.sign(&header, &assertion_claims(&client, &[]));
    refused_with(&assert_with(&client, &assertion).await, 401, 700_027);
}

#[tokio::test]
async fn certificate_that_is_not_registered_is_named_by_its_thumbprint() {
    let client = client_of(with_certificate()).await;
    let print = digest(&SHA1_FOR_LEGACY_USE_ONLY, &STRANGER.der);
    let header = json!({ "alg": "RS256", "x5t": URL_SAFE_NO_PAD.encode(print) });
    let assertion = STRANGER.sign(&header, &assertion_claims(&client, &[]));
    let answer = assert_with(&client, &assertion).await;
    refused_with(&answer, 401, 700_027);
    let shown: String = print
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert!(description(&answer).contains(&format!(
        "The key was not found., Thumbprint of key used by client: '{shown}'"
    )));
}

#[tokio::test]
async fn signature_of_another_key_is_refused() {
    let client = client_of(with_certificate()).await;
    let assertion = STRANGER.sign(&header(), &assertion_claims(&client, &[]));
    let answer = assert_with(&client, &assertion).await;
    refused_with(&answer, 401, 700_027);
    assert!(description(&answer).contains("The provided signature value did not match"));
}

#[tokio::test]
async fn algorithm_other_than_the_signature_s_is_refused() {
    let client = client_of(with_certificate()).await;
    let claims = assertion_claims(&client, &[]);
    let mut other = header();
    other["alg"] = json!("RS384");
    let answer = assert_with(&client, &REGISTERED.sign(&other, &claims)).await;
    refused_with(&answer, 401, 700_027);
}

#[tokio::test]
async fn header_without_a_thumbprint_is_refused() {
    let client = client_of(with_certificate()).await;
    let header = json!({ "typ": "JWT", "alg": "RS256" });
    let assertion = REGISTERED.sign(&header, &assertion_claims(&client, &[]));
    let answer = assert_with(&client, &assertion).await;
    refused_with(&answer, 400, 50027);
    assert!(description(&answer).contains("No certificate thumbprint"));
}

#[tokio::test]
async fn assertion_for_another_audience_is_refused() {
    let client = client_of(with_certificate()).await;
    let other = "https://login.microsoftonline.com/common/oauth2/v2.0/token";
    let answer = with_claims(&client, &[("aud", json!(other))]).await;
    refused_with(&answer, 401, 700_023);
}

#[tokio::test]
async fn issuer_of_the_tenant_is_taken_as_audience() {
    let client = client_of(with_certificate()).await;
    let ready = client.simulator.ready();
    let issuer = format!("{}/{}/v2.0", ready.endpoint, ready.tenant_id);
    let answer = with_claims(&client, &[("aud", json!(issuer))]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn assertion_of_another_client_is_refused() {
    let client = client_of(with_certificate()).await;
    for name in ["iss", "sub"] {
        let answer = with_claims(&client, &[(name, json!("somebody"))]).await;
        refused_with(&answer, 401, 700_021);
    }
}

#[tokio::test]
async fn assertion_outside_its_lifetime_is_refused_with_its_times() {
    let client = client_of(with_certificate()).await;
    let expired = [("nbf", json!(1_700_000_000)), ("exp", json!(1_700_000_600))];
    let answer = with_claims(&client, &expired).await;
    refused_with(&answer, 401, 700_024);
    assert!(description(&answer).contains("assertion valid from 2023-11-14T22:13:20.0000000Z, expiry time of assertion 2023-11-14T22:23:20.0000000Z."));
    let early = with_claims(&client, &[("nbf", json!(now() + 300))]).await;
    refused_with(&early, 401, 700_024);
}

#[tokio::test]
async fn times_may_have_fractions() {
    let client = client_of(with_certificate()).await;
    let answer = with_claims(&client, &[("exp", json!(now() as f64 + 60.25))]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn text_that_is_no_token_is_no_assertion() {
    let client = client_of(with_certificate()).await;
    refused_with(&assert_with(&client, "a.b.c").await, 400, 50027);
}

#[tokio::test]
async fn assertion_needs_its_type() {
    let client = client_of(with_certificate()).await;
    let assertion = REGISTERED.sign(&header(), &assertion_claims(&client, &[]));
    let fields = [("client_assertion", assertion.as_str())];
    let answer = request_token(&client, &fields).await;
    refused_with(&answer, 400, 900_144);
    assert!(description(&answer).contains("'client_assertion_type'"));
}

#[tokio::test]
async fn saml_assertion_is_refused() {
    let client = client_of(with_certificate()).await;
    let saml = JWT_BEARER.replace("jwt", "saml2");
    let fields = [
        ("client_assertion_type", saml.as_str()),
        ("client_assertion", "x"),
    ];
    refused_with(&request_token(&client, &fields).await, 400, 90014);
}

#[tokio::test]
async fn request_without_secret_and_assertion_is_refused() {
    let client = client().await;
    refused_with(&request_token(&client, &[]).await, 401, 7_000_216);
}

#[tokio::test]
async fn expired_secret_is_refused_and_the_certificate_still_signs_in() {
    let mut scenario = with_certificate();
    scenario.principals[0].secret_expired = true;
    let simulator = Simulator::start(scenario, Options::default())
        .await
        .unwrap();
    let client = Client::without_token(simulator);
    let secret = [("client_secret", "simulated-secret")];
    refused_with(&request_token(&client, &secret).await, 401, 7_000_222);
    assert_eq!(with_claims(&client, &[]).await.status, 200);
}

#[tokio::test]
async fn principal_without_a_secret_is_announced_with_an_empty_one() {
    let text = SMALL.replace("client_secret = \"simulated-secret\"\n", "");
    let scenario = Scenario::parse(&text).unwrap();
    let simulator = Simulator::start(scenario, Options::default())
        .await
        .unwrap();
    assert_eq!(simulator.ready().client_secret, "");
    let client = Client::without_token(simulator);
    let nothing = [("client_secret", "guessed")];
    refused_with(&request_token(&client, &nothing).await, 401, 7_000_215);
}

#[tokio::test]
async fn second_certificate_of_a_principal_signs_in_as_well() {
    let lines = format!(
        "certificates = ['''{}''', '''{}''']",
        STRANGER.pem, REGISTERED.pem
    );
    let client = client_of(with_principal_lines(&lines)).await;
    assert_eq!(with_claims(&client, &[]).await.status, 200);
}

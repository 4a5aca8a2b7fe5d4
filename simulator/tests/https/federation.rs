//! Signing in with tokens of other issuers: GitHub Actions, Azure Pipelines, and any that is known
//! by its key.

use azure_simulator::scenario::GITHUB_ISSUER;
use serde_json::{Value, json};

use crate::signing::{
    EXCHANGE, REGISTERED, STRANGER, assert_with, description, get_as, now, read_server,
    refused_with, with_principal_lines,
};
use crate::support::{Client, Reply, client, client_of, read, small, without_redirects};

const ISSUER: &str = "https://oidc.example.org/cluster";
const SUBJECT: &str = "system:serviceaccount:platform:Terraform";
const CONNECTION: &str = "7d1f3c80-5b0a-4c39-9a6e-2f8e4b7c6d15";

/// A client of a simulator that knows the issuer of a cluster by its key.
async fn cluster() -> Client {
    let text = crate::signing::SMALL.replacen(
        "federated_credentials = [",
        &format!(
            "federated_credentials = [\n{{ issuer = \"{ISSUER}\", subject = \"{SUBJECT}\", public_key = '''{}''' }},",
            REGISTERED.public_key
        ),
        1,
    );
    client_of(azure_simulator::Scenario::parse(&text).unwrap()).await
}

/// Claims that sign in, with some replaced.
fn claims(replaced: &[(&str, Value)]) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": SUBJECT, "aud": [EXCHANGE], "nbf": now(), "exp": now() + 600,
    });
    for (name, value) in replaced {
        claims[name] = value.clone();
    }
    claims
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "cluster-key-1" })
}

async fn github(client: &Client, query: &str, token: &str) -> Reply {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}/github-actions/token{query}");
    get_as(client, &url, token).await
}

async fn pipelines(client: &Client, connection: &str, query: &str) -> Reply {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!(
        "{endpoint}/azure-pipelines/oidctoken?api-version=7.1&serviceConnectionId={connection}{query}"
    );
    let request = client.http.post(url).bearer_auth("simulated-access-token");
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn token_of_an_issuer_that_is_known_by_its_key_signs_in() {
    let client = cluster().await;
    let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims(&[]))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(read_server(&client, &answer).await.status, 200);
}

#[tokio::test]
async fn issuer_subject_and_audience_are_compared_exactly() {
    let client = cluster().await;
    for (replaced, code) in [
        (("iss", "https://oidc.example.org/other"), 700_211),
        (("iss", "https://oidc.example.org/cluster/"), 700_211),
        (("sub", "system:serviceaccount:platform:other"), 700_213),
        (
            ("sub", "system:serviceaccount:platform:terraform"),
            7_002_138,
        ),
        (("aud", "api://azureadtokenexchange"), 700_212),
    ] {
        let claims = claims(&[(replaced.0, json!(replaced.1))]);
        let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims)).await;
        refused_with(&answer, 401, code);
        assert!(description(&answer).contains(replaced.1), "{answer:?}");
    }
}

#[tokio::test]
async fn subject_in_another_case_is_called_just_that() {
    let client = cluster().await;
    let claims = claims(&[("sub", json!(SUBJECT.to_uppercase()))]);
    let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims)).await;
    assert!(
        description(&answer).contains("case-insensitive comparison, but not with case-sensitive")
    );
}

#[tokio::test]
async fn token_with_the_signature_of_another_key_is_refused() {
    let client = cluster().await;
    let answer = assert_with(&client, &STRANGER.sign(&header(), &claims(&[]))).await;
    refused_with(&answer, 401, 700_027);
}

#[tokio::test]
async fn token_that_claims_to_be_of_github_needs_the_key_of_github() {
    let client = cluster().await;
    let subject = "repo:contoso/data-platform:ref:refs/heads/main";
    let claims = claims(&[("iss", json!(GITHUB_ISSUER)), ("sub", json!(subject))]);
    let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims)).await;
    refused_with(&answer, 401, 700_027);
}

#[tokio::test]
async fn federated_token_that_has_expired_is_refused() {
    let client = cluster().await;
    let claims = claims(&[("exp", json!(now() - 1))]);
    let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims)).await;
    refused_with(&answer, 401, 700_024);
}

#[tokio::test]
async fn principal_without_federated_credentials_takes_no_token_of_an_issuer() {
    let mut scenario = with_principal_lines("");
    scenario.principals[0].federated_credentials.clear();
    let client = client_of(scenario).await;
    let answer = assert_with(&client, &REGISTERED.sign(&header(), &claims(&[]))).await;
    refused_with(&answer, 401, 700_211);
}

#[tokio::test]
async fn job_in_github_actions_signs_in() {
    let client = client().await;
    let query = format!("?api-version=2.0&audience={EXCHANGE}");
    let oidc = github(&client, &query, "simulated-request-token").await;
    let token = oidc.body["value"].as_str().unwrap();
    assert_eq!(oidc.body["count"], token.len());
    let answer = assert_with(&client, token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(read_server(&client, &answer).await.status, 200);
}

#[tokio::test]
async fn token_of_github_lives_five_minutes() {
    let client = client().await;
    let oidc = github(&client, "?api-version=2.0", "simulated-request-token").await;
    let token = oidc.body["value"].as_str().unwrap();
    let claims: Value = jsonwebtoken::dangerous::insecure_decode_claims(token).unwrap();
    let (begun, end) = (claims["iat"].as_i64(), claims["exp"].as_i64());
    assert_eq!(end.unwrap() - begun.unwrap(), 300);
}

#[tokio::test]
async fn token_of_github_without_an_audience_is_for_the_owner_of_the_repository() {
    let client = client().await;
    let oidc = github(&client, "?api-version=2.0", "simulated-request-token").await;
    let answer = assert_with(&client, oidc.body["value"].as_str().unwrap()).await;
    refused_with(&answer, 401, 700_212);
    assert!(description(&answer).contains("'https://github.com/contoso'"));
}

#[tokio::test]
async fn token_of_github_used_after_its_lifetime_is_refused() {
    let mut scenario = small();
    scenario.github_actions.token_seconds = 0;
    let client = client_of(scenario).await;
    let query = format!("?api-version=2.0&audience={EXCHANGE}");
    let oidc = github(&client, &query, "simulated-request-token").await;
    let answer = assert_with(&client, oidc.body["value"].as_str().unwrap()).await;
    refused_with(&answer, 401, 700_024);
}

#[tokio::test]
async fn github_refuses_a_wrong_request_token_and_an_address_without_its_query() {
    let client = client().await;
    assert_eq!(
        github(&client, "?api-version=2.0", "wrong").await.status,
        401
    );
    let cut = format!("?audience={EXCHANGE}");
    let cut = github(&client, &cut, "simulated-request-token").await;
    assert_eq!(cut.status, 400);
}

#[tokio::test]
async fn pipeline_signs_in_with_and_without_naming_the_audience() {
    let client = client().await;
    for audience in [String::new(), format!("&audience={EXCHANGE}")] {
        let oidc = pipelines(&client, CONNECTION, &audience).await;
        let answer = assert_with(&client, oidc.body["oidcToken"].as_str().unwrap()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(read_server(&client, &answer).await.status, 200);
    }
}

#[tokio::test]
async fn pipeline_gets_no_token_of_another_service_connection() {
    let client = client().await;
    let other = "00000000-0000-0000-0000-000000000000";
    assert_eq!(pipelines(&client, other, "").await.status, 404);
}

#[tokio::test]
async fn wrong_access_token_of_a_pipeline_leads_to_a_login_page_unless_that_is_suppressed() {
    let client = client().await;
    let ready = client.simulator.ready();
    let http = without_redirects(&client.simulator);
    let url = format!(
        "{}/azure-pipelines/oidctoken?api-version=7.1&serviceConnectionId={CONNECTION}",
        ready.endpoint
    );
    let request = || http.post(&url).bearer_auth("wrong");
    let redirect = read(request().send().await.unwrap()).await;
    assert_eq!(redirect.status, 302);
    let page = client
        .http
        .get(redirect.header("location"))
        .send()
        .await
        .unwrap();
    assert!(page.text().await.unwrap().contains("Sign in"));
    let suppressed = request().header("x-tfs-fedauthredirect", "Suppress");
    assert_eq!(suppressed.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn journal_holds_no_assertion_and_no_token_of_a_job() {
    let client = client().await;
    let query = format!("?api-version=2.0&audience={EXCHANGE}");
    let oidc = github(&client, &query, "simulated-request-token").await;
    let token = oidc.body["value"].as_str().unwrap();
    assert_with(&client, token).await;
    let endpoint = &client.simulator.ready().endpoint;
    let secrets = "password=simulated-access-token";
    let url = format!("{endpoint}/azure-pipelines/oidctoken");
    client.http.post(url).body(secrets).send().await.unwrap();
    let printed = serde_json::to_string(&client.simulator.journal()).unwrap();
    assert!(printed.contains("/azure-pipelines/oidctoken"));
    for secret in [token, "simulated-request-token", "simulated-access-token"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

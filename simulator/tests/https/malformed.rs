//! Requests to the sign-in services that are not as they should be: every refusal is Entra ID's
//! or the machine's own.

use reqwest::Method;

use crate::support::{Client, Reply, client, read, sign_in};

/// Sends a body to the token endpoint, with a slash or more behind its address.
async fn post(client: &Client, behind: &str, kind: Option<&str>, body: &str) -> Reply {
    let ready = client.simulator.ready();
    let url = format!(
        "{}/{}/oauth2/v2.0/token{behind}",
        ready.endpoint, ready.tenant_id
    );
    let mut request = client.http.post(url).body(body.to_owned());
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    read(request.send().await.unwrap()).await
}

async fn get(client: &Client, path: &str) -> Reply {
    let url = format!("{}{path}", client.simulator.ready().endpoint);
    let request = client.http.get(url).header("metadata", "true");
    read(request.send().await.unwrap()).await
}

/// A refusal by number, in Entra's own form.
fn assert_refused(answer: &Reply, code: u32, text: &str) {
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(answer.body["error"], "invalid_request");
    assert_eq!(answer.body["error_codes"][0], code);
    let description = answer.body["error_description"].as_str().unwrap();
    let expected = format!("AADSTS{code}: {text}\r\n");
    assert!(description.starts_with(&expected), "{description}");
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn body_that_is_no_form_has_no_grant_type() {
    let client = client().await;
    for (kind, body) in [
        (
            Some("application/json"),
            "{\"grant_type\":\"client_credentials\"}",
        ),
        (None, "grant_type=client_credentials"),
        (Some(FORM), ""),
        (Some(FORM), "{\"grant_type\":\"client_credentials\"}"),
        (Some(FORM), "%FF=%FF"),
    ] {
        assert_refused(
            &post(&client, "", kind, body).await,
            900_144,
            "The request body must contain the following parameter: 'grant_type'.",
        );
    }
}

#[tokio::test]
async fn field_that_is_there_twice_makes_a_request_malformed() {
    let client = client().await;
    for body in [
        "grant_type=client_credentials&grant_type=client_credentials",
        "grant_type=client_credentials&extra=1&extra=2",
    ] {
        assert_refused(
            &post(&client, "", Some(FORM), body).await,
            9_002_313,
            "Invalid request. Request is malformed or invalid.",
        );
    }
}

#[tokio::test]
async fn token_endpoint_takes_posts_only() {
    let client = client().await;
    let ready = client.simulator.ready();
    for method in [Method::GET, Method::PUT] {
        let url = format!("{}/{}/oauth2/v2.0/token", ready.endpoint, ready.tenant_id);
        let answer = read(
            client
                .http
                .request(method.clone(), url)
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_refused(
            &answer,
            900_561,
            &format!("The endpoint only accepts POST requests. Received a {method} request."),
        );
    }
}

#[tokio::test]
async fn token_endpoint_takes_a_slash_at_its_end_and_keeps_the_secret_out_of_the_journal() {
    let client = client().await;
    let ready = client.simulator.ready();
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope=https://management.azure.com/.default",
        ready.client_id, ready.client_secret
    );
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    let answer = post(&client, "/", Some(kind), &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    post(&client, "/", None, &body).await;
    let printed = serde_json::to_string(&client.simulator.journal()).unwrap();
    assert!(!printed.contains(&ready.client_secret), "{printed}");
}

#[tokio::test]
async fn tenant_that_is_no_text_is_unknown() {
    let client = client().await;
    let tenant = sign_in(&client.simulator, &client.http, &[("tenant", "%FF")]).await;
    assert_eq!(tenant.body["error_codes"][0], 90_002, "{tenant:?}");
    let found = get(&client, "/%FF/v2.0/.well-known/openid-configuration").await;
    assert_eq!(found.body["error_codes"][0], 90_002, "{found:?}");
}

#[tokio::test]
async fn keys_of_an_unknown_tenant_are_refused_as_its_configuration_is() {
    let client = client().await;
    for path in ["/nobody/discovery/v2.0/keys", "/nobody/discovery/keys"] {
        let found = get(&client, path).await;
        assert_eq!(found.status, 400);
        assert_eq!(found.body["error_codes"][0], 90_002);
    }
    assert_eq!(get(&client, "/common/discovery/keys").await.status, 200);
}

#[tokio::test]
async fn configuration_announces_only_ways_that_work() {
    let client = client().await;
    let found = get(&client, "/common/v2.0/.well-known/openid-configuration").await;
    assert_eq!(
        found.body["token_endpoint_auth_methods_supported"],
        serde_json::json!(["client_secret_post", "private_key_jwt"])
    );
}

#[tokio::test]
async fn parameter_that_is_there_twice_is_answered_by_the_service_itself() {
    let client = client().await;
    let version = "api-version=2018-02-01";
    let resource = "resource=https://management.azure.com/";
    let imds = "/metadata/identity/oauth2/token";
    for (path, status, key) in [
        (
            "/metadata/endpoints?api-version=2022-09-01&api-version=2022-09-01",
            200,
            "name",
        ),
        ("/common/discovery/instance?a=1&a=2", 200, "metadata"),
        (
            &format!("{imds}?{version}&{version}&{resource}"),
            400,
            "newest-versions",
        ),
        (
            &format!("{imds}?{version}&{resource}&{resource}"),
            400,
            "error_description",
        ),
        (
            &format!("{imds}?{version}&{resource}&client_id=a&client_id=a"),
            400,
            "error_description",
        ),
        ("/msi/token?resource=a&resource=b", 401, "message"),
        (
            "/github-actions/token?audience=a&audience=b",
            401,
            "message",
        ),
    ] {
        let found = get(&client, path).await;
        assert_eq!(found.status, status, "{path}: {found:?}");
        let object = found.body.pointer("/0").unwrap_or(&found.body);
        assert!(!object[key].is_null(), "{path}: {found:?}");
    }
}

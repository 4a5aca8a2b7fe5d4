//! Tokens: one for everybody, a new one where Azure does not take it, and clear words where there is none.

use azprivatelink::azure::{Client, Error};
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, Step, TokenReply, get};

fn list() -> Step {
    get(list_path())
}

fn empty() -> Step {
    list().json(200, json!({"value": []}))
}

fn unauthorized() -> Step {
    list()
        .error(401, "ExpiredAuthenticationToken")
        .header("www-authenticate", r#"Bearer error="invalid_token""#)
}

async fn run(script: &Script) -> Result<(), Error> {
    client(script)
        .list_connections(&target(), &limits())
        .await
        .map(|_| ())
}

fn wrong_secret() -> TokenReply {
    let description = "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\nTimestamp: 2025-06-03 16:13:57Z";
    let body = json!({"error": "invalid_client", "error_description": description, "error_codes": [7_000_215]});
    TokenReply { status: 401, body }
}

#[tokio::test]
async fn many_requests_at_once_share_one_token() {
    let script = Script::start_unordered((0..20).map(|_| empty())).await;
    let (client, target, limits) = (client(&script), target(), limits());
    let all = (0..20).map(|_| client.list_connections(&target, &limits));
    assert!(
        futures_util::future::join_all(all)
            .await
            .iter()
            .all(Result::is_ok)
    );
    assert_eq!(script.tokens(), 1);
    script.finish();
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_replaced_once() {
    let again = empty().check(|seen| assert_eq!(seen.headers["authorization"], "Bearer token-2"));
    let script = Script::start([unauthorized(), again]).await;
    run(&script).await.unwrap();
    script.finish();
    let script = Script::start([unauthorized(), unauthorized()]).await;
    let error = run(&script).await.unwrap_err();
    assert!(
        error.is_unauthenticated() && error.code() == Some("ExpiredAuthenticationToken"),
        "{error}"
    );
    assert_eq!(script.tokens(), 2);
    script.finish();
}

#[tokio::test]
async fn a_claims_challenge_is_explained_and_not_repeated() {
    let challenge = r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#;
    let script = Script::start([list()
        .error(401, "InvalidAuthenticationToken")
        .header("www-authenticate", challenge)])
    .await;
    let error = run(&script).await.unwrap_err();
    assert!(
        error.is_unauthenticated() && error.to_string().contains("conditional access"),
        "{error}"
    );
    assert_eq!(script.tokens(), 1);
    script.finish();
}

#[tokio::test]
async fn a_wrong_secret_is_told_in_entras_words_with_what_to_do_and_without_the_secret() {
    let script = Script::start_with_tokens(vec![wrong_secret()], []).await;
    let error = run(&script).await.unwrap_err();
    let said = "localhost refused to issue a token: AADSTS7000215: Invalid client secret provided. Trace ID: 1 \
                Timestamp: 2025-06-03 16:13:57Z. Give the value of the client secret, not its id.";
    assert!(
        error.is_unauthenticated() && error.to_string().starts_with(said),
        "{error}"
    );
    assert!(!format!("{error}{error:?}{:?}", options(&script)).contains(SECRET));
    assert_eq!(script.tokens(), 1);
}

#[tokio::test]
async fn many_requests_at_once_share_one_refusal() {
    let script = Script::start_with_tokens(vec![wrong_secret(), wrong_secret()], []).await;
    let (client, target, limits) = (client(&script), target(), limits());
    let all = (0..20).map(|_| client.list_connections(&target, &limits));
    let all = futures_util::future::join_all(all).await;
    assert!(
        all.iter()
            .all(|one| one.as_ref().is_err_and(Error::is_unauthenticated))
    );
    assert_eq!(script.tokens(), 1);
}

#[tokio::test]
async fn an_authority_out_of_order_is_tried_again() {
    let busy = TokenReply {
        status: 503,
        body: json!({"error": "temporarily_unavailable", "error_description": "AADSTS90033: transient"}),
    };
    let script = Script::start_with_tokens(vec![busy.clone(), busy], [empty()]).await;
    run(&script).await.unwrap();
    assert_eq!(script.tokens(), 3);
    script.finish();
}

#[tokio::test]
async fn an_empty_secret_is_refused_before_any_request() {
    let script = Script::start([]).await;
    let credential = azprivatelink::azure::CredentialOptions::ClientSecret {
        tenant_id: "tenant".to_owned(),
        client_id: "client".to_owned(),
        client_secret: azprivatelink::azure::Secret::new(""),
    };
    let made = Client::new(azprivatelink::azure::ClientOptions {
        credential,
        ..options(&script)
    });
    assert!(
        made.err()
            .expect("an error")
            .to_string()
            .contains("no secret specified")
    );
}

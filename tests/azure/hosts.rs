//! Which hosts are called, and what is told when that does not work.

use azprivatelink::azure::{Client, ClientOptions, Error};
use serde_json::json;
use url::Url;

use crate::fixtures::*;
use crate::script::{Script, delete, get};

/// An address at which nothing listens.
async fn nobody() -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    Url::parse(&format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    ))
    .unwrap()
}

async fn list(options: ClientOptions) -> Error {
    Client::new(options)
        .unwrap()
        .list_connections(&target(), &limits())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn polling_addresses_elsewhere_are_asked_for_at_the_configured_host() {
    for host in [
        "http://management.azure.com",
        "https://x.trafficmanager.net",
        "https://eastus.localhost",
    ] {
        let started = delete(connection_path()).text(202, "");
        let script = Script::start([
            get(connection_path()).json(200, connection("Approved")),
            get(SERVER).json(200, server("Ready")),
            started.header("azure-asyncoperation", format!("{host}{STATUS}?t=1&s=x")),
            get(STATUS)
                .json(200, json!({"status": "Succeeded"}))
                .check(|seen| assert!(seen.uri.ends_with("?t=1&s=x"), "{}", seen.uri)),
            get(connection_path()).error(404, "ResourceNotFound"),
        ])
        .await;
        client(&script)
            .delete_connection(&connection_id(), &limits())
            .await
            .unwrap();
        script.finish();
    }
}

#[tokio::test]
async fn a_regional_host_that_cannot_be_reached_is_replaced_by_the_configured_one() {
    let next = format!(
        "https://nowhere.localhost{}/page2?api-version=1",
        list_path()
    );
    let script = Script::start([
        get(list_path()).json(200, json!({"value": [], "nextLink": next})),
        get(format!("{}/page2", list_path())).json(200, json!({"value": []})),
    ])
    .await;
    let client = Client::new(ClientOptions {
        regional_hosts: true,
        ..options(&script)
    })
    .unwrap();
    assert!(
        client
            .list_connections(&target(), &limits())
            .await
            .unwrap()
            .is_empty()
    );
    script.finish();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let step = get(list_path())
        .text(307, "")
        .header("location", format!("{{endpoint}}{SERVER}/elsewhere"));
    let script = Script::start([step]).await;
    let error = list(options(&script)).await;
    assert!(
        error.to_string().contains("307") && error.to_string().contains("never followed"),
        "{error}"
    );
    script.finish();
}

#[tokio::test]
async fn an_unreachable_resource_manager_is_tried_for_a_while_and_named() {
    let script = Script::start([]).await;
    let error = list(ClientOptions {
        endpoint: nobody().await,
        ..options(&script)
    })
    .await;
    assert!(error.is_connect(), "{error}");
    assert!(
        error.to_string().contains("localhost cannot be reached: "),
        "{error}"
    );
}

#[tokio::test]
async fn an_unreachable_authority_is_told_from_resource_manager() {
    let script = Script::start([]).await;
    let error = list(ClientOptions {
        authority: nobody().await,
        ..options(&script)
    })
    .await;
    assert!(error.is_connect(), "{error}");
    assert!(
        error.to_string().contains("cannot be reached for a token"),
        "{error}"
    );
}

#[tokio::test]
async fn an_untrusted_certificate_is_final_and_named_at_either_host() {
    let (trusted, other) = (Script::start([]).await, Script::start([]).await);
    let foreign = Url::parse(&other.endpoint).unwrap();
    let error = list(ClientOptions {
        endpoint: foreign.clone(),
        ..options(&trusted)
    })
    .await;
    assert!(
        error.is_tls() && error.to_string().contains("UnknownIssuer"),
        "{error}"
    );
    let error = list(ClientOptions {
        authority: foreign,
        ..options(&trusted)
    })
    .await;
    assert!(
        error.is_tls() && error.to_string().contains("UnknownIssuer"),
        "{error}"
    );
    assert_eq!((other.journal().len(), other.tokens()), (0, 0));
}

#[tokio::test]
async fn plain_http_is_refused_before_any_request() {
    let script = Script::start([]).await;
    let plain = Url::parse("http://localhost").unwrap();
    let fails = |options: ClientOptions| Client::new(options).err().expect("an error").to_string();
    assert!(
        fails(ClientOptions {
            endpoint: plain.clone(),
            ..options(&script)
        })
        .contains("Resource Manager")
    );
    assert!(
        fails(ClientOptions {
            authority: plain,
            ..options(&script)
        })
        .contains("authority")
    );
}

//! Mutual TLS: the host that started the process may connect, and nobody else.

use super::{
    PROVIDER,
    host::{Certificate, Host},
    provider,
};
use azprivatelink::protocol::wire::tfplugin5::get_provider_schema;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn the_host_is_served() {
    let host = Host::start(PROVIDER).await;
    let answer = provider(host.channel().await)
        .get_schema(get_provider_schema::Request {})
        .await;
    let schemas = answer.expect("an answer").into_inner();
    assert!(
        schemas
            .provider
            .is_some_and(|schema| schema.block.is_some())
    );
    assert!(
        schemas
            .resource_schemas
            .contains_key("azprivatelink_endpoint_connection")
    );
}

#[tokio::test]
async fn a_client_with_another_certificate_is_refused() {
    let host = Host::start(PROVIDER).await;
    let error = host
        .connect_as(Some(&Certificate::new()))
        .await
        .expect_err("a refusal");
    assert!(
        error.to_string().to_lowercase().contains("alert"),
        "{error}"
    );
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let host = Host::start(PROVIDER).await;
    let error = host.connect_as(None).await.expect_err("a refusal");
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
}

#[tokio::test]
async fn plaintext_is_refused() {
    let host = Host::start(PROVIDER).await;
    let mut socket = host.socket().await.expect("a socket");
    socket
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .expect("written");
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    // TLS record type 21: an alert.
    assert_eq!(answer.first(), Some(&21));
}

#[tokio::test]
async fn a_silent_peer_holds_up_nobody() {
    let host = Host::start(PROVIDER).await;
    let _silent = host.socket().await.expect("a socket");
    let answer = provider(host.channel().await)
        .get_schema(get_provider_schema::Request {})
        .await;
    assert!(answer.is_ok());
}

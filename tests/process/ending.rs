//! Ending: asked for by the host, by signals, or because the host is gone.

use super::host::{Host, PATIENCE};
use super::{PROVIDER, provider};
use azprivatelink::protocol::wire::go_plugin::grpc_broker_client::GrpcBrokerClient;
use azprivatelink::protocol::wire::go_plugin::grpc_controller_client::GrpcControllerClient;
use azprivatelink::protocol::wire::go_plugin::grpc_stdio_client::GrpcStdioClient;
use azprivatelink::protocol::wire::go_plugin::{ConnInfo, Empty};
use azprivatelink::protocol::wire::health::health_client::HealthClient;
use azprivatelink::protocol::wire::health::{
    HealthCheckRequest, health_check_response::ServingStatus,
};
use azprivatelink::protocol::wire::tfplugin5::{
    get_provider_schema, get_resource_identity_schemas,
};
use std::time::{Duration, Instant};
use tonic::transport::Channel;

/// Asks the process to end, as a host does.
pub async fn shut_down(channel: Channel) {
    let answer = GrpcControllerClient::new(channel).shutdown(Empty {}).await;
    answer.expect("the answer comes before the end");
}

fn signal(host: &Host, name: &str) {
    let id = host.child.id().expect("a running process").to_string();
    let sent = std::process::Command::new("kill")
        .args([name, &id])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
}

#[tokio::test]
async fn shutdown_ends_the_process_well_within_two_seconds_even_with_open_streams() {
    let mut host = Host::start(PROVIDER).await;
    let channel = host.channel().await;
    let _output = GrpcStdioClient::new(channel.clone())
        .stream_stdio(())
        .await
        .expect("a stream");
    let requests = tokio_stream::pending::<ConnInfo>();
    let _broker = GrpcBrokerClient::new(channel.clone())
        .start_stream(requests)
        .await
        .expect("a stream");
    let asked = Instant::now();
    GrpcControllerClient::new(channel)
        .shutdown(Empty {})
        .await
        .expect("an answer");
    assert!(host.exited().await.success());
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
}

#[tokio::test]
async fn ctrl_c_is_left_to_the_host() {
    let host = Host::start(PROVIDER).await;
    let mut client = provider(host.channel().await);
    signal(&host, "-INT");
    let answer = client.get_schema(get_provider_schema::Request {}).await;
    assert!(answer.is_ok(), "the process lives on");
}

#[tokio::test]
async fn sigterm_ends_the_process_in_order() {
    let mut host = Host::start(PROVIDER).await;
    let _channel = host.channel().await;
    let socket = std::path::PathBuf::from(host.field(3));
    assert!(socket.exists());
    signal(&host, "-TERM");
    assert!(host.exited().await.success());
    assert!(!socket.exists(), "the socket file is left");
}

#[tokio::test]
async fn a_process_whose_host_is_gone_ends() {
    let mut host = Host::start(PROVIDER).await;
    drop(host.channel().await);
    host.exited().await;
}

#[tokio::test]
async fn the_plugin_is_healthy() {
    let host = Host::start(PROVIDER).await;
    let mut health = HealthClient::new(host.channel().await);
    let request = |service: &str| HealthCheckRequest {
        service: service.to_owned(),
    };
    let answer = health
        .check(request("plugin"))
        .await
        .expect("an answer")
        .into_inner();
    assert_eq!(answer.status(), ServingStatus::Serving);
    let unknown = health
        .check(request("other"))
        .await
        .expect_err("no such service");
    assert_eq!(unknown.code(), tonic::Code::NotFound);
}

#[tokio::test]
async fn a_call_that_is_not_served_answers_unimplemented() {
    let host = Host::start(PROVIDER).await;
    let mut client = provider(host.channel().await);
    let status = client
        .get_resource_identity_schemas(get_resource_identity_schemas::Request {})
        .await;
    assert_eq!(
        status.expect_err("a status").code(),
        tonic::Code::Unimplemented
    );
}

#[tokio::test]
async fn nothing_but_the_handshake_line_is_ever_printed() {
    let mut host = Host::start(PROVIDER).await;
    shut_down(host.channel().await).await;
    let status = tokio::time::timeout(PATIENCE, host.child.wait()).await;
    assert!(status.is_ok());
    assert_eq!(host.rest().await, (String::new(), String::new()));
}

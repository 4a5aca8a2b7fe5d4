//! Reattach mode, for debuggers.

use super::host::{Launch, PATIENCE, channel_over};
use super::{PROVIDER, provider};
use azprivatelink::protocol::wire::tfplugin5::get_provider_schema;
use tokio::net::UnixStream;

#[tokio::test]
async fn reattach_mode_prints_a_line_to_paste_and_serves_many_connections_in_plaintext() {
    let host = Launch::new(PROVIDER)
        .without("TF_PLUGIN_MAGIC_COOKIE")
        .without("PLUGIN_CLIENT_CERT")
        .argument("-debug")
        .start()
        .await;
    let json = host
        .line
        .strip_prefix("TF_REATTACH_PROVIDERS='")
        .and_then(|line| line.strip_suffix('\''))
        .expect("a line to paste");
    let providers: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let reattach = &providers["registry.terraform.io/azprivatelink/azprivatelink"];
    assert_eq!(
        (
            reattach["Protocol"].as_str(),
            reattach["ProtocolVersion"].as_u64()
        ),
        (Some("grpc"), Some(5))
    );
    assert_eq!(
        (reattach["Test"].as_bool(), reattach["Pid"].as_u64()),
        (Some(true), host.child.id().map(u64::from))
    );
    let path = reattach["Addr"]["String"].as_str().expect("a path");
    for _ in 0..2 {
        let socket = tokio::time::timeout(PATIENCE, UnixStream::connect(path))
            .await
            .expect("in time")
            .expect("a socket");
        let answer = provider(channel_over(socket).await)
            .get_schema(get_provider_schema::Request {})
            .await;
        assert!(answer.is_ok());
    }
}

//! Starting: the handshake line, the socket, and what happens when nobody asked for a plugin.

use super::{
    PROVIDER,
    host::{Host, Launch},
    provider,
};
use azprivatelink::protocol::wire::tfplugin5::get_provider_schema;

#[tokio::test]
async fn the_handshake_line_is_what_hosts_parse() {
    let host = Host::start(PROVIDER).await;
    let fields: Vec<_> = host.line.split('|').collect();
    assert_eq!(fields.len(), 6, "{}", host.line);
    assert_eq!(
        (fields[0], fields[1], fields[2], fields[4]),
        ("1", "5", "unix", "grpc")
    );
    assert!(std::path::Path::new(fields[3]).is_absolute());
    assert!(fields[5].len() > 200 && !fields[5].contains('='));
}

#[tokio::test]
async fn the_seventh_field_comes_only_when_asked_for() {
    let host = Launch::new(PROVIDER)
        .env("PLUGIN_MULTIPLEX_GRPC", "true")
        .start()
        .await;
    assert_eq!(host.field(6), "false");
}

#[tokio::test]
async fn the_socket_is_made_in_the_hosts_folder_and_removed_at_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut host = Launch::new(PROVIDER)
        .env("PLUGIN_UNIX_SOCKET_DIR", folder.path())
        .start()
        .await;
    assert!(
        host.field(3)
            .starts_with(folder.path().to_str().expect("text"))
    );
    super::ending::shut_down(host.channel().await).await;
    host.exited().await;
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("the folder")
            .count(),
        0
    );
}

#[tokio::test]
async fn a_folder_too_long_for_a_socket_gives_a_local_port() {
    let folder = format!("/tmp/{}", "long".repeat(40));
    let host = Launch::new(PROVIDER)
        .env("PLUGIN_UNIX_SOCKET_DIR", folder)
        .start()
        .await;
    assert_eq!(host.field(2), "tcp");
    let port: u16 = host
        .field(3)
        .strip_prefix("127.0.0.1:")
        .and_then(|port| port.parse().ok())
        .expect("a port");
    assert!((10000..=25000).contains(&port));
    let answer = provider(host.channel().await)
        .get_schema(get_provider_schema::Request {})
        .await;
    assert!(answer.expect("an answer").into_inner().provider.is_some());
}

#[tokio::test]
async fn run_by_hand_it_explains_itself_and_fails() {
    let output = Launch::new(PROVIDER)
        .without("TF_PLUGIN_MAGIC_COOKIE")
        .output()
        .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(
        said.contains("is a plugin") && said.lines().count() <= 4,
        "{said}"
    );
}

#[tokio::test]
async fn the_version_is_told_without_a_host() {
    let output = Launch::new(PROVIDER)
        .without("TF_PLUGIN_MAGIC_COOKIE")
        .argument("--version")
        .output()
        .await;
    let expected = format!(
        "terraform-provider-azprivatelink {}\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(String::from_utf8(output.stdout).expect("text"), expected);
}

//! Log lines on standard error.

use super::{PROVIDER, host::Launch, provider};
use azprivatelink::protocol::wire::tfplugin5::get_provider_schema;

async fn lines(variable: &str, level: &str) -> Vec<serde_json::Value> {
    let mut host = Launch::new(PROVIDER).env(variable, level).start().await;
    let channel = host.channel().await;
    let answer = provider(channel.clone())
        .get_schema(get_provider_schema::Request {})
        .await;
    assert!(answer.is_ok());
    super::ending::shut_down(channel).await;
    host.exited().await;
    let (_, stderr) = host.rest().await;
    stderr
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
        .collect()
}

#[tokio::test]
async fn each_line_is_an_object_that_hosts_pass_on_at_its_level() {
    let lines = lines("TF_LOG", "DEBUG").await;
    assert!(!lines.is_empty());
    for line in &lines {
        let text = |key: &str| line[key].as_str().expect("a string").to_owned();
        assert!(["debug", "info", "warn", "error"].contains(&text("@level").as_str()));
        let time = text("@timestamp");
        let fraction = time
            .split_once('.')
            .expect("a fraction")
            .1
            .trim_end_matches('Z');
        assert_eq!(fraction.len(), 6, "{time}");
        assert!(!text("@message").is_empty() || !text("@module").is_empty());
    }
    assert!(lines.iter().any(|line| line["tf_rpc"] == "GetSchema"));
}

#[tokio::test]
async fn the_providers_own_variable_decides() {
    assert!(
        lines("TF_LOG_PROVIDER_AZPRIVATELINK", "ERROR")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn calls_are_served_when_nobody_reads_the_logs_any_more() {
    let mut host = Launch::new(PROVIDER).env("TF_LOG", "TRACE").start().await;
    drop(host.child.stderr.take());
    let mut client = provider(host.channel().await);
    for _ in 0..2 {
        let answer = client.get_schema(get_provider_schema::Request {}).await;
        assert!(answer.is_ok());
    }
}

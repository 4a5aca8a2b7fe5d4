//! The `azure-simulator` binary.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn ready_line_is_printed_requests_are_logged_and_sigterm_ends_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_azure-simulator"))
        .args(["--operation-seconds", "0.1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready: Value = serde_json::from_str(&stdout.next_line().await.unwrap().unwrap()).unwrap();
    let text = |name: &str| ready[name].as_str().unwrap().to_owned();
    let pem = std::fs::read(text("ca_certificate")).unwrap();
    let http = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap();
    let url = format!(
        "{}/metadata/endpoints?api-version=2022-09-01",
        text("endpoint")
    );
    assert_eq!(http.get(url).send().await.unwrap().status(), 200);

    let mut stderr = BufReader::new(child.stderr.take().unwrap()).lines();
    let line: Value = serde_json::from_str(&stderr.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(
        (line["path"].as_str(), line["status"].as_u64()),
        (Some("/metadata/endpoints"), Some(200))
    );

    let process = child.id().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &process])
            .status()
            .await
            .unwrap()
            .success()
    );
    assert!(child.wait().await.unwrap().success());
    assert!(!std::path::Path::new(&text("ca_certificate")).exists());
}

#[tokio::test]
async fn broken_scenario_is_refused_with_line_and_reason() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "[subscription]\nid = \"x\"\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_azure-simulator"))
        .arg("--scenario")
        .arg(file.path())
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with("azure-simulator: scenario, line "),
        "{message}"
    );
    assert!(message.contains("missing field"), "{message}");
}

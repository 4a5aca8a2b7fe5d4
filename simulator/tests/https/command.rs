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

/// What the command says on stderr when it does not start.
async fn refused(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_azure-simulator"))
        .args(arguments)
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn mistyped_name_of_a_scenario_is_answered_with_those_there_are() {
    assert_eq!(
        refused(&["--scenario", "smal"]).await,
        "azure-simulator: there is no file `smal`, and the built-in scenarios are `small`, `hostile` and `thousand`\n"
    );
}

#[tokio::test]
async fn duration_that_makes_no_sense_is_refused_as_an_argument() {
    for seconds in ["-1", "nan", "inf", "31536001", "1e300", "soon"] {
        let message = refused(&["--operation-seconds", seconds]).await;
        let expected = format!("error: invalid value '{seconds}' for '--operation-seconds <S>'");
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[tokio::test]
async fn ready_line_that_nobody_reads_is_an_error_and_no_panic() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = Command::new(env!("CARGO_BIN_EXE_azure-simulator"))
        .stdout(writer)
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "azure-simulator: cannot write the ready line: Broken pipe (os error 32)\n"
    );
}

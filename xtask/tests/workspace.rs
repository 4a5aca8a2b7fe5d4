//! A workspace run with a real client and no provider of ours: `terraform_data` is built in.

use std::time::Duration;

use xtask::client::Client;
use xtask::workspace::Workspace;

fn workspace(configuration: &str) -> Workspace {
    let client = Client::for_tests().unwrap_or_else(|error| panic!("{error}"));
    let workspace = Workspace::temporary(client, &[]).expect("a workspace");
    workspace.write("main.tf", configuration).expect("main.tf");
    workspace
}

#[tokio::test]
async fn a_run_reports_status_and_output_and_a_plan_is_read_as_json() {
    let workspace = workspace("resource \"terraform_data\" \"x\" {}\n");
    let init = workspace
        .run(["init", "-no-color"])
        .await
        .unwrap()
        .success()
        .unwrap();
    assert!(init.stderr.is_empty(), "no warning: {init}");
    let plan = workspace
        .run(["plan", "-no-color", "-detailed-exitcode"])
        .await
        .unwrap();
    assert_eq!(plan.code(), Some(2), "{plan}");

    let plan = workspace.json_plan(&[]).await.unwrap();
    assert_eq!(plan["resource_changes"][0]["address"], "terraform_data.x");

    let refused = workspace.run(["plan", "-no-such-option"]).await.unwrap();
    assert!(refused.success().is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_reaches_the_client_and_what_it_started() {
    use tokio::io::{AsyncReadExt, BufReader};

    let workspace = workspace(
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    \
         command = \"echo started > started; sleep 60\"\n  }\n}\n",
    );
    workspace
        .run(["init", "-no-color"])
        .await
        .unwrap()
        .success()
        .unwrap();
    // A named pipe ends the wait exactly when the provisioner opens it.
    let pipe = workspace.directory().join("started");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let running = workspace
        .spawn(["apply", "-no-color", "-auto-approve"])
        .unwrap();
    let mut text = String::new();
    let started = tokio::fs::File::open(&pipe).await.unwrap();
    BufReader::new(started)
        .read_to_string(&mut text)
        .await
        .unwrap();
    assert_eq!(text, "started\n");

    running.interrupt().unwrap();
    let run = tokio::time::timeout(Duration::from_secs(30), running.wait());
    let run = run.await.expect("ends at once").unwrap();
    assert_ne!(run.code(), Some(0), "{run}");
    assert!(run.text().contains("Interrupt received"), "{run}");
}

//! The ways a user meets the provider beside a plain run: the published examples, a debugger.

use crate::case::{APPROVED, Case, PENDING, PROVIDER, connection};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use xtask::workspace::sign_in_variables;

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_resource_is_applied_and_destroyed() {
    let case = Case::small().await;
    case.write(include_str!(
        "../../examples/resources/azprivatelink_endpoint_connection/resource.tf"
    ));
    case.apply().await.ok();
    assert_eq!(case.status_of(PENDING), "Approved");
    case.plans_no_change().await;
    case.destroy().await.ok();
    assert_eq!(case.endpoint_status(PENDING), "Disconnected");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_under_a_debugger_serves_all_walks_of_several_runs() {
    let case = Case::small().await;
    let mut provider = Command::new(PROVIDER)
        .arg("-debug")
        .envs(sign_in_variables(case.azure.ready()))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the provider starts");
    let mut lines = BufReader::new(provider.stdout.take().expect("piped")).lines();
    let line = lines.next_line().await.expect("text").expect("a line");
    let value = line
        .strip_prefix("TF_REATTACH_PROVIDERS='")
        .and_then(|rest| rest.strip_suffix('\''))
        .expect("a line to paste");
    // Nothing but the running process knows the credentials.
    let case = case
        .with_variable("TF_REATTACH_PROVIDERS", value)
        .without_variable("ARM_CLIENT_SECRET");
    case.write(&connection("web", APPROVED, ""));
    case.apply().await.ok();
    case.plans_no_change().await;
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cli_shows_the_providers_log_lines_at_their_levels() {
    let case = Case::small()
        .await
        .with_variable("TF_LOG_PROVIDER", "DEBUG");
    case.write(&connection("web", APPROVED, ""));
    let said = case.plan().await.ok().all();
    let lines: Vec<_> = said
        .lines()
        .filter(|line| line.contains("tf_rpc=PlanResourceChange"))
        .collect();
    assert!(
        !lines.is_empty()
            && lines
                .iter()
                .all(|line| line.contains("[DEBUG] provider.terraform-provider-azprivatelink")),
        "{said}"
    );
    assert!(
        !said.contains(&case.azure.ready().client_secret),
        "no secret in a log"
    );
}

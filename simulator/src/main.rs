//! The `azure-simulator` command: starts a simulator, says on stdout how to reach it, and runs
//! until it is told to stop.

use std::io::{IsTerminal, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use azure_simulator::scenario::checked_seconds;
use azure_simulator::{Log, Options, Ready, Scenario, Simulator};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

const EXAMPLES: &str = "\
Examples:
  Serve the smallest world and keep the line that says how to reach it:
    azure-simulator --listen 127.0.0.1:8443 > ready.json &
    until test -s ready.json; do sleep 0.1; done

  Sign in with Azure CLI, unchanged, and approve a connection:
    export REQUESTS_CA_BUNDLE=$(jq -r .ca_certificate ready.json)
    export AZURE_CORE_INSTANCE_DISCOVERY=false
    az cloud register -n Simulator --endpoint-resource-manager https://localhost:8443
    az cloud set -n Simulator
    az login --service-principal --tenant TENANT_ID -u CLIENT_ID -p CLIENT_SECRET
    az network private-endpoint-connection list -g rg-data -n pg-orders \\
      --type Microsoft.DBforPostgreSQL/flexibleServers

  Let the next delete be answered with 429, then look at what was asked:
    curl --cacert CA https://localhost:8443/simulator/faults --json \\
      '{\"method\":\"DELETE\",\"path\":\"*\",\"count\":1,\"effect\":{\"kind\":\"respond\",\"status\":429}}'
    curl --cacert CA https://localhost:8443/simulator/journal

  Let an approval be refused a minute later, announced by Location alone:
    curl --cacert CA https://localhost:8443/simulator/faults --json \\
      '{\"method\":\"PUT\",\"path\":\"*\",\"effect\":{\"kind\":\"operation\",
        \"announced\":\"location\",\"outcome\":\"Failed\",\"seconds\":60}}'

  Try tooling against the least friendly Azure that is possible:
    azure-simulator --scenario hostile";

/// Serves a simulated Azure over HTTPS.
///
/// Prints one line of JSON on stdout when it is ready: endpoint, CA certificate file,
/// subscription, tenant and a client that may sign in. Each request is one line on
/// stderr: text on a terminal, JSON otherwise. Ends on SIGTERM or SIGINT.
#[derive(Parser)]
#[command(name = "azure-simulator", version, after_help = EXAMPLES)]
struct Arguments {
    /// Address to listen on; port 0 lets the system choose.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Scenario file (TOML), or a built-in scenario: `small`, `hostile` or `thousand`
    #[arg(long, value_name = "FILE|NAME", default_value = "small")]
    scenario: String,
    /// How long operations take, in seconds; the scenario decides when left out.
    #[arg(long, value_name = "S", value_parser = seconds, allow_negative_numbers = true)]
    operation_seconds: Option<f64>,
    /// Folder for traffic files, one for each exchange with Resource Manager, for the validator oav;
    /// requests that met a fault are in `faults` below it.
    #[arg(long, value_name = "DIR")]
    traffic: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("azure-simulator: {}", with_causes(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let scenario = Scenario::named(&arguments.scenario)?;
    let options = Options {
        listen: arguments.listen,
        operation_seconds: arguments.operation_seconds,
        log: if std::io::stderr().is_terminal() {
            Log::Text
        } else {
            Log::Json
        },
        traffic: arguments.traffic,
    };
    // Before the ready line, so that no signal after it is missed.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let simulator = Simulator::start(scenario, options).await?;
    announce(simulator.ready()).map_err(|error| format!("cannot write the ready line: {error}"))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    simulator.stop().await;
    Ok(())
}

/// Writes the ready line; nobody may be reading it.
fn announce(ready: &Ready) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", serde_json::to_string(ready)?)?;
    stdout.flush()
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().map_err(|_| "not a number".to_owned())?;
    checked_seconds(seconds)
}

/// An error and what caused it, on one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

//! `cargo xtask conformance`: the simulator judged by clients and a validator that are not ours.
//!
//! - `clients`: fetching them
//! - `azure_cli.py`, `azure_sdk.py`: what Azure CLI and Azure's SDK for Python do and must find
//! - `judge`: Microsoft's validator `oav` over the SDK's traffic
//!
//! The definitions are not in this tree: `--specs` names a folder with them, such as
//! `specification/postgresql/resource-manager` of a clone of Azure/azure-rest-api-specs.

mod clients;
mod judge;

use std::path::{Path, PathBuf};
use std::process::Command;

use azure_simulator::{Options as SimulatorOptions, Scenario, Simulator};
use clap::Args;
use xtask::paths;

use crate::cargo;
use crate::error::TaskError;
use clients::PythonClients;

const CLI_SESSION: &str = include_str!("azure_cli.py");
const SDK_SESSION: &str = include_str!("azure_sdk.py");

/// Options of the task.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder with OpenAPI definitions to validate the traffic against; without it the validator is left out
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
}

/// Runs all sessions, and the validator where there are definitions.
///
/// # Errors
/// When a judge cannot be fetched, or finds something wrong.
pub fn run(options: &Options) -> Result<(), TaskError> {
    let folder = paths::target().join("conformance");
    std::fs::create_dir_all(&folder).map_err(TaskError::file(&folder))?;
    let python = PythonClients::fetch(&folder)?;

    println!("Azure CLI");
    let session = Session::start(&folder, None)?;
    let mut cli = session.script(&python, "azure_cli.py", CLI_SESSION)?;
    cargo::run(cli.arg(&python.az).arg(&session.ready))?;

    println!("Azure SDK for Python");
    let traffic = folder.join("traffic");
    if traffic.exists() {
        std::fs::remove_dir_all(&traffic).map_err(TaskError::file(&traffic))?;
    }
    let session = Session::start(&folder, Some(&traffic))?;
    let mut sdk = session.script(&python, "azure_sdk.py", SDK_SESSION)?;
    cargo::run(sdk.arg(&session.ready))?;

    match &options.specs {
        Some(definitions) => validate(&folder, &traffic, definitions),
        None => {
            println!("oav: left out, --specs names no definitions");
            Ok(())
        }
    }
}

fn validate(folder: &Path, traffic: &Path, definitions: &Path) -> Result<(), TaskError> {
    let oav = clients::fetch_oav(folder)?;
    let report = folder.join("oav.json");
    let verdict = judge::validate(&oav, traffic, definitions, &report)?;
    println!(
        "oav: {} of {} operations covered, {} failed, {} errors",
        verdict.covered_operations,
        verdict.all_operations,
        verdict.failed_operations,
        verdict.errors.len()
    );
    if verdict.is_clean() {
        return Ok(());
    }
    Err(TaskError::Validator(report))
}

/// A running simulator with a folder for the configuration and the scripts of its clients.
struct Session {
    ready: PathBuf,
    certificate: PathBuf,
    folder: tempfile::TempDir,
    // Dropped last: the simulator runs on it.
    _simulator: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Session {
    fn start(parent: &Path, traffic: Option<&Path>) -> Result<Self, TaskError> {
        let folder = tempfile::tempdir_in(parent).map_err(TaskError::file(parent))?;
        let runtime = tokio::runtime::Runtime::new().map_err(TaskError::file(parent))?;
        let options = SimulatorOptions {
            traffic: traffic.map(Path::to_owned),
            ..SimulatorOptions::default()
        };
        let simulator = runtime.block_on(Simulator::start(Scenario::small(), options))?;
        let ready = folder.path().join("ready.json");
        let line = serde_json::to_string(simulator.ready())
            .map_err(std::io::Error::from)
            .map_err(TaskError::file(&ready))?;
        std::fs::write(&ready, line).map_err(TaskError::file(&ready))?;
        Ok(Self {
            ready,
            certificate: simulator.ready().ca_certificate.clone(),
            folder,
            _simulator: simulator,
            _runtime: runtime,
        })
    }

    /// A command for a script, with an environment in which clients find the simulator's
    /// certificate and nothing of the user's.
    fn script(&self, python: &PythonClients, name: &str, text: &str) -> Result<Command, TaskError> {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).map_err(TaskError::file(&file))?;
        let mut command = Command::new(&python.python);
        command
            .arg(file)
            .env("REQUESTS_CA_BUNDLE", &self.certificate)
            .env("AZURE_CONFIG_DIR", self.folder.path().join("azure"))
            .env("AZURE_EXTENSION_DIR", self.folder.path().join("extensions"))
            .env("AZURE_CORE_INSTANCE_DISCOVERY", "false")
            .env("AZURE_CORE_COLLECT_TELEMETRY", "false")
            .env("AZURE_CORE_NO_COLOR", "true");
        Ok(command)
    }
}

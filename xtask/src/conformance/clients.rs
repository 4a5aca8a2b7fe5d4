//! Fetches the outside judges through their own package managers, once, into `target/conformance`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::error::TaskError;

/// Pinned, so that a judge changes in a commit and not overnight.
const PYTHON_PACKAGES: [&str; 4] = [
    "azure-cli==2.91.0",
    "azure-mgmt-postgresqlflexibleservers==3.0.0b2",
    "azure-mgmt-network==33.1.0",
    "azure-identity==1.27.0",
];
const OAV: &str = "oav@4.0.3";

/// Azure CLI and Azure's SDK for Python in an environment of their own.
pub struct PythonClients {
    /// Its interpreter.
    pub python: PathBuf,
    /// Azure CLI.
    pub az: PathBuf,
}

impl PythonClients {
    /// Fetches them, or finds them fetched.
    ///
    /// # Errors
    /// When there is no Python 3 with `venv`, or pip fails.
    pub fn fetch(folder: &Path) -> Result<Self, TaskError> {
        let environment = folder.join("python");
        let bin = environment.join("bin");
        let clients = Self {
            python: bin.join("python3"),
            az: bin.join("az"),
        };
        let fetched = environment.join("fetched");
        let wanted = PYTHON_PACKAGES.join("\n");
        if std::fs::read_to_string(&fetched).is_ok_and(|found| found == wanted) {
            return Ok(clients);
        }
        cargo::run(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment),
        )?;
        let mut pip = Command::new(&clients.python);
        pip.args(["-m", "pip", "install", "--quiet"]);
        cargo::run(pip.args(PYTHON_PACKAGES))?;
        std::fs::write(&fetched, wanted).map_err(TaskError::file(&fetched))?;
        Ok(clients)
    }
}

/// Fetches Microsoft's validator and returns the script to run with node.
///
/// # Errors
/// When npm is missing or fails.
pub fn fetch_oav(folder: &Path) -> Result<PathBuf, TaskError> {
    let script = folder.join("node_modules/.bin/oav");
    if !script.exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-fund", "--no-audit", "--silent", "--prefix"]);
        cargo::run(npm.arg(folder).arg(OAV))?;
    }
    Ok(script)
}

//! Fetches Azure's own clients through pip, once, into `target/conformance`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::error::TaskError;

/// Pinned, so that a judge changes in a commit and not overnight.
const PACKAGES: [&str; 4] = [
    "azure-cli==2.91.0",
    "azure-mgmt-postgresqlflexibleservers==3.0.0b2",
    "azure-mgmt-network==33.1.0",
    "azure-identity==1.27.0",
];

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
        let bin = python_environment(&folder.join("python"), &PACKAGES)?;
        Ok(Self {
            python: bin.join("python3"),
            az: bin.join("az"),
        })
    }
}

/// Makes an environment with these packages, unless it is there, and returns the folder of its
/// programs.
///
/// # Errors
/// When there is no Python 3 with `venv`, or pip fails.
pub fn python_environment(environment: &Path, packages: &[&str]) -> Result<PathBuf, TaskError> {
    let bin = environment.join("bin");
    let fetched = environment.join("fetched");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&fetched).is_ok_and(|found| found == wanted) {
        return Ok(bin);
    }
    if !runs("python3") {
        return Err(TaskError::NotInstalled("python3"));
    }
    cargo::run(
        Command::new("python3")
            .args(["-m", "venv"])
            .arg(environment),
    )?;
    let mut pip = Command::new(bin.join("python3"));
    pip.args(["-m", "pip", "install", "--quiet"]);
    cargo::run(pip.args(packages))?;
    std::fs::write(&fetched, wanted).map_err(TaskError::file(&fetched))?;
    Ok(bin)
}

/// Whether a program can be run at all.
pub fn runs(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").output();
    asked.is_ok_and(|answer| answer.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_that_is_not_there_does_not_run() {
        assert!(runs(env!("CARGO")));
        assert!(!runs("no-such-program"));
    }
}

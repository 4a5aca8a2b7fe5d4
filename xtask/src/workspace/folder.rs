//! The folder of a trial and the environment that its client sees.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use azure_simulator::Ready;
use tempfile::TempDir;
use thiserror::Error;
use tokio::process::Command;

use crate::client::Client;
use crate::mirror::{self, ProviderBinary};

/// A working folder in which a client finds its providers and their credentials.
#[derive(Debug)]
pub struct Workspace {
    client: Client,
    folder: PathBuf,
    environment: BTreeMap<String, OsString>,
    /// Removes everything with the workspace, where that was asked for.
    _temporary: Option<TempDir>,
}

/// Why a workspace cannot be made or used.
#[derive(Debug, Error)]
pub enum WorkspaceError {
    /// A file or folder of it cannot be written.
    #[error("cannot write {}", path.display())]
    File {
        /// What was written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The client cannot be started, or its output not read.
    #[error("cannot run {}", path.display())]
    Start {
        /// The client.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The client failed where it must not.
    #[error("`{command}` failed ({status})\n{output}")]
    Failed {
        /// What was run.
        command: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// All that it printed.
        output: String,
    },
    /// Output that should be JSON is not.
    #[error("`{command}` does not print JSON")]
    NotJson {
        /// What was run.
        command: String,
        /// Where it stops being JSON.
        source: serde_json::Error,
    },
}

/// The folder in which the client runs; the mirror and the CLI configuration lie beside it.
const CONFIGURATION: &str = "configuration";
const MIRROR: &str = "providers";
const CLI_CONFIGURATION: &str = "cli.tfrc";

/// The simulator's address, authority and credentials, in the variables of Azure's own providers.
#[must_use]
pub fn sign_in_variables(simulator: &Ready) -> [(&'static str, OsString); 8] {
    let Ready {
        endpoint,
        ca_certificate,
        subscription_id,
        tenant_id,
        client_id,
        client_secret,
    } = simulator;
    [
        ("ARM_TENANT_ID", tenant_id.into()),
        ("ARM_SUBSCRIPTION_ID", subscription_id.into()),
        ("ARM_CLIENT_ID", client_id.into()),
        ("ARM_CLIENT_SECRET", client_secret.into()),
        ("ARM_RESOURCE_MANAGER_ENDPOINT", endpoint.into()),
        ("ARM_RESOURCE_MANAGER_AUDIENCE", endpoint.into()),
        ("ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST", endpoint.into()),
        ("ARM_ADDITIONAL_CA_FILE", ca_certificate.into()),
    ]
}

impl Workspace {
    /// A temporary workspace whose providers sign in to the simulator.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn new(
        client: &Client,
        providers: &[ProviderBinary],
        simulator: &Ready,
    ) -> Result<Self, WorkspaceError> {
        let mut workspace = Self::temporary(client, providers)?;
        workspace.sign_in(simulator);
        Ok(workspace)
    }

    /// A temporary workspace without credentials.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn temporary(
        client: &Client,
        providers: &[ProviderBinary],
    ) -> Result<Self, WorkspaceError> {
        let temporary = tempfile::Builder::new()
            .prefix("azprivatelink-")
            .tempdir()
            .map_err(at(&std::env::temp_dir()))?;
        let mut workspace = Self::in_folder(temporary.path(), client, providers)?;
        workspace._temporary = Some(temporary);
        Ok(workspace)
    }

    /// A workspace in `folder` that stays there, without credentials. What the folder held is
    /// removed.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn in_folder(
        folder: &Path,
        client: &Client,
        providers: &[ProviderBinary],
    ) -> Result<Self, WorkspaceError> {
        let configuration = folder.join(CONFIGURATION);
        let mirror = folder.join(MIRROR);
        for part in [&configuration, &mirror] {
            if part.exists() {
                fs::remove_dir_all(part).map_err(at(part))?;
            }
            fs::create_dir_all(part).map_err(at(part))?;
        }
        for provider in providers {
            provider.install_into(&mirror).map_err(at(&mirror))?;
        }
        let cli_configuration = folder.join(CLI_CONFIGURATION);
        mirror::write_cli_configuration(&cli_configuration, &mirror)
            .map_err(at(&cli_configuration))?;
        Ok(Self {
            client: client.clone(),
            folder: folder.to_owned(),
            environment: BTreeMap::new(),
            _temporary: None,
        })
    }

    /// Gives the providers the simulator's address, authority and credentials.
    pub fn sign_in(&mut self, simulator: &Ready) {
        for (name, value) in sign_in_variables(simulator) {
            self.set(name, value);
        }
    }

    /// Sets a variable for every later run.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    /// Takes a variable away again.
    pub fn unset(&mut self, name: &str) {
        self.environment.remove(name);
    }

    /// Writes a file of the configuration.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<(), WorkspaceError> {
        let file = self.directory().join(name);
        fs::write(&file, text).map_err(at(&file))
    }

    /// Removes a file of the configuration.
    ///
    /// # Errors
    /// When it is not there or cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), WorkspaceError> {
        let file = self.directory().join(name);
        fs::remove_file(&file).map_err(at(&file))
    }

    /// The folder with the configuration and the state, in which the client runs.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.folder.join(CONFIGURATION)
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What a user's own shell needs to do what [`run`](Self::run) does, without the cleaning.
    pub fn environment(&self) -> impl Iterator<Item = (&str, PathBuf)> {
        let own = ("TF_CLI_CONFIG_FILE", self.cli_configuration());
        let set = self.environment.iter();
        set.map(|(name, value)| (name.as_str(), PathBuf::from(value)))
            .chain([own])
    }

    /// The client, ready to be run in the folder; the last word on arguments and output is the
    /// caller's.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = self.client.command(&self.cli_configuration());
        command
            .current_dir(self.directory())
            .envs(&self.environment);
        command.into()
    }

    fn cli_configuration(&self) -> PathBuf {
        self.folder.join(CLI_CONFIGURATION)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WorkspaceError + use<> {
    let path = path.to_owned();
    move |source| WorkspaceError::File { path, source }
}

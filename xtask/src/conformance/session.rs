//! A client's session: a simulator, and a script that drives a client against it.

use std::path::{Path, PathBuf};
use std::process::Command;

use azure_simulator::{Options, Ready, Scenario, Simulator};

use super::clients::PythonClients;
use crate::error::TaskError;

/// What all scripts import: the simulator's address, and how a check is printed.
const SHARED: &str = include_str!("session.py");

/// Beginnings of the variables from which Azure's clients take a user's identity and settings.
const USERS_OWN: [&str; 5] = ["ARM_", "AZURE_", "IDENTITY_", "IMDS_", "MSI_"];

/// A running simulator with a folder for the configuration and the scripts of its clients.
pub struct Session {
    folder: tempfile::TempDir,
    simulator: Simulator,
    // Dropped last: the simulator runs on it.
    _runtime: tokio::runtime::Runtime,
}

impl Session {
    /// Starts a simulator, with the session's folder below `parent`.
    ///
    /// # Errors
    /// When the simulator does not start, or its address cannot be written down.
    pub fn start(parent: &Path, scenario: Scenario, options: Options) -> Result<Self, TaskError> {
        let folder = tempfile::tempdir_in(parent).map_err(TaskError::file(parent))?;
        let runtime = tokio::runtime::Runtime::new().map_err(TaskError::file(parent))?;
        let simulator = runtime.block_on(Simulator::start(scenario, options))?;
        let session = Self {
            folder,
            simulator,
            _runtime: runtime,
        };
        let line = serde_json::to_string(session.ready())
            .map_err(std::io::Error::from)
            .map_err(TaskError::file(&session.ready_file()))?;
        session.write("ready.json", &line)?;
        Ok(session)
    }

    /// How the simulator is reached.
    pub fn ready(&self) -> &Ready {
        self.simulator.ready()
    }

    /// The file that says how the simulator is reached.
    pub fn ready_file(&self) -> PathBuf {
        self.folder.path().join("ready.json")
    }

    /// A command for a script, with an environment in which clients find the simulator's
    /// certificate and no identity of the user's.
    ///
    /// # Errors
    /// When the script cannot be written.
    pub fn python(
        &self,
        clients: &PythonClients,
        name: &str,
        text: &str,
    ) -> Result<Command, TaskError> {
        self.write("session.py", SHARED)?;
        let mut command = Command::new(&clients.python);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy().into_owned();
            if USERS_OWN.iter().any(|start| text.starts_with(start)) {
                command.env_remove(name);
            }
        }
        command
            .arg(self.write(name, text)?)
            .arg(self.ready_file())
            .env("REQUESTS_CA_BUNDLE", &self.ready().ca_certificate)
            .env("AZURE_CONFIG_DIR", self.folder.path().join("azure"))
            .env("AZURE_EXTENSION_DIR", self.folder.path().join("extensions"))
            .env("AZURE_CORE_INSTANCE_DISCOVERY", "false")
            .env("AZURE_CORE_COLLECT_TELEMETRY", "false")
            .env("AZURE_CORE_NO_COLOR", "true");
        Ok(command)
    }

    /// Writes a file for a client into the session's folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, TaskError> {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).map_err(TaskError::file(&file))?;
        Ok(file)
    }
}

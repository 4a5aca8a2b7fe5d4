//! Why a task failed.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use thiserror::Error;
use xtask::client::ClientError;
use xtask::workspace::WorkspaceError;

/// Everything that ends a task. A cause is in `source`, never in the message as well.
#[derive(Debug, Error)]
pub enum TaskError {
    /// No client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The client's folder cannot be made, or the client not run.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The simulator does not start or cannot be scripted.
    #[error("the simulator does not start")]
    Simulator(#[from] azure_simulator::StartError),
    /// The task's own world is not right.
    #[error("the scenario is not right")]
    Scenario(#[from] azure_simulator::ScenarioError),
    /// A file cannot be read or written.
    #[error("{}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A command cannot be started.
    #[error("cannot run `{command}`")]
    NotStarted {
        /// What was run.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program that fetches or drives the judges is missing.
    #[error("`{0}` cannot be run; the outside checks need Python 3 with venv and pip")]
    NotInstalled(&'static str),
    /// A command failed; it said why itself.
    #[error("`{command}` failed ({status})")]
    Failed {
        /// What was run.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The demo went through, and something is not as promised.
    #[error("{0} of the demo's checks failed")]
    Demo(usize),
    /// The end-to-end tests fail under an assumption about Azure.
    #[error("the end-to-end tests are not right under {}", .0.join(", "))]
    Switches(Vec<String>),
    /// A filter of the table selects no test, or something that is to be run is not known.
    #[error("{0}")]
    Table(String),
    /// Microsoft's validator found something, or did not see everything.
    #[error("the traffic does not follow the definitions; the report is {}", .0.display())]
    Validator(PathBuf),
    /// No definitions to judge by.
    #[error("no definitions of flexible servers of api-version {version} below {}", folder.display())]
    NoDefinitions {
        /// Where they were looked for.
        folder: PathBuf,
        /// Which ones.
        version: &'static str,
    },
    /// The traffic does not show all that it should.
    #[error("no exchange shows {}", .0.join(", "))]
    NotCovered(Vec<&'static str>),
    /// The end-to-end tests left nothing to judge.
    #[error("no traffic to judge in {}", .0.display())]
    NoTraffic(PathBuf),
    /// The simulator answers a token request without a token.
    #[error("the simulator's answer to a token request has no token")]
    NoToken,
    /// The validator ended without a report.
    #[error("oav left no report: {0}")]
    NoReport(String),
    /// No recorded exchanges.
    #[error("no recordings in {}", .0.display())]
    NoRecordings(PathBuf),
    /// A recording from which no situation can be made.
    #[error("recording {name}: {problem}")]
    Recording {
        /// Name of the file.
        name: String,
        /// What is missing.
        problem: String,
    },
    /// The simulator answers otherwise than Azure did.
    #[error("{0} values of the recorded exchanges differ")]
    Recordings(usize),
    /// The simulator cannot be reached, or does not let the client in.
    #[error("a request to the simulator failed")]
    Request(#[from] reqwest::Error),
    /// No certificate for a client to sign in with.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The provider's description of itself cannot be turned into pages.
    #[error("documentation: {0}")]
    Documentation(String),
    /// The pages in the tree are not those that would be generated.
    #[error("out of date, run `cargo xtask docs`: {}", .0.join(", "))]
    Stale(Vec<String>),
    /// The folder of the user's plugins is unknown.
    #[error("the variable {0} is not set; name a folder with --root")]
    NoHome(&'static str),
}

impl TaskError {
    /// Makes an error of the file at `path`.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// The message with its causes, on one line where the parts are.
    pub fn explain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }
}

//! Running the client of a workspace: to its end, or until it is interrupted.

use std::fmt;
use std::process::{ExitStatus, Stdio};

use tokio::process::Child;

use super::folder::{Workspace, WorkspaceError};

/// A command of the client that has ended.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command line, for messages.
    pub command: String,
    /// How it ended.
    pub status: ExitStatus,
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
}

/// A command of the client that is still running; it is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    command: String,
    child: Child,
}

impl Workspace {
    /// Runs the client to its end. Color, prompts and everything else are the arguments'
    /// business; standard input is empty.
    ///
    /// # Errors
    /// When the client cannot be started. A client that fails is no error here.
    pub async fn run<A: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Run, WorkspaceError> {
        self.spawn(arguments)?.wait().await
    }

    /// Starts the client in a process group of its own, with its output captured.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn spawn<A: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Running, WorkspaceError> {
        let arguments: Vec<String> = arguments
            .into_iter()
            .map(|a| a.as_ref().to_owned())
            .collect();
        let mut command = self.command();
        command
            .args(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().map_err(|source| WorkspaceError::Start {
            path: self.client().path.clone(),
            source,
        })?;
        let name = self.client().kind.to_string().to_lowercase();
        Ok(Running {
            command: format!("{name} {}", arguments.join(" ")),
            child,
        })
    }

    /// Runs the client and reads what it prints as one JSON value, such as
    /// `["show", "-json", "plan.tfplan"]`.
    ///
    /// # Errors
    /// When the client fails or prints something else.
    pub async fn json<A: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<serde_json::Value, WorkspaceError> {
        let run = self.run(arguments).await?.success()?;
        serde_json::from_str(&run.stdout).map_err(|source| WorkspaceError::NotJson {
            command: run.command,
            source,
        })
    }

    /// Plans with further arguments and returns the plan as `show -json` prints it.
    ///
    /// # Errors
    /// When planning fails.
    pub async fn json_plan(&self, further: &[&str]) -> Result<serde_json::Value, WorkspaceError> {
        let plan = ["plan", "-no-color", "-input=false", "-out=json.tfplan"];
        self.run(plan.iter().chain(further)).await?.success()?;
        self.json(["show", "-json", "json.tfplan"]).await
    }
}

impl Run {
    /// Itself, when the client succeeded.
    ///
    /// # Errors
    /// When it did not; the message has everything that was printed.
    pub fn success(self) -> Result<Self, WorkspaceError> {
        if self.status.success() {
            return Ok(self);
        }
        Err(WorkspaceError::Failed {
            output: self.output(),
            command: self.command,
            status: self.status,
        })
    }

    /// Exit status; none when a signal ended it.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Standard output and standard error, one after the other.
    #[must_use]
    pub fn output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The output as one line of words, without the frames of diagnostics: for looking up
    /// sentences that a client wraps as it likes.
    #[must_use]
    pub fn text(&self) -> String {
        let framed = |c: char| matches!(c, '│' | '╷' | '╵');
        let output = self.output().replace(framed, " ");
        output.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({})\n{}", self.command, self.status, self.output())
    }
}

impl Running {
    /// Does what Ctrl-C in a terminal does: interrupts the client and its providers.
    ///
    /// # Errors
    /// When the client has ended already.
    #[cfg(unix)]
    pub fn interrupt(&self) -> std::io::Result<()> {
        use rustix::process::{Pid, Signal, kill_process_group};

        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        let group = id.and_then(Pid::from_raw).ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::NotFound, "the client has ended")
        })?;
        Ok(kill_process_group(group, Signal::INT)?)
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When the output cannot be read.
    pub async fn wait(self) -> Result<Run, WorkspaceError> {
        let output = self.child.wait_with_output().await;
        let output = output.map_err(|source| WorkspaceError::Start {
            path: self.command.clone().into(),
            source,
        })?;
        Ok(Run {
            command: self.command,
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

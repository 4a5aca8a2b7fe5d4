//! Running cargo from a task.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;
use xtask::paths;

use crate::error::TaskError;

/// The provider's package, and its executable.
pub const PROVIDER: &str = "terraform-provider-azprivatelink";

/// How the provider is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile.
    Dev,
    /// As it is released.
    Release,
}

/// Builds the provider, with cargo's own progress, and returns the executable.
///
/// # Errors
/// When cargo fails.
pub fn build_provider(profile: Profile) -> Result<PathBuf, TaskError> {
    let mut command = cargo();
    command.args([
        "build",
        "--locked",
        "--package",
        PROVIDER,
        "--bin",
        PROVIDER,
    ]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    build(command, PROVIDER)
}

/// Builds a test of the provider's package and returns its executable.
///
/// # Errors
/// When cargo fails.
pub fn build_test(name: &str) -> Result<PathBuf, TaskError> {
    let mut command = cargo();
    command.args(["test", "--locked", "--package", PROVIDER, "--no-run"]);
    command.args(["--test", name]);
    build(command, name)
}

/// Runs a command of cargo that builds a target, and finds out where its executable is.
fn build(mut command: Command, target: &str) -> Result<PathBuf, TaskError> {
    command
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    let text = shown(&command);
    let not_started = |source| TaskError::NotStarted {
        command: text.clone(),
        source,
    };
    let mut child = command.spawn().map_err(not_started)?;
    let messages = child.stdout.take().map(BufReader::new);
    let executable = messages
        .into_iter()
        .flat_map(BufRead::lines)
        .map_while(Result::ok);
    let executable = executable
        .filter_map(|line| executable_of(target, &line))
        .last();
    let status = child.wait().map_err(not_started)?;
    match executable {
        Some(path) if status.success() => Ok(path),
        _ => Err(TaskError::Failed {
            command: text,
            status,
        }),
    }
}

/// Runs a command to its end with the terminal as its own.
///
/// # Errors
/// When it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<(), TaskError> {
    let text = shown(command);
    let status = command.status().map_err(|source| TaskError::NotStarted {
        command: text.clone(),
        source,
    })?;
    if status.success() {
        return Ok(());
    }
    Err(TaskError::Failed {
        command: text,
        status,
    })
}

/// The cargo that runs this task, in the root of the tree.
#[must_use]
pub fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(paths::root());
    // They describe this package; build scripts that watch them would be run again.
    for (name, _) in std::env::vars_os() {
        let of_this_package =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

/// A command as a user would type it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_stem().unwrap_or_default().to_string_lossy();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    std::iter::once(program)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

#[derive(Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The executable that a line of cargo's messages reports, if it is that of a target.
fn executable_of(target: &str, line: &str) -> Option<PathBuf> {
    let artifact: Artifact = serde_json::from_str(line).ok()?;
    artifact
        .executable
        .filter(|_| artifact.target.name == target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wanted_executable_is_taken_from_cargos_messages() {
        let line = |name: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"name":"{name}"}},"executable":"/t/{name}"}}"#
            )
        };
        let expected = PathBuf::from("/t/terraform-provider-azprivatelink");
        assert_eq!(executable_of(PROVIDER, &line(PROVIDER)), Some(expected));
        assert_eq!(executable_of(PROVIDER, &line("build-script-build")), None);
        let finished = r#"{"reason":"build-finished"}"#;
        assert_eq!(executable_of(PROVIDER, finished), None);
    }
}

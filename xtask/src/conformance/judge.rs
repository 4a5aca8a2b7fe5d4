//! Microsoft's validator over the traffic of the SDK session.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use crate::error::TaskError;

/// What the validator found.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Operations of all definitions that the traffic was compared with.
    pub all_operations: usize,
    /// Those that occur in the traffic.
    pub covered_operations: usize,
    /// Those with an exchange that does not follow its definition.
    pub failed_operations: usize,
    /// What does not follow it.
    pub errors: Vec<Value>,
}

impl Verdict {
    /// Whether everything was seen and nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let complete = self.all_operations > 0 && self.covered_operations == self.all_operations;
        complete && self.failed_operations == 0 && self.errors.is_empty()
    }
}

/// Validates a folder of traffic files against a folder of definitions.
///
/// # Errors
/// When the validator cannot be run or leaves no report.
pub fn validate(
    oav: &Path,
    traffic: &Path,
    definitions: &Path,
    report: &Path,
) -> Result<Verdict, TaskError> {
    let mut command = Command::new(oav);
    command
        .arg("validate-traffic")
        .args([traffic, definitions])
        .arg("--jsonReport")
        .arg(report)
        .args(["-l", "error"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Its exit code says nothing: the package lacks the template of another report, and fails
    // after this one is written.
    command.status().map_err(|source| TaskError::NotStarted {
        command: "oav validate-traffic".to_owned(),
        source,
    })?;
    let text = std::fs::read(report).map_err(TaskError::file(report))?;
    serde_json::from_slice(&text)
        .map_err(std::io::Error::from)
        .map_err(TaskError::file(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(covered: usize, failed: usize) -> Verdict {
        Verdict {
            all_operations: 12,
            covered_operations: covered,
            failed_operations: failed,
            errors: Vec::new(),
        }
    }

    #[test]
    fn verdict_is_clean_when_every_operation_was_seen_and_none_failed() {
        assert!(verdict(12, 0).is_clean());
        assert!(!verdict(11, 0).is_clean());
        assert!(!verdict(12, 1).is_clean());
    }

    #[test]
    fn verdict_over_nothing_is_not_clean() {
        let nothing = Verdict {
            all_operations: 0,
            ..verdict(0, 0)
        };
        assert!(!nothing.is_clean());
    }
}

//! Microsoft's validator over traffic.
//!
//! The validator ends early without a word when it meets something unexpected, so the traffic it
//! is given ends with an exchange that is wrong on purpose: its error must come, and no other.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};

use super::definitions::API_VERSION;
use crate::error::TaskError;

/// What a number in the place of a text gets.
const EXPECTED_ERROR: &str = "INVALID_TYPE";

/// What the validator found.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Operations of all definitions that the traffic was compared with.
    pub all_operations: usize,
    /// Those that occur in the traffic.
    pub covered_operations: usize,
    /// Those with an exchange that does not follow its definition.
    failed_operations: usize,
    /// What does not follow it.
    errors: Vec<Value>,
}

impl Verdict {
    /// What is wrong with the traffic itself.
    #[must_use]
    pub fn errors(&self) -> usize {
        let others = self.errors.iter().filter(|error| !is_expected(error));
        let expected = self.errors.len() - others.clone().count();
        others.count() + expected.saturating_sub(1)
    }

    /// Whether all operations of the traffic were seen, all traffic was read to its deliberately
    /// wrong end, and nothing else is wrong.
    #[must_use]
    pub fn is_clean(&self, operations: usize) -> bool {
        let read_to_its_end = self.errors.iter().filter(|e| is_expected(e)).count() == 1;
        let complete = operations > 0 && self.covered_operations == operations;
        complete && read_to_its_end && self.errors() == 0 && self.failed_operations == 1
    }
}

fn is_expected(error: &Value) -> bool {
    error["errorCode"] == EXPECTED_ERROR && error["operationId"] == "PrivateLinkResources_Get"
}

/// Copies exchanges, and the wrong one behind them, into a folder of their own.
///
/// # Errors
/// When a file cannot be copied.
pub fn gather(exchanges: &[PathBuf], folder: &Path) -> Result<(), TaskError> {
    super::folder::empty(folder)?;
    for (number, exchange) in exchanges.iter().enumerate() {
        let copy = folder.join(format!("{number:06}.json"));
        std::fs::copy(exchange, &copy).map_err(TaskError::file(exchange))?;
    }
    let last = folder.join("wrong.json");
    std::fs::write(&last, wrong_exchange().to_string()).map_err(TaskError::file(&last))
}

/// Right but for a number where a text belongs.
fn wrong_exchange() -> Value {
    let path = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-wrong/privateLinkResources/postgresqlServer";
    json!({
        "liveRequest": {
            "method": "GET",
            "url": format!("https://management.azure.com{path}?api-version={API_VERSION}"),
            "headers": {},
            "body": {},
        },
        "liveResponse": {
            "statusCode": "200",
            "headers": { "content-type": "application/json" },
            "body": {
                "id": path,
                "name": "postgresqlServer",
                "type": "Microsoft.DBforPostgreSQL/flexibleServers/privateLinkResources",
                "properties": { "groupId": 1 },
            },
        },
    })
}

/// Validates a folder of traffic files against a folder of definitions.
///
/// # Errors
/// When the validator cannot be run or leaves no report.
pub fn validate(
    mut oav: Command,
    traffic: &Path,
    definitions: &Path,
    report: &Path,
) -> Result<Verdict, TaskError> {
    if report.exists() {
        std::fs::remove_file(report).map_err(TaskError::file(report))?;
    }
    oav.arg("validate-traffic")
        .args([traffic, definitions])
        .arg("--jsonReport")
        .arg(report)
        .args(["-l", "error"]);
    let run = oav.output().map_err(|source| TaskError::NotStarted {
        command: "oav validate-traffic".to_owned(),
        source,
    })?;
    // Its exit code says nothing: the package lacks the template of another report, and fails
    // after this one is written.
    let Ok(text) = std::fs::read(report) else {
        let said = String::from_utf8_lossy(&run.stderr).trim().to_owned();
        return Err(TaskError::NoReport(said));
    };
    serde_json::from_slice(&text)
        .map_err(std::io::Error::from)
        .map_err(TaskError::file(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(covered: usize, failed: usize, errors: &[(&str, &str)]) -> Verdict {
        let errors = errors
            .iter()
            .map(|(code, id)| json!({ "errorCode": code, "operationId": id }));
        Verdict {
            all_operations: 12,
            covered_operations: covered,
            failed_operations: failed,
            errors: errors.collect(),
        }
    }

    const WRONG: (&str, &str) = ("INVALID_TYPE", "PrivateLinkResources_Get");

    #[test]
    fn verdict_is_clean_when_every_operation_was_seen_and_only_the_wrong_exchange_failed() {
        assert!(verdict(12, 1, &[WRONG]).is_clean(12));
        assert!(!verdict(11, 1, &[WRONG]).is_clean(12), "one is not covered");
        assert!(!verdict(12, 2, &[WRONG]).is_clean(12), "another one failed");
        assert!(!verdict(0, 1, &[WRONG]).is_clean(0), "nothing was judged");
    }

    #[test]
    fn verdict_without_the_expected_error_is_not_clean() {
        assert!(!verdict(12, 0, &[]).is_clean(12));
    }

    #[test]
    fn errors_beside_the_expected_one_are_counted() {
        assert_eq!(verdict(12, 1, &[WRONG]).errors(), 0);
        let twice = verdict(12, 1, &[WRONG, WRONG]);
        assert_eq!((twice.errors(), twice.is_clean(12)), (1, false));
        let other = verdict(12, 2, &[WRONG, ("INVALID_TYPE", "Servers_Get")]);
        assert_eq!((other.errors(), other.is_clean(12)), (1, false));
    }
}

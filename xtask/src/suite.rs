//! The variables that the end-to-end tests read: under which assumptions about Azure they run, and
//! where they leave their traffic.
//!
//! Knows how the variables are written; knows nothing of the tests.

use azure_simulator::scenario::{SwitchError, Switches};
use thiserror::Error;

/// The variable: [`OTHERS`], or `name=value[,name=value…]`.
pub const TEST_SWITCHES_VARIABLE: &str = "AZPRIVATELINK_TEST_SWITCHES";
/// The variable that names a folder for the traffic of the end-to-end tests; unset, none is kept.
pub const TEST_TRAFFIC_VARIABLE: &str = "AZPRIVATELINK_TEST_TRAFFIC";
/// Every switch at a value that is not its default.
pub const OTHERS: &str = "others";

/// Why the variable cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SuiteError {
    /// An element is no pair.
    #[error("`{0}` is not NAME=VALUE")]
    NotAPair(String),
    /// The simulator has no such switch or value.
    #[error(transparent)]
    Switch(#[from] SwitchError),
}

/// Reads the variable's text; an empty one means the defaults.
///
/// # Errors
/// When it is neither [`OTHERS`] nor a list of known switches and values.
pub fn switches(text: &str) -> Result<Switches, SuiteError> {
    if text == OTHERS {
        return Ok(Switches::others());
    }
    let mut switches = Switches::default();
    for pair in text.split(',').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| SuiteError::NotAPair(pair.to_owned()))?;
        switches.set(name.trim(), value.trim())?;
    }
    Ok(switches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_set_their_switches_and_leave_the_others_alone() {
        let found = switches("busy_answer=bad-request, poll_answer=gone").unwrap();
        let mut expected = Switches::default();
        expected.set("busy_answer", "bad-request").unwrap();
        expected.set("poll_answer", "gone").unwrap();
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_the_default_and_others_is_everything_else() {
        assert_eq!(switches(""), Ok(Switches::default()));
        assert_eq!(switches(OTHERS), Ok(Switches::others()));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        assert_eq!(
            switches("busy_answer"),
            Err(SuiteError::NotAPair("busy_answer".to_owned()))
        );
        assert!(matches!(
            switches("busy_answer=x"),
            Err(SuiteError::Switch(_))
        ));
    }
}

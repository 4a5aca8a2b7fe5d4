//! Reads scenario files; what is wrong in one is named with its line.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

use thiserror::Error;

use super::{Scenario, checks};

const SMALL: &str = include_str!("../../scenarios/small.toml");
/// Built-in scenarios by name.
const BUILT_IN: [(&str, &str); 3] = [
    ("small", SMALL),
    ("hostile", include_str!("../../scenarios/hostile.toml")),
    ("thousand", include_str!("../../scenarios/thousand.toml")),
];

/// Why a scenario was refused.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file could not be read.
    #[error("cannot read the scenario {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// Neither a file nor a built-in scenario.
    #[error(
        "there is no file `{0}`, and the built-in scenarios are `small`, `hostile` and `thousand`"
    )]
    Unknown(String),
    /// Not TOML, an unknown key, a wrong type, or a reference to nothing.
    #[error("scenario, line {line}: {message}")]
    Invalid {
        /// Line in the text, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
}

impl Scenario {
    /// The built-in scenario: one `Ready` server with an approved and a pending connection.
    ///
    /// # Panics
    /// Never: a test parses the same text.
    #[must_use]
    pub fn small() -> Self {
        Self::parse(SMALL).expect("the built-in scenario is parsed by a test")
    }

    /// A built-in scenario: `small`, `hostile` or `thousand`.
    ///
    /// # Panics
    /// Never: a test parses the same texts.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(text).expect("the built-in scenarios are parsed by a test"))
    }

    /// A built-in scenario by its name, else one from a file.
    ///
    /// # Errors
    /// When it is neither, or as [`load`](Self::load).
    pub fn named(name: &str) -> Result<Self, ScenarioError> {
        if let Some(scenario) = Self::built_in(name) {
            return Ok(scenario);
        }
        Self::load(Path::new(name)).map_err(|error| match error {
            ScenarioError::Unreadable { source, .. } if source.kind() == ErrorKind::NotFound => {
                ScenarioError::Unknown(name.to_owned())
            }
            error => error,
        })
    }

    /// Reads a scenario from a file.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`parse`](Self::parse).
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path).map_err(|source| ScenarioError::Unreadable {
            path: path.display().to_string(),
            source,
        })?;
        Self::parse(&text)
    }

    /// Reads a scenario from TOML text.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key or a value of the wrong type, names
    /// something twice, or refers to something that is not in it.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError::Invalid {
            line: line_of(text, error.span().unwrap_or(0..0)),
            message: error.message().to_owned(),
        })?;
        checks::check(&scenario).map_err(|fault| ScenarioError::Invalid {
            line: line_of(text, fault.span),
            message: fault.message,
        })?;
        Ok(scenario)
    }
}

fn line_of(text: &str, span: Range<usize>) -> usize {
    text.bytes()
        .take(span.start)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (usize, String) {
        match Scenario::parse(text) {
            Err(ScenarioError::Invalid { line, message }) => (line, message),
            other => panic!("expected a refusal with a line, got {other:?}"),
        }
    }

    #[test]
    fn small_scenario_is_valid() {
        let small = Scenario::small();
        assert_eq!(small.servers.len(), 1);
        assert_eq!(small.private_endpoints.len(), 2);
    }

    #[test]
    fn built_in_scenarios_are_valid() {
        let endpoints = |name| -> usize {
            let scenario = Scenario::built_in(name).unwrap();
            let endpoints = scenario.private_endpoints.iter();
            endpoints.map(|endpoint| endpoint.names().len()).sum()
        };
        assert_eq!(endpoints("small"), 2);
        assert_eq!(endpoints("hostile"), 6);
        assert_eq!(endpoints("thousand"), 1000);
    }

    #[test]
    fn number_that_makes_no_sense_is_refused_with_its_line() {
        let first = SMALL.lines().count() + 2;
        for (line, reason) in [
            (
                "[throttling]\nreads = { size = 0, refill = 1.0 }",
                "nonzero",
            ),
            (
                "[throttling]\nreads = { size = 1, refill = 0.0 }",
                "no request flow back",
            ),
            ("[paging]\nsize = 0", "nonzero"),
        ] {
            let (at, message) = refused(&format!("{SMALL}\n{line}\n"));
            assert!(message.contains(reason), "{message}");
            assert_eq!(at, first + 1, "{line}");
        }
        let negative = SMALL.replace("operation_seconds = 0.2", "operation_seconds = -1.0");
        let (at, message) = refused(&negative);
        assert!(message.contains("between 0 and a year"), "{message}");
        let expected = negative
            .lines()
            .position(|l| l.starts_with("operation_seconds"));
        assert_eq!(at, expected.unwrap() + 1);
    }

    #[test]
    fn unknown_key_is_refused_with_its_line() {
        let text = SMALL.replace("state = \"Ready\"", "stat = \"Ready\"");
        let (line, message) = refused(&text);
        let expected = text.lines().position(|l| l.starts_with("stat =")).unwrap() + 1;
        assert_eq!(line, expected);
        assert!(message.contains("unknown field `stat`"), "{message}");
    }

    #[test]
    fn fractional_retry_after_is_refused_with_its_line() {
        let text = SMALL.replace("retry_after = 1", "retry_after = 0.5");
        let (line, message) = refused(&text);
        assert_eq!(
            line,
            text.lines()
                .position(|l| l.starts_with("retry_after"))
                .unwrap()
                + 1
        );
        assert!(message.contains("whole number of seconds"), "{message}");
    }

    #[test]
    fn switch_value_that_does_not_exist_is_refused() {
        let text = format!("{SMALL}\n[switches]\ndelete_visible = \"sometimes\"\n");
        assert!(refused(&text).1.contains("at-start"));
    }
}

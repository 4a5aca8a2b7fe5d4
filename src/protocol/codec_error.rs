//! What is wrong with a value or type that was decoded or encoded, and where in it.

use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::{Path, Step};
use std::fmt;

/// A value or type that cannot be decoded or encoded. The text shows no values: they may be
/// sensitive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", Place(.inside_out))]
pub struct CodecError {
    problem: String,
    /// The steps to the place, innermost first: they are added while the error travels outwards, so
    /// that decoding without an error pays nothing for paths.
    inside_out: Vec<Step>,
}

impl CodecError {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            inside_out: Vec::new(),
        }
    }

    /// The same error, seen from one step further out.
    pub(super) fn inside(mut self, step: Step) -> Self {
        self.inside_out.push(step);
        self
    }

    /// Where in the value it is. Empty for the value as a whole.
    pub fn path(&self) -> Path {
        self.inside_out.iter().rev().cloned().collect()
    }

    /// What is wrong there.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// The message for the user about a value that came from Terraform.
    pub fn into_diagnostic(self, what: &str) -> Diagnostic {
        let detail = format!(
            "The {what} is not of the type that the provider's schema gives it: {self}. \
             Terraform and the provider disagree about the schema; please report this to the \
             provider's developers."
        );
        let path = self.path();
        let diagnostic = Diagnostic::error(format!("The {what} cannot be read"), detail);
        // Terraform accepts only paths that begin with an attribute.
        match path.steps().first() {
            Some(Step::Attribute(_)) => diagnostic.at(path),
            _ => diagnostic,
        }
    }
}

struct Place<'a>(&'a [Step]);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, "{}: ", self.0.iter().rev().cloned().collect::<Path>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_its_place_from_the_outside_in() {
        let error = CodecError::new("a number is required")
            .inside(Step::Index(2))
            .inside(Step::Attribute("ports".into()));
        assert_eq!(error.to_string(), "ports[2]: a number is required");
    }
}

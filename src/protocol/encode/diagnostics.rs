//! Messages to the user, and the paths they point at.

use crate::framework::diagnostics::{Diagnostics, Severity};
use crate::framework::path::{Path, Step};
use crate::protocol::wire::tfplugin5::attribute_path::{self, step::Selector};
use crate::protocol::wire::tfplugin5::{AttributePath, Diagnostic, diagnostic};

/// Writes messages, in their order.
pub fn diagnostics(messages: Diagnostics) -> Vec<Diagnostic> {
    let messages = messages.into_iter().map(|message| {
        let severity = match message.severity {
            Severity::Error => diagnostic::Severity::Error,
            Severity::Warning => diagnostic::Severity::Warning,
        };
        Diagnostic {
            severity: severity.into(),
            summary: message.summary,
            detail: message.detail,
            attribute: message.path.as_ref().map(path),
        }
    });
    messages.collect()
}

/// Writes a path.
pub fn path(path: &Path) -> AttributePath {
    let steps = path.steps().iter().map(|step| attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        }),
    });
    AttributePath {
        steps: steps.collect(),
    }
}

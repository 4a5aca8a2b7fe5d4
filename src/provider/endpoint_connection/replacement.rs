//! Replacements. A deleted connection cannot be made again from the service side, so Terraform's
//! habit of replacing is dangerous here.
//!
//! When `-replace` or `replace_triggered_by` forces a replacement, Terraform asks for a plan as usual
//! and, seeing no reason in it, asks again with a null prior state, handing over the private data of
//! the first answer. That is where the first call leaves a note of what is there, and the second one
//! finds that it would delete the very connection that it is about to wait for.

use super::model::{EndpointConnection, OnDestroy};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use serde::{Deserialize, Serialize};

/// What the first plan call notes in the planned private data.
#[derive(Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Note {
    target_resource_id: String,
    name: Option<String>,
    private_endpoint_id: Option<String>,
}

impl Note {
    /// The note about a stored connection, as private data.
    pub fn of(prior: &EndpointConnection) -> Vec<u8> {
        let note = Self {
            target_resource_id: prior
                .target_resource_id
                .text()
                .unwrap_or_default()
                .to_owned(),
            name: prior.name.text().map(str::to_owned),
            private_endpoint_id: prior.private_endpoint_id.text().map(str::to_owned),
        };
        // Strings only: this cannot fail. An empty note would merely let the replacement pass.
        serde_json::to_vec(&note).unwrap_or_default()
    }

    fn read(private: &[u8]) -> Option<Self> {
        serde_json::from_slice(private).ok()
    }

    /// Whether the planned creation would adopt what the replacement has deleted before.
    fn is_same(&self, planned: &EndpointConnection) -> bool {
        let equal = |ours: &Option<String>, theirs: Option<&str>| matches!((ours, theirs), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b));
        let same_target = planned
            .target_resource_id
            .text()
            .is_some_and(|target| target.eq_ignore_ascii_case(&self.target_resource_id));
        equal(
            &self.private_endpoint_id,
            planned.private_endpoint_id.text(),
        ) || (same_target && equal(&self.name, planned.name.text()))
    }
}

/// Refuses the second plan call of a replacement whose endpoint is known and stays the same. One that
/// comes from a value not known yet passes: its first call has warned.
///
/// # Errors
/// When the private data show such a replacement.
pub fn refuse_same_endpoint(
    config: &EndpointConnection,
    planned: &EndpointConnection,
    prior_private: &[u8],
) -> Result<(), Diagnostics> {
    if config.target_resource_id.is_unknown() || config.name.is_unknown() {
        return Ok(());
    }
    match Note::read(prior_private) {
        Some(note) if note.is_same(planned) => Err(Diagnostic::error(
            format!("Replacing connection {} would lose it for good", note.name.as_deref().unwrap_or("?")),
            format!(
                "The replacement would delete the private endpoint connection and then wait for the same private \
                 endpoint to ask again, which it never does: a deleted connection cannot be made again from this \
                 side, only the endpoint's owner can by making the endpoint anew.\n\n\
                 Connection: {name}\nTarget: {target}\nPrivate endpoint: {endpoint}\n\n\
                 Remove `-replace` or `replace_triggered_by`. To bring the connection to its configured status, \
                 a plain `apply` is enough; to delete it, destroy it.",
                name = note.name.as_deref().unwrap_or("?"),
                target = note.target_resource_id,
                endpoint = note.private_endpoint_id.as_deref().unwrap_or("not known"),
            ),
        )
        .into()),
        _ => Ok(()),
    }
}

/// Refuses a connection's name beside another endpoint: the new connection cannot bear it.
///
/// # Errors
/// When `name` is configured as before while `private_endpoint_id` is unknown or differs.
pub fn refuse_old_name(
    config: &EndpointConnection,
    prior: &EndpointConnection,
) -> Result<(), Diagnostics> {
    let same = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b));
    let endpoint_changes = config.private_endpoint_id.is_unknown()
        || (config.private_endpoint_id.text().is_some()
            && prior.private_endpoint_id.text().is_some()
            && !same(
                config.private_endpoint_id.text(),
                prior.private_endpoint_id.text(),
            ));
    if !endpoint_changes || !same(config.name.text(), prior.name.text()) {
        return Ok(());
    }
    Err(Diagnostic::error(
        "`name` belongs to the old private endpoint",
        format!(
            "The private endpoint changes, and the connection of another endpoint never has the name {:?}: Azure \
             makes up a new one. Remove `name`, so that the connection is found by `private_endpoint_id`.",
            config.name.text().unwrap_or_default()
        ),
    )
    .at_attribute("name")
    .into())
}

/// What a replacement does to the connection there is, said in its first plan call: Terraform asks
/// for no plan of the destruction that belongs to it.
pub fn warning(prior: &EndpointConnection, config: &EndpointConnection) -> Diagnostic {
    let name = prior.name.text().unwrap_or_default();
    let server = prior.target_name();
    let target = prior.target_resource_id.text().unwrap_or_default();
    let endpoint = prior.endpoint_phrase();
    let unknown = [
        &config.target_resource_id,
        &config.name,
        &config.private_endpoint_id,
    ]
    .iter()
    .any(|field| field.is_unknown());
    let why = if unknown {
        " This happens even if the value that is not known yet turns out to be the same."
    } else {
        ""
    };
    let (summary, fate) = match prior.on_destroy() {
        OnDestroy::Delete => (
            format!("Replacing deletes connection {name} of {server}"),
            "is deleted first. It cannot be recreated from this side",
        ),
        OnDestroy::Reject => (
            format!("Replacing rejects connection {name} of {server}"),
            "is rejected first. A rejected connection cannot be approved again",
        ),
        OnDestroy::Retain => (
            format!("Replacing forgets connection {name} of {server}"),
            "is left as it is and only forgotten. It stays",
        ),
    };
    Diagnostic::warning(
        summary,
        format!(
            "The connection of {endpoint} to {target} {fate}; only the endpoint's owner can ask for a new one, by \
             making the endpoint anew.{why} Then the connection that the configuration now names is waited for and adopted."
        ),
    )
}

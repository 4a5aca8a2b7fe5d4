//! What a configuration alone proves wrong. No request is made here.

use super::model::EndpointConnection;
use crate::azure::{ResourceId, status, target_type, target_types};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::value::Value;

/// Azure asks for at most so many characters in a request message; its portal counts the same for
/// the approver's text. The service takes more.
const DESCRIPTION_LENGTH: usize = 140;

const PRIVATE_ENDPOINT: &str = "Microsoft.Network/privateEndpoints";

/// Whether a configured status only records what was found and is never written.
pub fn is_record_only(configured: &str) -> bool {
    [status::PENDING, status::DISCONNECTED].contains(&configured)
}

/// Checks a whole configuration; values may be unknown.
pub fn validate(config: &EndpointConnection) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(unidentified(config));
    if !config.description.is_null() && config.status.is_null() {
        diagnostics.push(
            Diagnostic::error(
                "`description` needs `status`",
                "Azure shows a description together with the status it belongs to, and both are written at once. \
                 Set `status` to \"Approved\" or \"Rejected\", or remove `description`.",
            )
            .at_attribute("description"),
        );
    }
    let length = config
        .description
        .text()
        .map_or(0, |text| text.chars().count());
    if length > DESCRIPTION_LENGTH {
        diagnostics.push(
            Diagnostic::warning(
                "Long description",
                format!("The description has {length} characters. Azure asks for at most {DESCRIPTION_LENGTH} and may refuse more."),
            )
            .at_attribute("description"),
        );
    }
    diagnostics
}

/// The error for a configuration that names neither a connection nor an endpoint.
pub fn unidentified(config: &EndpointConnection) -> Option<Diagnostic> {
    (config.name.is_null() && config.private_endpoint_id.is_null()).then(|| {
        Diagnostic::error(
            "Neither `name` nor `private_endpoint_id` is set",
            "Say which connection to adopt: by the private endpoint behind it (`private_endpoint_id`, the usual way, \
             because Azure makes up the connection's name) or by the connection's `name` on the target.",
        )
        .at_attribute("private_endpoint_id")
    })
}

/// The id of a supported Private Link resource.
pub fn target_resource_id(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let id = ResourceId::parse(text).map_err(|error| format!("{error}."))?;
    let resource_type = id.resource_type();
    if target_type(&resource_type).is_some() {
        return Ok(());
    }
    let supported: Vec<_> = target_types()
        .iter()
        .map(|target| target.resource_type)
        .collect();
    let supported = supported.join(", ");
    if let Some(target) = id
        .parent()
        .filter(|parent| target_type(&parent.resource_type()).is_some())
    {
        return Err(format!(
            "{text} is the id of a {resource_type}. Give the id of the resource it belongs to: {target}",
            target = target.as_str()
        ));
    }
    Err(format!(
        "{text} is the id of a {resource_type}, which this version of the provider does not support as a target. \
         Supported: {supported}."
    ))
}

/// A connection's name: opaque, but one segment of an id.
pub fn name(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() {
        Err("The name is empty. Leave the attribute out to find the connection by `private_endpoint_id`.".to_owned())
    } else if text.contains('/') {
        Err(format!(
            "{text} is not the bare name of a connection. A name is the last segment of the connection's id, \
             such as \"endpoint.1fa229cd-bf3f-47f0-8c49-afb36723997e\"."
        ))
    } else {
        Ok(())
    }
}

/// The id of a private endpoint.
pub fn private_endpoint_id(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let id = ResourceId::parse(text).map_err(|error| format!("{error}."))?;
    if id.is_type(PRIVATE_ENDPOINT) {
        return Ok(());
    }
    let resource_type = id.resource_type();
    let hint = if resource_type
        .to_ascii_lowercase()
        .ends_with("/privateendpointconnections")
    {
        " That is the connection itself: use its last segment as `name` instead."
    } else if target_type(&resource_type).is_some() {
        " That is the target: it belongs into `target_resource_id`."
    } else {
        ""
    };
    Err(format!(
        "{text} is the id of a {resource_type}; the id of a {PRIVATE_ENDPOINT} is wanted.{hint}"
    ))
}

/// An approval state.
pub fn status(value: &Value) -> Result<(), String> {
    one_of(value, &["Approved", "Rejected", "Pending", "Disconnected"])
}

/// What destroy does.
pub fn on_destroy(value: &Value) -> Result<(), String> {
    one_of(value, &["delete", "reject", "retain"])
}

fn one_of(value: &Value, allowed: &[&str]) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    if allowed.contains(&text) {
        return Ok(());
    }
    let spelling = allowed.iter().find(|word| word.eq_ignore_ascii_case(text));
    let hint = spelling
        .map(|word| format!(" Did you mean {word:?}?"))
        .unwrap_or_default();
    Err(format!("{text:?} is none of {}.{hint}", quoted(allowed)))
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
    words.join(", ")
}

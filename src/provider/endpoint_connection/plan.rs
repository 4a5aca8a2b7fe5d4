//! The plan of a change and of a destruction: what the schema's rules cannot say.
//!
//! An error is raised only for what configuration, prior state and private data prove. What depends
//! on Azure, also drift that a refresh has put into the prior state, is a warning here and an error
//! of apply: `terraform destroy` runs an ordinary plan first, and an error there would block the way
//! out.

use super::model::{EndpointConnection, OnDestroy};
use super::replacement::{self, Note};
use super::validate::{is_record_only, unidentified};
use crate::azure::{status, target_type};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::resource::{Plan, PlanChange};
use crate::provider::ledger::Subject;
use crate::provider::session::Session;

/// Completes the plan of a creation or change.
///
/// # Errors
/// For a configuration that names nothing, and for the replacements and pairs of this resource that
/// would lose a connection.
pub fn plan_change(
    context: &Context<Session>,
    request: &PlanChange<'_>,
    plan: &mut Plan,
) -> Result<(), Diagnostics> {
    let config = EndpointConnection::from_value(request.config);
    let mut planned = EndpointConnection::from_value(&plan.planned);
    if let Some(error) = unidentified(&config) {
        return Err(error.into());
    }
    if request.prior.is_null() {
        replacement::refuse_same_endpoint(&config, &planned, request.prior_private)?;
        return keep(context, &planned);
    }
    let prior = EndpointConnection::from_value(request.prior);
    plan.private = Note::of(&prior);
    replacement::refuse_old_name(&config, &prior)?;
    if !plan.requires_replace.is_empty() {
        context.warn(replacement::warning(&prior, &config));
        return lose(context, &prior);
    }
    if config.status.text().is_some_and(is_record_only) {
        keep_record(&prior, &mut planned);
        plan.planned = planned.to_value();
    }
    warn_of_record(context, &config, &prior);
    warn_of_refusal(context, &planned, &prior);
    keep(context, &planned)
}

/// A status that is never written takes its description with it.
fn keep_record(prior: &EndpointConnection, planned: &mut EndpointConnection) {
    if !prior.description.is_null() {
        planned.description = prior.description.clone();
    }
    planned.actions_required = prior.actions_required.clone();
    planned.provisioning_state = prior.provisioning_state.clone();
}

fn warn_of_record(
    context: &Context<Session>,
    config: &EndpointConnection,
    prior: &EndpointConnection,
) {
    let (Some(recorded), Some(found)) = (config.status.text(), prior.status.text()) else {
        return;
    };
    if is_record_only(recorded) && recorded != found {
        context.warn(
            Diagnostic::warning(
                format!("Connection {} is {found}", prior.name.text().unwrap_or_default()),
                format!(
                    "The configuration records the status {recorded:?}, which is never written. Azure says \
                     {found:?}, and that stands. Set `status` to \"Approved\" or \"Rejected\", or remove it to track \
                     the connection as it is."
                ),
            )
            .at_attribute("status"),
        );
    }
}

/// Warns of a change that apply will refuse, because Azure would accept it and fail it later.
fn warn_of_refusal(
    context: &Context<Session>,
    planned: &EndpointConnection,
    prior: &EndpointConnection,
) {
    let changes = planned.status != prior.status || planned.description != prior.description;
    let (Some(wanted), Some(found)) = (planned.status.text(), prior.status.text()) else {
        return;
    };
    if changes && !allows(prior, found, wanted) {
        context.warn(refusal(prior, found, wanted, Diagnostic::warning).at_attribute("status"));
    }
}

/// Whether the target's type takes a change from one status to another.
pub fn allows(connection: &EndpointConnection, found: &str, wanted: &str) -> bool {
    let Ok(target) = connection.target() else {
        return true;
    };
    target_type(&target.resource_type()).is_none_or(|target| target.allows(found, wanted))
}

/// Why a change is refused. Recorded for a rejected connection; that a disconnected one takes no change is assumed, and
/// how Azure would say so is not known.
fn reason(found: &str) -> &'static str {
    if found.eq_ignore_ascii_case(status::DISCONNECTED) {
        "A disconnected connection can only be deleted, so apply refuses the change without a request."
    } else {
        "Azure would accept the change and fail it a minute later, so apply refuses it without a request."
    }
}

/// The message for a change of status that Azure does not make, as a warning or an error.
pub fn refusal(
    connection: &EndpointConnection,
    found: &str,
    wanted: &str,
    severity: fn(String, String) -> Diagnostic,
) -> Diagnostic {
    let name = connection.name.text().unwrap_or_default();
    let endpoint = connection.endpoint_phrase();
    severity(
        format!("Connection {name} is {found} and cannot become {wanted}"),
        format!(
            "{} The way out: destroy this resource (which deletes the connection) and have the owner of the {endpoint} \
             make it anew; its new connection can be adopted and approved. To keep the connection as it is, set \
             `status = {found:?}` or remove `status`.",
            reason(found)
        ),
    )
}

/// The preview of a destruction, as far as it needs no look at Azure.
///
/// # Errors
/// When another instance of the same plan adopts or manages the connection.
pub fn plan_destroy(
    context: &Context<Session>,
    prior: &EndpointConnection,
) -> Result<(), Diagnostics> {
    context.warn(destruction(prior));
    lose(context, prior)
}

/// Names connection and server in the summary: Terraform merges warnings with equal summaries.
fn destruction(prior: &EndpointConnection) -> Diagnostic {
    let name = prior.name.text().unwrap_or_default();
    let server = prior
        .target()
        .map(|target| target.name().to_owned())
        .unwrap_or_default();
    let target = prior.target_resource_id.text().unwrap_or_default();
    let endpoint = prior.endpoint_phrase();
    let in_force = "This follows the stored `on_destroy` and `timeouts`; to have others in force, apply the change first.";
    let minutes = prior.delete_timeout().as_secs() / 60;
    match prior.on_destroy() {
        OnDestroy::Delete => Diagnostic::warning(
            format!("Destroy deletes connection {name} of {server}"),
            format!(
                "Deleted: the connection of {endpoint} to {target}. It cannot be recreated from this side.\n\
                 Stays: the private endpoint itself. It will read \"Disconnected\", its traffic stops, it still costs \
                 money, and only its owner can delete it.\n\
                 {in_force} (on_destroy = \"delete\", at most {minutes} minutes)"
            ),
        ),
        OnDestroy::Reject => Diagnostic::warning(
            format!("Destroy rejects connection {name} of {server}"),
            format!(
                "Rejected: the connection of {endpoint} to {target}. Its traffic stops, and it cannot be approved again.\n\
                 Stays: the connection, as \"Rejected\", and the private endpoint.\n\
                 {in_force} (on_destroy = \"reject\", at most {minutes} minutes)"
            ),
        ),
        OnDestroy::Retain => Diagnostic::warning(
            format!("Destroy only forgets connection {name} of {server}"),
            format!(
                "Nothing is sent to Azure: the connection of {endpoint} to {target} stays as it is and is no longer managed.\n\
                 {in_force} (on_destroy = \"retain\")"
            ),
        ),
    }
}

fn subject(connection: &EndpointConnection) -> Option<Subject> {
    let target = connection.target_resource_id.text()?;
    let name = connection.name.text();
    Some(Subject::new(
        target,
        name,
        connection.private_endpoint_id.text(),
    ))
}

fn keep(context: &Context<Session>, planned: &EndpointConnection) -> Result<(), Diagnostics> {
    match subject(planned) {
        Some(subject) => (context.session().ledger())
            .plan_keep(subject)
            .map_err(|_| both_fates(planned)),
        None => Ok(()),
    }
}

/// A disconnected connection is never adopted, so it is told from its endpoint's new one by its name.
fn lost_subject(prior: &EndpointConnection) -> Option<Subject> {
    if prior.status.text() == Some(status::DISCONNECTED) {
        let target = prior.target_resource_id.text()?;
        return Some(Subject::new(target, prior.name.text(), None));
    }
    subject(prior)
}

fn lose(context: &Context<Session>, prior: &EndpointConnection) -> Result<(), Diagnostics> {
    match lost_subject(prior) {
        Some(subject) if prior.on_destroy() != OnDestroy::Retain => (context.session().ledger())
            .plan_lose(subject)
            .map_err(|_| both_fates(prior)),
        _ => Ok(()),
    }
}

/// The error for a connection that one instance deletes and another one adopts.
fn both_fates(connection: &EndpointConnection) -> Diagnostics {
    let what = connection.headline();
    Diagnostic::error(
        format!("Both deleted and adopted: {what} of {}", connection.target_name()),
        format!(
            "One instance in this plan destroys the private endpoint connection while another one adopts or manages \
             it: a rename, a changed key or a shortened list reads so to Terraform. A deleted connection cannot be \
             made again from this side, so nothing is planned.\n\n\
             Target: {target}\nBehind it: {endpoint}\n\n\
             Tell Terraform that it is the same object with a `moved` block, and use `for_each` keyed by private \
             endpoint instead of `count`, so that instances do not shift. To stop managing an instance without \
             deleting its connection, use a `removed` block with `destroy = false`.",
            target = connection.target_resource_id.text().unwrap_or_default(),
            endpoint = connection.endpoint_phrase(),
        ),
    )
    .into()
}

//! Destroy deletes the connection and leaves the private endpoint intact, or rejects or forgets the
//! connection where `on_destroy` says so.

use super::model::{EndpointConnection, OnDestroy};
use crate::azure::{ConnectionId, DesiredState, Limits};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use crate::provider::session::Session;

/// Destroys as the stored `on_destroy` says.
///
/// # Errors
/// When Azure has not said that it is done.
pub async fn delete(
    context: &Context<Session>,
    prior: &EndpointConnection,
) -> Result<(), Diagnostics> {
    let on_destroy = prior.on_destroy();
    if on_destroy == OnDestroy::Retain {
        return Ok(());
    }
    let id = prior.connection_id()?;
    if context.session().ledger().release(id.as_str()).is_err() {
        context.warn(adopted_elsewhere(&id));
        return Ok(());
    }
    let client = context.session().client()?;
    let limits = Limits::new(prior.delete_timeout(), context.stop().clone());
    if on_destroy == OnDestroy::Delete {
        return match client.delete_connection(&id, &limits).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed("Deleting", &id, &error)),
        };
    }
    let failed = |error| failed("Rejecting", &id, &error);
    let settled = ["Rejected", "Disconnected"];
    match client.get_connection(&id, &limits).await.map_err(failed)? {
        Some(found)
            if !settled
                .iter()
                .any(|status| found.status.eq_ignore_ascii_case(status)) =>
        {
            let rejected = DesiredState {
                status: "Rejected".to_owned(),
                description: None,
            };
            match client.update_connection(&id, &rejected, &limits).await {
                Err(error) if !error.is_gone() => Err(failed(error)),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn failed(doing: &str, id: &ConnectionId, error: &crate::azure::Error) -> Diagnostics {
    let attempt = format!("{doing} connection {} of {}", id.name(), id.target().name());
    explain::error(&attempt, error).into()
}

fn adopted_elsewhere(id: &ConnectionId) -> Diagnostic {
    Diagnostic::warning(
        format!("Connection {} was not touched", id.name()),
        format!(
            "Another instance of this run has adopted {}, so it was not deleted. Only this instance's entry was \
             removed from the state.",
            id.as_str()
        ),
    )
}

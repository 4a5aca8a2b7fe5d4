//! Update approves or rejects. A change of `on_destroy` or `timeouts` alone changes the state and
//! sends nothing.

use super::model::EndpointConnection;
use super::plan::{allows, refusal};
use crate::azure::{DesiredState, Limits};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use crate::provider::session::Session;

/// Brings a connection to what was planned.
///
/// # Errors
/// When Azure makes no such change, refuses it, or fails it; nothing is sent in the first case.
pub async fn update(
    context: &Context<Session>,
    prior: &EndpointConnection,
    planned: EndpointConnection,
) -> Result<EndpointConnection, Diagnostics> {
    if planned.status == prior.status && planned.description == prior.description {
        return Ok(planned);
    }
    let found = prior.status.text().unwrap_or_default();
    let wanted = planned.status.text().unwrap_or(found);
    if !allows(prior, found, wanted) {
        let error = refusal(prior, found, wanted, Diagnostic::error);
        return Err(error.at_attribute("status").into());
    }
    let client = context.session().client()?;
    let limits = Limits::new(planned.update_timeout(), context.stop().clone());
    let id = prior.connection_id()?;
    let desired = DesiredState {
        status: wanted.to_owned(),
        description: planned.description.text().map(str::to_owned),
    };
    match client.update_connection(&id, &desired, &limits).await {
        Ok(connection) => Ok(planned.refreshed(&connection)),
        Err(error) => {
            let attempt = format!(
                "Setting connection {} of {} to {wanted}",
                id.name(),
                id.target().name()
            );
            Err(explain::error(&attempt, &error).into())
        }
    }
}

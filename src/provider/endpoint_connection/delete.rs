//! Destroy deletes the connection and leaves the private endpoint intact, or rejects or forgets the
//! connection where `on_destroy` says so.

use super::model::{EndpointConnection, OnDestroy};
use crate::azure::{Client, ConnectionId, DesiredState, Error, Interrupted, Limits, status};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use crate::provider::session::Session;
use std::time::Duration;

/// How long between two looks at a connection whose server is being deleted.
const DROPPING_WAIT: Duration = Duration::from_secs(10);

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
    let client = context.session().client()?;
    let limits = Limits::new(prior.delete_timeout(), context.stop().clone());
    match limits
        .run(context.session().ledger().release(id.as_str()))
        .await
    {
        Ok(Ok(())) => {}
        Ok(Err(_)) => {
            context.warn(adopted_elsewhere(&id));
            return Ok(());
        }
        Err(interrupted) => return Err(still_claimed(&id, interrupted)),
    }
    if on_destroy == OnDestroy::Delete {
        return match client.delete_connection(&id, &limits).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed("Deleting", &id, &error)),
        };
    }
    reject(&client, &id, &limits)
        .await
        .map_err(|error| failed("Rejecting", &id, &error))
}

/// Rejects, unless there is nothing left to reject.
async fn reject(client: &Client, id: &ConnectionId, limits: &Limits) -> Result<(), Error> {
    let settled = [status::REJECTED, status::DISCONNECTED];
    loop {
        // Asked directly; where a stopped server refuses that, its own body tells.
        let found = match client.get_connection(id, limits).await {
            Err(error) if error.is_refused_by_state() => client.find_connection(id, limits).await?,
            found => found?,
        };
        match found {
            Some(found)
                if !settled
                    .iter()
                    .any(|status| found.status.eq_ignore_ascii_case(status)) => {}
            _ => return Ok(()),
        }
        let rejected = DesiredState {
            status: status::REJECTED.to_owned(),
            description: None,
        };
        match client.update_connection(id, &rejected, limits).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_gone() => return Ok(()),
            // The server takes its connections with it: wait until this one is gone.
            Err(error) if error.lasting_state() == Some("Dropping") => {
                if limits.sleep(DROPPING_WAIT).await.is_err() {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn still_claimed(id: &ConnectionId, interrupted: Interrupted) -> Diagnostics {
    Diagnostic::error(
        format!("Connection {} is being adopted in the same run", id.name()),
        format!(
            "Another instance of this run is adopting {}, and waiting for how that ends was cut short ({interrupted}). \
             Nothing was sent and the state is kept; run the same command again.",
            id.as_str()
        ),
    )
    .into()
}

fn failed(doing: &str, id: &ConnectionId, error: &Error) -> Diagnostics {
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

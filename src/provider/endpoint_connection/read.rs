//! Read refreshes by the stored id and never points the state at another connection: a destroy would
//! delete what was never adopted.

use super::model::EndpointConnection;
use crate::azure::{Client, Connection, Limits, status};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use crate::provider::session::Session;

/// Refreshes a stored connection; `None` when it is gone.
///
/// # Errors
/// When that cannot be found out.
pub async fn read(
    context: &Context<Session>,
    state: &EndpointConnection,
) -> Result<Option<EndpointConnection>, Diagnostics> {
    let client = context.session().client()?;
    let limits = Limits::new(state.read_timeout(), context.stop().clone());
    let id = state.connection_id()?;
    match client.find_connection(&id, &limits).await {
        Ok(Some(connection)) => {
            if connection.status.eq_ignore_ascii_case(status::DISCONNECTED) {
                context.warn(disconnected(state, &connection));
            }
            Ok(Some(state.refreshed(&connection)))
        }
        Ok(None) => {
            let others = successors(&client, state, &limits).await;
            context.warn(gone(state, &others));
            Ok(None)
        }
        Err(error) if error.is_refused_by_state() => {
            context.warn(kept(state, &error));
            Ok(Some(state.clone()))
        }
        Err(error) => {
            let attempt = format!("Reading connection {} of {}", id.name(), id.target().name());
            Err(explain::error(&attempt, &error).into())
        }
    }
}

/// Other connections of the same endpoint: the endpoint was made anew.
async fn successors(
    client: &Client,
    state: &EndpointConnection,
    limits: &Limits,
) -> Vec<Connection> {
    let (Ok(target), Some(endpoint)) = (state.target(), state.private_endpoint_id.text()) else {
        return Vec::new();
    };
    let connections = client.list_connections_shared(&target, limits).await;
    let of_endpoint = |connection: &&Connection| {
        let id = connection.private_endpoint_id.as_deref();
        let lasting = !connection.status.eq_ignore_ascii_case(status::DISCONNECTED);
        lasting && id.is_some_and(|id| id.eq_ignore_ascii_case(endpoint))
    };
    // The connection is gone either way; without the list the warning merely says less.
    connections
        .map(|all| all.iter().filter(of_endpoint).cloned().collect())
        .unwrap_or_default()
}

fn gone(state: &EndpointConnection, successors: &[Connection]) -> Diagnostic {
    let name = state.name.text().unwrap_or_default();
    let new: Vec<_> = successors
        .iter()
        .map(|new| format!("{} ({})", new.name, new.status))
        .collect();
    let outlook = if new.is_empty() {
        "A plan that still has this resource waits for the endpoint's next connection; if none is expected, remove \
         the resource from the configuration."
            .to_owned()
    } else {
        format!(
            "The endpoint has been made anew since: it has the connection {}, which an apply adopts.",
            new.join(", ")
        )
    };
    Diagnostic::warning(
        format!("Connection {name} is gone"),
        format!(
            "The connection of {} to {} was deleted outside of Terraform, or its endpoint or server was. It is \
             dropped from the state. {outlook}",
            state.endpoint_phrase(),
            state.target_resource_id.text().unwrap_or_default()
        ),
    )
}

fn disconnected(state: &EndpointConnection, connection: &Connection) -> Diagnostic {
    Diagnostic::warning(
        format!("Connection {} is Disconnected", connection.name),
        format!(
            "The owner of the {} has removed it. The connection carries no traffic and cannot be changed any more; \
             only destroying this resource makes sense.",
            state.refreshed(connection).endpoint_phrase()
        ),
    )
}

fn kept(state: &EndpointConnection, error: &crate::azure::Error) -> Diagnostic {
    Diagnostic::warning(
        format!(
            "Connection {} could not be refreshed",
            state.name.text().unwrap_or_default()
        ),
        format!(
            "The server's state does not allow reading its connections; the stored values are kept. {error}"
        ),
    )
}

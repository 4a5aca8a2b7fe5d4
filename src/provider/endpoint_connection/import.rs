//! Import takes a connection's Azure resource id; the read that follows fills in the rest.

use super::find::existing;
use super::model::EndpointConnection;
use crate::azure::{ConnectionId, Limits, target_type, target_types};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::provider::explain;
use crate::provider::session::Session;

/// The stored object for an id, to be completed by a read.
///
/// # Errors
/// When the id is malformed, its target is not supported, or there is no such connection.
pub async fn import(
    context: &Context<Session>,
    id: &str,
) -> Result<EndpointConnection, Diagnostics> {
    let id = ConnectionId::parse(id)
        .map_err(|error| Diagnostic::error("Invalid import id", format!("{error}.")))?;
    let resource_type = id.target().resource_type();
    if target_type(&resource_type).is_none() {
        return Err(unsupported(&resource_type));
    }
    let imported = EndpointConnection {
        id: Field::Known(id.as_str().to_owned()),
        target_resource_id: Field::Known(id.target().as_str().to_owned()),
        name: Field::Known(id.name().to_owned()),
        on_destroy: Field::Known("delete".to_owned()),
        ..EndpointConnection::default()
    };
    let client = context.session().client()?;
    let limits = Limits::new(imported.read_timeout(), context.stop().clone());
    match client.get_connection(&id, &limits).await {
        Ok(Some(_)) => Ok(imported),
        Ok(None) => {
            let existing = existing(&client, id.target(), &limits).await;
            Err(Diagnostic::error(
                format!("Connection {} does not exist", id.name()),
                format!(
                    "Azure knows no private endpoint connection {}.\n\n{existing}",
                    id.as_str()
                ),
            )
            .into())
        }
        Err(error) => {
            let attempt = format!(
                "Importing connection {} of {}",
                id.name(),
                id.target().name()
            );
            Err(explain::error(&attempt, &error).into())
        }
    }
}

fn unsupported(resource_type: &str) -> Diagnostics {
    let supported: Vec<_> = target_types().iter().map(|row| row.resource_type).collect();
    Diagnostic::error(
        "Unsupported target type",
        format!(
            "The id is of a connection of a {resource_type}, which this version of the provider does not support. \
             Supported: {}.",
            supported.join(", ")
        ),
    )
    .into()
}

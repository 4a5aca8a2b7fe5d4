//! Create adopts: it finds a connection that a private endpoint has asked for and brings it to the
//! configured status. Nothing is written where nothing differs.

use super::find::Search;
use super::model::EndpointConnection;
use super::plan::{allows, refusal};
use super::validate::is_record_only;
use crate::azure::{Connection, DesiredState, Limits};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use crate::provider::session::Session;

/// Adopts a connection.
///
/// # Errors
/// When it is not found, cannot be brought to the configured status, or is being deleted by another
/// instance of the same run.
pub async fn create(
    context: &Context<Session>,
    planned: &EndpointConnection,
) -> Result<EndpointConnection, Diagnostics> {
    let client = context.session().client()?;
    let limits = Limits::new(planned.create_timeout(), context.stop().clone());
    let target = planned.target()?;
    let search = Search {
        client: &client,
        target: &target,
        planned,
        limits: &limits,
    };
    let found = search.run().await?;
    let ledger = context.session().ledger();
    let claim = ledger
        .claim(found.id.as_str())
        .map_err(|_| being_deleted(&found))?;
    let Some(desired) = desired(planned, &found)? else {
        claim.adopted();
        return Ok(planned.refreshed(&found));
    };
    let adopted = client.update_connection(&found.id, &desired, &limits).await;
    let adopted = adopted.map_err(|error| {
        let attempt = format!(
            "Adopting connection {} of {} as {}",
            found.name,
            target.name(),
            desired.status
        );
        Diagnostics::from(explain::error(&attempt, &error))
    })?;
    claim.adopted();
    Ok(planned.refreshed(&adopted))
}

/// What to bring the found connection to; `None` where it is to be taken as it is.
fn desired(
    planned: &EndpointConnection,
    found: &Connection,
) -> Result<Option<DesiredState>, Diagnostics> {
    let Some(wanted) = planned.status.text() else {
        return Ok(None);
    };
    if is_record_only(wanted) {
        return if wanted == found.status {
            Ok(None)
        } else {
            Err(not_as_recorded(wanted, found))
        };
    }
    let desired = DesiredState {
        status: wanted.to_owned(),
        description: planned.description.text().map(str::to_owned),
    };
    let same_text = planned
        .description
        .text()
        .is_none_or(|text| text == found.description.as_deref().unwrap_or_default());
    if wanted.eq_ignore_ascii_case(&found.status) && same_text {
        return Ok(None);
    }
    if !allows(planned, &found.status, wanted) {
        let found_as = planned.refreshed(found);
        let error = refusal(&found_as, &found.status, wanted, Diagnostic::error);
        return Err(error.at_attribute("status").into());
    }
    Ok(Some(desired))
}

fn not_as_recorded(wanted: &str, found: &Connection) -> Diagnostics {
    Diagnostic::error(
        format!("Connection {} is {}, not {wanted}", found.name, found.status),
        format!(
            "The status {wanted:?} is only a record of what was found and is never written, but Azure says {:?}. \
             Set `status` to \"Approved\" or \"Rejected\", or remove it to adopt the connection as it is. Nothing was \
             written and nothing is stored.",
            found.status
        ),
    )
    .at_attribute("status")
    .into()
}

fn being_deleted(found: &Connection) -> Diagnostics {
    Diagnostic::error(
        format!("Connection {} is being destroyed in the same run", found.name),
        "Another instance of this run deletes or rejects the connection that this one would adopt. Nothing is stored. \
         Where both are meant to be the same object, tell Terraform with a `moved` block.",
    )
    .into()
}

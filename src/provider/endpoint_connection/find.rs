//! Finding the connection that create adopts: by its name at once, or by its endpoint, waiting until
//! it appears.
//!
//! The endpoint may be made in the same run, by another team, or by a service whose own call hangs
//! until the connection is approved. So the wait holds no turn of the target, and goes on until the
//! create timeout, unless something shows that it is pointless.

use super::model::EndpointConnection;
use crate::azure::{
    Client, Connection, ConnectionId, EndpointLook, Error, Interrupted, Limits, Readiness,
    ResourceId, status, target_type,
};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::explain;
use std::time::Duration;

/// The first wait between two looks; each further one doubles, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait between two looks.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The search for one connection.
pub struct Search<'a> {
    /// Asks Azure.
    pub client: &'a Client,
    /// The target whose connections are searched.
    pub target: &'a ResourceId,
    /// What the configuration says.
    pub planned: &'a EndpointConnection,
    /// How long it may take.
    pub limits: &'a Limits,
}

impl Search<'_> {
    /// The connection to adopt.
    ///
    /// # Errors
    /// When there is none, and none can be expected or came in time; when there are several; and when
    /// name and endpoint disagree.
    pub async fn run(&self) -> Result<Connection, Diagnostics> {
        match (
            self.planned.name.text(),
            self.planned.private_endpoint_id.text(),
        ) {
            (Some(name), endpoint) => self.by_name(name, endpoint).await,
            (None, Some(endpoint)) => self.by_endpoint(endpoint).await,
            (None, None) => {
                Err(self.failed("neither its name nor its private endpoint is known", ""))
            }
        }
    }

    async fn by_name(&self, name: &str, endpoint: Option<&str>) -> Result<Connection, Diagnostics> {
        let id = ConnectionId::new(self.target, name);
        let mut wait = FIRST_WAIT;
        loop {
            let connection = match self.client.get_connection(&id, self.limits).await {
                Ok(Some(connection)) => connection,
                Ok(None) => {
                    let existing = existing(self.client, self.target, self.limits).await;
                    let problem =
                        format!("{} has no connection of that name", self.target.as_str());
                    return Err(self.failed(&problem, &existing));
                }
                Err(error) => return Err(self.refused(&error).await),
            };
            match (endpoint, connection.private_endpoint_id.as_deref()) {
                (Some(wanted), Some(actual)) if !wanted.eq_ignore_ascii_case(actual) => {
                    return Err(self.disagree(wanted, actual));
                }
                _ if !connection.is_changing() => return Ok(connection),
                // Another client changes it, or deletes it.
                _ => {}
            }
            if let Err(interrupted) = self.limits.sleep(wait).await {
                return Err(self.gave_up(interrupted, &[connection]));
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn by_endpoint(&self, endpoint: &str) -> Result<Connection, Diagnostics> {
        let mut wait = FIRST_WAIT;
        loop {
            let connections = match self.client.list_connections(self.target, self.limits).await {
                Ok(connections) => connections,
                // A server on its way to another state may refuse reads; one that stays so ends the wait below.
                Err(error) if error.is_refused_by_state() => Vec::new(),
                Err(error) => return Err(self.refused(&error).await),
            };
            if let Some(connection) = self.only_match(endpoint, &connections)? {
                return Ok(connection);
            }
            self.check_worth_waiting(endpoint).await?;
            tracing::info!(target = %self.target, endpoint, "waiting for the endpoint's connection to appear");
            if let Err(interrupted) = self.limits.sleep(wait).await {
                return Err(self.gave_up(interrupted, &connections));
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// The error for a read that was refused: the target's own state says more, where that is the cause.
    async fn refused(&self, error: &Error) -> Diagnostics {
        let by_target = matches!(error.status(), Some(400 | 409)) || error.is_refused_by_state();
        match self.check_target().await {
            Err(told) if by_target => told,
            _ => self.explained(error),
        }
    }

    fn only_match(
        &self,
        endpoint: &str,
        connections: &[Connection],
    ) -> Result<Option<Connection>, Diagnostics> {
        let of_endpoint = |connection: &&Connection| {
            let id = connection.private_endpoint_id.as_deref();
            id.is_some_and(|id| id.eq_ignore_ascii_case(endpoint))
                && !connection.status.eq_ignore_ascii_case(status::DISCONNECTED)
        };
        let matches: Vec<_> = connections.iter().filter(of_endpoint).cloned().collect();
        match matches.as_slice() {
            [] => Ok(None),
            // One that another client changes, or deletes, is not there yet.
            [connection] if connection.is_changing() => Ok(None),
            [connection] => Ok(Some(connection.clone())),
            several => Err(self.failed(
                &format!(
                    "private endpoint {endpoint} has {} connections to it",
                    several.len()
                ),
                &format!("{}\n\nSay which one with `name`.", table(several)),
            )),
        }
    }

    /// Ends the wait at once where nothing can come of it.
    async fn check_worth_waiting(&self, endpoint: &str) -> Result<(), Diagnostics> {
        self.check_target().await?;
        let Ok(id) = ResourceId::parse(endpoint) else {
            return Ok(());
        };
        let look = self.client.get_private_endpoint(&id, self.limits).await;
        let Ok(EndpointLook::Readable(seen)) = look else {
            // Often it belongs to somebody else, or does not exist yet. The look is a shortcut: without it the
            // wait goes on.
            return Ok(());
        };
        let target = self.target.as_str();
        let Some(link) = seen
            .connections
            .iter()
            .find(|link| link.target_id.eq_ignore_ascii_case(target))
        else {
            let elsewhere: Vec<_> = seen
                .connections
                .iter()
                .map(|link| link.target_id.as_str())
                .collect();
            if elsewhere.is_empty() {
                return Ok(());
            }
            let problem = format!(
                "private endpoint {endpoint} points elsewhere, to {}",
                elsewhere.join(", ")
            );
            return Err(self.failed(
                &problem,
                "Check `target_resource_id` and `private_endpoint_id`.",
            ));
        };
        if [status::REJECTED, status::DISCONNECTED]
            .iter()
            .any(|status| link.status.eq_ignore_ascii_case(status))
        {
            let problem = format!(
                "private endpoint {endpoint} reads {:?} on its own side",
                link.status
            );
            return Err(self.failed(
                &problem,
                "Such an endpoint never asks again: its owner has to delete it and make it anew.",
            ));
        }
        Ok(())
    }

    async fn check_target(&self) -> Result<(), Diagnostics> {
        let target = self.client.get_target(self.target, self.limits).await;
        let Some(target) = target.map_err(|error| self.explained(&error))? else {
            let problem = format!("{} does not exist", self.target.as_str());
            return Err(self.failed(&problem, "Check `target_resource_id`."));
        };
        if let Some(subnet) = &target.delegated_subnet {
            let problem = format!(
                "{} is injected into the virtual network subnet {subnet}",
                self.target.as_str()
            );
            return Err(self.failed(&problem, "Such a server has no private endpoints at all."));
        }
        let state = target.state.as_deref();
        let readiness = target_type(&self.target.resource_type()).map(|row| row.readiness(state));
        let advice = match readiness {
            Some(Readiness::Lasting { advice }) => advice,
            Some(Readiness::Dropping) => "It is being deleted, with all its connections.",
            _ => return Ok(()),
        };
        let problem = format!(
            "{} is {}",
            self.target.as_str(),
            state.unwrap_or("in no known state")
        );
        Err(self.failed(&problem, advice))
    }

    fn gave_up(&self, interrupted: Interrupted, connections: &[Connection]) -> Diagnostics {
        let timeout = self.limits.timeout().as_secs();
        let problem = match (
            interrupted,
            self.planned.name.text(),
            self.planned.private_endpoint_id.text(),
        ) {
            (Interrupted::Cancelled, ..) => "the wait was interrupted".to_owned(),
            (_, None, Some(endpoint)) => {
                format!(
                    "private endpoint {endpoint} has asked for no connection to it within {timeout} s"
                )
            }
            _ => format!(
                "the connection was still being changed by another client after {timeout} s"
            ),
        };
        self.failed(&problem, &listed(self.target, connections))
    }

    fn disagree(&self, wanted: &str, actual: &str) -> Diagnostics {
        let name = self.planned.name.text().unwrap_or_default();
        Diagnostic::error(
            "`name` and `private_endpoint_id` disagree",
            format!(
                "The connection {name:?} of {} belongs to the private endpoint {actual}, but `private_endpoint_id` is \
                 {wanted}. Remove the one that is wrong.",
                self.target.as_str()
            ),
        )
        .at_attribute("private_endpoint_id")
        .into()
    }

    fn explained(&self, error: &Error) -> Diagnostics {
        let explained = explain::error(&self.attempt(), error);
        if error.is_gone() {
            explained.at_attribute("target_resource_id").into()
        } else {
            explained.into()
        }
    }

    fn attempt(&self) -> String {
        let what = match (
            self.planned.name.text(),
            self.planned.private_endpoint_id.text(),
        ) {
            (Some(name), _) => format!("connection {name}"),
            (None, endpoint) => format!(
                "the connection of {}",
                last_segment(endpoint.unwrap_or_default())
            ),
        };
        format!("Finding {what} of {}", self.target.name())
    }

    fn failed(&self, problem: &str, more: &str) -> Diagnostics {
        let attribute = match self.planned.name.text() {
            Some(_) => "name",
            None => "private_endpoint_id",
        };
        let stored = "Nothing was written and nothing is stored.";
        let mut detail = format!("Nothing to adopt: {problem}. {stored}");
        if !more.is_empty() {
            detail.push_str("\n\n");
            detail.push_str(more);
        }
        Diagnostic::error(format!("{} failed", self.attempt()), detail)
            .at_attribute(attribute)
            .into()
    }
}

/// The connections that a target has, for the error about one that it does not have. An error while
/// looking is left out: the one to report is another.
pub async fn existing(client: &Client, target: &ResourceId, limits: &Limits) -> String {
    match client.list_connections(target, limits).await {
        Ok(connections) => listed(target, &connections),
        Err(_) => String::new(),
    }
}

fn listed(target: &ResourceId, connections: &[Connection]) -> String {
    if connections.is_empty() {
        format!("{} has no connections at all.", target.name())
    } else {
        format!(
            "The connections of {}:\n{}",
            target.name(),
            table(connections)
        )
    }
}

/// A line for each connection; the indent keeps Terraform from wrapping it.
fn table(connections: &[Connection]) -> String {
    let line = |connection: &Connection| {
        let endpoint = connection
            .private_endpoint_id
            .as_deref()
            .unwrap_or("endpoint not known");
        format!("  {} ({}, {endpoint})", connection.name, connection.status)
    };
    connections.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn last_segment(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

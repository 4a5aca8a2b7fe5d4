//! Writes to connections: approve, reject, delete.

use super::gate::Gate;
use super::operation::{Effect, ScheduledEffect};
use super::{
    Connection, Failure, LockedAction, Moment, Operation, OperationKind, Outcome, Refusal, Server,
    World,
};
use crate::scenario::{
    ConsumerLocks, DeleteUnknown, DisconnectedWrite, LongDescription, OperationStyle, PutUnknown,
    RejectAgain,
};
use uuid::Uuid;

/// The limit of a consumer's request message (documented); by switch of the owner's text as well.
const LONGEST_DESCRIPTION: usize = 140;

/// What a PUT asks of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// Wanted status.
    pub status: String,
    /// Wanted description; none leaves the old text.
    pub description: Option<String>,
}

/// What the connection's own state says to a change, before the server is asked.
enum Transition {
    Works,
    Fails,
    Refused(Refusal),
}

impl World {
    /// Accepts a PUT of a connection, or refuses it.
    ///
    /// # Errors
    /// When the server or the connection is absent, the server takes no writes now, or the
    /// change is none that a connection can take.
    pub fn update_connection(
        &mut self,
        resource_group: &str,
        server: &str,
        connection: &str,
        change: StateChange,
        now: Moment,
    ) -> Result<Operation, Refusal> {
        let found = self.server(resource_group, server)?;
        let known = self
            .visible_connections(found)
            .find(|c| c.name.eq_ignore_ascii_case(connection));
        let transition = match known {
            Some(known) => self.transition(&known.status, &change),
            None => self.unknown_connection(found, connection),
        };
        let transition = match transition {
            Transition::Refused(refusal) => return Err(refusal),
            other => other,
        };
        let failure = match (self.gate(found, now), transition) {
            (Gate::Refused(refusal), _) => return Err(refusal),
            (Gate::Fails(failure), _) => Some(failure),
            (Gate::Open, Transition::Works) => known.and_then(|c| self.kept_from_endpoint(c)),
            (Gate::Open, _) => Some(Failure::internal()),
        };
        let (subject, location) = (found.name.clone(), found.region());
        let key = subject.to_ascii_lowercase();
        let effect = Effect::SetConnection {
            server: key.clone(),
            connection: connection.to_owned(),
            change,
        };
        Ok(self.accept(Accepted {
            kind: OperationKind::UpdateConnection,
            server: Some(key),
            connection: Some(connection.to_owned()),
            subject,
            location,
            failure,
            effect,
            undo: None,
            now,
        }))
    }

    /// Accepts a DELETE of a connection, or refuses it; `None` when there is nothing to delete.
    ///
    /// # Errors
    /// When the server is absent or takes no writes now.
    pub fn delete_connection(
        &mut self,
        resource_group: &str,
        server: &str,
        connection: &str,
        now: Moment,
    ) -> Result<Option<Operation>, Refusal> {
        let found = self.server(resource_group, server)?;
        let known = self
            .visible_connections(found)
            .find(|c| c.name.eq_ignore_ascii_case(connection));
        let failure = match self.gate(found, now) {
            // A second DELETE meets the running one first.
            Gate::Refused(refusal) => return Err(refusal),
            _ if known.is_none() => {
                return match self.switches.delete_unknown {
                    DeleteUnknown::NoContent => Ok(None),
                    DeleteUnknown::NotFound => Err(self.connection_not_found(found, connection)),
                };
            }
            Gate::Fails(failure) => Some(failure),
            Gate::Open => known.and_then(|c| self.kept_from_endpoint(c)),
        };
        let (subject, location) = (found.name.clone(), found.region());
        let key = subject.to_ascii_lowercase();
        if failure.is_none()
            && let Some(server) = self.servers.get_mut(&key)
            && let Some(connection) = server.connection_mut(connection)
        {
            connection.deleting = true;
        }
        let effect = Effect::RemoveConnection {
            server: key.clone(),
            connection: connection.to_owned(),
        };
        let undo = Effect::KeepConnection {
            server: key.clone(),
            connection: connection.to_owned(),
        };
        Ok(Some(self.accept(Accepted {
            kind: OperationKind::DropConnection,
            server: Some(key),
            connection: Some(connection.to_owned()),
            subject,
            location,
            failure,
            effect,
            undo: Some(undo),
            now,
        })))
    }

    fn transition(&self, from: &str, change: &StateChange) -> Transition {
        let long = |text: &String| text.chars().count() > LONGEST_DESCRIPTION;
        if self.switches.long_description == LongDescription::Refused
            && change.description.as_ref().is_some_and(long)
        {
            return Transition::Refused(Refusal::InvalidStatus {
                message: format!(
                    "Invalid value given for parameter description. It has more than {LONGEST_DESCRIPTION} characters."
                ),
            });
        }
        match (from, change.status.as_str()) {
            // Recorded: accepted, then the operation fails.
            ("Rejected", "Approved") => Transition::Fails,
            ("Rejected", "Rejected") => match self.switches.reject_again {
                RejectAgain::Accepted => Transition::Works,
                RejectAgain::FailedOperation => Transition::Fails,
            },
            ("Disconnected", "Approved" | "Rejected") => match self.switches.disconnected_write {
                DisconnectedWrite::BadRequest => Transition::Refused(Refusal::InvalidStatus {
                    message: "The private endpoint connection is disconnected.".to_owned(),
                }),
                DisconnectedWrite::FailedOperation => Transition::Fails,
            },
            (_, "Approved" | "Rejected") => Transition::Works,
            // Assumed: 400 for every other status.
            (_, other) => Transition::Refused(Refusal::InvalidStatus {
                message: format!("Invalid value given for parameter status: '{other}'."),
            }),
        }
    }

    /// How the connection's operation fails when a lock keeps the platform from its endpoint.
    fn kept_from_endpoint(&self, connection: &Connection) -> Option<Failure> {
        if self.switches.consumer_locks == ConsumerLocks::Ignored {
            return None;
        }
        let endpoint = &connection.private_endpoint_id;
        let locked = self.locks.forbidding(endpoint, LockedAction::Write);
        (!locked.is_empty()).then(|| {
            let message = self.locked_message(endpoint, LockedAction::Write, &locked);
            Failure::passed_on(
                "ScopeLocked",
                "Microsoft.Network/privateEndpoints",
                &message,
            )
        })
    }

    fn unknown_connection(&self, server: &Server, name: &str) -> Transition {
        match self.switches.put_unknown {
            PutUnknown::NotFound => Transition::Refused(self.connection_not_found(server, name)),
            PutUnknown::BadRequest => Transition::Refused(Refusal::InvalidStatus {
                message: format!("The private endpoint connection '{name}' does not exist."),
            }),
            PutUnknown::FailedOperation => Transition::Fails,
        }
    }

    /// Files an operation; one that fails has no effect.
    pub(super) fn accept(&mut self, accepted: Accepted) -> Operation {
        self.track(&accepted.server, &accepted.connection, None);
        let due = accepted.now.elapsed + self.timing.operation();
        let lag = match accepted.kind {
            OperationKind::DropConnection => self.timing.delete_lag(),
            _ => std::time::Duration::ZERO,
        };
        let (outcome, effect) = match accepted.failure {
            Some(failure) => (Outcome::Failed(failure), None),
            None => (
                Outcome::Succeeded,
                Some(ScheduledEffect {
                    at: due + lag,
                    effect: accepted.effect,
                }),
            ),
        };
        let operation = Operation {
            id: Uuid::new_v4(),
            kind: accepted.kind,
            server: accepted.server,
            subject: accepted.subject,
            connection: accepted.connection,
            location: accepted.location,
            started: accepted.now.timestamp,
            due,
            outcome,
            style: OperationStyle::default(),
            polls: 0,
            effect,
            undo: accepted.undo,
        };
        self.pending.insert(operation.id);
        self.operations.insert(operation.id, operation.clone());
        operation
    }
}

/// A write that passed all checks.
pub(super) struct Accepted {
    pub(super) kind: OperationKind,
    pub(super) server: Option<String>,
    pub(super) connection: Option<String>,
    pub(super) subject: String,
    pub(super) location: String,
    pub(super) failure: Option<Failure>,
    pub(super) effect: Effect,
    pub(super) undo: Option<Effect>,
    pub(super) now: Moment,
}

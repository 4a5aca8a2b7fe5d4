//! When a server takes a write: it must be `Ready`, and one operation runs at a time.

use super::{Failure, Moment, Refusal, Server, World};
use crate::scenario::{BusyAnswer, NotReadyAnswer};

/// The decision about one write.
pub(super) enum Gate {
    /// Take it.
    Open,
    /// Refuse it at once.
    Refused(Refusal),
    /// Accept it and let its operation fail.
    Fails(Failure),
}

impl World {
    /// Whether the server takes a write to one of its connections now.
    pub(super) fn gate(&self, server: &Server, now: Moment) -> Gate {
        if self.is_occupied(server, now) {
            return self.busy(server);
        }
        match (server.state.as_str(), self.switches.not_ready_answer) {
            ("Ready", _) => Gate::Open,
            (_, NotReadyAnswer::ServerIsNotReady) => Gate::Refused(not_ready(server, false)),
            (_, NotReadyAnswer::Conflict) => Gate::Refused(not_ready(server, true)),
            (_, NotReadyAnswer::FailedOperation) => Gate::Fails(Failure {
                code: "ServerIsNotReady".into(),
                message: not_ready_message(&server.name, &server.state),
            }),
            ("Stopped", NotReadyAnswer::ByState) => Gate::Refused(Refusal::ServerStopped {
                server: server.name.clone(),
            }),
            ("Dropping" | "Disabled" | "Inaccessible", NotReadyAnswer::ByState) => {
                Gate::Refused(not_ready(server, false))
            }
            (_, NotReadyAnswer::ByState) => self.busy(server),
        }
    }

    /// How the making of a private endpoint fails on a server that takes no writes now.
    ///
    /// Assumed: the network provider writes to the server like anybody else, and passes on why it
    /// may not.
    pub(super) fn refusing_endpoints(&self, server: &Server, now: Moment) -> Option<Failure> {
        let (code, reason) = match self.gate(server, now) {
            Gate::Open => return None,
            _ if self.is_occupied(server, now) => ("ServerIsBusy", busy_message(&server.name)),
            _ => (
                "ServerIsNotReady",
                not_ready_message(&server.name, &server.state),
            ),
        };
        let called = "Microsoft.DBforPostgreSQL/flexibleServers";
        Some(Failure::passed_on(code, called, &reason))
    }

    pub(super) fn busy(&self, server: &Server) -> Gate {
        let conflict = match self.switches.busy_answer {
            BusyAnswer::Conflict => true,
            BusyAnswer::BadRequest => false,
            BusyAnswer::FailedOperation => {
                return Gate::Fails(Failure {
                    code: "ServerBusy".into(),
                    message: format!(
                        "Server '{}' is busy with another operation. Please try again later.",
                        server.name
                    ),
                });
            }
        };
        Gate::Refused(Refusal::ServerBusy {
            server: server.name.clone(),
            conflict,
        })
    }
}

fn not_ready(server: &Server, conflict: bool) -> Refusal {
    Refusal::ServerNotReady {
        server: server.name.clone(),
        state: server.state.clone(),
        conflict,
    }
}

/// The text of `ServerIsBusy` (observed).
#[must_use]
pub fn busy_message(server: &str) -> String {
    format!(
        "Cannot complete operation while server '{server}' is busy processing another operation. Try again later."
    )
}

/// The text of `ServerIsNotReady` (documented for restart and stop).
#[must_use]
pub fn not_ready_message(server: &str, state: &str) -> String {
    format!(
        "The operation can only be performed on Started servers. Server Name = {server}, Current Server State = {state}"
    )
}

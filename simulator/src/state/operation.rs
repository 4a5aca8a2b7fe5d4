//! Long running operations: accepted now, taking effect later.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::StateChange;

/// An accepted operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Name in the polling addresses.
    pub id: Uuid,
    /// What it does.
    pub kind: OperationKind,
    /// Key of the server it occupies, where there is one.
    pub(super) server: Option<String>,
    /// The server's name, shown by the result of start, stop and restart.
    pub subject: String,
    /// Location segment of the polling addresses.
    pub location: String,
    /// When it was accepted.
    pub started: Timestamp,
    /// When its status becomes terminal, in simulated time.
    pub due: Duration,
    /// How it ends; known when it is accepted.
    pub outcome: Outcome,
    pub(super) effect: Option<ScheduledEffect>,
}

/// What happens to the world, and when (deletes may lag behind the operation's end).
#[derive(Debug, Clone)]
pub(super) struct ScheduledEffect {
    pub(super) at: Duration,
    pub(super) effect: Effect,
}

/// A change at the end of an operation.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    SetConnection {
        server: String,
        connection: String,
        change: StateChange,
    },
    RemoveConnection {
        server: String,
        connection: String,
    },
    SetServerState {
        server: String,
        state: &'static str,
    },
    RemoveServer {
        server: String,
    },
    FinishEndpoint {
        endpoint: String,
    },
    RemoveEndpoint {
        endpoint: String,
    },
}

/// Kinds of operations, each with its own wire form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// PUT of a connection.
    UpdateConnection,
    /// DELETE of a connection.
    DropConnection,
    /// POST start.
    StartServer,
    /// POST stop.
    StopServer,
    /// POST restart.
    RestartServer,
    /// DELETE of a server.
    DropServer,
    /// PUT of a private endpoint.
    WriteEndpoint,
    /// DELETE of a private endpoint.
    DeleteEndpoint,
}

impl OperationKind {
    /// `operation` of the 202 answer (recorded, restart's by analogy).
    #[must_use]
    pub fn management_operation(self) -> &'static str {
        match self {
            Self::UpdateConnection => "UpsertPrivateEndpointConnectionManagementOperation",
            Self::DropConnection => "DropPrivateEndpointConnectionManagementOperation",
            Self::StartServer => "StartServerManagementOperation",
            Self::StopServer => "StopServerManagementOperation",
            Self::RestartServer => "RestartServerManagementOperation",
            Self::DropServer => "DropServerManagementOperation",
            // Microsoft.Network names no operation.
            Self::WriteEndpoint | Self::DeleteEndpoint => "",
        }
    }

    /// Whether the operation removes what it was started on.
    #[must_use]
    pub fn is_delete(self) -> bool {
        matches!(
            self,
            Self::DropConnection | Self::DropServer | Self::DeleteEndpoint
        )
    }

    /// Whether it is one of Microsoft.Network's.
    #[must_use]
    pub fn is_network(self) -> bool {
        matches!(self, Self::WriteEndpoint | Self::DeleteEndpoint)
    }
}

/// How an operation ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// `Succeeded`.
    Succeeded,
    /// `Failed`; nothing was changed.
    Failed(Failure),
}

/// `error` of a failed operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Error code.
    pub code: &'static str,
    /// Error message.
    pub message: String,
}

impl Failure {
    /// A lock met on the way to another resource provider (observed wrapping).
    pub(super) fn locked(called: &str, refusal: &str) -> Self {
        Self {
            code: "ScopeLocked",
            message: format!("Call to {called} failed. Error message: {refusal}"),
        }
    }

    /// The service's general failure, typing error included (recorded).
    pub(super) fn internal() -> Self {
        Self {
            code: "InternalServerError",
            message: format!(
                "An unexpected error occured while processing the request. Tracking ID: '{}'",
                Uuid::new_v4()
            ),
        }
    }
}

impl Operation {
    /// Whether polls still say `InProgress`.
    #[must_use]
    pub fn is_running(&self, elapsed: Duration) -> bool {
        elapsed < self.due
    }
}

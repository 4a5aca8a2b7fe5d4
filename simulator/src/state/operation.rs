//! Long running operations: accepted now, taking effect later.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::StateChange;
use crate::scenario::OperationStyle;

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
    /// The connection it writes, where there is one.
    pub connection: Option<String>,
    /// Location segment of the polling addresses.
    pub location: String,
    /// When it was accepted.
    pub started: Timestamp,
    /// When its status becomes terminal, in simulated time.
    pub due: Duration,
    /// How it ends; known when it is accepted.
    pub outcome: Outcome,
    /// How it is announced and reported.
    pub style: OperationStyle,
    /// How often its status was asked for.
    pub polls: u32,
    pub(super) effect: Option<ScheduledEffect>,
    /// Takes back what its start has shown already, in case it fails.
    pub(super) undo: Option<Effect>,
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
    KeepConnection {
        server: String,
        connection: String,
    },
    SetServerState {
        server: String,
        state: String,
    },
    RemoveServer {
        server: String,
    },
    FinishEndpoint {
        endpoint: String,
    },
    SetEndpointState {
        endpoint: String,
        state: &'static str,
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

    /// What it does, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::UpdateConnection => "approve or reject a connection",
            Self::DropConnection => "delete a connection",
            Self::StartServer => "start the server",
            Self::StopServer => "stop the server",
            Self::RestartServer => "restart the server",
            Self::DropServer => "delete the server",
            Self::WriteEndpoint => "make or change a private endpoint",
            Self::DeleteEndpoint => "delete a private endpoint",
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
    pub code: Cow<'static, str>,
    /// Error message.
    pub message: String,
}

impl Failure {
    /// What another resource provider has refused, passed on (observed wrapping).
    pub(super) fn passed_on(code: &'static str, called: &str, refusal: &str) -> Self {
        Self {
            code: code.into(),
            message: format!("Call to {called} failed. Error message: {refusal}"),
        }
    }

    /// The service's general failure, typing error included (recorded).
    pub(super) fn internal() -> Self {
        Self {
            code: "InternalServerError".into(),
            message: format!(
                "An unexpected error occured while processing the request. Tracking ID: '{}'",
                Uuid::new_v4()
            ),
        }
    }
}

impl Operation {
    /// The word for its state: `InProgress`, then how it ended.
    #[must_use]
    pub fn word(&self, elapsed: Duration) -> &str {
        if self.is_running(elapsed) {
            return self.style.running.as_deref().unwrap_or("InProgress");
        }
        let (plain, succeeded) = match self.outcome {
            Outcome::Succeeded => ("Succeeded", true),
            Outcome::Failed(_) => ("Failed", false),
        };
        match (&self.style.outcome, self.style.succeeds()) {
            (Some(word), Some(success)) if success == succeeded => word,
            _ => plain,
        }
    }

    /// Whether polls still say `InProgress`.
    #[must_use]
    pub fn is_running(&self, elapsed: Duration) -> bool {
        elapsed < self.due
    }
}

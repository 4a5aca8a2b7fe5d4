//! Why the world does not accept a request. Wording is left to `arm::errors`.

use super::ServerAction;

/// A refusal, answered at once and without an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such server.
    ServerNotFound {
        /// Resource group asked for.
        resource_group: String,
        /// Name asked for.
        name: String,
    },
    /// No such connection on the server.
    ConnectionNotFound {
        /// Resource group of the server.
        resource_group: String,
        /// The server.
        server: String,
        /// Name asked for.
        name: String,
        /// Whether Resource Manager says so, or the PostgreSQL provider.
        by_resource_manager: bool,
    },
    /// No such private endpoint.
    EndpointNotFound {
        /// Resource group asked for.
        resource_group: String,
        /// Name asked for.
        name: String,
    },
    /// Another operation runs on the server.
    ServerBusy {
        /// The server.
        server: String,
        /// 409 when true, 400 otherwise.
        conflict: bool,
    },
    /// The server's state takes no writes.
    ServerNotReady {
        /// The server.
        server: String,
        /// Its state.
        state: String,
        /// 409 when true, 400 otherwise.
        conflict: bool,
    },
    /// The server is stopped.
    ServerStopped {
        /// The server.
        server: String,
    },
    /// Start, stop or restart in a state that does not fit.
    ActionDoesNotFit {
        /// The server.
        server: String,
        /// The action.
        action: ServerAction,
        /// The server's state.
        state: String,
        /// 409 when true, 400 otherwise.
        conflict: bool,
    },
    /// Start, stop or restart while another operation runs.
    ActionWhileBusy {
        /// The server.
        server: String,
        /// The action.
        action: ServerAction,
        /// 409 when true, 400 otherwise.
        conflict: bool,
    },
    /// The connection cannot take this state.
    InvalidStatus {
        /// What is wrong.
        message: String,
    },
    /// The server supports no private endpoints.
    NoPrivateEndpoints {
        /// The server.
        server: String,
    },
    /// A private endpoint refers to a target that does not exist.
    TargetNotFound {
        /// The endpoint.
        endpoint: String,
        /// The target's id.
        target: String,
    },
}

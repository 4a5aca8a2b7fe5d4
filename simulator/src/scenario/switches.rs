//! Assumptions about Azure, each a named choice with the default first.
//!
//! What was recorded from the real service is no switch. Whoever tests against the simulator
//! should pass under every value, because nobody knows which one is true.

use serde::Deserialize;

macro_rules! switch {
    ($(#[$meta:meta])* $name:ident { $(#[$first_meta:meta])* $first:ident, $($(#[$other_meta:meta])* $other:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $(#[$first_meta])*
            #[default]
            $first,
            $($(#[$other_meta])* $other),+
        }
    };
}

/// `[switches]`: left out, each one has its default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// The answer to a write while another operation runs on the server.
    pub busy_answer: BusyAnswer,
    /// The answer to a write while the server's state is not `Ready`.
    pub not_ready_answer: NotReadyAnswer,
    /// HTTP status when start, stop or restart does not fit the server's state.
    pub action_refusal: ActionRefusal,
    /// What a server's `state` says while a connection of it is written.
    pub updating_during_write: UpdatingDuringWrite,
    /// When a connection that is being deleted answers 404.
    pub delete_visible: DeleteVisible,
    /// `provisioningState` of a connection that is being deleted and still visible.
    pub deleting_state: DeletingState,
    /// When a server that is being deleted answers 404.
    pub server_delete_visible: DeleteVisible,
    /// What a private endpoint's own delete does to its connection.
    pub endpoint_delete: EndpointDelete,
    /// The endpoint's description after its connection was deleted.
    pub endpoint_description: EndpointDescription,
    /// The answer to `Rejected` for a connection that is `Rejected`.
    pub reject_again: RejectAgain,
    /// The answer to a state change of a `Disconnected` connection.
    pub disconnected_write: DisconnectedWrite,
    /// The answer to a state change of a connection that does not exist.
    pub put_unknown: PutUnknown,
    /// The answer to the delete of a connection that does not exist.
    pub delete_unknown: DeleteUnknown,
    /// Whether connections of a stopped server can be read.
    pub stopped_reads: StoppedReads,
    /// What a VNet-injected server answers to reads of its connections.
    pub vnet_injected_reads: VnetInjectedReads,
    /// What a read of a finished or running operation answers.
    pub poll_answer: PollAnswer,
    /// What `operationResults` answers after a delete.
    pub result_after_delete: ResultAfterDelete,
    /// The answer for a subscription that the principal has no rights in.
    pub foreign_subscription: ForeignSubscription,
    /// What a list of locks answers to `$filter=atScope()`.
    pub locks_at_scope: LocksAtScope,
    /// Whether locks of the server reach the deletes and creations of its private endpoints.
    pub endpoint_locks: EndpointLocks,
}

switch! {
    /// The code `ServerIsBusy` was seen; the HTTP status was not recorded.
    BusyAnswer {
        /// 409 `ServerIsBusy`.
        Conflict,
        /// 400 `ServerIsBusy`.
        BadRequest,
        /// Accepted with 202, and the operation fails with `ServerBusy`.
        FailedOperation,
    }
}

switch! {
    /// Which error a connection write gets in each server state was never found.
    NotReadyAnswer {
        /// As `busy_answer` for passing states, 400 `ServerStoppedError` for `Stopped`,
        /// 400 `ServerIsNotReady` for other lasting states.
        ByState,
        /// 400 `ServerIsNotReady` in every state but `Ready`.
        ServerIsNotReady,
        /// Accepted with 202, and the operation fails with `ServerIsNotReady`.
        FailedOperation,
    }
}

switch! {
    /// Start, stop and restart pages give codes, no HTTP status.
    ActionRefusal {
        /// 400.
        BadRequest,
        /// 409.
        Conflict,
    }
}

switch! {
    /// Recorded server reads all came after the operation's end.
    UpdatingDuringWrite {
        /// `Updating`, as for other children of a server.
        Shown,
        /// `Ready` throughout.
        Hidden,
    }
}

switch! {
    /// A read of something that is being deleted.
    DeleteVisible {
        /// Found until the operation ends.
        AtEnd,
        /// 404 from the start, while the operation still runs.
        AtStart,
    }
}

switch! {
    /// The list of values has `Deleting`; only `Succeeded` was ever recorded.
    DeletingState {
        /// `Deleting`.
        Deleting,
        /// `Succeeded`, as if nothing happened.
        Unchanged,
    }
}

switch! {
    /// Not recorded for PostgreSQL; services do one or the other.
    EndpointDelete {
        /// The connection is gone.
        RemovesConnection,
        /// The connection stays, `Disconnected`.
        LeavesDisconnected,
    }
}

switch! {
    /// Two sources disagree.
    EndpointDescription {
        /// `Deleted state`.
        DeletedState,
        /// The text it had before.
        Kept,
        /// An empty text.
        Empty,
    }
}

switch! {
    /// Not recorded.
    RejectAgain {
        /// Accepted, the description is replaced.
        Accepted,
        /// Accepted with 202, and the operation fails.
        FailedOperation,
    }
}

switch! {
    /// Not recorded.
    DisconnectedWrite {
        /// 400.
        BadRequest,
        /// Accepted with 202, and the operation fails.
        FailedOperation,
    }
}

switch! {
    /// Not recorded; the call is documented as an update.
    PutUnknown {
        /// 404 `ResourceNotFound`.
        NotFound,
        /// 400.
        BadRequest,
        /// Accepted with 202, and the operation fails.
        FailedOperation,
    }
}

switch! {
    /// 204 is documented, neither was recorded.
    DeleteUnknown {
        /// 204.
        NoContent,
        /// 404 `ResourceNotFound`.
        NotFound,
    }
}

switch! {
    /// `ServerStoppedError` was seen on reads of other children of a stopped server.
    StoppedReads {
        /// Read as usual.
        Answered,
        /// 400 `ServerStoppedError`.
        Refused,
    }
}

switch! {
    /// Not recorded; the server's own body lacks the key.
    VnetInjectedReads {
        /// Empty lists.
        Empty,
        /// 400 `PrivateEndpointFeatureNotSupportedOnServer`.
        Refused,
    }
}

switch! {
    /// Polling needs a right of its own, which a hand-made role may lack.
    PollAnswer {
        /// The operation's status.
        Answered,
        /// 403 `AuthorizationFailed`.
        Forbidden,
        /// 404, as for an operation that nobody knows.
        NotFound,
    }
}

switch! {
    /// Not recorded.
    ResultAfterDelete {
        /// 204.
        NoContent,
        /// 200 with the body that other operations have.
        Ok,
    }
}

switch! {
    /// Assumed from common experience.
    ForeignSubscription {
        /// 403 `AuthorizationFailed`.
        Forbidden,
        /// 404 `SubscriptionNotFound`.
        NotFound,
    }
}

switch! {
    /// Documented for a cmdlet, never recorded at a child resource.
    LocksAtScope {
        /// Locks at the scope and above it.
        Inherited,
        /// Locks at, above and below the scope, as without a filter.
        FilterIgnored,
        /// Locks at and below the scope, none above.
        OwnOnly,
    }
}

switch! {
    /// Observed for another service; the network provider writes to the server on the way.
    EndpointLocks {
        /// The endpoint's operation fails with `ScopeLocked`.
        Reach,
        /// They do not matter.
        Ignored,
    }
}

//! What a server answers to changes of its connections and of itself.

use super::choice::choice;

choice! {
    /// The code is known, its place is not.
    BusyAnswer {
        /// 409 `ServerIsBusy`.
        Conflict = "conflict",
        /// 400 `ServerIsBusy`.
        BadRequest = "bad-request",
        /// Accepted with 202, and the operation fails with `ServerBusy`.
        FailedOperation = "failed-operation",
    }
}

choice! {
    /// Codes are known from sibling calls.
    NotReadyAnswer {
        /// As `busy_answer` for passing states, 400 `ServerStoppedError` for `Stopped`,
        /// 400 `ServerIsNotReady` for other lasting states.
        ByState = "by-state",
        /// 400 `ServerIsNotReady` in every state but `Ready`.
        ServerIsNotReady = "server-is-not-ready",
        /// 409 `ServerIsNotReady` in every state but `Ready`.
        Conflict = "conflict",
        /// Accepted with 202, and the operation fails with `ServerIsNotReady`.
        FailedOperation = "failed-operation",
    }
}

choice! {
    /// Start, stop and restart in a state that they do not fit.
    ActionRefusal {
        /// 400.
        BadRequest = "bad-request",
        /// 409.
        Conflict = "conflict",
    }
}

choice! {
    /// `state` of a server one of whose connections is written.
    UpdatingDuringWrite {
        /// `Updating`, as for other children of a server.
        Shown = "shown",
        /// `Ready` throughout.
        Hidden = "hidden",
    }
}

choice! {
    /// `Rejected` for a connection that is `Rejected`.
    RejectAgain {
        /// Accepted, the description is replaced.
        Accepted = "accepted",
        /// Accepted with 202, and the operation fails.
        FailedOperation = "failed-operation",
    }
}

choice! {
    /// A change of a connection whose endpoint is gone.
    DisconnectedWrite {
        /// 400.
        BadRequest = "bad-request",
        /// Accepted with 202, and the operation fails.
        FailedOperation = "failed-operation",
    }
}

choice! {
    /// The call is documented as an update, never as a creation.
    PutUnknown {
        /// 404 `ResourceNotFound`.
        NotFound = "not-found",
        /// 400.
        BadRequest = "bad-request",
        /// Accepted with 202, and the operation fails.
        FailedOperation = "failed-operation",
    }
}

choice! {
    /// A description of more than 140 characters, the limit of a consumer's request message.
    LongDescription {
        /// Taken as it is.
        Accepted = "accepted",
        /// 400.
        Refused = "refused",
    }
}

choice! {
    /// `privateEndpointConnectionsApproval/action` on the server, beside the right to write.
    ApprovalRight {
        /// Not asked for: it belongs to endpoints that want automatic approval.
        NotAsked = "not-asked",
        /// Asked for by every PUT of a connection.
        Asked = "asked",
    }
}

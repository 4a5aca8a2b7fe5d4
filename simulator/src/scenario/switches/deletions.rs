//! Deletions, their operations, and what is left on either side afterwards.

use super::choice::choice;

choice! {
    /// A read of something that is being deleted.
    DeleteVisible {
        /// Found until the operation ends.
        AtEnd = "at-end",
        /// 404 from the start, while the operation still runs.
        AtStart = "at-start",
    }
}

choice! {
    /// `provisioningState` of a connection that is being deleted and still visible.
    DeletingState {
        /// `Deleting`.
        Deleting = "deleting",
        /// `Succeeded`, as if nothing happened.
        Unchanged = "unchanged",
    }
}

choice! {
    /// The delete of a connection that is not there.
    DeleteUnknown {
        /// 204.
        NoContent = "no-content",
        /// 404 `ResourceNotFound`.
        NotFound = "not-found",
    }
}

choice! {
    /// A poll, whether the operation runs or has ended.
    PollAnswer {
        /// The operation's status.
        Answered = "answered",
        /// 403 `AuthorizationFailed`.
        Forbidden = "forbidden",
        /// 404, as for an operation that nobody knows.
        NotFound = "not-found",
        /// 410, as for an operation whose record has expired.
        Gone = "gone",
    }
}

choice! {
    /// `operationResults` of a delete that has ended.
    ResultAfterDelete {
        /// 204.
        NoContent = "no-content",
        /// 200 with the body that other operations have.
        Ok = "ok",
    }
}

choice! {
    /// The connection of an endpoint that its owner deletes.
    EndpointDelete {
        /// It is gone.
        RemovesConnection = "removes-connection",
        /// It stays, `Disconnected`.
        LeavesDisconnected = "leaves-disconnected",
    }
}

choice! {
    /// The endpoint's text after its connection was deleted.
    EndpointDescription {
        /// `Deleted state`.
        DeletedState = "deleted-state",
        /// The text it had before.
        Kept = "kept",
        /// An empty text.
        Empty = "empty",
    }
}

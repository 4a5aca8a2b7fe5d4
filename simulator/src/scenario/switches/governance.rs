//! Management locks, and the order of what can refuse a request.

use super::choice::choice;

choice! {
    /// A list of locks with `$filter=atScope()`.
    LocksAtScope {
        /// Locks at the scope and above it.
        Inherited = "inherited",
        /// Locks at, above and below the scope, as without a filter.
        FilterIgnored = "filter-ignored",
        /// Locks at the scope alone.
        OwnOnly = "own-only",
    }
}

choice! {
    /// Locks on scopes above all that the caller has rights on.
    LocksAboveRights {
        /// In lists like any other.
        Shown = "shown",
        /// Left out of lists, and in force all the same.
        Hidden = "hidden",
    }
}

choice! {
    /// What stands between two scopes in the text of `ScopeLocked`.
    LockedScopes {
        /// `'a','b'`.
        Comma = "comma",
        /// `'a', 'b'`.
        CommaAndBlank = "comma-and-blank",
    }
}

choice! {
    /// Locks of a server, for the creation and deletion of its private endpoints: the network
    /// provider writes to the server on the way.
    EndpointLocks {
        /// The endpoint's operation fails with `ScopeLocked`.
        Reach = "reach",
        /// They do not matter.
        Ignored = "ignored",
    }
}

choice! {
    /// `ReadOnly` locks of a private endpoint, for changes of its connection: the platform
    /// writes the new state to the endpoint.
    ConsumerLocks {
        /// They do not matter.
        Ignored = "ignored",
        /// The connection's operation fails with `ScopeLocked`.
        Reach = "reach",
    }
}

choice! {
    /// Which refusal a request gets that several things forbid.
    CheckOrder {
        /// Roles and deny assignments, then locks, then policies.
        RightsLocksPolicies = "rights-locks-policies",
        /// The other way round.
        PoliciesLocksRights = "policies-locks-rights",
    }
}

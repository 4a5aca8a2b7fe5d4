//! The Private Link target types that are known, one row each: what may be written to their connections and when.
//!
//! Sibling services differ in both, so nothing here is a rule of Private Link as such.
//! A new type is a new row; reading the target's state is left to `api::servers`.

/// The states of a connection, as Azure spells them.
pub mod status {
    /// Requested by the consumer and not yet decided upon.
    pub const PENDING: &str = "Pending";
    /// Traffic passes.
    pub const APPROVED: &str = "Approved";
    /// Refused by the owner of the target.
    pub const REJECTED: &str = "Rejected";
    /// The consumer has removed its endpoint; nothing but deleting the connection makes sense.
    pub const DISCONNECTED: &str = "Disconnected";
}

/// What the provider does with writes while a target is in a given state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Writes are accepted.
    Ready,
    /// The state passes by itself: wait.
    Passing,
    /// The target is being deleted: a delete waits until it is gone, anything else fails.
    Dropping,
    /// The state does not end by itself: fail, and say what would end it.
    Lasting {
        /// What the user can do, as a whole sentence.
        advice: &'static str,
    },
}

/// One row of the table.
#[derive(Debug)]
pub struct TargetType {
    /// The full type, such as `Microsoft.DBforPostgreSQL/flexibleServers`.
    pub resource_type: &'static str,
    /// The api-version used unless the caller sets another.
    pub api_version: &'static str,
    /// The group ids (sub-resources) that endpoints can connect to.
    pub group_ids: &'static [&'static str],
    /// The status changes that the service carries out, as (from, to).
    changes: &'static [(&'static str, &'static str)],
    /// The states of the target that are known; others are taken to pass.
    states: &'static [(&'static str, Readiness)],
}

/// Flexible server: changes as observed in recorded exchanges. Approving a rejected connection is accepted and fails
/// a minute later. Assumed: rejecting a rejected one replaces its description; a disconnected one takes no change.
const FLEXIBLE_SERVER: TargetType = TargetType {
    resource_type: "Microsoft.DBforPostgreSQL/flexibleServers",
    api_version: "2025-08-01",
    group_ids: &["postgresqlServer"],
    changes: &[
        (status::PENDING, status::APPROVED),
        (status::PENDING, status::REJECTED),
        (status::APPROVED, status::APPROVED),
        (status::APPROVED, status::REJECTED),
        (status::REJECTED, status::REJECTED),
    ],
    states: &[
        ("Ready", Readiness::Ready),
        ("Updating", Readiness::Passing),
        ("Starting", Readiness::Passing),
        ("Stopping", Readiness::Passing),
        ("Restarting", Readiness::Passing),
        ("Provisioning", Readiness::Passing),
        ("Dropping", Readiness::Dropping),
        (
            "Stopped",
            Readiness::Lasting {
                advice: "Start the server; it takes changes again once its state is Ready.",
            },
        ),
        (
            "Disabled",
            Readiness::Lasting {
                advice: "The subscription is disabled or the server is being moved; enable it again, then retry.",
            },
        ),
        (
            "Inaccessible",
            Readiness::Lasting {
                advice: "The server's customer-managed key cannot be used; restore its access to the key, then retry.",
            },
        ),
    ],
};

static TARGET_TYPES: [TargetType; 1] = [FLEXIBLE_SERVER];

/// The row of a type, without regard to case.
pub fn target_type(resource_type: &str) -> Option<&'static TargetType> {
    TARGET_TYPES
        .iter()
        .find(|row| row.resource_type.eq_ignore_ascii_case(resource_type))
}

/// All supported target types.
pub fn target_types() -> &'static [TargetType] {
    &TARGET_TYPES
}

impl TargetType {
    /// Whether the service carries out this change of a connection's status (names without regard to case).
    /// A status that the table does not know is never changed.
    pub fn allows(&self, from: &str, to: &str) -> bool {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        self.changes
            .iter()
            .any(|(known_from, known_to)| same(known_from, from) && same(known_to, to))
    }

    /// What a state of the target means for writes. A missing state (seen while a server is created) and a state
    /// that is not known are taken to pass, so that the operation's deadline decides.
    pub fn readiness(&self, state: Option<&str>) -> Readiness {
        let known = self
            .states
            .iter()
            .find(|(name, _)| state.is_some_and(|state| name.eq_ignore_ascii_case(state)));
        known.map_or(Readiness::Passing, |(_, readiness)| *readiness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_in_any_casing() {
        assert!(target_type("microsoft.dbforpostgresql/FlexibleServers").is_some());
        assert!(target_type("Microsoft.Sql/servers").is_none());
    }

    #[test]
    fn a_rejected_connection_is_never_approved() {
        assert!(!FLEXIBLE_SERVER.allows(status::REJECTED, status::APPROVED));
        assert!(FLEXIBLE_SERVER.allows("approved", "REJECTED"));
        assert!(!FLEXIBLE_SERVER.allows(status::DISCONNECTED, status::REJECTED));
        assert!(!FLEXIBLE_SERVER.allows("Timeout", status::APPROVED));
    }

    #[test]
    fn a_state_nobody_knows_is_waited_out() {
        assert_eq!(FLEXIBLE_SERVER.readiness(Some("ready")), Readiness::Ready);
        assert_eq!(
            FLEXIBLE_SERVER.readiness(Some("Polishing")),
            Readiness::Passing
        );
        assert_eq!(FLEXIBLE_SERVER.readiness(None), Readiness::Passing);
        assert!(matches!(
            FLEXIBLE_SERVER.readiness(Some("Stopped")),
            Readiness::Lasting { .. }
        ));
    }
}

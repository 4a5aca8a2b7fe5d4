//! Assumptions about Azure, each a named choice with the default first.
//!
//! What was recorded from the real service is no switch. Whoever tests against the simulator
//! should pass under every value, because nobody knows which one is true.
//!
//! - `writes`, `deletions`, `reads`, `governance`: the values, by theme
//! - `choice`: values that know their texts

mod choice;
mod deletions;
mod governance;
mod reads;
mod writes;

use serde::Deserialize;
use thiserror::Error;

use choice::Choice;

pub use deletions::{
    DeleteUnknown, DeleteVisible, DeletingState, EndpointDelete, EndpointDescription, PollAnswer,
    ResultAfterDelete,
};
pub use governance::{
    CheckOrder, ConsumerLocks, EndpointLocks, LockedScopes, LocksAboveRights, LocksAtScope,
};
pub use reads::{
    AbsentServer, ConnectionNotFound, EndpointReference, ForeignSubscription,
    StateWhileProvisioning, StoppedReads, VnetInjectedOffer, VnetInjectedReads,
};
pub use writes::{
    ActionRefusal, ApprovalRight, BusyAnswer, DisconnectedWrite, LongDescription, NotReadyAnswer,
    PutUnknown, RejectAgain, UpdatingDuringWrite,
};

/// A switch as data, for tests and tools that go over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    /// Its key in `[switches]`.
    pub name: &'static str,
    /// What it decides, as a sentence.
    pub about: &'static str,
    /// Its values, the default first; always more than one.
    pub values: &'static [&'static str],
    /// Where the default comes from, in one line that begins with `documented`, `observed` or
    /// `assumed`.
    pub source: &'static str,
}

impl Switch {
    /// The value in force where a scenario says nothing.
    #[must_use]
    pub fn default_value(&self) -> &'static str {
        self.values[0]
    }

    /// All values but the default.
    #[must_use]
    pub fn other_values(&self) -> &'static [&'static str] {
        &self.values[1..]
    }
}

/// A switch or a value that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SwitchError {
    /// No such switch.
    #[error("there is no switch `{0}`")]
    UnknownSwitch(String),
    /// The switch has no such value.
    #[error("the switch `{name}` has no value `{value}`, only {}", .known.join(", "))]
    UnknownValue {
        /// The switch.
        name: &'static str,
        /// The value asked for.
        value: String,
        /// Its values.
        known: &'static [&'static str],
    },
}

/// Declares [`Switches`] together with its catalog and access by name.
macro_rules! switches {
    ($(#[doc = $about:literal] $field:ident: $kind:ident, $source:literal;)+) => {
        /// `[switches]`: left out, each one has its default.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Switches {
            $(#[doc = $about]
            #[doc = ""]
            #[doc = concat!("Source: ", $source, ".")]
            pub $field: $kind,)+
        }

        const CATALOG: &[Switch] = &[$(Switch {
            name: stringify!($field),
            about: $about.trim_ascii(),
            values: $kind::VALUES,
            source: $source,
        }),+];

        impl Switches {
            /// The value of a switch, both as text; none when there is no such switch.
            #[must_use]
            pub fn get(&self, name: &str) -> Option<&'static str> {
                match name {
                    $(stringify!($field) => Some(self.$field.text()),)+
                    _ => None,
                }
            }

            /// Sets a switch, both given as text.
            ///
            /// # Errors
            /// When there is no such switch or it has no such value.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), SwitchError> {
                match name {
                    $(stringify!($field) => {
                        let found = $kind::of(value).ok_or_else(|| SwitchError::UnknownValue {
                            name: stringify!($field),
                            value: value.to_owned(),
                            known: $kind::VALUES,
                        })?;
                        self.$field = found;
                    })+
                    _ => return Err(SwitchError::UnknownSwitch(name.to_owned())),
                }
                Ok(())
            }
        }
    };
}

switches! {
    /// The answer to a write while another operation runs on the server.
    busy_answer: BusyAnswer, "assumed: the code `ServerIsBusy` was observed, its HTTP status was not";
    /// The answer to a write while the server's state is not `Ready`.
    not_ready_answer: NotReadyAnswer, "assumed: the codes are those of sibling calls";
    /// HTTP status when start, stop or restart does not fit the server's state.
    action_refusal: ActionRefusal, "assumed: the pages on start, stop and restart give codes, no status";
    /// What a server's `state` says while a connection of it is written.
    updating_during_write: UpdatingDuringWrite, "assumed: every recorded read of a server came after the operation's end";
    /// When a connection that is being deleted answers 404.
    delete_visible: DeleteVisible, "assumed: no read of a connection was recorded while its delete ran";
    /// `provisioningState` of a connection that is being deleted and still visible.
    deleting_state: DeletingState, "documented as a value; only `Succeeded` was ever observed";
    /// When a server that is being deleted answers 404.
    server_delete_visible: DeleteVisible, "assumed: 404 was observed before the end, not how long before";
    /// What a private endpoint's own delete does to its connection.
    endpoint_delete: EndpointDelete, "assumed: services do one or the other, PostgreSQL was not recorded";
    /// The endpoint's description after its connection was deleted.
    endpoint_description: EndpointDescription, "documented by another provider, and observed otherwise";
    /// The answer to `Rejected` for a connection that is `Rejected`.
    reject_again: RejectAgain, "assumed: approving an approved one was recorded, this was not";
    /// The answer to a state change of a `Disconnected` connection.
    disconnected_write: DisconnectedWrite, "assumed: such a connection can only be removed, says Private Link";
    /// The answer to a state change of a connection that does not exist.
    put_unknown: PutUnknown, "assumed: the call is documented as an update";
    /// The answer to a description of more than 140 characters.
    long_description: LongDescription, "assumed: 140 is documented for the consumer's request message alone";
    /// Whether a state change needs the right to approve as well as the right to write.
    approval_right: ApprovalRight, "assumed: the right is documented for endpoints that ask for automatic approval";
    /// The answer to the delete of a connection that does not exist.
    delete_unknown: DeleteUnknown, "documented, never observed";
    /// Whether connections of a stopped server can be read.
    stopped_reads: StoppedReads, "assumed: `ServerStoppedError` was observed on reads of other children";
    /// What a VNet-injected server answers to reads of its connections.
    vnet_injected_reads: VnetInjectedReads, "assumed: the server's own body was recorded, without the key";
    /// What a VNet-injected server offers to private endpoints.
    vnet_injected_offer: VnetInjectedOffer, "assumed: the portal shows no sub-resources";
    /// What `state` says while a server is made.
    state_while_provisioning: StateWhileProvisioning, "documented as a value; a body without it is assumed possible";
    /// Whether a connection names an endpoint that is removed or in another subscription.
    endpoint_reference: EndpointReference, "documented shape; whether the id is always there is assumed";
    /// How a connection that does not exist is answered.
    connection_not_found: ConnectionNotFound, "assumed: the words were observed for servers";
    /// How a call on a child of an absent server is answered.
    absent_server: AbsentServer, "observed for servers; for their children assumed";
    /// What a read of a finished or running operation answers.
    poll_answer: PollAnswer, "observed; whether a narrow role may poll is assumed";
    /// What `operationResults` answers after a delete.
    result_after_delete: ResultAfterDelete, "assumed: recorded for start and stop alone";
    /// The answer for a subscription that the principal has no rights in.
    foreign_subscription: ForeignSubscription, "assumed from common experience";
    /// What a list of locks answers to `$filter=atScope()`.
    locks_at_scope: LocksAtScope, "documented for a cmdlet, not recorded at a child resource";
    /// Whether lists show locks above the scopes that the caller has rights on.
    locks_above_rights: LocksAboveRights, "assumed: nothing was found that says so";
    /// How several locked scopes stand in one refusal.
    locked_scopes: LockedScopes, "assumed: a single one was observed";
    /// Whether locks of the server reach the deletes and creations of its private endpoints.
    endpoint_locks: EndpointLocks, "observed for another service";
    /// Whether locks of a private endpoint reach changes of its connection.
    consumer_locks: ConsumerLocks, "assumed: a lock counts for the scope of the request";
    /// In which order rights, locks and policies are asked.
    check_order: CheckOrder, "assumed from the words of the refusals";
}

impl Switches {
    /// All switches, in the order of the documentation.
    #[must_use]
    pub fn catalog() -> &'static [Switch] {
        CATALOG
    }

    /// Every switch at the first value that is not its default.
    ///
    /// # Panics
    /// Never: a test calls it.
    #[must_use]
    pub fn others() -> Self {
        let mut switches = Self::default();
        for switch in CATALOG {
            let set = switches.set(switch.name, switch.other_values()[0]);
            set.expect("the catalog names its own switches and values");
        }
        switches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    const GUIDE: &str = include_str!("../../../../docs/guides/azure-simulator.md");

    fn row(switch: &Switch) -> String {
        let values: Vec<_> = switch.values.iter().map(|v| format!("`{v}`")).collect();
        format!(
            "| `{}` | {} | {} | {} |",
            switch.name,
            values.join(", "),
            switch.about.trim_end_matches('.'),
            switch.source
        )
    }

    #[test]
    fn the_guide_lists_every_switch_with_its_values_its_meaning_and_its_source() {
        let documented: Vec<&str> = GUIDE
            .lines()
            .skip_while(|line| !line.starts_with("| `[switches]` |"))
            .skip(2)
            .take_while(|line| line.starts_with('|'))
            .collect();
        let expected: Vec<String> = Switches::catalog().iter().map(row).collect();
        assert_eq!(documented, expected, "\n{}\n", expected.join("\n"));
    }

    #[test]
    fn a_source_says_whether_it_is_documented_observed_or_assumed() {
        for switch in Switches::catalog() {
            let kinds = ["documented", "observed", "assumed"];
            assert!(
                kinds.iter().any(|kind| switch.source.starts_with(kind)),
                "{switch:?}"
            );
        }
    }

    #[test]
    fn the_hostile_scenario_sets_every_switch_to_another_value_than_the_default() {
        let hostile = Scenario::built_in("hostile").unwrap().switches;
        for switch in Switches::catalog() {
            assert_ne!(
                hostile.get(switch.name),
                Some(switch.default_value()),
                "{}",
                switch.name
            );
        }
    }

    #[test]
    fn every_value_of_every_switch_is_set_by_name_and_read_back() {
        for switch in Switches::catalog() {
            let mut switches = Switches::default();
            assert_eq!(switches.get(switch.name), Some(switch.default_value()));
            for value in switch.values {
                switches.set(switch.name, value).unwrap();
                assert_eq!(switches.get(switch.name), Some(*value));
                let read: Switches =
                    toml::from_str(&format!("{} = \"{value}\"", switch.name)).unwrap();
                assert_eq!(read, switches, "a scenario file says the same");
            }
        }
    }

    #[test]
    fn others_differ_from_the_default_in_every_switch() {
        let others = Switches::others();
        for switch in Switches::catalog() {
            assert_eq!(others.get(switch.name), Some(switch.values[1]));
        }
    }

    #[test]
    fn unknown_names_and_values_are_refused() {
        let mut switches = Switches::default();
        assert_eq!(
            switches.set("busy", "conflict"),
            Err(SwitchError::UnknownSwitch("busy".to_owned()))
        );
        let error = switches.set("busy_answer", "maybe").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the switch `busy_answer` has no value `maybe`, only conflict, bad-request, failed-operation"
        );
    }
}

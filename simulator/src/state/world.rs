//! The collections of the world, look-ups without regard to case, and the passing of time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use uuid::Uuid;

use super::effects::EndpointNews;
use super::{Access, Connection, Locks, Moment, Operation, PrivateEndpoint, Refusal, Server};
use crate::scenario::{
    ConnectionNotFound, DeleteVisible, StateWhileProvisioning, StoppedReads, SubscriptionSettings,
    Switches, Timing, UpdatingDuringWrite, VnetInjectedReads,
};

/// Everything that exists in the simulated subscription.
///
/// Collections are keyed by resource ids in lower case; the things themselves keep the
/// spelling they were made with, as Resource Manager does.
#[derive(Debug)]
pub struct World {
    /// The subscription.
    pub subscription: SubscriptionSettings,
    /// Subscriptions that exist and that nobody here has rights in.
    pub foreign_subscriptions: Vec<String>,
    /// Durations.
    pub timing: Timing,
    /// Assumptions in force.
    pub switches: Switches,
    /// Roles, deny assignments and policies.
    pub access: Access,
    /// Management locks.
    pub locks: Locks,
    pub(super) groups: BTreeMap<String, ResourceGroup>,
    pub(super) servers: BTreeMap<String, Server>,
    pub(super) endpoints: BTreeMap<String, PrivateEndpoint>,
    pub(super) operations: HashMap<Uuid, Operation>,
    /// Operations that run or whose effect is to come.
    pub(super) pending: BTreeSet<Uuid>,
    pub(super) last_hold: u64,
    /// What private endpoints do not show yet, oldest first.
    pub(super) news: Vec<EndpointNews>,
    /// The simulated time of the change that is being made.
    pub(super) clock: Duration,
}

/// A resource group of the subscription.
#[derive(Debug, Clone)]
pub struct ResourceGroup {
    /// Name.
    pub name: String,
    /// Region's short name.
    pub location: String,
}

impl World {
    /// Resource groups by name.
    pub fn resource_groups(&self) -> impl Iterator<Item = &ResourceGroup> {
        self.groups.values()
    }

    /// Whether the subscription may use a resource provider.
    #[must_use]
    pub fn is_registered(&self, namespace: &str) -> bool {
        let mut missing = self.subscription.unregistered.iter();
        !missing.any(|name| name.eq_ignore_ascii_case(namespace))
    }

    /// Registers the subscription for a resource provider.
    pub fn register(&mut self, namespace: &str) {
        let missing = &mut self.subscription.unregistered;
        missing.retain(|name| !name.eq_ignore_ascii_case(namespace));
    }

    /// Regions in use, by their display names.
    #[must_use]
    pub fn locations(&self) -> BTreeSet<&str> {
        let servers = self.servers.values().map(|server| server.location.as_str());
        servers.chain(["Canada Central"]).collect()
    }

    /// One resource group.
    #[must_use]
    pub fn resource_group(&self, name: &str) -> Option<&ResourceGroup> {
        self.groups.get(&name.to_ascii_lowercase())
    }

    /// Servers that a read can see.
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.servers
            .values()
            .filter(|server| self.shows_server(server))
    }

    /// One server that a read can see.
    ///
    /// # Errors
    /// When there is none of that name in the resource group.
    pub fn server(&self, resource_group: &str, name: &str) -> Result<&Server, Refusal> {
        self.servers
            .get(&name.to_ascii_lowercase())
            .filter(|server| server.resource_group.eq_ignore_ascii_case(resource_group))
            .filter(|server| self.shows_server(server))
            .ok_or_else(|| Refusal::ServerNotFound {
                resource_group: resource_group.to_owned(),
                name: name.to_owned(),
            })
    }

    /// `properties.state` as a read shows it now, if at all.
    #[must_use]
    pub fn shown_state<'a>(&self, server: &'a Server, now: Moment) -> Option<&'a str> {
        let shown = self.switches.updating_during_write == UpdatingDuringWrite::Shown;
        let absent = self.switches.state_while_provisioning == StateWhileProvisioning::Absent;
        match server.state.as_str() {
            "Ready" if shown && self.is_occupied(server, now) => Some("Updating"),
            "Provisioning" if absent => None,
            state => Some(state),
        }
    }

    /// Connections of a server that a read can see.
    ///
    /// # Errors
    /// When the server's state or kind refuses reads, by switch.
    pub fn connections<'a>(&'a self, server: &'a Server) -> Result<Vec<&'a Connection>, Refusal> {
        let refuses_stopped = self.switches.stopped_reads == StoppedReads::Refused;
        if refuses_stopped && server.state == "Stopped" {
            return Err(Refusal::ServerStopped {
                server: server.name.clone(),
            });
        }
        let refuses_injected = self.switches.vnet_injected_reads == VnetInjectedReads::Refused;
        if refuses_injected && server.is_vnet_injected() {
            return Err(Refusal::NoPrivateEndpoints {
                server: server.name.clone(),
            });
        }
        Ok(self.visible_connections(server).collect())
    }

    /// Connections in the server's own body, which no state hides.
    pub fn visible_connections<'a>(
        &'a self,
        server: &'a Server,
    ) -> impl Iterator<Item = &'a Connection> {
        let hides_deleting = self.switches.delete_visible == DeleteVisible::AtStart;
        server
            .connections
            .iter()
            .filter(move |connection| !(hides_deleting && connection.deleting))
    }

    /// The refusal for a connection that the server does not have, in the words of the switch.
    #[must_use]
    pub fn connection_not_found(&self, server: &Server, name: &str) -> Refusal {
        let teller = self.switches.connection_not_found;
        Refusal::ConnectionNotFound {
            resource_group: server.resource_group.clone(),
            server: server.name.clone(),
            name: name.to_owned(),
            by_resource_manager: teller == ConnectionNotFound::ByResourceManager,
        }
    }

    /// Private endpoints, those of other subscriptions included.
    pub fn private_endpoints(&self) -> impl Iterator<Item = &PrivateEndpoint> {
        self.endpoints.values()
    }

    /// One private endpoint of the subscription.
    ///
    /// # Errors
    /// When there is none of that name in the resource group.
    pub fn private_endpoint(
        &self,
        resource_group: &str,
        name: &str,
    ) -> Result<&PrivateEndpoint, Refusal> {
        let key = endpoint_key(self.subscription.id.get_ref(), resource_group, name);
        self.endpoints
            .get(&key)
            .ok_or_else(|| Refusal::EndpointNotFound {
                resource_group: resource_group.to_owned(),
                name: name.to_owned(),
            })
    }

    /// An operation by the name in its polling address.
    #[must_use]
    pub fn operation(&self, id: Uuid) -> Option<&Operation> {
        self.operations.get(&id)
    }

    /// An operation whose status is asked for; counts the question.
    pub fn polled(&mut self, id: Uuid) -> Option<&Operation> {
        let operation = self.operations.get_mut(&id)?;
        operation.polls = operation.polls.saturating_add(1);
        Some(operation)
    }

    /// Operations that have not ended.
    pub fn running_operations(&self, now: Moment) -> impl Iterator<Item = &Operation> {
        self.pending
            .iter()
            .filter_map(|id| self.operations.get(id))
            .filter(move |operation| operation.is_running(now.elapsed))
    }

    /// Whether an operation has come to its end.
    #[must_use]
    pub fn has_ended(&self, operation: &Operation) -> bool {
        !operation.is_running(self.clock)
    }

    /// Whether an operation runs on the server, a client's or a scripted one.
    pub(super) fn is_occupied(&self, server: &Server, now: Moment) -> bool {
        let key = server.name.to_ascii_lowercase();
        server.is_held(now.elapsed)
            || self
                .running_operations(now)
                .any(|operation| operation.server.as_ref() == Some(&key))
    }

    /// When the last operation ends and the last of its effects is seen; none when nothing is
    /// under way.
    #[must_use]
    pub fn settles_at(&self, now: Moment) -> Option<Duration> {
        let pending = self.pending.iter().filter_map(|id| self.operations.get(id));
        let ends = pending.map(|operation| {
            let effect = operation.effect.as_ref();
            // Its endpoint may show it later still.
            let seen = effect.map(|effect| effect.at + self.timing.endpoint_lag());
            seen.unwrap_or_default().max(operation.due)
        });
        let shown = self.news.iter().map(|news| news.at);
        ends.chain(shown).max().filter(|at| *at > now.elapsed)
    }

    /// Lets every operation that is due take effect, in the order of their ends.
    pub fn advance(&mut self, now: Moment) {
        let operations = &self.operations;
        let mut due: Vec<_> = self
            .pending
            .iter()
            .filter_map(|id| {
                let at = operations.get(id)?.effect.as_ref()?.at;
                (at <= now.elapsed).then_some((at, *id))
            })
            .collect();
        due.sort();
        for (at, id) in due {
            self.clock = at;
            let scheduled = self
                .operations
                .get_mut(&id)
                .and_then(|found| found.effect.take());
            if let Some(scheduled) = scheduled {
                self.apply(scheduled.effect);
            }
        }
        self.clock = now.elapsed;
        let operations = &self.operations;
        self.pending.retain(|id| {
            let operation = operations.get(id);
            operation.is_some_and(|found| found.effect.is_some() || found.is_running(now.elapsed))
        });
        self.deliver_news();
        self.locks.advance(now.elapsed);
    }

    fn shows_server(&self, server: &Server) -> bool {
        !(server.deleting && self.switches.server_delete_visible == DeleteVisible::AtStart)
    }
}

/// Key of a private endpoint.
pub(super) fn endpoint_key(subscription: &str, resource_group: &str, name: &str) -> String {
    format!(
        "/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.Network/privateEndpoints/{name}"
    )
    .to_ascii_lowercase()
}

//! Makes a world from a scenario.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::scope::absolute;
use super::world::endpoint_key;
use super::{
    Access, Connection, EndpointConnection, Locks, ManagementLock, PrivateEndpoint, ResourceGroup,
    Server, World,
};
use crate::scenario::{EndpointSettings, Scenario, ServerSettings};

impl World {
    /// The world that a scenario describes.
    #[must_use]
    pub fn new(scenario: &Scenario, now: Timestamp) -> Self {
        let mut world = Self {
            subscription: scenario.subscription.clone(),
            foreign_subscriptions: Vec::new(),
            timing: scenario.timing.clone(),
            switches: scenario.switches.clone(),
            groups: BTreeMap::new(),
            servers: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            operations: HashMap::new(),
            pending: BTreeSet::new(),
            last_hold: 0,
            news: Vec::new(),
            clock: Duration::ZERO,
            access: Access::new(scenario),
            locks: Locks::default(),
        };
        for settings in &scenario.locks {
            world.locks.put(ManagementLock {
                scope: absolute(scenario.subscription.id.get_ref(), settings.scope.get_ref()),
                name: settings.name.get_ref().clone(),
                level: settings.level,
                notes: settings.notes.clone(),
                created: now,
            });
        }
        // Those of the scenario are old, and in force.
        world.locks.lag_by(scenario.timing.lock_lag());
        for group in &scenario.resource_groups {
            let name = group.name.get_ref().clone();
            let group = ResourceGroup {
                name: name.clone(),
                location: group.location.clone(),
            };
            world.groups.insert(name.to_ascii_lowercase(), group);
        }
        for settings in &scenario.servers {
            world.add_server(settings, now);
        }
        for settings in &scenario.private_endpoints {
            for name in settings.names() {
                world.add_endpoint(settings, &name);
            }
        }
        world
    }

    fn add_server(&mut self, settings: &ServerSettings, now: Timestamp) {
        let name = settings.name.get_ref().clone();
        let group = settings.resource_group.get_ref();
        let group = self
            .resource_group(group)
            .map_or(group, |group| &group.name)
            .clone();
        let server = Server {
            subscription: self.subscription.id.get_ref().clone(),
            resource_group: group,
            name: name.clone(),
            location: settings.location.clone(),
            administrator_login: settings.administrator_login.clone(),
            state: settings.state.clone(),
            public_network_access: settings.public_network_access,
            delegated_subnet: settings.delegated_subnet.clone(),
            private_dns_zone: settings.private_dns_zone.clone(),
            created: now,
            connections: Vec::new(),
            hold: None,
            deleting: false,
        };
        self.servers.insert(name.to_ascii_lowercase(), server);
    }

    fn add_endpoint(&mut self, settings: &EndpointSettings, name: &str) {
        let own = self.subscription.id.get_ref().clone();
        let subscription = settings
            .subscription
            .as_ref()
            .map_or(&own, |id| id.get_ref())
            .clone();
        if subscription != own && !self.foreign_subscriptions.contains(&subscription) {
            self.foreign_subscriptions.push(subscription.clone());
        }
        let group = settings.resource_group.get_ref();
        let group = match self.resource_group(group) {
            Some(found) if subscription == own => found.name.clone(),
            _ => group.clone(),
        };
        let target = settings.target.get_ref().to_ascii_lowercase();
        // Cross references were checked when the scenario was read.
        let Some(server) = self.servers.get_mut(&target) else {
            return;
        };
        let guid = settings.connection.guid.clone();
        let endpoint = PrivateEndpoint {
            subscription,
            resource_group: group,
            name: name.to_owned(),
            location: server.region(),
            subnet: default_subnet(&own),
            custom_network_interface_name: String::new(),
            provisioning_state: "Succeeded",
            resource_guid: Uuid::new_v4().to_string(),
            interface_guid: Uuid::new_v4().to_string(),
            etag: Uuid::new_v4().to_string(),
            connection: EndpointConnection {
                name: name.to_owned(),
                request: settings.request,
                target: server.id(),
                group_ids: vec!["postgresqlServer".to_owned()],
                request_message: None,
                status: settings.connection.status.get_ref().clone(),
                description: settings.connection.description.clone().unwrap_or_default(),
                guid: guid.unwrap_or_else(|| Uuid::new_v4().to_string()),
            },
        };
        server.connections.push(Connection {
            name: endpoint.service_side_name(),
            private_endpoint_id: endpoint.id(),
            status: endpoint.connection.status.clone(),
            description: settings.connection.description.clone(),
            deleting: false,
            tracked_by: None,
        });
        let key = endpoint_key(
            &endpoint.subscription,
            &endpoint.resource_group,
            &endpoint.name,
        );
        self.endpoints.insert(key, endpoint);
    }
}

/// Subnet of endpoints that no client made.
pub(super) fn default_subnet(subscription: &str) -> String {
    format!(
        "/subscriptions/{subscription}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"
    )
}

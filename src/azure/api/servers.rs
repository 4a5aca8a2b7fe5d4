//! The target resource itself: its state, its network, and the connections inside its body.
//!
//! Read only. What a state means for writes is the table's to say (`target`).

use serde_json::Value;

use super::connection::Connection;
use crate::azure::error::{field, text};
use crate::azure::id::ResourceId;

/// A Private Link target as its own body describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id, as it was asked for.
    pub id: ResourceId,
    /// `Ready`, `Updating`, `Stopped`, …; absent while the server is being created.
    pub state: Option<String>,
    /// `Enabled` or `Disabled`.
    pub public_network_access: Option<String>,
    /// The subnet of a VNet-injected server, which takes no private endpoints.
    pub delegated_subnet: Option<String>,
    /// Its connections; `None` where the body has no such key (VNet-injected servers, old api-versions).
    pub connections: Option<Vec<Connection>>,
    /// The region; a flexible server gives the display name (`Canada Central`).
    pub location: Option<String>,
    /// `Primary`, `AsyncReplica`, …
    pub replication_role: Option<String>,
}

impl Target {
    /// Reads a server's body.
    pub(crate) fn from_value(id: &ResourceId, value: &Value) -> Target {
        let properties = field(value, "properties").unwrap_or(&Value::Null);
        let network = field(properties, "network").unwrap_or(&Value::Null);
        let connections = field(properties, "privateEndpointConnections").and_then(Value::as_array);
        let replica = field(properties, "replica").and_then(|replica| text(replica, "role"));
        Target {
            id: id.clone(),
            state: text(properties, "state"),
            public_network_access: text(network, "publicNetworkAccess"),
            delegated_subnet: text(network, "delegatedSubnetResourceId"),
            connections: connections.map(|items| {
                items
                    .iter()
                    .filter_map(|item| Connection::from_value(id, item))
                    .collect()
            }),
            location: text(value, "location"),
            replication_role: text(properties, "replicationRole").or(replica),
        }
    }
}

//! The target resource itself: its state, its network, and the connections inside its body.
//!
//! Read only. What a state means for writes is the table's to say (`target`).

use serde_json::Value;

use super::arm::Arm;
use super::connection::Connection;
use crate::azure::error::{Error, field, text};
use crate::azure::id::ResourceId;
use crate::azure::limits::Limits;
use crate::azure::request::Request;

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

impl Arm {
    /// See [`Client::get_target`](crate::azure::Client::get_target).
    pub async fn get_target(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Option<Target>, Error> {
        let request = Request::get(target, self.api_version(&target.resource_type()));
        let Some(answer) = self.read_or_gone(&request, limits).await? else {
            return Ok(None);
        };
        let problem = "its body is not a JSON object".to_owned();
        match answer.json().filter(Value::is_object) {
            Some(body) => Ok(Some(Target::from_value(target, &body))),
            None => Err(Error::UnexpectedAnswer {
                attempt: request.attempt(),
                problem,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Target {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";
        Target::from_value(&ResourceId::parse(id).unwrap(), &value)
    }

    #[test]
    fn a_servers_state_network_and_connections_are_read() {
        let connection = json!({"name": "pe.1", "properties": {"privateLinkServiceConnectionState": {"status": "Pending"}}});
        let target = read(
            json!({"location": "Canada Central", "properties": {"state": "Ready",
            "network": {"publicNetworkAccess": "Disabled"}, "privateEndpointConnections": [connection],
            "replica": {"role": "Primary"}}}),
        );
        assert_eq!(
            (
                target.state.as_deref(),
                target.public_network_access.as_deref()
            ),
            (Some("Ready"), Some("Disabled"))
        );
        assert_eq!(
            (
                target.location.as_deref(),
                target.replication_role.as_deref()
            ),
            (Some("Canada Central"), Some("Primary"))
        );
        assert_eq!(target.connections.unwrap()[0].status, "Pending");
    }

    #[test]
    fn a_server_without_the_key_is_told_from_one_without_connections() {
        assert_eq!(
            read(json!({"properties": {"privateEndpointConnections": []}})).connections,
            Some(Vec::new())
        );
        let injected =
            read(json!({"properties": {"network": {"delegatedSubnetResourceId": "/subnet"}}}));
        assert_eq!(
            (injected.connections, injected.delegated_subnet.as_deref()),
            (None, Some("/subnet"))
        );
    }
}

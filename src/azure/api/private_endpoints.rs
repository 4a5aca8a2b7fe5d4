//! The consumer's side: a private endpoint, as far as the caller is allowed to see it.
//!
//! This file is all there is of `Microsoft.Network`, and it reads only: no write to an endpoint exists anywhere.

use serde_json::Value;

use crate::azure::error::{Error, field, text};
use crate::azure::id::ResourceId;

/// What could be seen of a private endpoint.
#[derive(Debug, Clone)]
pub enum EndpointLook {
    /// The endpoint was read.
    Readable(PrivateEndpoint),
    /// The endpoint does not exist, or may not be read by this identity: often it belongs to somebody else.
    NotReadable(Error),
}

/// A private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateEndpoint {
    /// Its id, as it was asked for.
    pub id: ResourceId,
    /// What it connects to; normally one target.
    pub connections: Vec<EndpointConnection>,
    /// `Succeeded`, `Updating`, …
    pub provisioning_state: Option<String>,
}

/// The consumer's record of one connection. Its texts are not those of the service side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointConnection {
    /// The id of the target, in whatever casing the consumer wrote it.
    pub target_id: String,
    /// The sub-resources asked for.
    pub group_ids: Vec<String>,
    /// `Pending`, `Approved`, `Rejected`, `Disconnected`; empty where none is given.
    pub status: String,
    /// The message beside the status.
    pub description: Option<String>,
}

impl PrivateEndpoint {
    /// Reads an endpoint's body: connections that were approved automatically and those requested by hand.
    pub(crate) fn from_value(id: &ResourceId, value: &Value) -> PrivateEndpoint {
        let properties = field(value, "properties").unwrap_or(&Value::Null);
        let lists = [
            "privateLinkServiceConnections",
            "manualPrivateLinkServiceConnections",
        ];
        let items = lists
            .iter()
            .filter_map(|name| field(properties, name)?.as_array())
            .flatten();
        PrivateEndpoint {
            id: id.clone(),
            connections: items.filter_map(EndpointConnection::from_value).collect(),
            provisioning_state: text(properties, "provisioningState"),
        }
    }
}

impl EndpointConnection {
    fn from_value(value: &Value) -> Option<EndpointConnection> {
        let properties = field(value, "properties")?;
        let state = field(properties, "privateLinkServiceConnectionState").unwrap_or(&Value::Null);
        let groups = field(properties, "groupIds").and_then(Value::as_array);
        Some(EndpointConnection {
            target_id: text(properties, "privateLinkServiceId")?,
            group_ids: groups
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            status: text(state, "status").unwrap_or_default(),
            description: text(state, "description"),
        })
    }
}

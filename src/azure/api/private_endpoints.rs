//! The consumer's side: a private endpoint, as far as the caller is allowed to see it.
//!
//! This file is all there is of `Microsoft.Network`, and it reads only: no write to an endpoint exists anywhere.

use serde_json::Value;

use super::arm::Arm;
use crate::azure::error::{Error, field, text};
use crate::azure::id::ResourceId;
use crate::azure::limits::Limits;
use crate::azure::pipeline::refused;
use crate::azure::request::Request;

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

impl Arm {
    /// See [`Client::get_private_endpoint`](crate::azure::Client::get_private_endpoint).
    pub async fn get_private_endpoint(
        &self,
        id: &ResourceId,
        limits: &Limits,
    ) -> Result<EndpointLook, Error> {
        let request = Request::get(id, self.api_version(&id.resource_type()));
        let answer = self.pipeline.send(&request, limits).await?;
        if !answer.is_success() {
            let error = refused(&request, &answer);
            // Often another tenant's or team's: to be refused is an ordinary outcome.
            let hidden = matches!(answer.status, 401 | 403 | 404);
            return if hidden {
                Ok(EndpointLook::NotReadable(error))
            } else {
                Err(error)
            };
        }
        let problem = "its body is not a JSON object".to_owned();
        match answer.json().filter(Value::is_object) {
            Some(body) => Ok(EndpointLook::Readable(PrivateEndpoint::from_value(
                id, &body,
            ))),
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

    #[test]
    fn automatic_and_manual_connections_are_read_alike() {
        let item = |status: &str| {
            json!({"properties": {"privateLinkServiceId": "/target", "groupIds": ["postgresqlServer"],
                "privateLinkServiceConnectionState": {"status": status, "description": ""}}})
        };
        let id =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe";
        let value = json!({"properties": {"provisioningState": "Succeeded",
            "privateLinkServiceConnections": [item("Approved")], "manualPrivateLinkServiceConnections": [item("Pending")]}});
        let endpoint = PrivateEndpoint::from_value(&ResourceId::parse(id).unwrap(), &value);
        let statuses: Vec<&str> = endpoint
            .connections
            .iter()
            .map(|connection| connection.status.as_str())
            .collect();
        assert_eq!(statuses, ["Approved", "Pending"]);
        assert_eq!(
            (
                endpoint.connections[0].target_id.as_str(),
                &endpoint.connections[0].description
            ),
            ("/target", &None)
        );
    }
}

//! The consumer side: a private endpoint with its one connection to a server.

use crate::scenario::EndpointRequest;

/// A private endpoint of Microsoft.Network.
#[derive(Debug, Clone)]
pub struct PrivateEndpoint {
    /// Subscription id; may be one that nobody here can read.
    pub subscription: String,
    /// Resource group.
    pub resource_group: String,
    /// Name.
    pub name: String,
    /// Region's short name.
    pub location: String,
    /// Id of its subnet.
    pub subnet: String,
    /// Name for its network interface, empty when Azure chooses.
    pub custom_network_interface_name: String,
    /// `Updating` while it is being made, then `Succeeded`; `Deleting` at the end.
    pub provisioning_state: &'static str,
    /// Not the guid in the connection's name (recorded).
    pub resource_guid: String,
    /// Last part of its network interface's name.
    pub interface_guid: String,
    /// Entity tag without quotes.
    pub etag: String,
    /// What it asks for, and what became of it.
    pub connection: EndpointConnection,
}

/// The element of `privateLinkServiceConnections` or its manual twin.
#[derive(Debug, Clone)]
pub struct EndpointConnection {
    /// Name chosen by the consumer; the service side never shows it (recorded).
    pub name: String,
    /// In which of the two arrays it stands.
    pub request: EndpointRequest,
    /// Id of the target as the consumer spelled it.
    pub target: String,
    /// Requested group ids.
    pub group_ids: Vec<String>,
    /// Text to the target's owner.
    pub request_message: Option<String>,
    /// Read-only copy of the state.
    pub status: String,
    /// Read-only copy of the description; not always equal to the service side's text.
    pub description: String,
    /// Last part of the service side's name.
    pub guid: String,
}

impl PrivateEndpoint {
    /// Resource Manager id.
    #[must_use]
    pub fn id(&self) -> String {
        format!(
            "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/privateEndpoints/{}",
            self.subscription, self.resource_group, self.name
        )
    }

    /// The name that its connection has on the service side.
    #[must_use]
    pub fn service_side_name(&self) -> String {
        format!("{}.{}", self.name, self.connection.guid)
    }
}

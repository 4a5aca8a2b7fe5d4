//! What scripts and tests see of the world, without Azure's wire forms.

use serde::Serialize;

use crate::state::{Connection, PrivateEndpoint, Server};

/// A private endpoint connection, the service side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionView {
    /// `<endpoint>.<guid>`.
    pub name: String,
    /// Resource Manager id.
    pub id: String,
    /// Id of the private endpoint.
    pub private_endpoint_id: String,
    /// Connection state.
    pub status: String,
    /// Text beside the state; none where the key is absent.
    pub description: Option<String>,
}

/// A private endpoint, the consumer side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrivateEndpointView {
    /// Name.
    pub name: String,
    /// Resource Manager id.
    pub id: String,
    /// Connection state as this side shows it.
    pub status: String,
    /// Text beside it.
    pub description: String,
    /// Id of the server.
    pub target: String,
}

/// A flexible server with its connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerView {
    /// Name.
    pub name: String,
    /// Resource Manager id.
    pub id: String,
    /// Its own state, `Updating` during writes left aside.
    pub state: String,
    /// Its connections.
    pub connections: Vec<ConnectionView>,
}

impl ConnectionView {
    pub(crate) fn new(server: &Server, connection: &Connection) -> Self {
        Self {
            name: connection.name.clone(),
            id: server.connection_id(&connection.name),
            private_endpoint_id: connection.private_endpoint_id.clone(),
            status: connection.status.clone(),
            description: connection.description.clone(),
        }
    }
}

impl PrivateEndpointView {
    pub(crate) fn new(endpoint: &PrivateEndpoint) -> Self {
        Self {
            name: endpoint.name.clone(),
            id: endpoint.id(),
            status: endpoint.connection.status.clone(),
            description: endpoint.connection.description.clone(),
            target: endpoint.connection.target.clone(),
        }
    }
}

impl ServerView {
    pub(crate) fn new(server: &Server) -> Self {
        let connections = server.connections.iter();
        Self {
            name: server.name.clone(),
            id: server.id(),
            state: server.state.clone(),
            connections: connections
                .map(|c| ConnectionView::new(server, c))
                .collect(),
        }
    }
}

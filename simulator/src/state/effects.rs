//! What the end of an operation changes, on both sides of a connection.

use std::time::Duration;

use super::operation::Effect;
use super::{Connection, PrivateEndpoint, StateChange, World};
use crate::scenario::{EndpointDelete, EndpointDescription};

impl World {
    pub(super) fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::SetConnection {
                server,
                connection,
                change,
            } => {
                self.set_both_sides(&server, &connection, &change);
            }
            Effect::RemoveConnection { server, connection } => {
                self.take_connection(&server, &connection);
            }
            Effect::KeepConnection { server, connection } => {
                let server = self.servers.get_mut(&server);
                if let Some(found) = server.and_then(|s| s.connection_mut(&connection)) {
                    found.deleting = false;
                }
            }
            Effect::SetServerState { server, state } => {
                if let Some(server) = self.servers.get_mut(&server) {
                    server.state = state;
                    server.deleting = false;
                }
            }
            Effect::RemoveServer { server } => self.take_server(&server),
            Effect::FinishEndpoint { endpoint } => self.finish_endpoint(&endpoint),
            Effect::SetEndpointState { endpoint, state } => {
                if let Some(endpoint) = self.endpoints.get_mut(&endpoint) {
                    endpoint.provisioning_state = state;
                }
            }
            Effect::RemoveEndpoint { endpoint } => self.take_endpoint(&endpoint),
        }
    }

    /// Writes the state of a connection to the server's side and to its endpoint's.
    pub(super) fn set_both_sides(&mut self, server: &str, name: &str, change: &StateChange) {
        let Some(server) = self.servers.get_mut(server) else {
            return;
        };
        let Some(connection) = server.connection_mut(name) else {
            return;
        };
        connection.status.clone_from(&change.status);
        if change.description.is_some() {
            connection.description.clone_from(&change.description);
        }
        let news = EndpointNews {
            at: Duration::ZERO,
            endpoint: connection.private_endpoint_id.to_ascii_lowercase(),
            connection: connection.name.clone(),
            status: connection.status.clone(),
            description: Some(connection.description.clone().unwrap_or_default()),
        };
        self.tell_endpoint(news);
    }

    /// Removes a connection; its endpoint lives on, `Disconnected` (documented).
    pub(super) fn take_connection(&mut self, server: &str, name: &str) {
        let Some(server) = self.servers.get_mut(server) else {
            return;
        };
        let found = server
            .connections
            .iter()
            .position(|c| c.name.eq_ignore_ascii_case(name));
        if let Some(index) = found {
            let connection = server.connections.remove(index);
            self.disconnect_endpoint(&connection);
        }
    }

    /// Removes a server; the endpoints of its connections live on, `Disconnected` (documented).
    pub(super) fn take_server(&mut self, server: &str) {
        if let Some(server) = self.servers.remove(server) {
            for connection in &server.connections {
                self.disconnect_endpoint(connection);
            }
        }
    }

    /// Removes an endpoint and, by switch, its connection.
    pub(super) fn take_endpoint(&mut self, endpoint: &str) {
        let Some(endpoint) = self.endpoints.remove(endpoint) else {
            return;
        };
        let name = endpoint.service_side_name();
        let leaves = self.switches.endpoint_delete == EndpointDelete::LeavesDisconnected;
        for server in self.servers.values_mut() {
            if leaves {
                if let Some(connection) = server.connection_mut(&name) {
                    "Disconnected".clone_into(&mut connection.status);
                }
            } else {
                server
                    .connections
                    .retain(|connection| connection.name != name);
            }
        }
    }

    /// Ends the making or updating of an endpoint: a new one gets its connection.
    pub(super) fn finish_endpoint(&mut self, endpoint: &str) {
        let Some(endpoint) = self.endpoints.get_mut(endpoint) else {
            return;
        };
        endpoint.provisioning_state = "Succeeded";
        if endpoint.connection.status == "Pending" {
            // Recorded: "Awaiting Approval" stands in the answer to the PUT alone.
            endpoint.connection.description.clear();
        }
        let name = endpoint.service_side_name();
        let target = server_name(&endpoint.connection.target).to_ascii_lowercase();
        if let Some(server) = self.servers.get_mut(&target)
            && endpoint.connection.status != "Disconnected"
            && server.connection_mut(&name).is_none()
        {
            server.connections.push(Connection {
                name,
                private_endpoint_id: endpoint.id(),
                status: endpoint.connection.status.clone(),
                description: service_side_description(endpoint),
                deleting: false,
                tracked_by: None,
            });
        }
    }

    fn disconnect_endpoint(&mut self, connection: &Connection) {
        self.tell_endpoint(EndpointNews {
            at: Duration::ZERO,
            endpoint: connection.private_endpoint_id.to_ascii_lowercase(),
            connection: connection.name.clone(),
            status: "Disconnected".to_owned(),
            description: match self.switches.endpoint_description {
                EndpointDescription::DeletedState => Some("Deleted state".to_owned()),
                EndpointDescription::Kept => None,
                EndpointDescription::Empty => Some(String::new()),
            },
        });
    }

    /// Lets an endpoint know, as late as the scenario says.
    fn tell_endpoint(&mut self, news: EndpointNews) {
        let at = self.clock + self.timing.endpoint_lag();
        self.news.push(EndpointNews { at, ..news });
        self.deliver_news();
    }

    /// Shows what is due on the endpoints' side.
    pub(super) fn deliver_news(&mut self) {
        let clock = self.clock;
        let due: Vec<_> = self.news.extract_if(.., |news| news.at <= clock).collect();
        for news in due {
            let endpoint = self.endpoints.get_mut(&news.endpoint);
            // One made anew under the same id has another connection.
            if let Some(endpoint) =
                endpoint.filter(|found| found.service_side_name() == news.connection)
            {
                endpoint.connection.status = news.status;
                if let Some(description) = news.description {
                    endpoint.connection.description = description;
                }
            }
        }
    }
}

/// What an endpoint is going to show of its connection.
#[derive(Debug)]
pub(super) struct EndpointNews {
    /// When, in simulated time.
    pub(super) at: Duration,
    /// Key of the endpoint.
    endpoint: String,
    /// The connection's name on the service side.
    connection: String,
    status: String,
    /// None keeps the old text.
    description: Option<String>,
}

/// The last segment of a server's id.
pub(super) fn server_name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Absent while pending without a request message; the message otherwise, or the approval's text.
fn service_side_description(endpoint: &PrivateEndpoint) -> Option<String> {
    match endpoint.connection.status.as_str() {
        "Pending" => endpoint.connection.request_message.clone(),
        _ => Some(endpoint.connection.description.clone()).filter(|text| !text.is_empty()),
    }
}

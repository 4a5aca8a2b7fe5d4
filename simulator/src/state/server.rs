//! A PostgreSQL flexible server and the actions it offers.

use std::time::Duration;

use jiff::Timestamp;

use super::Connection;
use crate::scenario::PublicNetworkAccess;

/// A flexible server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Subscription id.
    pub subscription: String,
    /// Resource group, as spelled when the server was made.
    pub resource_group: String,
    /// Name.
    pub name: String,
    /// Region by its display name, as the service returns it (recorded).
    pub location: String,
    /// Login of the administrator.
    pub administrator_login: String,
    /// `properties.state`.
    pub state: String,
    /// Whether there is a public address.
    pub public_network_access: PublicNetworkAccess,
    /// Delegated subnet of a VNet-injected server.
    pub delegated_subnet: Option<String>,
    /// Private DNS zone of a VNet-injected server.
    pub private_dns_zone: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Connections in the order of their appearance.
    pub connections: Vec<Connection>,
    /// Another client's operation, which only a script can start and end.
    pub hold: Option<Hold>,
    /// Its own delete is running.
    pub deleting: bool,
}

/// Another client at work: writes get the busy answer.
#[derive(Debug, Clone, Copy)]
pub struct Hold {
    /// Which hold this is, so that a late release does not end another one.
    pub id: u64,
    /// When it ends by itself, in simulated time; otherwise when it is released.
    pub until: Option<Duration>,
}

impl Server {
    /// Resource Manager id.
    #[must_use]
    pub fn id(&self) -> String {
        format!(
            "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{}",
            self.subscription, self.resource_group, self.name
        )
    }

    /// Id of one of its connections.
    #[must_use]
    pub fn connection_id(&self, connection: &str) -> String {
        format!("{}/privateEndpointConnections/{connection}", self.id())
    }

    /// The region's short name: polling addresses of connection writes use it (recorded).
    #[must_use]
    pub fn region(&self) -> String {
        self.location.replace(' ', "").to_ascii_lowercase()
    }

    /// VNet-injected servers take no private endpoints.
    #[must_use]
    pub fn is_vnet_injected(&self) -> bool {
        self.delegated_subnet.is_some()
    }

    /// Whether a scripted hold is in force.
    #[must_use]
    pub fn is_held(&self, elapsed: Duration) -> bool {
        self.hold
            .is_some_and(|hold| hold.until.is_none_or(|until| elapsed < until))
    }

    pub(super) fn connection_mut(&mut self, name: &str) -> Option<&mut Connection> {
        self.connections
            .iter_mut()
            .find(|connection| connection.name.eq_ignore_ascii_case(name))
    }
}

/// POST actions on a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerAction {
    /// `Stopped` to `Ready`.
    Start,
    /// `Ready` to `Stopped`.
    Stop,
    /// `Ready` to `Ready`.
    Restart,
}

impl ServerAction {
    /// The action at the end of a path, in any case.
    #[must_use]
    pub fn parse(segment: &str) -> Option<Self> {
        [Self::Start, Self::Stop, Self::Restart]
            .into_iter()
            .find(|action| action.as_str().eq_ignore_ascii_case(segment))
    }

    /// The path segment.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
        }
    }

    pub(super) fn passing_state(self) -> &'static str {
        match self {
            Self::Start => "Starting",
            Self::Stop => "Stopping",
            Self::Restart => "Restarting",
        }
    }

    pub(super) fn final_state(self) -> &'static str {
        match self {
            Self::Start | Self::Restart => "Ready",
            Self::Stop => "Stopped",
        }
    }
}

//! The id of a private endpoint connection, and the ids that are mistaken for one.

use std::fmt;

use super::check::{IdError, IdProblem};
use super::resource::ResourceId;

/// The child type under which every Private Link target lists its connections.
pub(crate) const CONNECTIONS: &str = "privateEndpointConnections";

/// The consumer's side of Private Link, whose ids are often given where a connection's is wanted.
const PRIVATE_ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";

/// The id of a private endpoint connection: `{target}/privateEndpointConnections/{name}`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId {
    id: ResourceId,
    target: ResourceId,
}

impl ConnectionId {
    /// Parses a connection's id.
    ///
    /// # Errors
    /// When the text is not an id, or is the id of something else; an endpoint's and a target's id
    /// are recognized and said to be that.
    pub fn parse(text: &str) -> Result<ConnectionId, IdError> {
        let id = ResourceId::parse(text)?;
        let fail = |problem| {
            Err(IdError {
                input: text.to_owned(),
                problem,
            })
        };
        let (kind, endpoint) = (
            id.resource_type().to_lowercase(),
            PRIVATE_ENDPOINTS.to_lowercase(),
        );
        if kind == endpoint || kind.starts_with(&format!("{endpoint}/")) {
            return fail(IdProblem::PrivateEndpoint);
        }
        let is_connection = kind.rsplit('/').next() == Some(&CONNECTIONS.to_lowercase());
        match id.parent() {
            Some(target) if is_connection => Ok(ConnectionId { id, target }),
            _ => fail(IdProblem::NotAConnection {
                resource_type: id.resource_type(),
            }),
        }
    }

    /// The id of the connection with this name on this target.
    pub fn new(target: &ResourceId, name: &str) -> ConnectionId {
        ConnectionId {
            id: target.child(CONNECTIONS, name),
            target: target.clone(),
        }
    }

    /// The Private Link target that the connection belongs to.
    pub fn target(&self) -> &ResourceId {
        &self.target
    }

    /// The connection's name; opaque, in practice `{endpoint}.{guid}`.
    pub fn name(&self) -> &str {
        self.id.name()
    }

    /// The id in its original spelling.
    pub fn as_str(&self) -> &str {
        self.id.as_str()
    }

    /// The same id without the knowledge that it is a connection's.
    pub fn resource(&self) -> &ResourceId {
        &self.id
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl fmt::Debug for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionId({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str =
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";

    #[test]
    fn a_child_knows_its_parent() {
        let server = ResourceId::parse(SERVER).unwrap();
        let connection = ConnectionId::new(&server, "pe.guid");
        assert_eq!(
            ConnectionId::parse(connection.as_str()).unwrap().target(),
            &server
        );
        assert_eq!(connection.resource().parent(), Some(server));
        assert_eq!(connection.name(), "pe.guid");
    }

    #[test]
    fn an_endpoints_or_a_targets_id_is_recognized_where_a_connections_is_wanted() {
        let endpoint =
            "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/privateEndpoints/pe";
        let said = ConnectionId::parse(endpoint).unwrap_err().to_string();
        assert!(said.contains("is the id of a private endpoint"), "{said}");
        let said = ConnectionId::parse(SERVER).unwrap_err().to_string();
        assert!(
            said.contains("is the id of a Microsoft.DBforPostgreSQL/flexibleServers;"),
            "{said}"
        );
    }

    #[test]
    fn no_connection_id_can_point_below_a_private_endpoint() {
        let id = "/subscriptions/S/resourceGroups/G/providers/microsoft.network/PrivateEndpoints/pe/privateEndpointConnections/c";
        assert!(ConnectionId::parse(id).is_err());
    }
}

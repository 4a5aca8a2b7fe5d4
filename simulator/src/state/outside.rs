//! Changes by others: at once, without an operation and without a request.
//!
//! Scripts use these to play the other team, the platform or an operator.

use std::time::Duration;

use thiserror::Error;
use uuid::Uuid;

use super::build::default_subnet;
use super::effects::server_name;
use super::scope::absolute;
use super::server::Hold;
use super::world::endpoint_key;
use super::{
    Connection, EndpointConnection, ManagementLock, Moment, PrivateEndpoint, Server, StateChange,
    World,
};
use crate::scenario::{EndpointRequest, LockLevel};

/// A script names something that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScriptError {
    /// No such server.
    #[error("there is no server named `{0}`")]
    UnknownServer(String),
    /// No such connection.
    #[error("server `{server}` has no connection named `{connection}`")]
    UnknownConnection {
        /// The server.
        server: String,
        /// The connection.
        connection: String,
    },
    /// No such private endpoint.
    #[error("there is no private endpoint `{0}`")]
    UnknownEndpoint(String),
    /// An operation runs on the server.
    #[error("server `{0}` is busy")]
    ServerBusy(String),
    /// The private endpoint exists already.
    #[error("there is a private endpoint `{0}` already")]
    EndpointExists(String),
}

impl World {
    /// Makes a lock or changes its level.
    pub fn put_lock(&mut self, scope: &str, name: &str, level: LockLevel, now: Moment) {
        let scope = absolute(self.subscription.id.get_ref(), scope);
        self.locks.put(ManagementLock {
            scope,
            name: name.to_owned(),
            level,
            notes: None,
            created: now.timestamp,
        });
    }

    /// Removes a lock.
    pub fn remove_lock(&mut self, scope: &str, name: &str) {
        let scope = absolute(self.subscription.id.get_ref(), scope);
        self.locks.remove(&scope, name);
    }

    /// Sets a server's state to any text.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn set_server_state(&mut self, server: &str, state: &str) -> Result<(), ScriptError> {
        state.clone_into(&mut self.scripted_server(server)?.state);
        Ok(())
    }

    /// Sets a connection's state on both sides.
    ///
    /// # Errors
    /// When there is no such server or connection.
    pub fn set_connection_state(
        &mut self,
        server: &str,
        connection: &str,
        change: &StateChange,
    ) -> Result<(), ScriptError> {
        self.scripted_connection(server, connection)?;
        self.set_both_sides(&server.to_ascii_lowercase(), connection, change);
        Ok(())
    }

    /// Removes a connection as another owner would; its endpoint reads `Disconnected`.
    ///
    /// # Errors
    /// When there is no such server or connection.
    pub fn remove_connection(&mut self, server: &str, connection: &str) -> Result<(), ScriptError> {
        self.scripted_connection(server, connection)?;
        self.take_connection(&server.to_ascii_lowercase(), connection);
        Ok(())
    }

    /// Removes a server; the endpoints of its connections read `Disconnected`.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn remove_server(&mut self, server: &str) -> Result<(), ScriptError> {
        self.scripted_server(server)?;
        self.take_server(&server.to_ascii_lowercase());
        Ok(())
    }

    /// Starts the delete of a server.
    ///
    /// # Errors
    /// When there is no such server, or it is busy.
    pub fn drop_server(&mut self, server: &str, now: Moment) -> Result<(), ScriptError> {
        let group = self.scripted_server(server)?.resource_group.clone();
        match self.delete_server(&group, server, now) {
            Ok(_) => Ok(()),
            Err(_) => Err(ScriptError::ServerBusy(server.to_owned())),
        }
    }

    /// Makes a private endpoint in the subscription, with its connection in any state.
    ///
    /// # Errors
    /// When there is no such server, or such an endpoint exists.
    pub fn create_endpoint(
        &mut self,
        name: &str,
        resource_group: &str,
        server: &str,
        status: &str,
    ) -> Result<Connection, ScriptError> {
        let found = self.scripted_server(server)?;
        let (target, region) = (found.id(), found.region());
        let subscription = self.subscription.id.get_ref().clone();
        if self
            .endpoints
            .contains_key(&endpoint_key(&subscription, resource_group, name))
        {
            return Err(ScriptError::EndpointExists(name.to_owned()));
        }
        let description = if status == "Approved" {
            "Auto-Approved"
        } else {
            ""
        };
        let endpoint = PrivateEndpoint {
            subnet: default_subnet(&subscription),
            subscription,
            resource_group: resource_group.to_owned(),
            name: name.to_owned(),
            location: region,
            custom_network_interface_name: String::new(),
            provisioning_state: "Succeeded",
            resource_guid: Uuid::new_v4().to_string(),
            interface_guid: Uuid::new_v4().to_string(),
            etag: Uuid::new_v4().to_string(),
            connection: EndpointConnection {
                name: name.to_owned(),
                request: EndpointRequest::Manual,
                target,
                group_ids: vec!["postgresqlServer".to_owned()],
                request_message: None,
                status: status.to_owned(),
                description: description.to_owned(),
                guid: Uuid::new_v4().to_string(),
            },
        };
        let connection = endpoint.service_side_name();
        let key = endpoint.id().to_ascii_lowercase();
        self.endpoints.insert(key.clone(), endpoint);
        self.finish_endpoint(&key);
        self.scripted_connection(server, &connection).cloned()
    }

    /// Deletes a private endpoint, given by its name or id, as its owner would.
    ///
    /// # Errors
    /// When there is no such endpoint.
    pub fn delete_endpoint(&mut self, name_or_id: &str) -> Result<(), ScriptError> {
        let key = self
            .endpoints
            .values()
            .map(PrivateEndpoint::id)
            .find(|id| {
                id.eq_ignore_ascii_case(name_or_id)
                    || server_name(id).eq_ignore_ascii_case(name_or_id)
            })
            .ok_or_else(|| ScriptError::UnknownEndpoint(name_or_id.to_owned()))?;
        self.take_endpoint(&key.to_ascii_lowercase());
        Ok(())
    }

    /// Puts another client's operation on a server and returns its number.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn hold_server(
        &mut self,
        server: &str,
        how_long: Option<Duration>,
        now: Moment,
    ) -> Result<u64, ScriptError> {
        let id = self.last_hold + 1;
        self.scripted_server(server)?.hold = Some(Hold {
            id,
            until: how_long.map(|duration| now.elapsed.saturating_add(duration)),
        });
        self.last_hold = id;
        Ok(id)
    }

    /// Ends that operation; without a number, whichever there is.
    pub fn release_server(&mut self, server: &str, hold: Option<u64>) {
        if let Ok(server) = self.scripted_server(server)
            && server
                .hold
                .is_some_and(|held| hold.is_none_or(|id| id == held.id))
        {
            server.hold = None;
        }
    }

    /// A server by name, whatever reads can see of it.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn scripted_server(&mut self, server: &str) -> Result<&mut Server, ScriptError> {
        self.servers
            .get_mut(&server.to_ascii_lowercase())
            .ok_or_else(|| ScriptError::UnknownServer(server.to_owned()))
    }

    fn scripted_connection(
        &mut self,
        server: &str,
        connection: &str,
    ) -> Result<&Connection, ScriptError> {
        self.scripted_server(server)?
            .connection_mut(connection)
            .map(|found| &*found)
            .ok_or_else(|| ScriptError::UnknownConnection {
                server: server.to_owned(),
                connection: connection.to_owned(),
            })
    }
}

//! Looking into a running simulator and changing its world from outside.
//!
//! Changes happen at once, without an operation and without a journal entry: they play the
//! other team, the platform or an operator.

use std::sync::Arc;
use std::time::Duration;

use crate::Simulator;
use crate::faults::FaultId;
use crate::journal::Exchange;
use crate::scenario::{Fault, LockLevel};
use crate::service::Service;
use crate::state::{ScriptError, StateChange};
use crate::views::{ConnectionView, PrivateEndpointView, ServerView};

/// Another client's operation on a server, in force until dropped.
#[must_use = "the server is released when this is dropped"]
pub struct ServerHold {
    service: Arc<Service>,
    server: String,
    id: u64,
}

impl ServerHold {
    /// Ends the operation.
    pub fn release(self) {
        drop(self);
    }
}

impl Drop for ServerHold {
    fn drop(&mut self) {
        self.service
            .with_world(|world, _| world.release_server(&self.server, Some(self.id)));
    }
}

impl Simulator {
    /// All requests so far, running ones included.
    #[must_use]
    pub fn journal(&self) -> Vec<Exchange> {
        self.service().journal.all()
    }

    /// Returns once the journal satisfies a condition; it is asked again whenever a request
    /// arrives or ends. Without a limit of its own: callers add a timeout.
    pub async fn wait_for(&self, what: impl FnMut(&[Exchange]) -> bool) {
        self.service().journal.wait_for(what).await;
    }

    /// Returns once no operation runs and everything that ended ones changed can be seen on both
    /// sides. Simulated time does it, so this is as long as the scenario's operations last.
    pub async fn settled(&self) {
        let service = self.service();
        while let Some(at) = service.with_world(|world, now| world.settles_at(now)) {
            tokio::time::sleep_until(service.started + at).await;
        }
    }

    /// Arms a fault.
    pub fn fault(&self, fault: Fault) -> FaultId {
        self.service().faults.add(fault)
    }

    /// Disarms one fault; nothing happens when it is not armed.
    pub fn lift_fault(&self, id: FaultId) {
        self.service().faults.remove(id);
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.service().faults.clear();
    }

    /// Servers with their connections.
    #[must_use]
    pub fn servers(&self) -> Vec<ServerView> {
        self.service()
            .with_world(|world, _| world.servers().map(ServerView::new).collect())
    }

    /// Connections of a server; none when there is no such server.
    #[must_use]
    pub fn connections(&self, server: &str) -> Vec<ConnectionView> {
        let found = self
            .servers()
            .into_iter()
            .find(|view| view.name.eq_ignore_ascii_case(server));
        found.map(|server| server.connections).unwrap_or_default()
    }

    /// Private endpoints, those of other subscriptions included.
    #[must_use]
    pub fn private_endpoints(&self) -> Vec<PrivateEndpointView> {
        self.service().with_world(|world, _| {
            world
                .private_endpoints()
                .map(PrivateEndpointView::new)
                .collect()
        })
    }

    /// Sets a server's state to any text.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn set_server_state(&self, server: &str, state: &str) -> Result<(), ScriptError> {
        self.service()
            .with_world(|world, _| world.set_server_state(server, state))
    }

    /// Sets a connection's state on both sides; without a description the old text stays.
    ///
    /// # Errors
    /// When there is no such server or connection.
    pub fn set_connection_state(
        &self,
        server: &str,
        connection: &str,
        status: &str,
        description: Option<&str>,
    ) -> Result<(), ScriptError> {
        let change = StateChange {
            status: status.to_owned(),
            description: description.map(str::to_owned),
        };
        self.service()
            .with_world(|world, _| world.set_connection_state(server, connection, &change))
    }

    /// Removes a connection as another owner would; its endpoint reads `Disconnected`.
    ///
    /// # Errors
    /// When there is no such server or connection.
    pub fn remove_connection(&self, server: &str, connection: &str) -> Result<(), ScriptError> {
        self.service()
            .with_world(|world, _| world.remove_connection(server, connection))
    }

    /// Makes a private endpoint with its connection.
    ///
    /// # Errors
    /// When there is no such server, or such an endpoint exists.
    pub fn create_private_endpoint(
        &self,
        name: &str,
        resource_group: &str,
        server: &str,
        status: &str,
    ) -> Result<ConnectionView, ScriptError> {
        self.service().with_world(|world, _| {
            let connection = world.create_endpoint(name, resource_group, server, status)?;
            Ok(ConnectionView::new(
                world.scripted_server(server)?,
                &connection,
            ))
        })
    }

    /// Deletes a private endpoint, given by its name or id, as its owner would.
    ///
    /// # Errors
    /// When there is no such endpoint.
    pub fn delete_private_endpoint(&self, name_or_id: &str) -> Result<(), ScriptError> {
        self.service()
            .with_world(|world, _| world.delete_endpoint(name_or_id))
    }

    /// Puts another client's operation on a server: writes get the busy answer until the hold
    /// is dropped or, when a duration is given, until that has passed.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn hold_server(
        &self,
        server: &str,
        how_long: Option<Duration>,
    ) -> Result<ServerHold, ScriptError> {
        let id = self
            .service()
            .with_world(|world, now| world.hold_server(server, how_long, now))?;
        Ok(ServerHold {
            service: Arc::clone(self.service()),
            server: server.to_owned(),
            id,
        })
    }

    /// Starts the delete of a server, which takes an operation as it does for its owner.
    ///
    /// # Errors
    /// When there is no such server, or it is busy.
    pub fn drop_server(&self, server: &str) -> Result<(), ScriptError> {
        self.service()
            .with_world(|world, now| world.drop_server(server, now))
    }

    /// Removes a server; the endpoints of its connections read `Disconnected`.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn remove_server(&self, server: &str) -> Result<(), ScriptError> {
        self.service()
            .with_world(|world, _| world.remove_server(server))
    }

    /// Puts a management lock on a scope, given by its id or the part of one behind the
    /// subscription; a lock of that name there changes its level.
    pub fn lock(&self, scope: &str, name: &str, level: LockLevel) {
        self.service()
            .with_world(|world, now| world.put_lock(scope, name, level, now));
    }

    /// Removes a management lock; nothing happens when there is none.
    pub fn unlock(&self, scope: &str, name: &str) {
        self.service()
            .with_world(|world, _| world.remove_lock(scope, name));
    }
}

//! Writes of the consumer: making, updating and deleting private endpoints.

use uuid::Uuid;

use super::effects::server_name;
use super::operation::Effect;
use super::world::endpoint_key;
use super::writes::Accepted;
use super::{
    EndpointConnection, Failure, LockedAction, Moment, Operation, OperationKind, PrivateEndpoint,
    Refusal, World,
};
use crate::scenario::{EndpointLocks, EndpointRequest};

/// The parts of a private endpoint's PUT that the simulator uses.
#[derive(Debug, Clone)]
pub struct EndpointRequestBody {
    /// Region, in any spelling.
    pub location: String,
    /// Subnet id.
    pub subnet: String,
    /// Name for the network interface, empty when Azure chooses.
    pub custom_network_interface_name: String,
    /// Name of the connection, chosen by the consumer.
    pub connection_name: String,
    /// In which array it stands.
    pub request: EndpointRequest,
    /// Id of the target.
    pub target: String,
    /// Requested group ids.
    pub group_ids: Vec<String>,
    /// Text to the target's owner.
    pub request_message: Option<String>,
}

impl World {
    /// Accepts a PUT of a private endpoint; the flag says whether it is a new one.
    ///
    /// # Errors
    /// When the target is absent or supports no private endpoints.
    pub fn put_private_endpoint(
        &mut self,
        resource_group: &str,
        name: &str,
        body: EndpointRequestBody,
        now: Moment,
    ) -> Result<(PrivateEndpoint, Operation, bool), Refusal> {
        let target = server_name(&body.target).to_ascii_lowercase();
        let server = self
            .servers
            .get(&target)
            .filter(|server| server.id().eq_ignore_ascii_case(&body.target))
            .ok_or_else(|| Refusal::TargetNotFound {
                endpoint: name.to_owned(),
                target: body.target.clone(),
            })?;
        if server.is_vnet_injected() {
            return Err(Refusal::NoPrivateEndpoints {
                server: server.name.clone(),
            });
        }
        let refused = self.refusing_endpoints(server, now);
        let subscription = self.subscription.id.get_ref().clone();
        let key = endpoint_key(&subscription, resource_group, name);
        let group = self
            .resource_group(resource_group)
            .map_or(resource_group, |g| &g.name);
        let old = self.endpoints.get(&key).cloned();
        let created = old.is_none();
        // What cannot be made stays, Failed; what cannot be changed is as it was.
        let undo = Effect::SetEndpointState {
            endpoint: key.clone(),
            state: old.as_ref().map_or("Failed", |old| old.provisioning_state),
        };
        let mut endpoint = old.unwrap_or_else(|| new_endpoint(subscription, group, name, body));
        endpoint.provisioning_state = "Updating";
        // A maintainer of azurerm: the server says Updating while an endpoint is being made.
        let occupied = (created && refused.is_none()).then_some(target);
        let failure = created
            .then(|| refused.or_else(|| self.locked_out(&endpoint, LockedAction::Write)))
            .flatten();
        let kept = PrivateEndpoint {
            provisioning_state: if failure.is_none() {
                "Updating"
            } else {
                "Failed"
            },
            ..endpoint.clone()
        };
        self.endpoints.insert(key.clone(), kept);
        let operation = self.accept(Accepted {
            kind: OperationKind::WriteEndpoint,
            server: occupied,
            connection: None,
            subject: name.to_owned(),
            location: endpoint.location.clone(),
            failure,
            effect: Effect::FinishEndpoint { endpoint: key },
            undo: Some(undo),
            now,
        });
        Ok((endpoint, operation, created))
    }

    /// Accepts the DELETE of a private endpoint; `None` when there is nothing to delete.
    pub fn delete_private_endpoint(
        &mut self,
        resource_group: &str,
        name: &str,
        now: Moment,
    ) -> Option<Operation> {
        let key = endpoint_key(self.subscription.id.get_ref(), resource_group, name);
        let failure = self.locked_out(self.endpoints.get(&key)?, LockedAction::Delete);
        let endpoint = self.endpoints.get_mut(&key)?;
        let undo = Effect::SetEndpointState {
            endpoint: key.clone(),
            state: endpoint.provisioning_state,
        };
        if failure.is_none() {
            endpoint.provisioning_state = "Deleting";
        }
        let (subject, location) = (endpoint.name.clone(), endpoint.location.clone());
        Some(self.accept(Accepted {
            kind: OperationKind::DeleteEndpoint,
            server: None,
            connection: None,
            subject,
            location,
            failure,
            effect: Effect::RemoveEndpoint { endpoint: key },
            undo: Some(undo),
            now,
        }))
    }

    /// How the endpoint's operation fails when a lock keeps the network provider from the
    /// server: it works through a hidden twin of the connection there (observed).
    fn locked_out(&self, endpoint: &PrivateEndpoint, attempt: LockedAction) -> Option<Failure> {
        if self.switches.endpoint_locks == EndpointLocks::Ignored {
            return None;
        }
        let proxy = format!(
            "{}/privateEndpointConnectionProxies/{}",
            endpoint.connection.target,
            endpoint.service_side_name()
        );
        let locked = self.locks.forbidding(&proxy, attempt);
        if locked.is_empty() {
            return None;
        }
        let message = self.locked_message(&proxy, attempt, &locked);
        let called = "Microsoft.DBforPostgreSQL/flexibleServers";
        Some(Failure::passed_on("ScopeLocked", called, &message))
    }
}

fn new_endpoint(
    subscription: String,
    resource_group: &str,
    name: &str,
    body: EndpointRequestBody,
) -> PrivateEndpoint {
    // Recorded: the answer to the PUT has these texts, later reads have empty ones.
    let (status, description) = match body.request {
        EndpointRequest::Manual => ("Pending", "Awaiting Approval"),
        EndpointRequest::Automatic => ("Approved", "Auto-Approved"),
    };
    PrivateEndpoint {
        subscription,
        resource_group: resource_group.to_owned(),
        name: name.to_owned(),
        location: body.location.replace(' ', "").to_ascii_lowercase(),
        subnet: body.subnet,
        custom_network_interface_name: body.custom_network_interface_name,
        provisioning_state: "Updating",
        resource_guid: Uuid::new_v4().to_string(),
        interface_guid: Uuid::new_v4().to_string(),
        etag: Uuid::new_v4().to_string(),
        connection: EndpointConnection {
            name: body.connection_name,
            request: body.request,
            target: body.target,
            group_ids: body.group_ids,
            request_message: body.request_message,
            status: status.to_owned(),
            description: description.to_owned(),
            guid: Uuid::new_v4().to_string(),
        },
    }
}

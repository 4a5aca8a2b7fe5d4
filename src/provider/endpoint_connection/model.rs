//! The resource's values as a typed struct, and how Azure's answer becomes one.

use crate::azure::{Connection, ConnectionId, ResourceId};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::timeouts::{Defaults, Timeouts, resolve};
use std::time::Duration;

crate::model! {
    /// The values of one `azprivatelink_endpoint_connection`.
    pub struct EndpointConnection {
        /// The target's Azure resource id.
        target_resource_id: String,
        /// The connection's name on the target.
        name: String,
        /// The private endpoint's Azure resource id.
        private_endpoint_id: String,
        /// The approval state.
        status: String,
        /// The message shown with the status; empty rather than null once Azure was asked.
        description: String,
        /// What destroy does: see [`OnDestroy`].
        on_destroy: String,
        /// The connection's Azure resource id.
        id: String,
        /// The target's sub-resources connected to.
        group_ids: Vec<String>,
        /// Azure's provisioning state.
        provisioning_state: String,
        /// Azure's request to the endpoint's owner.
        actions_required: String,
        /// How long operations may take.
        timeouts: Timeouts,
    }
}

/// What destroying the resource does to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDestroy {
    /// Delete it; the private endpoint stays and reads `Disconnected`.
    Delete,
    /// Reject it.
    Reject,
    /// Leave it as it is and forget it.
    Retain,
}

/// How long operations may take where the configuration does not say.
const TIMEOUTS: Defaults = Defaults {
    create: Duration::from_secs(30 * 60),
    read: Duration::from_secs(5 * 60),
    update: Duration::from_secs(30 * 60),
    delete: Duration::from_secs(30 * 60),
};

impl EndpointConnection {
    /// What destroy does. Null, as in an imported state before its first read, is the default.
    pub fn on_destroy(&self) -> OnDestroy {
        match self.on_destroy.text() {
            Some("reject") => OnDestroy::Reject,
            Some("retain") => OnDestroy::Retain,
            _ => OnDestroy::Delete,
        }
    }

    /// The target, for an operation that needs it.
    ///
    /// # Errors
    /// When the stored or configured id is not an Azure resource id.
    pub fn target(&self) -> Result<ResourceId, Diagnostics> {
        let text = self.target_resource_id.text().unwrap_or_default();
        ResourceId::parse(text).map_err(|error| {
            Diagnostic::error("Invalid `target_resource_id`", format!("{error}."))
                .at_attribute("target_resource_id")
                .into()
        })
    }

    /// The stored connection's id: by target and name, which are what create and import settle.
    ///
    /// # Errors
    /// When the stored target is not an Azure resource id.
    pub fn connection_id(&self) -> Result<ConnectionId, Diagnostics> {
        let target = self.target()?;
        Ok(ConnectionId::new(
            &target,
            self.name.text().unwrap_or_default(),
        ))
    }

    /// How long create may take.
    pub fn create_timeout(&self) -> Duration {
        self.timeout(|timeouts| &timeouts.create, TIMEOUTS.create)
    }

    /// How long read may take.
    pub fn read_timeout(&self) -> Duration {
        self.timeout(|timeouts| &timeouts.read, TIMEOUTS.read)
    }

    /// How long update may take.
    pub fn update_timeout(&self) -> Duration {
        self.timeout(|timeouts| &timeouts.update, TIMEOUTS.update)
    }

    /// How long delete may take.
    pub fn delete_timeout(&self) -> Duration {
        self.timeout(|timeouts| &timeouts.delete, TIMEOUTS.delete)
    }

    fn timeout(&self, field: impl Fn(&Timeouts) -> &Field<String>, default: Duration) -> Duration {
        resolve(self.timeouts.known().map(field), default)
    }

    /// These values with everything that Azure reports taken from its answer. The spelling of ids and
    /// names stays as it is here where only the casing differs, and so does the endpoint's id where
    /// Azure gives none.
    #[must_use]
    pub fn refreshed(&self, azure: &Connection) -> Self {
        Self {
            target_resource_id: self.target_resource_id.clone(),
            name: respelled(&self.name, Some(azure.name.as_str())),
            private_endpoint_id: respelled(
                &self.private_endpoint_id,
                azure.private_endpoint_id.as_deref(),
            ),
            status: respelled(&self.status, Some(azure.status.as_str())),
            description: Field::Known(azure.description.clone().unwrap_or_default()),
            on_destroy: self.on_destroy.clone(),
            id: respelled(&self.id, Some(azure.id.as_str())),
            group_ids: Field::Known(azure.group_ids.clone()),
            provisioning_state: azure.provisioning_state.clone().into(),
            actions_required: azure.actions_required.clone().into(),
            timeouts: self.timeouts.clone(),
        }
    }

    /// The target's own name, for headlines.
    pub fn target_name(&self) -> String {
        let target = self.target();
        target
            .map(|target| target.name().to_owned())
            .unwrap_or_default()
    }

    /// The connection's name, or its endpoint's where the name is not known yet, for headlines.
    pub fn headline(&self) -> String {
        let endpoint = self.private_endpoint_id.text().unwrap_or_default();
        match self.name.text() {
            Some(name) => format!("connection {name}"),
            None => format!(
                "the connection of {}",
                endpoint.rsplit('/').next().unwrap_or_default()
            ),
        }
    }

    /// How messages name the endpoint behind the connection.
    pub fn endpoint_phrase(&self) -> String {
        match self.private_endpoint_id.text() {
            Some(id) => format!("private endpoint {id}"),
            None => "private endpoint (Azure does not say which)".to_owned(),
        }
    }
}

fn respelled(ours: &Field<String>, azure: Option<&str>) -> Field<String> {
    match (ours.text(), azure) {
        (Some(ours), Some(azure)) if ours.eq_ignore_ascii_case(azure) => {
            Field::Known(ours.to_owned())
        }
        (_, Some(azure)) => Field::Known(azure.to_owned()),
        (Some(ours), None) => Field::Known(ours.to_owned()),
        (None, None) => Field::Null,
    }
}

//! A private endpoint connection as Azure reports it, and the state that a caller wants it to have.
//!
//! Pure: reads and builds bodies. One shape serves list items, single connections and the connections inside a
//! server's body, which are equal field for field (observed in a recorded exchange).

use serde_json::{Value, json};

use crate::azure::error::{field, text};
use crate::azure::id::{ConnectionId, ResourceId};

/// One private endpoint connection of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its id, spelled as the service spells it.
    pub id: ConnectionId,
    /// Its name, opaque; in practice `{endpoint}.{guid}`.
    pub name: String,
    /// The id of the consumer's endpoint. Assumed: may be absent, as for endpoints of another tenant.
    pub private_endpoint_id: Option<String>,
    /// `Pending`, `Approved`, `Rejected`, `Disconnected`, or a word unknown today; empty where the service gives none.
    pub status: String,
    /// The message shown with the status; absent while pending.
    pub description: Option<String>,
    /// What the consumer is asked to do, usually `None`.
    pub actions_required: Option<String>,
    /// The sub-resources that the endpoint connects to.
    pub group_ids: Vec<String>,
    /// `Succeeded` even while pending; other words while a change runs.
    pub provisioning_state: Option<String>,
}

/// The state that an owner wants a connection to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredState {
    /// `Approved` or `Rejected`.
    pub status: String,
    /// The message to show; `None` keeps what is there, an empty text is equal to none.
    pub description: Option<String>,
}

/// How a deletion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// Azure deleted the connection.
    Deleted,
    /// There was nothing to delete.
    AlreadyGone,
}

impl Connection {
    /// Reads a connection of `target`; `None` when it has neither id nor name, or when its properties are empty,
    /// which is how some services answer for a connection that is gone.
    pub(crate) fn from_value(target: &ResourceId, value: &Value) -> Option<Connection> {
        let properties =
            field(value, "properties").filter(|properties| holds_anything(properties))?;
        let id = text(value, "id").and_then(|id| ConnectionId::parse(&id).ok());
        let id = id.or_else(|| Some(ConnectionId::new(target, &text(value, "name")?)))?;
        let state = field(properties, "privateLinkServiceConnectionState").unwrap_or(&Value::Null);
        let groups = field(properties, "groupIds").and_then(Value::as_array);
        Some(Connection {
            name: text(value, "name").unwrap_or_else(|| id.name().to_owned()),
            id,
            private_endpoint_id: field(properties, "privateEndpoint")
                .and_then(|endpoint| text(endpoint, "id")),
            status: text(state, "status").unwrap_or_default(),
            description: text(state, "description"),
            actions_required: text(state, "actionsRequired"),
            group_ids: groups
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            provisioning_state: text(properties, "provisioningState"),
        })
    }

    /// Whether a change of the connection is still running.
    pub fn is_changing(&self) -> bool {
        const SETTLED: [&str; 5] = ["Succeeded", "Ready", "Failed", "Canceled", "Cancelled"];
        self.provisioning_state
            .as_ref()
            .is_some_and(|state| !SETTLED.iter().any(|word| word.eq_ignore_ascii_case(state)))
    }

    /// Whether status and description are as wanted and no change is running or failed.
    pub fn is_settled_as(&self, desired: &DesiredState) -> bool {
        let failed = self.provisioning_state.as_ref().is_some_and(|state| {
            ["Failed", "Canceled", "Cancelled"]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(state))
        });
        !failed && !self.is_changing() && self.status.eq_ignore_ascii_case(&desired.status) && {
            let wanted = desired.description.as_deref();
            wanted.is_none_or(|wanted| wanted == self.description.as_deref().unwrap_or_default())
        }
    }

    /// The body that gives the connection the wanted state: the state object alone, for everything else is read-only
    /// for a flexible server. The description is always sent, for `null` is no text and absence might mean deletion.
    pub(crate) fn body_for(&self, desired: &DesiredState) -> Value {
        let description = desired.description.as_ref().or(self.description.as_ref());
        json!({"properties": {"privateLinkServiceConnectionState": {
            "status": desired.status,
            "description": description.map_or("", String::as_str),
        }}})
    }
}

/// Whether a value is anything but null, empty, or an object or array of such.
fn holds_anything(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(holds_anything),
        Value::Object(fields) => fields.values().any(holds_anything),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> ResourceId {
        ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg")
            .unwrap()
    }

    fn connection(properties: Value) -> Option<Connection> {
        let id = ConnectionId::new(&target(), "pe.1");
        Connection::from_value(
            &target(),
            &json!({"id": id.as_str(), "name": "pe.1", "properties": properties}),
        )
    }

    fn with_state(status: &str, description: Option<&str>) -> Connection {
        let state =
            json!({"status": status, "description": description, "actionsRequired": "None"});
        connection(
            json!({"privateLinkServiceConnectionState": state, "provisioningState": "Succeeded"}),
        )
        .unwrap()
    }

    fn wanted(status: &str, description: Option<&str>) -> DesiredState {
        DesiredState {
            status: status.to_owned(),
            description: description.map(str::to_owned),
        }
    }

    #[test]
    fn every_field_is_read() {
        let read = connection(json!({
            "privateEndpoint": {"id": "/pe"}, "groupIds": ["postgresqlServer"], "provisioningState": "Succeeded",
            "privateLinkServiceConnectionState": {"status": "Pending", "actionsRequired": "None"}}));
        let read = read.unwrap();
        assert_eq!(
            (read.name.as_str(), read.status.as_str()),
            ("pe.1", "Pending")
        );
        assert_eq!(
            (read.private_endpoint_id.as_deref(), read.description),
            (Some("/pe"), None)
        );
        assert_eq!(
            (read.group_ids, read.actions_required.as_deref()),
            (vec!["postgresqlServer".into()], Some("None"))
        );
    }

    #[test]
    fn emptied_properties_mean_gone() {
        for properties in [
            json!(null),
            json!({}),
            json!({"privateEndpoint": {}, "groupIds": []}),
        ] {
            assert_eq!(connection(properties), None);
        }
    }

    #[test]
    fn null_and_an_empty_description_are_equal() {
        assert!(with_state("Approved", None).is_settled_as(&wanted("Approved", Some(""))));
        assert!(!with_state("Approved", Some("x")).is_settled_as(&wanted("Approved", Some(""))));
        assert!(with_state("approved", Some("x")).is_settled_as(&wanted("Approved", None)));
    }

    #[test]
    fn a_running_or_failed_change_is_never_settled() {
        for state in ["Updating", "Deleting", "Failed"] {
            let mut read = with_state("Approved", None);
            read.provisioning_state = Some(state.to_owned());
            assert!(!read.is_settled_as(&wanted("Approved", None)), "{state}");
        }
    }

    #[test]
    fn a_description_that_is_not_wanted_otherwise_is_sent_as_it_was_read() {
        let body = with_state("Pending", Some("mine")).body_for(&wanted("Approved", None));
        let state = json!({"status": "Approved", "description": "mine"});
        assert_eq!(
            body,
            json!({"properties": {"privateLinkServiceConnectionState": state}})
        );
    }
}

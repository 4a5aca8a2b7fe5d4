//! The world that a recording began in: the names of its first addresses, and the connection in
//! the state that its title gives ("… on an approved connection").

use azure_simulator::Scenario;
use serde_json::{Value, json};

use super::recording::{Exchange, Recording};
use crate::error::TaskError;

const STATES: [&str; 4] = ["Pending", "Approved", "Rejected", "Disconnected"];

/// Names in the recording's addresses.
struct Names {
    subscription: String,
    resource_group: String,
    server: String,
    /// Endpoint and GUID of the connection, where there is one.
    connection: Option<(String, String)>,
}

/// The scenario of a recording.
///
/// # Errors
/// When the recording does not say enough.
pub fn scenario(recording: &Recording) -> Result<Scenario, TaskError> {
    let unclear = |what: &str| TaskError::Recording {
        name: recording.name.clone(),
        problem: what.to_owned(),
    };
    let names = Names::of(&recording.exchanges).ok_or_else(|| unclear("no address of a server"))?;
    let mut text = world(&names, administrator(recording));
    if let Some((endpoint, guid)) = &names.connection {
        let state = state(&recording.title)
            .ok_or_else(|| unclear("the title does not say in which state the connection is"))?;
        let Names {
            resource_group,
            server,
            ..
        } = &names;
        text += &format!(
            "[[private_endpoint]]\nname = {endpoint:?}\nresource_group = {resource_group:?}\ntarget = {server:?}\nconnection = {{ status = {state:?}, guid = {guid:?} }}\n"
        );
    }
    Scenario::parse(&text).map_err(|error| unclear(&error.to_string()))
}

/// Long enough for a poll to meet an operation while it runs.
fn world(names: &Names, administrator: &str) -> String {
    let Names {
        subscription,
        resource_group,
        server,
        ..
    } = names;
    format!(
        r#"
        [subscription]
        id = {subscription:?}
        tenant_id = "c9a0f1b2-63d4-4e8a-8f15-2b7c90d1e6a3"
        [[principal]]
        client_id = "1f0c7a52-3d0b-4c6e-b0a9-7e2f5d8c4b61"
        client_secret = "simulated-secret"
        object_id = "e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214"
        [[resource_group]]
        name = {resource_group:?}
        [[server]]
        name = {server:?}
        resource_group = {resource_group:?}
        administrator_login = {administrator:?}
        [timing]
        operation_seconds = 1.5
        "#
    )
}

impl Names {
    fn of(exchanges: &[Exchange]) -> Option<Self> {
        let text = exchanges
            .iter()
            .map(|exchange| format!("{} {:?}\n", exchange.request.url, exchange.response.body))
            .collect::<String>();
        let after = |marks: &[&str]| {
            let rest = marks
                .iter()
                .try_fold(text.as_str(), |rest, mark| Some(rest.split_once(mark)?.1))?;
            let end = rest.find(['/', '?', '"', ' ', '\n'])?;
            Some(rest[..end].to_owned())
        };
        let server = "/providers/Microsoft.DBforPostgreSQL/flexibleServers/";
        let connection = after(&[server, "/privateEndpointConnections/"]);
        let connection = connection.as_deref().and_then(|name| name.rsplit_once('.'));
        Some(Self {
            subscription: after(&["/subscriptions/"])?,
            resource_group: after(&["/resourceGroups/"])?,
            server: after(&[server])?,
            connection: connection.map(|(endpoint, guid)| (endpoint.to_owned(), guid.to_owned())),
        })
    }
}

/// The state in front of the word "connection" in a title.
fn state(title: &str) -> Option<&'static str> {
    let title = title.to_lowercase();
    STATES
        .into_iter()
        .find(|state| title.contains(&format!("{} connection", state.to_lowercase())))
}

/// The recorded login of the server's administrator, which is a name like the others.
fn administrator(recording: &Recording) -> &str {
    let bodies = recording.exchanges.iter();
    bodies
        .filter_map(|exchange| exchange.response.body.as_ref())
        .find_map(|body| body["properties"]["administratorLogin"].as_str())
        .unwrap_or("dbadmin")
}

/// The PUT that makes a private endpoint that a recording reads before it has made it: address
/// and body.
pub fn endpoint_to_make(recording: &Recording) -> Option<(&str, Value)> {
    let first = recording.exchanges.first()?;
    let is_endpoint = first
        .request
        .url
        .contains("/Microsoft.Network/privateEndpoints/");
    let body = first.response.body.as_ref()?;
    (is_endpoint && first.request.method == "GET").then(|| {
        let properties = &body["properties"];
        let wanted = json!({
            "location": body["location"],
            "properties": {
                "subnet": properties["subnet"],
                "privateLinkServiceConnections": properties["privateLinkServiceConnections"],
                "manualPrivateLinkServiceConnections":
                    properties["manualPrivateLinkServiceConnections"],
            },
        });
        (first.request.url.as_str(), wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://management.azure.com/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-one";

    fn recording(title: &str, url: &str) -> Recording {
        let text = json!({
            "title": title,
            "exchanges": [{
                "request": { "method": "DELETE", "url": url },
                "response": { "status": 202, "headers": {} },
            }],
        });
        serde_json::from_value(text).unwrap()
    }

    #[test]
    fn title_tells_the_state_of_the_connection() {
        let url = format!(
            "{SERVER}/privateEndpointConnections/pe.x.40c899c7-5847-493e-9c9e-d0a0c90aaf92?api-version=1"
        );
        let found = scenario(&recording("DELETE of the rejected connection", &url)).unwrap();
        let endpoint = &found.private_endpoints[0];
        assert_eq!(endpoint.name.get_ref(), "pe.x");
        assert_eq!(endpoint.connection.status.get_ref(), "Rejected");
        assert_eq!(found.servers[0].name.get_ref(), "pg-one");
        let error = scenario(&recording("DELETE", &url))
            .unwrap_err()
            .to_string();
        assert!(error.contains("in which state"), "{error}");
    }

    #[test]
    fn server_without_a_connection_needs_no_state() {
        let url = format!("{SERVER}?api-version=1");
        let found = scenario(&recording("the server", &url)).unwrap();
        assert!(found.private_endpoints.is_empty());
    }
}

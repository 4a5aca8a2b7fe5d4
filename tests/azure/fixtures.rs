//! Ids, bodies and clients that the tests share.

use std::collections::BTreeMap;
use std::time::Duration;

use azprivatelink::azure::{
    Client, ClientOptions, ConnectionId, CredentialOptions, DesiredState, Limits, Pacing,
    ResourceId, Secret,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use crate::script::Script;

pub const SERVER: &str =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";
pub const ENDPOINT: &str =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe";
pub const STATUS: &str =
    "/subscriptions/s/providers/Microsoft.DBforPostgreSQL/locations/x/azureAsyncOperation/1";
pub const RESULT: &str =
    "/subscriptions/s/providers/Microsoft.DBforPostgreSQL/locations/x/operationResults/1";
pub const SECRET: &str = "the-client-secret";

pub fn target() -> ResourceId {
    ResourceId::parse(SERVER).unwrap()
}

pub fn list_path() -> String {
    format!("{SERVER}/privateEndpointConnections")
}

pub fn path(name: &str) -> String {
    format!("{SERVER}/privateEndpointConnections/{name}")
}

pub fn id(name: &str) -> ConnectionId {
    ConnectionId::new(&target(), name)
}

/// The path of the connection that most tests are about.
pub fn connection_path() -> String {
    path("pe.1")
}

pub fn connection_id() -> ConnectionId {
    id("pe.1")
}

pub fn named(name: &str, status: &str, description: Option<&str>) -> Value {
    let mut state = json!({"status": status, "actionsRequired": "None"});
    if let Some(description) = description {
        state["description"] = json!(description);
    }
    json!({"id": path(name), "name": name, "properties": {"privateEndpoint": {"id": ENDPOINT},
        "privateLinkServiceConnectionState": state, "groupIds": ["postgresqlServer"], "provisioningState": "Succeeded"}})
}

pub fn connection(status: &str) -> Value {
    named("pe.1", status, None)
}

pub fn server(state: &str) -> Value {
    json!({"id": SERVER, "name": "pg", "location": "Canada Central",
        "properties": {"state": state, "network": {"publicNetworkAccess": "Enabled"}, "privateEndpointConnections": []}})
}

pub fn wanted(status: &str, description: Option<&str>) -> DesiredState {
    DesiredState {
        status: status.to_owned(),
        description: description.map(str::to_owned),
    }
}

/// The waiting times of Azure, a few hundred times shorter.
pub fn pacing() -> Pacing {
    Pacing {
        retry_base: Duration::from_millis(4),
        retry_cap: Duration::from_millis(20),
        transient_attempts: 5,
        transient_window: Duration::from_secs(5),
        unreachable_window: Duration::from_millis(40),
        poll_interval: Duration::from_millis(5),
        poll_minimum: Duration::from_millis(1),
        confirm_window: Duration::from_millis(30),
        request_timeout: Duration::from_secs(5),
        list_lifetime: Duration::from_secs(30),
        token_margin: Duration::from_secs(300),
    }
}

/// Options for a client of this server; the authority is the same server.
pub fn options(script: &Script) -> ClientOptions {
    ClientOptions {
        endpoint: Url::parse(&script.endpoint).unwrap(),
        authority: Url::parse(&script.endpoint).unwrap(),
        audience: "https://management.core.windows.net/".to_owned(),
        regional_hosts: false,
        credential: CredentialOptions::ClientSecret {
            tenant_id: "tenant".to_owned(),
            client_id: "client".to_owned(),
            client_secret: Secret::new(SECRET),
        },
        additional_ca_pem: Some(script.authority_pem.clone().into_bytes()),
        api_versions: BTreeMap::new(),
        user_agent: "azure-tests/1".to_owned(),
        correlation_id: Uuid::nil(),
        pacing: pacing(),
    }
}

pub fn client(script: &Script) -> Client {
    Client::new(options(script)).unwrap()
}

pub fn limits() -> Limits {
    within(Duration::from_secs(20))
}

pub fn within(timeout: Duration) -> Limits {
    Limits::new(timeout, CancellationToken::new())
}

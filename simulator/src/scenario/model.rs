//! The tables of a scenario file. Checking them against each other is left to `checks`.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{
    AzurePipelinesSettings, DenySettings, Fault, GithubActionsSettings, LockSettings,
    ManagedIdentitySettings, Paging, PolicySettings, PrincipalSettings, Switches, Throttling,
    Timing, names, values,
};

/// Everything the simulator knows when it starts.
///
/// Made from TOML text by [`Scenario::parse`]; [`timing`](Self::timing) and
/// [`switches`](Self::switches) may be changed before the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The subscription that the principals may use.
    pub subscription: SubscriptionSettings,
    /// Applications that can sign in; the first one is announced in [`Ready`](crate::Ready).
    #[serde(rename = "principal")]
    pub principals: Vec<PrincipalSettings>,
    /// Identity of the machine.
    #[serde(default)]
    pub managed_identity: ManagedIdentitySettings,
    /// The job in GitHub Actions.
    #[serde(default)]
    pub github_actions: GithubActionsSettings,
    /// The service connection in Azure Pipelines.
    #[serde(default)]
    pub azure_pipelines: AzurePipelinesSettings,
    /// Resource groups of the subscription.
    #[serde(default, rename = "resource_group")]
    pub resource_groups: Vec<GroupSettings>,
    /// PostgreSQL flexible servers.
    #[serde(default, rename = "server")]
    pub servers: Vec<ServerSettings>,
    /// Private endpoints, each with its connection on a server.
    #[serde(default, rename = "private_endpoint")]
    pub private_endpoints: Vec<EndpointSettings>,
    /// Management locks that exist at the start.
    #[serde(default, rename = "lock")]
    pub locks: Vec<LockSettings>,
    /// Deny assignments.
    #[serde(default, rename = "deny_assignment")]
    pub deny_assignments: Vec<DenySettings>,
    /// Policies against deletes.
    #[serde(default, rename = "policy")]
    pub policies: Vec<PolicySettings>,
    /// Faults that are armed from the start.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Fault>,
    /// How lists are cut into pages.
    #[serde(default)]
    pub paging: Paging,
    /// How many requests are answered; left out, all.
    pub throttling: Option<Throttling>,
    /// How long things take.
    #[serde(default)]
    pub timing: Timing,
    /// How Azure behaves where that is not known for certain.
    #[serde(default)]
    pub switches: Switches,
}

/// `[subscription]`: the one subscription that is fully simulated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionSettings {
    /// Subscription id, a GUID.
    pub id: Spanned<String>,
    /// Microsoft Entra tenant that the subscription trusts.
    pub tenant_id: Spanned<String>,
    /// Display name.
    #[serde(default = "default_subscription_name")]
    pub name: String,
    /// Whether it takes writes.
    #[serde(default)]
    pub state: SubscriptionState,
    /// Namespaces of resource providers that it is not registered for, until a client registers it.
    #[serde(default)]
    pub unregistered: Vec<String>,
}

/// `state` of a subscription.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscriptionState {
    /// As usual.
    #[default]
    Enabled,
    /// Read-only, as after a spending limit was reached.
    Disabled,
}

/// `[[resource_group]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// Name, unique without regard to case.
    #[serde(deserialize_with = "names::group")]
    pub name: Spanned<String>,
    /// Region's short name.
    #[serde(default = "default_region")]
    pub location: String,
}

/// `[[server]]`: a PostgreSQL flexible server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Name, unique without regard to case (it is a DNS name in Azure).
    #[serde(deserialize_with = "names::server")]
    pub name: Spanned<String>,
    /// A `[[resource_group]]`.
    pub resource_group: Spanned<String>,
    /// Region by its display name, as the service returns it.
    #[serde(default = "default_location")]
    pub location: String,
    /// `properties.state`; any text, as Azure's list of states is extensible.
    #[serde(default = "default_state")]
    pub state: String,
    /// Login of the server's administrator.
    #[serde(default = "default_administrator")]
    pub administrator_login: String,
    /// Whether the server has a public address.
    #[serde(default)]
    pub public_network_access: PublicNetworkAccess,
    /// Id of the delegated subnet; given, the server is VNet-injected and takes no private endpoints.
    pub delegated_subnet: Option<String>,
    /// Id of the private DNS zone of a VNet-injected server.
    pub private_dns_zone: Option<String>,
}

/// `public_network_access` of a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum PublicNetworkAccess {
    /// Reachable by its public address, as far as firewall rules allow.
    Enabled,
    /// Reachable by private endpoints alone.
    #[default]
    Disabled,
}

impl PublicNetworkAccess {
    /// The value on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
        }
    }
}

/// `[[private_endpoint]]`: an endpoint and its connection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointSettings {
    /// Name, unique in its resource group.
    #[serde(deserialize_with = "names::endpoint")]
    pub name: Spanned<String>,
    /// A `[[resource_group]]`, or any name when `subscription` is given.
    #[serde(deserialize_with = "names::group")]
    pub resource_group: Spanned<String>,
    /// Another subscription that the endpoint lives in; nobody here may read it.
    pub subscription: Option<Spanned<String>>,
    /// Makes so many alike, named `NAME-1` and so on, instead of one; 10,000 at most.
    #[serde(default, deserialize_with = "values::count")]
    pub count: Option<u32>,
    /// A `[[server]]`.
    pub target: Spanned<String>,
    /// Whether approval was asked for.
    #[serde(default)]
    pub request: EndpointRequest,
    /// State of the connection.
    #[serde(default)]
    pub connection: ConnectionSettings,
}

impl EndpointSettings {
    /// Names of the endpoints that it stands for.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = self.name.get_ref();
        match self.count {
            None => vec![name.clone()],
            Some(count) => (1..=count).map(|n| format!("{name}-{n}")).collect(),
        }
    }
}

/// How the endpoint's owner asked for the connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointRequest {
    /// `manualPrivateLinkServiceConnections`: the server's owner approves.
    #[default]
    Manual,
    /// `privateLinkServiceConnections`: approved at once by the right of the endpoint's owner.
    Automatic,
}

/// `connection = { … }` of a private endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSettings {
    /// Connection state, the same on both sides.
    #[serde(default = "default_status")]
    pub status: Spanned<String>,
    /// Text beside the state; left out, the key is absent as for a pending connection.
    pub description: Option<String>,
    /// Last part of the connection's name; unpredictable when left out.
    #[serde(default, deserialize_with = "values::some_guid")]
    pub guid: Option<String>,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self {
            status: default_status(),
            description: None,
            guid: None,
        }
    }
}

fn default_subscription_name() -> String {
    "Simulated subscription".to_owned()
}

fn default_region() -> String {
    "canadacentral".to_owned()
}

fn default_location() -> String {
    "Canada Central".to_owned()
}

fn default_administrator() -> String {
    "dbadmin".to_owned()
}

fn default_state() -> String {
    "Ready".to_owned()
}

fn default_status() -> Spanned<String> {
    Spanned::new(0..0, "Pending".to_owned())
}

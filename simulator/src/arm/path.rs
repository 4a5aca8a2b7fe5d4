//! Which resource a path names. Types and fixed segments are compared without regard to case;
//! names keep the spelling of the request.

use uuid::Uuid;

use super::extension::{self, Extension};
use crate::state::ServerAction;

/// Namespace of flexible servers.
pub(super) const POSTGRESQL: &str = "Microsoft.DBforPostgreSQL";
/// Namespace of private endpoints.
pub(super) const NETWORK: &str = "Microsoft.Network";

/// Full type of a flexible server.
pub(super) const SERVERS: &str = "Microsoft.DBforPostgreSQL/flexibleServers";
/// Full type of a connection.
pub(super) const CONNECTIONS: &str =
    "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections";
/// Full type of what a server offers to private endpoints.
pub(super) const LINK_RESOURCES: &str =
    "Microsoft.DBforPostgreSQL/flexibleServers/privateLinkResources";
/// Full type of a private endpoint.
pub(super) const PRIVATE_ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";

/// A path, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArmPath {
    /// The path without escapes and empty segments: what roles, locks and policies are asked
    /// about, so that no other spelling of an id passes them by.
    pub(super) whole: String,
    pub(super) subscription: Option<String>,
    pub(super) resource_group: Option<String>,
    pub(super) resource: Addressed,
}

/// What stands behind the subscription and the resource group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Addressed {
    Tenants,
    Subscriptions,
    Subscription,
    Locations,
    /// Generic list of resources, of the subscription or of a resource group.
    Resources,
    /// Registered resource providers, of the tenant or of a subscription.
    Providers,
    Provider {
        namespace: String,
    },
    /// POST of a subscription's registration for a resource provider.
    Registration {
        namespace: String,
    },
    ResourceGroups,
    ResourceGroup,
    Servers,
    Server {
        server: String,
    },
    ServerAction {
        server: String,
        action: ServerAction,
    },
    Connections {
        server: String,
    },
    Connection {
        server: String,
        connection: String,
    },
    PrivateLinkResources {
        server: String,
    },
    PrivateLinkResource {
        server: String,
        group: String,
    },
    PrivateEndpoints,
    PrivateEndpoint {
        endpoint: String,
    },
    OperationStatus {
        namespace: &'static str,
        id: Option<Uuid>,
    },
    OperationResult {
        namespace: &'static str,
        id: Option<Uuid>,
    },
    /// A resource of Microsoft.Authorization at a scope.
    Extension {
        scope: String,
        of: Box<Addressed>,
        kind: Extension,
    },
    UnknownType {
        namespace: &'static str,
        resource_type: String,
    },
    UnknownNamespace {
        namespace: String,
    },
    Nothing,
}

impl Addressed {
    /// The resource provider that answers, where it is not Resource Manager itself.
    pub(super) fn namespace(&self) -> Option<&'static str> {
        match self {
            Self::Servers
            | Self::Server { .. }
            | Self::ServerAction { .. }
            | Self::Connections { .. }
            | Self::Connection { .. }
            | Self::PrivateLinkResources { .. }
            | Self::PrivateLinkResource { .. } => Some(POSTGRESQL),
            Self::PrivateEndpoints | Self::PrivateEndpoint { .. } => Some(NETWORK),
            _ => None,
        }
    }

    /// The server in the path, which must exist before the resource provider is asked.
    pub(super) fn server(&self) -> Option<&str> {
        match self {
            Self::Server { server }
            | Self::ServerAction { server, .. }
            | Self::Connections { server }
            | Self::Connection { server, .. }
            | Self::PrivateLinkResources { server }
            | Self::PrivateLinkResource { server, .. } => Some(server),
            Self::Extension { of, .. } => of.server(),
            _ => None,
        }
    }
}

impl ArmPath {
    pub(super) fn parse(path: &str) -> Self {
        let segments: Vec<String> = path
            .split('/')
            .filter(|s| !s.is_empty())
            .map(decode)
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let parsed = extension::parse(&segments);
        Self {
            whole: format!("/{}", segments.join("/")),
            ..parsed.unwrap_or_else(|| Self::parse_segments(&segments))
        }
    }

    pub(super) fn parse_segments(segments: &[&str]) -> Self {
        match segments {
            [fixed] if is(fixed, "tenants") => Self::bare(Addressed::Tenants),
            [fixed] if is(fixed, "providers") => Self::bare(Addressed::Providers),
            [fixed, namespace] if is(fixed, "providers") => Self::bare(Addressed::Provider {
                namespace: (*namespace).to_owned(),
            }),
            [fixed] if is(fixed, "subscriptions") => Self::bare(Addressed::Subscriptions),
            [fixed, subscription, rest @ ..] if is(fixed, "subscriptions") => {
                Self::in_subscription(subscription, rest)
            }
            _ => Self::bare(Addressed::Nothing),
        }
    }

    fn bare(resource: Addressed) -> Self {
        Self {
            whole: String::new(),
            subscription: None,
            resource_group: None,
            resource,
        }
    }

    fn in_subscription(subscription: &str, rest: &[&str]) -> Self {
        let (resource_group, resource) = match rest {
            [] => (None, Addressed::Subscription),
            [fixed] if is(fixed, "locations") => (None, Addressed::Locations),
            [fixed] if is(fixed, "resources") => (None, Addressed::Resources),
            [fixed] if is(fixed, "providers") => (None, Addressed::Providers),
            [fixed, namespace] if is(fixed, "providers") => (
                None,
                Addressed::Provider {
                    namespace: (*namespace).to_owned(),
                },
            ),
            [fixed, namespace, action] if is(fixed, "providers") && is(action, "register") => (
                None,
                Addressed::Registration {
                    namespace: (*namespace).to_owned(),
                },
            ),
            [fixed] if is(fixed, "resourceGroups") => (None, Addressed::ResourceGroups),
            [fixed, group, resources]
                if is(fixed, "resourceGroups") && is(resources, "resources") =>
            {
                (Some((*group).to_owned()), Addressed::Resources)
            }
            [fixed, group] if is(fixed, "resourceGroups") => {
                (Some((*group).to_owned()), Addressed::ResourceGroup)
            }
            [fixed, group, providers, namespace, rest @ ..]
                if is(fixed, "resourceGroups") && is(providers, "providers") =>
            {
                (
                    Some((*group).to_owned()),
                    provider_resource(namespace, rest, true),
                )
            }
            [providers, namespace, rest @ ..] if is(providers, "providers") => {
                (None, provider_resource(namespace, rest, false))
            }
            _ => (None, Addressed::Nothing),
        };
        Self {
            whole: String::new(),
            subscription: Some(subscription.to_owned()),
            resource_group,
            resource,
        }
    }
}

fn provider_resource(namespace: &str, rest: &[&str], in_group: bool) -> Addressed {
    if is(namespace, POSTGRESQL) {
        postgresql(rest, in_group)
    } else if is(namespace, NETWORK) {
        network(rest, in_group)
    } else {
        Addressed::UnknownNamespace {
            namespace: namespace.to_owned(),
        }
    }
}

fn postgresql(rest: &[&str], in_group: bool) -> Addressed {
    match rest {
        [kind] if is(kind, "flexibleServers") => Addressed::Servers,
        [kind, server, child @ ..] if in_group && is(kind, "flexibleServers") => {
            server_child((*server).to_owned(), child)
        }
        [locations, _, kind, id]
            if is(locations, "locations") && is(kind, "azureAsyncOperation") =>
        {
            Addressed::OperationStatus {
                namespace: POSTGRESQL,
                id: Uuid::parse_str(id).ok(),
            }
        }
        [locations, _, kind, id] if is(locations, "locations") && is(kind, "operationResults") => {
            Addressed::OperationResult {
                namespace: POSTGRESQL,
                id: Uuid::parse_str(id).ok(),
            }
        }
        _ => unknown_type(POSTGRESQL, rest),
    }
}

fn server_child(server: String, child: &[&str]) -> Addressed {
    match child {
        [] => Addressed::Server { server },
        [kind] if is(kind, "privateEndpointConnections") => Addressed::Connections { server },
        [kind, name] if is(kind, "privateEndpointConnections") => Addressed::Connection {
            server,
            connection: (*name).to_owned(),
        },
        [kind] if is(kind, "privateLinkResources") => Addressed::PrivateLinkResources { server },
        [kind, name] if is(kind, "privateLinkResources") => Addressed::PrivateLinkResource {
            server,
            group: (*name).to_owned(),
        },
        [action] => match ServerAction::parse(action) {
            Some(action) => Addressed::ServerAction { server, action },
            None => unknown_type(POSTGRESQL, &["flexibleServers", &server, action]),
        },
        [kind, ..] => unknown_type(POSTGRESQL, &["flexibleServers", &server, kind]),
    }
}

fn network(rest: &[&str], in_group: bool) -> Addressed {
    match rest {
        [kind] if is(kind, "privateEndpoints") => Addressed::PrivateEndpoints,
        [kind, endpoint] if in_group && is(kind, "privateEndpoints") => {
            Addressed::PrivateEndpoint {
                endpoint: (*endpoint).to_owned(),
            }
        }
        [locations, _, kind, id] if is(locations, "locations") && is(kind, "operations") => {
            Addressed::OperationStatus {
                namespace: NETWORK,
                id: Uuid::parse_str(id).ok(),
            }
        }
        [locations, _, kind, id] if is(locations, "locations") && is(kind, "operationResults") => {
            Addressed::OperationResult {
                namespace: NETWORK,
                id: Uuid::parse_str(id).ok(),
            }
        }
        _ => unknown_type(NETWORK, rest),
    }
}

/// Types are every other segment: `flexibleServers/pg1/x` is of type `flexibleServers/x`.
fn unknown_type(namespace: &'static str, rest: &[&str]) -> Addressed {
    let types: Vec<&str> = rest.iter().step_by(2).copied().collect();
    Addressed::UnknownType {
        namespace,
        resource_type: types.join("/"),
    }
}

fn is(segment: &str, fixed: &str) -> bool {
    segment.eq_ignore_ascii_case(fixed)
}

/// Percent-decoding of one segment; in a path, unlike in a form, `+` is a plus.
fn decode(segment: &str) -> String {
    let escaped = format!("x={}", segment.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_segments_match_in_any_case_and_names_keep_their_spelling() {
        let path = ArmPath::parse(
            "/SUBSCRIPTIONS/S1/resourcegroups/RG/Providers/microsoft.dbforpostgresql/flexibleservers/Pg/PRIVATEENDPOINTCONNECTIONS/Pe.1",
        );
        assert_eq!(path.subscription.as_deref(), Some("S1"));
        assert_eq!(path.resource_group.as_deref(), Some("RG"));
        assert_eq!(
            path.resource,
            Addressed::Connection {
                server: "Pg".to_owned(),
                connection: "Pe.1".to_owned()
            }
        );
    }

    #[test]
    fn child_that_is_no_type_is_named_with_its_parent_type() {
        let path = ArmPath::parse(
            "/subscriptions/s/resourceGroups/r/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg/privateEndpoints/x",
        );
        assert_eq!(
            path.resource,
            Addressed::UnknownType {
                namespace: POSTGRESQL,
                resource_type: "flexibleServers/privateEndpoints".to_owned()
            }
        );
    }

    #[test]
    fn location_segment_of_a_polling_address_may_be_percent_encoded() {
        let id = Uuid::new_v4();
        let path = ArmPath::parse(&format!(
            "/subscriptions/s/providers/Microsoft.DBforPostgreSQL/locations/Canada%20Central/azureAsyncOperation/{id}"
        ));
        assert_eq!(
            path.resource,
            Addressed::OperationStatus {
                namespace: POSTGRESQL,
                id: Some(id)
            }
        );
    }
}

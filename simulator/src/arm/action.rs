//! Which right a request needs, in the words of provider operations.

use axum::http::Method;

use super::extension::AUTHORIZATION;
use super::path::{Addressed, ArmPath, CONNECTIONS, LINK_RESOURCES, PRIVATE_ENDPOINTS, SERVERS};

/// The right to approve connections of a server (documented for automatic approval).
pub(super) const APPROVAL: &str =
    "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnectionsApproval/action";

/// The action that `AuthorizationFailed` names.
pub(super) fn required(method: &Method, path: &ArmPath) -> String {
    let verb = match *method {
        Method::PUT | Method::PATCH => "write",
        Method::DELETE => "delete",
        Method::POST => "action",
        _ => "read",
    };
    let resource_type = match &path.resource {
        Addressed::Tenants => "Microsoft.Resources/tenants",
        Addressed::Subscriptions | Addressed::Subscription => "Microsoft.Resources/subscriptions",
        Addressed::Locations => "Microsoft.Resources/subscriptions/locations",
        Addressed::Resources => "Microsoft.Resources/subscriptions/resources",
        Addressed::Providers | Addressed::Provider { .. } => "Microsoft.Resources/providers",
        Addressed::Registration { namespace } => return format!("{namespace}/register/action"),
        Addressed::ResourceGroups | Addressed::ResourceGroup => {
            "Microsoft.Resources/subscriptions/resourceGroups"
        }
        Addressed::Servers | Addressed::Server { .. } => {
            "Microsoft.DBforPostgreSQL/flexibleServers"
        }
        Addressed::ServerAction { action, .. } => {
            return format!("{SERVERS}/{}/action", action.as_str());
        }
        Addressed::Connections { .. } | Addressed::Connection { .. } => CONNECTIONS,
        Addressed::PrivateLinkResources { .. } | Addressed::PrivateLinkResource { .. } => {
            LINK_RESOURCES
        }
        Addressed::PrivateEndpoints | Addressed::PrivateEndpoint { .. } => PRIVATE_ENDPOINTS,
        Addressed::OperationStatus { namespace, .. } => {
            return format!("{namespace}/locations/azureAsyncOperation/{verb}");
        }
        Addressed::OperationResult { namespace, .. } => {
            return format!("{namespace}/locations/operationResults/{verb}");
        }
        Addressed::Extension { kind, .. } => {
            return format!("{AUTHORIZATION}/{}/{verb}", kind.resource_type());
        }
        Addressed::UnknownType {
            namespace,
            resource_type,
        } => {
            return format!("{namespace}/{resource_type}/{verb}");
        }
        Addressed::UnknownNamespace { namespace } => return format!("{namespace}/{verb}"),
        Addressed::Nothing => "Microsoft.Resources",
    };
    format!("{resource_type}/{verb}")
}

//! Api-versions that exist, and the refusals for those that do not.

use super::errors::ArmError;
use super::path::Addressed;

/// Versions of Microsoft.DBforPostgreSQL that have private endpoint connections.
pub(super) const POSTGRESQL_VERSIONS: [&str; 11] = [
    "2023-06-01-preview",
    "2023-12-01-preview",
    "2024-08-01",
    "2024-11-01-preview",
    "2025-01-01-preview",
    "2025-06-01-preview",
    "2025-08-01",
    "2026-01-01-preview",
    "2026-04-01-preview",
    "2026-07-01-preview",
    "2026-10-01",
];

/// Older ones, whose servers have no `privateEndpointConnections`.
const POSTGRESQL_WITHOUT_CONNECTIONS: [&str; 2] = ["2021-06-01", "2022-12-01"];

pub(super) const NETWORK_VERSIONS: [&str; 26] = [
    "2019-04-01",
    "2019-11-01",
    "2020-05-01",
    "2020-11-01",
    "2021-02-01",
    "2021-05-01",
    "2021-08-01",
    "2022-01-01",
    "2022-05-01",
    "2022-07-01",
    "2022-09-01",
    "2022-11-01",
    "2023-02-01",
    "2023-05-01",
    "2023-09-01",
    "2023-11-01",
    "2024-01-01",
    "2024-03-01",
    "2024-05-01",
    "2024-07-01",
    "2025-01-01",
    "2025-05-01",
    "2025-07-01",
    "2025-09-01",
    "2026-01-01",
    "2026-03-01",
];

const AUTHORIZATION_VERSIONS: [&str; 11] = [
    "2015-01-01",
    "2015-07-01",
    "2016-09-01",
    "2017-04-01",
    "2018-01-01-preview",
    "2018-07-01",
    "2018-07-01-preview",
    "2020-05-01",
    "2020-10-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
];

const RESOURCES_VERSIONS: [&str; 15] = [
    "2016-06-01",
    "2018-05-01",
    "2019-05-10",
    "2019-10-01",
    "2020-01-01",
    "2020-06-01",
    "2020-10-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2022-12-01",
    "2023-07-01",
    "2024-03-01",
    "2024-11-01",
    "2025-04-01",
];

/// Whether a server's body of this version has `privateEndpointConnections`.
pub(super) fn knows_connections(version: &str) -> bool {
    !POSTGRESQL_WITHOUT_CONNECTIONS.contains(&version)
}

/// Refuses versions that the resource's type does not have.
///
/// A child's refusal names its parent type, as observed for connections.
pub(super) fn check(resource: &Addressed, version: &str, region: &str) -> Result<(), ArmError> {
    match resource {
        Addressed::Servers | Addressed::Server { .. } | Addressed::ServerAction { .. } => {
            let known = POSTGRESQL_VERSIONS.contains(&version) || !knows_connections(version);
            known
                .then_some(())
                .ok_or_else(|| no_provider("flexibleServers", version, region))
        }
        Addressed::Connections { .. }
        | Addressed::Connection { .. }
        | Addressed::PrivateLinkResources { .. }
        | Addressed::PrivateLinkResource { .. } => POSTGRESQL_VERSIONS
            .contains(&version)
            .then_some(())
            .ok_or_else(|| no_provider("flexibleServers", version, region)),
        Addressed::PrivateEndpoints | Addressed::PrivateEndpoint { .. } => NETWORK_VERSIONS
            .contains(&version)
            .then_some(())
            .ok_or_else(|| no_network_provider(version, region)),
        Addressed::Extension { kind, .. } => AUTHORIZATION_VERSIONS
            .contains(&version)
            .then_some(())
            .ok_or_else(|| {
                let kind = kind.resource_type();
                ArmError::no_registered_provider(kind, version, region, &AUTHORIZATION_VERSIONS)
            }),
        Addressed::UnknownType {
            namespace,
            resource_type,
        } => Err(ArmError::invalid_resource_type(
            namespace,
            resource_type,
            version,
        )),
        Addressed::UnknownNamespace { namespace } => Err(ArmError::invalid_namespace(namespace)),
        // A polling address carries the version of the request that started the operation.
        Addressed::OperationStatus { .. } | Addressed::OperationResult { .. } => Ok(()),
        Addressed::Tenants
        | Addressed::Subscriptions
        | Addressed::Subscription
        | Addressed::Locations
        | Addressed::Resources
        | Addressed::Providers
        | Addressed::Provider { .. }
        | Addressed::Registration { .. }
        | Addressed::ResourceGroups
        | Addressed::ResourceGroup
        | Addressed::Nothing => RESOURCES_VERSIONS
            .contains(&version)
            .then_some(())
            .ok_or_else(|| ArmError::invalid_api_version(version, &RESOURCES_VERSIONS)),
    }
}

fn no_provider(resource_type: &str, version: &str, region: &str) -> ArmError {
    let versions = [
        &POSTGRESQL_WITHOUT_CONNECTIONS[..],
        &POSTGRESQL_VERSIONS[..],
    ]
    .concat();
    ArmError::no_registered_provider(resource_type, version, region, &versions)
}

fn no_network_provider(version: &str, region: &str) -> ArmError {
    let versions = &NETWORK_VERSIONS;
    ArmError::no_registered_provider("privateEndpoints", version, region, versions)
}

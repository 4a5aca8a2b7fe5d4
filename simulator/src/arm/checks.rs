//! What Resource Manager checks before a resource provider sees the request.
//!
//! Assumed order, from common experience: token, api-version given, subscription, right, the
//! subscription's state and registration, resource type and version, resource group, parent
//! resource, lock, policy. So a caller without rights gets 403 even for what does not exist. By
//! switch, policies and locks come before rights.

use axum::http::Method;
use jiff::Timestamp;
use uuid::Uuid;

use super::api_version;
use super::errors::ArmError;
use super::guards;
use super::path::{Addressed, ArmPath};
use super::request::{ArmRequest, bearer_token};
use crate::entra::{Claims, TokenAuthority, TokenFault};
use crate::scenario::{AbsentServer, CheckOrder, ForeignSubscription, SubscriptionState};
use crate::state::{Refusal, World};

/// The tenant of foreign subscriptions where the switch says that they have one of their own.
const FOREIGN_TENANT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// A request that passed the checks.
pub(super) struct Admitted {
    pub(super) api_version: String,
}

/// Who asks: the claims of a valid token of any tenant.
pub(super) fn authenticate(
    request: &ArmRequest,
    authority: &TokenAuthority,
    tenant: &str,
    now: Timestamp,
) -> Result<Claims, ArmError> {
    let Some(token) = bearer_token(&request.headers) else {
        return Err(ArmError::missing_token(tenant));
    };
    authority.check(token, now).map_err(|fault| match fault {
        TokenFault::Garbage => ArmError::invalid_token(tenant),
        TokenFault::Expired(expiry) => ArmError::expired_token(tenant, expiry, now),
        TokenFault::WrongAudience(audience) => ArmError::wrong_audience(tenant, &audience),
    })
}

/// All checks after the token's own.
pub(super) fn admit(
    request: &ArmRequest,
    path: &ArmPath,
    caller: &Claims,
    world: &World,
) -> Result<Admitted, ArmError> {
    let version = request
        .query("api-version")
        .filter(|version| !version.is_empty());
    let version = version.ok_or_else(ArmError::missing_api_version)?;
    let protection_first = world.switches.check_order == CheckOrder::PoliciesLocksRights;
    if let Some(subscription) = &path.subscription {
        check_subscription(request, path, subscription, caller, world)?;
        if protection_first {
            guards::check_policies(request, path, world)?;
            guards::check_locks(request, path, world)?;
        }
        guards::check_rights(request, path, caller, world)?;
        check_state(request, path, world)?;
    }
    api_version::check(&path.resource, &version, &region(path, world))?;
    if let Some(group) = &path.resource_group {
        check_group(request, path, group, world)?;
    }
    if !protection_first {
        guards::check_locks(request, path, world)?;
        guards::check_policies(request, path, world)?;
    }
    Ok(Admitted {
        api_version: version,
    })
}

fn check_subscription(
    request: &ArmRequest,
    path: &ArmPath,
    subscription: &str,
    caller: &Claims,
    world: &World,
) -> Result<(), ArmError> {
    if Uuid::parse_str(subscription).is_err() {
        return Err(ArmError::invalid_subscription(subscription));
    }
    let own = &world.subscription;
    if own.id.get_ref().eq_ignore_ascii_case(subscription) {
        let tenant = own.tenant_id.get_ref();
        if !tenant.eq_ignore_ascii_case(&caller.tid) {
            return Err(ArmError::wrong_tenant(tenant, &caller.tid));
        }
        // Whoever has no role in it may not even know that it is there.
        if !guards::knows_subscription(world, caller) {
            return Err(guards::forbidden(request, path, caller));
        }
        return Ok(());
    }
    let foreign = world
        .foreign_subscriptions
        .iter()
        .any(|id| id.eq_ignore_ascii_case(subscription));
    Err(match world.switches.foreign_subscription {
        ForeignSubscription::Forbidden if foreign => guards::forbidden(request, path, caller),
        ForeignSubscription::WrongTenant if foreign => {
            ArmError::wrong_tenant(FOREIGN_TENANT, &caller.tid)
        }
        _ => ArmError::subscription_not_found(subscription),
    })
}

/// Documented: a disabled subscription is read-only, and a resource provider answers registered
/// subscriptions alone.
fn check_state(request: &ArmRequest, path: &ArmPath, world: &World) -> Result<(), ArmError> {
    let subscription = &world.subscription;
    let is_read = matches!(request.method, Method::GET | Method::HEAD);
    if !is_read && subscription.state == SubscriptionState::Disabled {
        return Err(ArmError::disabled_subscription(subscription.id.get_ref()));
    }
    match path.resource.namespace() {
        Some(namespace) if !world.is_registered(namespace) => {
            Err(ArmError::missing_registration(namespace))
        }
        _ => Ok(()),
    }
}

fn check_group(
    request: &ArmRequest,
    path: &ArmPath,
    group: &str,
    world: &World,
) -> Result<(), ArmError> {
    if world.resource_group(group).is_none() {
        return Err(ArmError::resource_group_not_found(group));
    }
    // Deleting a server that is not there is answered by the provider: 204.
    let deletes_server =
        request.method == Method::DELETE && matches!(path.resource, Addressed::Server { .. });
    match path.resource.server() {
        Some(server) if !deletes_server => {
            let found = world.server(group, server).map(|_| ());
            found.map_err(|refusal| absent(path, server, world, refusal))?;
        }
        _ => {}
    }
    match &path.resource {
        Addressed::Extension { of, .. } if request.method == Method::PUT => {
            check_extended(of, group, world)
        }
        _ => Ok(()),
    }
}

/// Nothing can be put on an endpoint or a connection that is not there.
fn check_extended(of: &Addressed, group: &str, world: &World) -> Result<(), ArmError> {
    match of {
        Addressed::PrivateEndpoint { endpoint } => {
            world.private_endpoint(group, endpoint)?;
        }
        Addressed::Connection { server, connection } => {
            let server = world.server(group, server)?;
            let mut connections = world.visible_connections(server);
            if !connections.any(|found| found.name.eq_ignore_ascii_case(connection)) {
                return Err(world.connection_not_found(server, connection).into());
            }
        }
        _ => {}
    }
    Ok(())
}

/// The refusal of a call on a server that is not there, or on one of its children.
fn absent(path: &ArmPath, server: &str, world: &World, refusal: Refusal) -> ArmError {
    let itself = matches!(
        path.resource,
        Addressed::Server { .. } | Addressed::Extension { .. }
    );
    match world.switches.absent_server {
        AbsentServer::ParentResourceNotFound if !itself => ArmError::parent_not_found(server),
        _ => refusal.into(),
    }
}

/// Location named by `NoRegisteredProviderFound`: the server's where there is one.
fn region(path: &ArmPath, world: &World) -> String {
    let group = path.resource_group.as_deref().unwrap_or_default();
    let server = path
        .resource
        .server()
        .and_then(|name| world.server(group, name).ok());
    let from_group = || {
        world
            .resource_group(group)
            .map(|group| group.location.clone())
    };
    server
        .map(crate::state::Server::region)
        .or_else(from_group)
        .or_else(|| {
            world
                .resource_groups()
                .next()
                .map(|group| group.location.clone())
        })
        .unwrap_or_else(|| "canadacentral".to_owned())
}

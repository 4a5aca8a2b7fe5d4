//! From resource and method to the code that answers.

use axum::http::{Method, StatusCode};

use super::answer::Answer;
use super::errors::ArmError;
use super::extension::Extension;
use super::path::{Addressed, ArmPath};
use super::request::ArmRequest;
use super::signing::AddressSigner;
use super::{
    authorization, connections, guards, locks, polls, private_endpoints, private_link_resources,
    providers, resources, servers, subscriptions,
};
use crate::entra::Claims;
use crate::state::{Moment, World};

/// One admitted request on its way to a resource.
pub(super) struct Call<'a> {
    pub(super) request: &'a ArmRequest,
    pub(super) path: &'a ArmPath,
    pub(super) caller: &'a Claims,
    pub(super) api_version: &'a str,
    pub(super) now: Moment,
    pub(super) signer: &'a AddressSigner,
    pub(super) endpoint: &'a str,
}

impl Call<'_> {
    /// The resource group in the path; empty where the path has none.
    pub(super) fn group(&self) -> &str {
        self.path.resource_group.as_deref().unwrap_or_default()
    }

    /// Whether the caller may read a resource: lists leave out what it may not.
    pub(super) fn may_read(&self, world: &World, resource_type: &str, id: &str) -> bool {
        guards::may_read(world, self.caller, resource_type, id)
    }
}

/// Carries an admitted request out.
pub(super) fn dispatch(call: &Call<'_>, world: &mut World) -> Result<Answer, ArmError> {
    let found = resource_manager(call, world)
        .or_else(|| postgresql(call, world))
        .or_else(|| network(call, world))
        .or_else(|| authorization_of(call, world))
        .or_else(|| operation(call, world));
    found.unwrap_or_else(|| match &call.path.resource {
        Addressed::Nothing => Err(ArmError::nothing_there(call.request.uri.path())),
        _ => Err(ArmError::method_not_allowed(call.request.method.as_str())),
    })
}

type Dispatched = Option<Result<Answer, ArmError>>;

/// What Resource Manager knows itself.
fn resource_manager(call: &Call<'_>, world: &mut World) -> Dispatched {
    if let (Addressed::Registration { namespace }, &Method::POST) =
        (&call.path.resource, &call.request.method)
    {
        return Some(providers::register(call, world, namespace));
    }
    if let (Addressed::ResourceGroup, &Method::HEAD) = (&call.path.resource, &call.request.method) {
        // Found already: the checks have asked for it.
        return Some(Ok(Answer::empty(StatusCode::NO_CONTENT)));
    }
    if call.request.method != Method::GET {
        return None;
    }
    Some(match &call.path.resource {
        Addressed::Tenants => Ok(subscriptions::list_tenants(call)),
        Addressed::Subscriptions => Ok(subscriptions::list(call, world)),
        Addressed::Subscription => Ok(subscriptions::get(world)),
        Addressed::Locations => Ok(subscriptions::list_locations(world)),
        Addressed::ResourceGroups => Ok(subscriptions::list_groups(call, world)),
        Addressed::ResourceGroup => subscriptions::get_group(call, world),
        Addressed::Resources => resources::list(call, world),
        Addressed::Providers => Ok(providers::list(call, world)),
        Addressed::Provider { namespace } => providers::get(call, world, namespace),
        _ => return None,
    })
}

fn postgresql(call: &Call<'_>, world: &mut World) -> Dispatched {
    Some(match (&call.path.resource, &call.request.method) {
        (Addressed::Servers, &Method::GET) => Ok(servers::list(call, world)),
        (Addressed::Server { server }, &Method::GET) => servers::get(call, world, server),
        (Addressed::Server { server }, &Method::DELETE) => servers::delete(call, world, server),
        (Addressed::ServerAction { server, action }, &Method::POST) => {
            servers::act(call, world, server, *action)
        }
        (Addressed::Connections { server }, &Method::GET) => connections::list(call, world, server),
        (Addressed::Connection { server, connection }, method) => match *method {
            Method::GET => connections::get(call, world, server, connection),
            Method::PUT => connections::put(call, world, server, connection),
            Method::DELETE => connections::delete(call, world, server, connection),
            _ => return None,
        },
        (Addressed::PrivateLinkResources { server }, &Method::GET) => {
            private_link_resources::list(call, world, server)
        }
        (Addressed::PrivateLinkResource { server, group }, &Method::GET) => {
            private_link_resources::get(call, world, server, group)
        }
        _ => return None,
    })
}

fn network(call: &Call<'_>, world: &mut World) -> Dispatched {
    Some(match (&call.path.resource, &call.request.method) {
        (Addressed::PrivateEndpoints, &Method::GET) => Ok(private_endpoints::list(call, world)),
        (Addressed::PrivateEndpoint { endpoint }, method) => match *method {
            Method::GET => private_endpoints::get(call, world, endpoint),
            Method::PUT => private_endpoints::put(call, world, endpoint),
            Method::DELETE => Ok(private_endpoints::delete(call, world, endpoint)),
            _ => return None,
        },
        _ => return None,
    })
}

/// Microsoft.Authorization, at any scope.
fn authorization_of(call: &Call<'_>, world: &mut World) -> Dispatched {
    let Addressed::Extension { scope, kind, .. } = &call.path.resource else {
        return None;
    };
    Some(match (kind, &call.request.method) {
        (Extension::Locks, &Method::GET) => locks::list(call, world, scope),
        (Extension::Lock { name }, &Method::GET) => locks::get(world, scope, name),
        (Extension::Lock { name }, &Method::PUT) => locks::put(call, world, scope, name),
        (Extension::Lock { name }, &Method::DELETE) => Ok(locks::delete(world, scope, name)),
        (Extension::Permissions, &Method::GET) => {
            Ok(authorization::permissions(call, world, scope))
        }
        (Extension::DenyAssignments, &Method::GET) => {
            authorization::deny_assignments(call, world, scope)
        }
        (Extension::DenyAssignment { name }, &Method::GET) => {
            authorization::deny_assignment(world, name)
        }
        (Extension::RoleAssignments, &Method::GET) => {
            authorization::role_assignments(call, world, scope)
        }
        _ => return None,
    })
}

fn operation(call: &Call<'_>, world: &mut World) -> Dispatched {
    Some(match (&call.path.resource, &call.request.method) {
        (Addressed::OperationStatus { namespace, id }, &Method::GET) => {
            polls::status(call, world, namespace, *id)
        }
        (Addressed::OperationResult { namespace, id }, &Method::GET) => {
            polls::result(call, world, namespace, *id)
        }
        _ => return None,
    })
}

//! From resource and method to the code that answers.

use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode};

use super::answer::Answer;
use super::checks::{self, Admitted};
use super::errors::ArmError;
use super::extension::Extension;
use super::path::{Addressed, ArmPath};
use super::request::{ArmRequest, bearer_token};
use super::signing::AddressSigner;
use super::throttle::{Buckets, Class, Left};
use super::{
    authorization, connections, guards, locks, paging, polls, private_endpoints,
    private_link_resources, providers, resources, servers, subscriptions,
};
use crate::entra::{Claims, TokenAuthority};
use crate::scenario::{Paging, Scenario};
use crate::state::{Moment, World};

/// Resource Manager over a world.
pub struct Manager {
    /// The world, also changed by scripts.
    pub world: Mutex<World>,
    /// Checks tokens.
    pub authority: TokenAuthority,
    signer: AddressSigner,
    endpoint: String,
    paging: Paging,
    buckets: Option<Mutex<Buckets>>,
}

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

impl Manager {
    /// Resource Manager at an address such as `https://localhost:8443`.
    #[must_use]
    pub fn new(
        world: World,
        authority: TokenAuthority,
        signer: AddressSigner,
        endpoint: String,
        scenario: &Scenario,
    ) -> Self {
        let throttling = scenario.throttling.clone();
        Self {
            world: Mutex::new(world),
            authority,
            signer,
            endpoint,
            paging: scenario.paging.clone(),
            buckets: throttling.map(|settings| Mutex::new(Buckets::new(settings))),
        }
    }

    /// Looks at or changes the world as it is now.
    ///
    /// # Panics
    /// Never in practice: nothing panics while it holds the lock.
    pub fn with_world<T>(&self, now: Moment, work: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self
            .world
            .lock()
            // A panic is answered with 500, and leaves a world that others can go on with.
            .unwrap_or_else(PoisonError::into_inner);
        world.advance(now);
        work(&mut world)
    }

    /// Answers a request.
    #[must_use]
    pub fn answer(&self, request: &ArmRequest, now: Moment) -> Answer {
        let tenant = self.with_world(now, |world| world.subscription.tenant_id.get_ref().clone());
        let caller = checks::authenticate(request, &self.authority, &tenant, now.timestamp);
        let (answer, caller) = match caller {
            Ok(caller) => (self.authenticated(request, &caller, now), Some(caller)),
            Err(error) => (error.into_answer(), None),
        };
        answer.complete(&request.method, caller.as_ref())
    }

    /// Application id of a valid token.
    #[must_use]
    pub fn client_of(&self, headers: &HeaderMap, now: Moment) -> Option<String> {
        let token = bearer_token(headers)?;
        let claims = self.authority.check(token, now.timestamp).ok()?;
        Some(claims.appid)
    }

    fn authenticated(&self, request: &ArmRequest, caller: &Claims, now: Moment) -> Answer {
        let path = ArmPath::parse(request.uri.path());
        let class = Class::of(&request.method);
        let left = match self.admitted_by_quota(request, &path, caller, now) {
            Ok(left) => left,
            Err(refusal) => return *refusal,
        };
        let answer = self.carried_out(request, &path, caller, now);
        match left {
            Some(left) => left.announce(answer, class, &path),
            None => answer,
        }
    }

    /// Takes the request out of its buckets, where requests are counted.
    fn admitted_by_quota(
        &self,
        request: &ArmRequest,
        path: &ArmPath,
        caller: &Claims,
        now: Moment,
    ) -> Result<Option<Left>, Box<Answer>> {
        let Some(buckets) = &self.buckets else {
            return Ok(None);
        };
        let scope = path.subscription.as_deref().unwrap_or_default();
        let class = Class::of(&request.method);
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .take(scope, &caller.oid, class, now.elapsed)
            .map(Some)
            .map_err(|refused| Box::new(refused.answer(&request.method, path)))
    }

    fn carried_out(
        &self,
        request: &ArmRequest,
        path: &ArmPath,
        caller: &Claims,
        now: Moment,
    ) -> Answer {
        self.with_world(now, |world| {
            let Admitted { api_version } = checks::admit(request, path, caller, world)?;
            let call = Call {
                request,
                path,
                caller,
                api_version: &api_version,
                now,
                signer: &self.signer,
                endpoint: &self.endpoint,
            };
            let answer = dispatch(&call, world)?;
            paging::page(request, &self.endpoint, &self.paging, answer)
        })
        .unwrap_or_else(ArmError::into_answer)
    }
}

fn dispatch(call: &Call<'_>, world: &mut World) -> Result<Answer, ArmError> {
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

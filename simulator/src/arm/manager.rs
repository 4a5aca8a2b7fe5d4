//! Resource Manager as a whole: from a request to the answer that Azure would give.

use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;

use super::answer::Answer;
use super::checks::{self, Admitted};
use super::dispatch::{Call, dispatch};
use super::errors::ArmError;
use super::paging;
use super::path::ArmPath;
use super::request::{ArmRequest, bearer_token};
use super::signing::AddressSigner;
use super::throttle::{Buckets, Class};
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
    /// Of the subscription, named in refusals of callers that are not known.
    tenant: String,
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
            tenant: world.subscription.tenant_id.get_ref().clone(),
            world: Mutex::new(world),
            authority,
            signer,
            endpoint,
            paging: scenario.paging.clone(),
            buckets: throttling.map(|settings| Mutex::new(Buckets::new(settings))),
        }
    }

    /// Looks at or changes the world as it is now.
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
        let caller = checks::authenticate(request, &self.authority, &self.tenant, now.timestamp);
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
        let Some(buckets) = &self.buckets else {
            return self.carried_out(request, &path, caller, now);
        };
        let scope = path.subscription.as_deref().unwrap_or_default();
        let class = Class::of(&request.method);
        let taken = buckets.lock().unwrap_or_else(PoisonError::into_inner).take(
            scope,
            &caller.oid,
            class,
            now.elapsed,
        );
        match taken {
            Ok(left) => {
                let answer = self.carried_out(request, &path, caller, now);
                left.announce(answer, class, &path)
            }
            Err(refused) => refused.answer(&request.method, &path),
        }
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

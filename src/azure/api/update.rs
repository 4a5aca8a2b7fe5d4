//! Giving a connection a status and a description.
//!
//! The connection is read before anything is written, for some services refuse to approve twice. A change that the type
//! does not carry out is refused here, because Azure would accept it and fail the operation a minute later.

use std::time::Duration;

use tokio::time::Instant;

use super::arm::Arm;
use super::connection::{Connection, DesiredState};
use super::readiness::{Purpose, Waited};
use super::write::Tried;
use crate::azure::error::Error;
use crate::azure::id::ConnectionId;
use crate::azure::limits::Limits;
use crate::azure::request::Request;

impl Arm {
    /// See [`Client::update_connection`](crate::azure::Client::update_connection).
    pub async fn update_connection(
        &self,
        id: &ConnectionId,
        desired: &DesiredState,
        limits: &Limits,
    ) -> Result<Connection, Error> {
        self.rules(id.target())?;
        let current = match self.current(id, limits).await {
            Ok(current) if current.is_settled_as(desired) => return Ok(current),
            Ok(current) => {
                self.check_change(&current, desired)?;
                Some(current)
            }
            // Waiting for the target tells more: its state, and whether that passes.
            Err(error) if error.is_refused_by_state() => None,
            Err(error) => return Err(error),
        };
        let turn = self.turns.take(id.target(), limits).await?;
        // What was read before waiting for the turn may be old.
        let known = current.filter(|_| turn.waited.is_zero());
        let updated = self.update_in_turn(id, desired, known, limits).await;
        updated.map_err(|error| error.with_turn(turn.waited))
    }

    async fn update_in_turn(
        &self,
        id: &ConnectionId,
        desired: &DesiredState,
        mut known: Option<Connection>,
        limits: &Limits,
    ) -> Result<Connection, Error> {
        let mut tries = self.tries();
        loop {
            match self
                .until_ready(id.target(), Purpose::Update, tries.last.as_ref(), limits)
                .await?
            {
                Waited::No => {}
                Waited::Yes => known = None,
                Waited::Gone => {
                    return Err(Error::Missing {
                        resource: id.target().clone(),
                    });
                }
            }
            let current = match known.take() {
                Some(current) => current,
                None => self.current(id, limits).await?,
            };
            if current.is_settled_as(desired) {
                return Ok(current);
            }
            if current.is_changing() {
                let doing = format!("waiting for a change of {id} that is already running");
                self.pause(&doing, tries.last.as_ref(), limits).await?;
                continue;
            }
            self.check_change(&current, desired)?;
            let api_version = self.api_version(&id.target().resource_type());
            let request = Request::put(id.resource(), api_version, current.body_for(desired));
            let tried = self.write(&request, id.target(), limits).await;
            match tried.map_err(|error| error.with_last(tries.last.clone()))? {
                Tried::Succeeded => {
                    return self
                        .confirm(id, desired, Some(self.pacing().confirm_window), limits)
                        .await;
                }
                Tried::Unknown => return self.confirm(id, desired, None, limits).await,
                Tried::Again(setback) => tries.wait(setback, limits).await?,
            }
        }
    }

    /// Reads the connection until it is as wanted: for `window` after a reported success, else until the deadline.
    async fn confirm(
        &self,
        id: &ConnectionId,
        desired: &DesiredState,
        window: Option<Duration>,
        limits: &Limits,
    ) -> Result<Connection, Error> {
        let since = Instant::now();
        loop {
            let current = self.current(id, limits).await?;
            if current.is_settled_as(desired) {
                return Ok(current);
            }
            let found = describe(&current);
            match window {
                Some(window) if since.elapsed() >= window => {
                    return Err(Error::NotConfirmed {
                        connection: id.clone(),
                        action: "the update",
                        found,
                        window,
                    });
                }
                Some(_) => {}
                None => {
                    self.until_ready(id.target(), Purpose::Update, None, limits)
                        .await?;
                }
            }
            let doing = format!("waiting for {id} to read {} ({found})", desired.status);
            self.pause(&doing, None, limits).await?;
        }
    }

    async fn current(&self, id: &ConnectionId, limits: &Limits) -> Result<Connection, Error> {
        let read = self.get_connection(id, limits).await?;
        read.ok_or_else(|| Error::Missing {
            resource: id.resource().clone(),
        })
    }

    fn check_change(&self, current: &Connection, desired: &DesiredState) -> Result<(), Error> {
        let rules = self.rules(current.id.target())?;
        if rules.allows(&current.status, &desired.status) {
            return Ok(());
        }
        Err(Error::ForbiddenChange {
            connection: current.id.clone(),
            from: current.status.clone(),
            to: desired.status.clone(),
            resource_type: rules.resource_type.to_owned(),
        })
    }
}

fn describe(connection: &Connection) -> String {
    let Connection {
        status,
        description,
        provisioning_state,
        ..
    } = connection;
    let said = description
        .as_ref()
        .map_or("no description".to_owned(), |text| {
            format!("the description \"{text}\"")
        });
    let state = provisioning_state.as_deref().unwrap_or("none");
    format!("its status is {status} with {said}, its provisioning state {state}")
}

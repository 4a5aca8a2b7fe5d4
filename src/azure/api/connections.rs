//! Reading the connections of a target: all, one, or one with as few requests as possible.

use std::sync::Arc;

use serde_json::Value;
use tracing::debug;

use super::arm::Arm;
use super::connection::Connection;
use crate::azure::answer::Answer;
use crate::azure::error::{Error, text};
use crate::azure::id::{CONNECTIONS, ConnectionId, ResourceId};
use crate::azure::limits::Limits;
use crate::azure::page::{Followed, Page};
use crate::azure::pipeline::refused;
use crate::azure::request::Request;

impl Arm {
    /// See [`Client::list_connections`](crate::azure::Client::list_connections).
    pub async fn list_connections(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Vec<Connection>, Error> {
        let mut request = Request::list(
            target,
            CONNECTIONS,
            self.api_version(&target.resource_type()),
        );
        let (mut found, mut followed) = (Vec::new(), Followed::default());
        loop {
            let answer = self.pipeline.send_ok(&request, limits).await?;
            let unusable = |problem: String| Error::UnexpectedAnswer {
                attempt: request.attempt(),
                problem,
            };
            let page =
                Page::from_value(answer.json()).map_err(|problem| unusable(problem.to_owned()))?;
            found.extend(
                page.items
                    .iter()
                    .filter_map(|item| Connection::from_value(target, item)),
            );
            let Some(next) = page.next else {
                return Ok(found);
            };
            if !followed.is_new(&next) {
                return Err(unusable(
                    "the list names a page that it has named before".to_owned(),
                ));
            }
            request = self.pipeline.follow(&next).map_err(|why| {
                unusable(format!(
                    "the address of its next page cannot be followed: {why}"
                ))
            })?;
        }
    }

    /// See [`Client::list_connections_shared`](crate::azure::Client::list_connections_shared).
    pub async fn list_connections_shared(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Arc<Vec<Connection>>, Error> {
        self.lists
            .get(target, limits, || self.list_connections(target, limits))
            .await
    }

    /// See [`Client::get_connection`](crate::azure::Client::get_connection).
    pub async fn get_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        let request = Request::get(
            id.resource(),
            self.api_version(&id.target().resource_type()),
        );
        let Some(answer) = self.read_or_gone(&request, limits).await? else {
            return Ok(None);
        };
        let unusable = |problem: &str| Error::UnexpectedAnswer {
            attempt: request.attempt(),
            problem: problem.to_owned(),
        };
        let body = answer
            .json()
            .ok_or_else(|| unusable("its body is not JSON"))?;
        if !body.is_object() {
            return Err(unusable("its body is not an object"));
        }
        match Connection::from_value(id.target(), &body) {
            Some(connection) => Ok(Some(connection)),
            // Some services empty a connection that is gone. Anything else with 200 is somebody else's answer, as of
            // a proxy that wants a sign-in.
            None if is_shell_of(id, &body) => Ok(None),
            None => Err(unusable("it is not a private endpoint connection")),
        }
    }

    /// See [`Client::find_connection`](crate::azure::Client::find_connection).
    pub async fn find_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        let listed = match self.list_connections_shared(id.target(), limits).await {
            Ok(connections) => connections
                .iter()
                .find(|connection| connection.id == *id)
                .cloned(),
            Err(error) if error.is_gone() => return Ok(None),
            Err(error) if error.is_refused_by_state() => {
                return self.find_in_body(id, error, limits).await;
            }
            Err(error) => return Err(error),
        };
        match listed {
            Some(connection) => Ok(Some(connection)),
            None => self.get_connection(id, limits).await,
        }
    }

    /// Reads one connection before a change, where the target's body has to do for a service that refuses the read
    /// because of the target's state.
    pub(super) async fn look(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        match self.get_connection(id, limits).await {
            Err(error) if error.is_refused_by_state() => self.find_in_body(id, error, limits).await,
            result => result,
        }
    }

    /// Looks for a connection in the target's own body, which services give in every state. `refusal` is the error
    /// that made this necessary; it is returned where the body does not help either.
    async fn find_in_body(
        &self,
        id: &ConnectionId,
        refusal: Error,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        debug!(cause = %refusal, "reading the target's own body instead");
        match self
            .get_target(id.target(), limits)
            .await?
            .map(|target| target.connections)
        {
            None => Ok(None),
            Some(Some(connections)) => {
                let found = connections
                    .into_iter()
                    .find(|connection| connection.id == *id);
                // Missing from a list alone is not gone, and the read that would confirm it was refused.
                found.map_or(Err(refusal), |connection| Ok(Some(connection)))
            }
            Some(None) => Err(refusal),
        }
    }

    /// Sends a read; `None` when what it reads is gone: 204, or a 404 that says so.
    pub(super) async fn read_or_gone(
        &self,
        request: &Request,
        limits: &Limits,
    ) -> Result<Option<Answer>, Error> {
        let answer = self.pipeline.send(request, limits).await?;
        if answer.status == 204 {
            return Ok(None);
        }
        if answer.is_success() {
            return Ok(Some(answer));
        }
        let error = refused(request, &answer);
        if error.is_gone() {
            Ok(None)
        } else {
            Err(error)
        }
    }
}

/// Whether a body names this connection, whatever else is left of it.
fn is_shell_of(id: &ConnectionId, body: &Value) -> bool {
    let same = |field: &str, wanted: &str| {
        text(body, field).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    same("id", id.as_str()) || same("name", id.name())
}

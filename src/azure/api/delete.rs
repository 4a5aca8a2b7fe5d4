//! Deleting a connection, and saying so only when Azure does.
//!
//! The order is: look; wait for the turn and the target; DELETE; follow the operation to its end even while reading
//! already says 404; read until it says 404. A client that stops at the first 404 meets a conflict next (observed with
//! server deletes), and one that stops at `Succeeded` may report too early.

use std::time::Duration;

use tokio::time::Instant;

use super::arm::Arm;
use super::connection::Deleted;
use super::readiness::{Purpose, Waited};
use super::write::{Setback, Tried};
use crate::azure::error::Error;
use crate::azure::id::ConnectionId;
use crate::azure::limits::Limits;
use crate::azure::request::Request;
use crate::azure::retry::Trouble;

impl Arm {
    /// See [`Client::delete_connection`](crate::azure::Client::delete_connection).
    pub async fn delete_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Deleted, Error> {
        self.rules(id.target())?;
        let seen = match self.look(id, limits).await {
            // Gone is gone, whatever the target's state and whoever else writes to it.
            Ok(None) => return Ok(Deleted::AlreadyGone),
            Ok(Some(_)) => true,
            // Waiting for the target tells more: its state, and whether that passes.
            Err(error) if error.is_refused_by_state() => false,
            Err(error) => return Err(error),
        };
        let turn = self.turns.take(id.target(), limits).await?;
        let fresh = seen && turn.waited.is_zero();
        let deleted = self.delete_in_turn(id, fresh, limits).await;
        deleted.map_err(|error| error.with_turn(turn.waited))
    }

    /// `fresh` says that the connection was seen just now.
    async fn delete_in_turn(
        &self,
        id: &ConnectionId,
        fresh: bool,
        limits: &Limits,
    ) -> Result<Deleted, Error> {
        if !self.is_still_there(id, fresh, limits).await? {
            return Ok(Deleted::AlreadyGone);
        }
        let request = Request::delete(
            id.resource(),
            self.api_version(&id.target().resource_type()),
        );
        let window = Some(self.pacing().confirm_window);
        let (mut tries, mut failed_before) = (self.tries(), false);
        loop {
            let setback = match self.write(&request, id.target(), limits).await {
                Ok(Tried::Succeeded) => return self.confirm_gone(id, window, limits).await,
                Ok(Tried::Unknown) => return self.confirm_gone(id, None, limits).await,
                Ok(Tried::Again(setback)) => setback,
                Err(error) if error.is_gone() => {
                    return self.confirm_gone(id, window, limits).await;
                }
                Err(error) if failed_inside(&error) && !failed_before => {
                    failed_before = true;
                    Setback {
                        trouble: Trouble::Transient,
                        error,
                        asked: None,
                    }
                }
                Err(error) => return Err(error.with_last(tries.last)),
            };
            tries.wait(setback, limits).await?;
            // No look at the connection here: while an earlier delete of it still runs, reading says 404 too early,
            // whereas another DELETE says busy until that one has ended, and then that there is nothing to delete.
            let last = tries.last.as_ref();
            if self
                .until_ready(id.target(), Purpose::Delete, last, limits)
                .await?
                == Waited::Gone
            {
                return Ok(Deleted::Deleted);
            }
        }
    }

    /// Waits until the target is ready and says whether the connection is there, reading it again unless it is `fresh`.
    async fn is_still_there(
        &self,
        id: &ConnectionId,
        fresh: bool,
        limits: &Limits,
    ) -> Result<bool, Error> {
        match self
            .until_ready(id.target(), Purpose::Delete, None, limits)
            .await?
        {
            Waited::Gone => Ok(false),
            Waited::No if fresh => Ok(true),
            Waited::No | Waited::Yes => Ok(self.look(id, limits).await?.is_some()),
        }
    }

    /// Reads the connection until it is gone: for `window` after a reported success, else until the deadline.
    async fn confirm_gone(
        &self,
        id: &ConnectionId,
        window: Option<Duration>,
        limits: &Limits,
    ) -> Result<Deleted, Error> {
        let since = Instant::now();
        // Where the operation could not be followed, a 404 may come while it still runs: wait it out once.
        let mut ended = window.is_some();
        loop {
            let Some(found) = self.look(id, limits).await? else {
                if ended
                    || self
                        .until_ready(id.target(), Purpose::Delete, None, limits)
                        .await?
                        == Waited::Gone
                {
                    return Ok(Deleted::Deleted);
                }
                ended = true;
                continue;
            };
            match window {
                Some(window) if since.elapsed() >= window => {
                    let found = format!("it is still there with status {}", found.status);
                    let (connection, action) = (id.clone(), "the deletion");
                    return Err(Error::NotConfirmed {
                        connection,
                        action,
                        found,
                        window,
                    });
                }
                Some(_) => {}
                None if self
                    .until_ready(id.target(), Purpose::Delete, None, limits)
                    .await?
                    == Waited::Gone =>
                {
                    return Ok(Deleted::Deleted);
                }
                None => {}
            }
            self.pause(&format!("waiting for {id} to be gone"), None, limits)
                .await?;
        }
    }
}

/// An operation that failed for no reason of the caller's. Deleting once more does no harm; a write is never made again,
/// for the same code is how approving a rejected connection fails.
fn failed_inside(error: &Error) -> bool {
    matches!(error, Error::OperationFailed(refusal) if refusal.error.has_code(&["InternalServerError"]))
}

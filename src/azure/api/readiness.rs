//! Waiting until a target takes changes.
//!
//! "Ready" is no promise: a write may still be refused as busy, and is then made again after another look at the state.

use tokio::time::Instant;
use tracing::info;

use super::arm::Arm;
use crate::azure::error::Error;
use crate::azure::id::ResourceId;
use crate::azure::limits::Limits;
use crate::azure::target::Readiness;

/// How the wait for a target ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// The target was ready at the first look.
    No,
    /// The target became ready meanwhile: what was read before may be old.
    Yes,
    /// The target is gone.
    Gone,
}

/// What the wait is for, where that makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Update,
    Delete,
}

impl Arm {
    /// Waits until the target is ready; states that pass by themselves are waited out, also `Stopping`, which then fails
    /// as `Stopped`. For a delete, `Dropping` is waited out until the target is gone.
    ///
    /// # Errors
    /// When the target is in a lasting state, cannot be read, or the limits end; `last` is the problem that a deadline's
    /// error then reports.
    pub(super) async fn until_ready(
        &self,
        target: &ResourceId,
        purpose: Purpose,
        last: Option<&Error>,
        limits: &Limits,
    ) -> Result<Waited, Error> {
        let (rules, since) = (self.rules(target)?, Instant::now());
        let mut waited = Waited::No;
        loop {
            let read = self
                .get_target(target, limits)
                .await
                .map_err(|error| error.with_last(last.cloned()))?;
            let Some(read) = read else {
                return Ok(Waited::Gone);
            };
            let state = read.state.as_deref().unwrap_or("not known");
            match rules.readiness(read.state.as_deref()) {
                Readiness::Ready => return Ok(waited),
                Readiness::Lasting { advice } => return Err(lasting(target, state, advice)),
                Readiness::Dropping if purpose == Purpose::Update => {
                    return Err(lasting(
                        target,
                        state,
                        "It is being deleted, and its connections with it.",
                    ));
                }
                Readiness::Dropping | Readiness::Passing => {}
            }
            let doing = format!("waiting for {target} to become Ready (its state is {state})");
            info!(seconds = since.elapsed().as_secs(), "{doing}");
            self.pause(&doing, last, limits).await?;
            waited = Waited::Yes;
        }
    }
}

fn lasting(target: &ResourceId, state: &str, advice: &'static str) -> Error {
    Error::LastingState {
        target: target.clone(),
        state: state.to_owned(),
        advice,
    }
}

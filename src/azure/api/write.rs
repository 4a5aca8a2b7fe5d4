//! One try to write, and the waits between tries: what updates and deletions have in common.
//!
//! "Busy" has three forms here (409, 400, a failed operation), and all are answered the same way: wait, look at the
//! target's state again, try again.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tracing::info;

use super::arm::Arm;
use super::follow::Ended;
use crate::azure::error::Error;
use crate::azure::id::ResourceId;
use crate::azure::limits::Limits;
use crate::azure::pipeline::refused;
use crate::azure::request::{Replay, Request};
use crate::azure::retry::{Retries, Trouble, jitter};

/// How one try ended, where it did not end in an error.
#[derive(Debug)]
pub(super) enum Tried {
    /// Azure says that the operation succeeded; the resource has to show it soon.
    Succeeded,
    /// Azure does not say; the resource has to be read until it is as wanted.
    Unknown,
    /// The target was busy, or it is not known whether the request arrived: look again, then try again.
    Again(Setback),
}

/// Why a try has to be repeated.
#[derive(Debug)]
pub(super) struct Setback {
    pub trouble: Trouble,
    pub error: Error,
    /// How long Azure asks to wait.
    pub asked: Option<Duration>,
}

/// The tries of one write so far.
pub(super) struct Tries {
    retries: Retries,
    /// The problem of the last one.
    pub last: Option<Error>,
}

impl Arm {
    /// No tries yet.
    pub(super) fn tries(&self) -> Tries {
        Tries {
            retries: Retries::new(self.pacing()),
            last: None,
        }
    }

    /// Sends a write and follows its operation to the end. Lists of the target's connections are dropped.
    ///
    /// # Errors
    /// When Azure refuses the write or the operation fails, for a reason that does not pass, or the limits end.
    pub(super) async fn write(
        &self,
        request: &Request,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Tried, Error> {
        let _writing = self.lists.writing(target);
        let answer = match self.pipeline.send(request, limits).await {
            Ok(answer) => answer,
            Err(error) => return settle(request, error, None),
        };
        if !answer.is_success() {
            return settle(
                request,
                refused(request, &answer),
                answer.retry_after(SystemTime::now()),
            );
        }
        match self.follow(request, &answer, limits).await? {
            Ended::Succeeded => Ok(Tried::Succeeded),
            Ended::Unknown(why) => {
                info!(%why, "the operation cannot be followed; {target} is read instead");
                Ok(Tried::Unknown)
            }
            Ended::Failed(error) => settle(request, error, None),
        }
    }
}

/// Tells what may be tried again from what is final.
fn settle(request: &Request, error: Error, asked: Option<Duration>) -> Result<Tried, Error> {
    if error.is_busy() {
        return Ok(Tried::Again(Setback {
            trouble: Trouble::Throttled,
            error,
            asked,
        }));
    }
    // A request that may be repeated was repeated by the pipeline already.
    if error.is_lost() && request.replay == Replay::Settle {
        return Ok(Tried::Again(Setback {
            trouble: Trouble::Transient,
            error,
            asked,
        }));
    }
    Err(error)
}

impl Tries {
    /// Waits before the next try.
    ///
    /// # Errors
    /// The setback's own error when the tries are used up, or that the limits ended.
    pub(super) async fn wait(&mut self, setback: Setback, limits: &Limits) -> Result<(), Error> {
        let Setback {
            trouble,
            error,
            asked,
        } = setback;
        let Some(wait) = self.retries.next(trouble, asked, Instant::now(), jitter()) else {
            return Err(error);
        };
        info!(cause = %error, wait_ms = wait.as_millis(), "the change will be tried again");
        let slept = limits.sleep(wait).await;
        slept.map_err(|why| {
            Error::interrupted(why, "waiting to try the change again", limits)
                .with_last(Some(error.clone()))
        })?;
        self.last = Some(error);
        Ok(())
    }
}

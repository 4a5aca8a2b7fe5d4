//! Following a long running operation to its end: waiting, polling, and giving up polling where it leads nowhere.
//!
//! What an answer means is decided in `operation`; whether the resource shows the result is checked by the caller.

use std::time::SystemTime;

use tokio::time::Instant;
use tracing::info;

use super::arm::Arm;
use crate::azure::answer::Answer;
use crate::azure::error::{Error, Refusal};
use crate::azure::limits::Limits;
use crate::azure::operation::{Step, begin, proceed};
use crate::azure::request::Request;

/// How an operation ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// Azure says that it succeeded.
    Succeeded,
    /// Azure says that it failed.
    Failed(Error),
    /// Azure does not say; the resource has to be read until it is as wanted. The reason is for the log.
    Unknown(String),
}

impl Arm {
    /// Follows the operation that `started` answered to `request`, whatever reading the resource would say meanwhile.
    ///
    /// # Errors
    /// When polls get no answer or a final 401, or the limits end; the operation itself goes on then.
    pub(super) async fn follow(
        &self,
        request: &Request,
        started: &Answer,
        limits: &Limits,
    ) -> Result<Ended, Error> {
        let (attempt, since) = (request.attempt(), Instant::now());
        let mut step = begin(&attempt.resource, started, SystemTime::now());
        let mut answer = started.clone();
        loop {
            let poll = match step {
                Step::Succeeded => return Ok(Ended::Succeeded),
                Step::Unknown(why) => return Ok(Ended::Unknown(why)),
                Step::Failed(error) => {
                    let refusal = Refusal {
                        status: None,
                        error,
                        ..answer.refusal(attempt)
                    };
                    return Ok(Ended::Failed(Error::OperationFailed(Box::new(refusal))));
                }
                Step::Poll(poll) => poll,
            };
            let doing = format!(
                "waiting for the operation started by {attempt} (last state: {})",
                poll.state
            );
            info!(seconds = since.elapsed().as_secs(), "{doing}");
            let wait = self.poll_wait(poll.after);
            limits
                .sleep(wait)
                .await
                .map_err(|why| Error::interrupted(why, &*doing, limits))?;
            let polling = match self.pipeline.follow(&poll.address) {
                Ok(polling) => polling,
                Err(why) => {
                    return Ok(Ended::Unknown(format!(
                        "its address cannot be followed: {why}"
                    )));
                }
            };
            answer = self.poll(&polling, limits).await?;
            step = proceed(&poll, &answer, SystemTime::now());
        }
    }

    async fn poll(&self, polling: &Request, limits: &Limits) -> Result<Answer, Error> {
        let answer = self.pipeline.send(polling, limits).await?;
        // The identity is at fault, and no other read would fare better.
        if answer.status == 401 {
            return Err(crate::azure::pipeline::refused(polling, &answer));
        }
        Ok(answer)
    }
}

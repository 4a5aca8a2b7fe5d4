//! Writes to one target in turn, different targets in parallel: a flexible server takes one management operation at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Queue, OwnedMutexGuard};
use tokio::time::Instant;
use tracing::info;

use super::error::Error;
use super::id::ResourceId;
use super::limits::Limits;

/// The queues of all targets; first come, first served.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    queues: Mutex<HashMap<String, Arc<Queue<()>>>>,
}

/// The right to write to a target, until dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    /// How long it took to get; zero when nobody else was there.
    pub waited: Duration,
    _guard: OwnedMutexGuard<()>,
}

impl Turns {
    /// Waits for the turn at a target.
    ///
    /// # Errors
    /// When the operation is cancelled or its time ends first.
    pub async fn take(&self, target: &ResourceId, limits: &Limits) -> Result<Turn, Error> {
        let queue = self.queue(target);
        if let Ok(guard) = queue.clone().try_lock_owned() {
            return Ok(Turn {
                waited: Duration::ZERO,
                _guard: guard,
            });
        }
        let (doing, since) = (
            format!("waiting for other changes of {target} to finish"),
            Instant::now(),
        );
        info!("{doing}");
        let guard = limits.run(queue.lock_owned()).await;
        let guard = guard
            .map_err(|why| Error::interrupted(why, doing, limits).with_turn(since.elapsed()))?;
        Ok(Turn {
            waited: since.elapsed(),
            _guard: guard,
        })
    }

    fn queue(&self, target: &ResourceId) -> Arc<Queue<()>> {
        // The map is only ever grown, so a panic elsewhere cannot have left it half changed.
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues
            .entry(target.folded().to_owned())
            .or_default()
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    fn server(name: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/s/resourceGroups/g/providers/P/kinds/{name}"
        ))
        .unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_write_to_the_same_target_in_any_casing_waits_and_another_target_does_not() {
        let (turns, limits) = (
            Turns::default(),
            Limits::new(Duration::from_secs(5), CancellationToken::new()),
        );
        let first = turns.take(&server("one"), &limits).await.unwrap();
        assert!(turns.take(&server("two"), &limits).await.is_ok());
        let error = turns.take(&server("ONE"), &limits).await.unwrap_err();
        assert!(
            error.to_string().contains("5 s of it went by waiting"),
            "{error}"
        );
        assert_eq!(first.waited, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_in_line_goes_on_when_the_first_is_done() {
        let (turns, limits) = (
            Turns::default(),
            Limits::new(Duration::from_secs(60), CancellationToken::new()),
        );
        let first = turns.take(&server("one"), &limits).await.unwrap();
        let release = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            drop(first);
        };
        let target = server("one");
        let (second, ()) = futures_util::future::join(turns.take(&target, &limits), release).await;
        assert_eq!(second.unwrap().waited, Duration::from_secs(3));
    }
}

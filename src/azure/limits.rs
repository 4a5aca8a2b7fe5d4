//! How long one operation may take, and the signal that ends it early.
//!
//! A deadline is set once, where the operation begins, and handed down unchanged; every wait goes through
//! [`Limits::sleep`] or [`Limits::run`], so none outlives the deadline or a cancellation.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// The deadline and the cancellation signal of one operation; clones share both.
#[derive(Debug, Clone)]
pub struct Limits {
    timeout: Duration,
    deadline: Instant,
    cancel: CancellationToken,
}

/// Why a wait ended before what it waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// The operation was cancelled from outside.
    #[error("cancelled")]
    Cancelled,
    /// The operation's time ended.
    #[error("deadline exceeded")]
    DeadlineExceeded,
}

impl Limits {
    /// Limits of an operation that starts now.
    pub fn new(timeout: Duration, cancel: CancellationToken) -> Limits {
        // A timeout beyond what the clock can represent means "practically never".
        const FAR: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        let deadline = Instant::now() + timeout.min(FAR);
        Limits {
            timeout,
            deadline,
            cancel,
        }
    }

    /// The whole time that was granted.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The moment at which the time ends.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The time that is left; zero after the deadline.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The signal that cancels the operation.
    pub fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    /// Whether the operation was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Waits for a while.
    ///
    /// # Errors
    /// When the operation is cancelled or its time ends first.
    pub async fn sleep(&self, duration: Duration) -> Result<(), Interrupted> {
        self.run(tokio::time::sleep(duration)).await
    }

    /// Runs a future to its end.
    ///
    /// # Errors
    /// When the operation is cancelled or its time ends first; the future is dropped then.
    pub async fn run<T>(&self, future: impl Future<Output = T>) -> Result<T, Interrupted> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Interrupted::Cancelled),
            () = sleep_until(self.deadline) => Err(Interrupted::DeadlineExceeded),
            value = future => Ok(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_at_the_deadline() {
        let limits = Limits::new(Duration::from_secs(5), CancellationToken::new());
        assert_eq!(limits.sleep(Duration::from_secs(3)).await, Ok(()));
        assert_eq!(
            limits.sleep(Duration::from_secs(3)).await,
            Err(Interrupted::DeadlineExceeded)
        );
        assert_eq!(limits.remaining(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_when_the_operation_is_cancelled() {
        let limits = Limits::new(Duration::MAX, CancellationToken::new());
        limits.cancel().cancel();
        assert_eq!(
            limits.sleep(Duration::from_secs(1)).await,
            Err(Interrupted::Cancelled)
        );
        assert!(limits.is_cancelled());
    }
}

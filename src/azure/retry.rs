//! Whether a request is sent again, and when. Pure: the clock and the jitter are given.
//!
//! Which conflicts count as "busy" and what is read before such a retry is not decided here but where writes are
//! made (`api::write`), because it depends on the target.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::error::TransportProblem;
use super::pacing::Pacing;

/// The kinds of trouble that may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The request was not carried out (429, 503, 408, or a busy target): repeated until the deadline.
    Throttled,
    /// The request may have been carried out (500, 502, 504, cut connection): repeated a few times.
    Transient,
    /// Nothing was sent: repeated for a short while.
    Unreachable,
}

impl Trouble {
    /// What an HTTP status means; `None` where repeating the request changes nothing.
    pub fn of_status(status: u16) -> Option<Trouble> {
        match status {
            408 | 429 | 503 => Some(Trouble::Throttled),
            500 | 502 | 504 => Some(Trouble::Transient),
            _ => None,
        }
    }

    /// What the lack of an answer means; certificate errors never pass.
    pub fn of_transport(problem: TransportProblem) -> Option<Trouble> {
        match problem {
            TransportProblem::Unreachable => Some(Trouble::Unreachable),
            TransportProblem::Lost => Some(Trouble::Transient),
            TransportProblem::Tls => None,
        }
    }
}

/// The tries made so far for one logical request.
#[derive(Debug)]
pub(crate) struct Retries {
    pacing: Pacing,
    made: u32,
    transient: u32,
    transient_since: Option<Instant>,
    unreachable_since: Option<Instant>,
}

impl Retries {
    /// No tries yet.
    pub fn new(pacing: &Pacing) -> Retries {
        Retries {
            pacing: pacing.clone(),
            made: 0,
            transient: 0,
            transient_since: None,
            unreachable_since: None,
        }
    }

    /// How long to wait before the next try, never less than Azure asks for; `None` to give up.
    /// `jitter` is between 0 and 1.
    pub fn next(
        &mut self,
        trouble: Trouble,
        asked: Option<Duration>,
        now: Instant,
        jitter: f64,
    ) -> Option<Duration> {
        match trouble {
            Trouble::Throttled => {}
            Trouble::Transient => {
                self.transient += 1;
                let since = *self.transient_since.get_or_insert(now);
                if self.transient > self.pacing.transient_attempts
                    || now - since > self.pacing.transient_window
                {
                    return None;
                }
            }
            Trouble::Unreachable => {
                let since = *self.unreachable_since.get_or_insert(now);
                if now - since > self.pacing.unreachable_window {
                    return None;
                }
            }
        }
        let doubled = self
            .pacing
            .retry_base
            .saturating_mul(2_u32.saturating_pow(self.made));
        self.made += 1;
        // A quarter up or down, so that many callers refused together do not come back together.
        let own = doubled
            .min(self.pacing.retry_cap)
            .mul_f64(0.75 + jitter / 2.0);
        Some(asked.map_or(own, |asked| asked.max(own)))
    }
}

/// A number between 0 and 1 for [`Retries::next`]; taken from a random UUID to save a dependency on a generator.
pub(crate) fn jitter() -> f64 {
    f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEUTRAL: f64 = 0.5;

    fn waits(
        trouble: Trouble,
        asked: Option<Duration>,
        tries: u32,
        apart: Duration,
    ) -> Vec<Option<u64>> {
        let (mut retries, mut now) = (Retries::new(&Pacing::default()), Instant::now());
        let mut next = || {
            let wait = retries.next(trouble, asked, now, NEUTRAL);
            now += apart;
            wait.map(|wait| wait.as_secs())
        };
        (0..tries).map(|_| next()).collect()
    }

    #[test]
    fn waits_double_from_two_seconds_to_a_minute_and_go_on() {
        let seconds = waits(Trouble::Throttled, None, 8, Duration::from_secs(600));
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60, 60].map(Some));
    }

    #[test]
    fn no_try_is_made_before_azure_allows_one() {
        assert_eq!(
            waits(
                Trouble::Throttled,
                Some(Duration::from_secs(372)),
                1,
                Duration::ZERO
            ),
            [Some(372)]
        );
        let own = waits(
            Trouble::Throttled,
            Some(Duration::from_secs(1)),
            3,
            Duration::ZERO,
        );
        assert_eq!(own, [2, 4, 8].map(Some));
    }

    #[test]
    fn transient_trouble_is_tried_five_times_within_three_minutes() {
        assert_eq!(
            waits(Trouble::Transient, None, 6, Duration::ZERO)[4..],
            [Some(32), None]
        );
        assert_eq!(
            waits(Trouble::Transient, None, 3, Duration::from_secs(100))[1..],
            [Some(4), None]
        );
    }

    #[test]
    fn an_unreachable_host_is_tried_for_half_a_minute() {
        assert_eq!(
            waits(Trouble::Unreachable, None, 4, Duration::from_secs(15))[2..],
            [Some(8), None]
        );
    }

    #[test]
    fn certificates_and_ordinary_refusals_are_final() {
        assert_eq!(Trouble::of_transport(TransportProblem::Tls), None);
        assert!(
            [400, 401, 403, 404, 409, 412]
                .iter()
                .all(|status| Trouble::of_status(*status).is_none())
        );
    }

    #[test]
    fn jitter_stays_between_zero_and_one() {
        assert!(
            (0..100)
                .map(|_| jitter())
                .all(|jitter| (0.0..=1.0).contains(&jitter))
        );
    }
}

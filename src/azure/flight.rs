//! One fetch for everybody who asks at the same time.
//!
//! Whoever comes first fetches while the others wait; the value serves them and later callers as long as it is
//! usable, and a failure serves those who waited for it, so that a hundred callers make one request either way.

use std::future::Future;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::error::Error;
use super::limits::Limits;

/// A value that is fetched once however many ask for it.
#[derive(Debug)]
pub(crate) struct Flight<T> {
    slot: Mutex<Slot<T>>,
}

#[derive(Debug)]
struct Slot<T> {
    value: Option<T>,
    failure: Option<(Instant, Error)>,
}

impl<T> Default for Flight<T> {
    fn default() -> Self {
        Flight {
            slot: Mutex::new(Slot {
                value: None,
                failure: None,
            }),
        }
    }
}

impl<T: Clone> Flight<T> {
    /// The kept value if it is usable, else a fetched one. `fetch` gets the kept value that is no longer usable.
    ///
    /// # Errors
    /// When the fetch fails, or this caller's limits end while another one fetches.
    pub async fn get<Fetch: Future<Output = Result<T, Error>>>(
        &self,
        limits: &Limits,
        doing: &str,
        usable: impl Fn(&T) -> bool,
        fetch: impl FnOnce(Option<T>) -> Fetch,
    ) -> Result<T, Error> {
        let arrived = Instant::now();
        let waited = limits.run(self.slot.lock()).await;
        let mut slot = waited.map_err(|why| Error::interrupted(why, doing, limits))?;
        if let Some(value) = slot.value.as_ref().filter(|value| usable(value)) {
            return Ok(value.clone());
        }
        if let Some((_, error)) = slot
            .failure
            .as_ref()
            .filter(|(failed, _)| *failed > arrived)
        {
            return Err(error.clone());
        }
        let fetched = fetch(slot.value.clone()).await;
        match &fetched {
            Ok(value) => {
                *slot = Slot {
                    value: Some(value.clone()),
                    failure: None,
                }
            }
            // The end of one caller's own time is nobody else's failure.
            Err(error) if error.is_cancelled() || error.is_deadline() => {}
            Err(error) => slot.failure = Some((Instant::now(), error.clone())),
        }
        fetched
    }

    /// Forgets the kept value if the condition holds for it.
    pub async fn forget_if(&self, unwanted: impl Fn(&T) -> bool) {
        let mut slot = self.slot.lock().await;
        if slot.value.as_ref().is_some_and(unwanted) {
            slot.value = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;
    use tokio_util::sync::CancellationToken;

    use super::*;

    fn limits(seconds: u64) -> Limits {
        Limits::new(Duration::from_secs(seconds), CancellationToken::new())
    }

    async fn many(
        flight: &Flight<u32>,
        answer: Result<u32, Error>,
    ) -> (u32, Vec<Result<u32, Error>>) {
        let (calls, limits) = (AtomicU32::new(0), limits(60));
        let one = || {
            flight.get(
                &limits,
                "waiting",
                |_| true,
                |_| async {
                    calls.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    answer.clone()
                },
            )
        };
        let answers = join_all((0..50).map(|_| one())).await;
        (calls.load(Ordering::SeqCst), answers)
    }

    #[tokio::test(start_paused = true)]
    async fn fifty_callers_make_one_fetch() {
        let (calls, answers) = many(&Flight::default(), Ok(7)).await;
        assert_eq!((calls, answers.iter().flatten().sum::<u32>()), (1, 350));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_serves_those_who_waited_and_nobody_later() {
        let flight = Flight::default();
        let (calls, answers) = many(&flight, Err(Error::Configuration("no".to_owned()))).await;
        assert_eq!(
            (
                calls,
                answers.iter().filter(|answer| answer.is_err()).count()
            ),
            (1, 50)
        );
        let later = flight
            .get(&limits(60), "waiting", |_| true, |_| async { Ok(1) })
            .await;
        assert_eq!(later.unwrap(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn one_callers_deadline_is_not_the_others_failure() {
        let flight = Flight::<u32>::default();
        let (short, long) = (limits(1), limits(60));
        let first = flight.get(
            &short,
            "waiting",
            |_| true,
            |_| async {
                let ended = short.sleep(Duration::from_secs(30)).await.unwrap_err();
                Err(Error::interrupted(ended, "waiting", &short))
            },
        );
        let second = flight.get(&long, "waiting", |_| true, |_| async { Ok(2) });
        let (first, second) = futures_util::future::join(first, second).await;
        assert!(first.unwrap_err().is_deadline());
        assert_eq!(second.unwrap(), 2);
    }
}

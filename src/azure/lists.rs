//! Lists of connections that several reads share.
//!
//! A plan reads every connection of a server at nearly the same time; one list call serves them all. A list is dropped
//! before and after each write to its target and never serves anything that decides about a write.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::api::Connection;
use super::error::Error;
use super::flight::Flight;
use super::id::ResourceId;
use super::limits::Limits;

type Shared = Arc<Vec<Connection>>;

/// The kept lists by target.
#[derive(Debug)]
pub(crate) struct Lists {
    lifetime: Duration,
    kept: Mutex<HashMap<String, Arc<Flight<Listed>>>>,
}

#[derive(Debug, Clone)]
struct Listed {
    at: Instant,
    connections: Shared,
}

/// Drops a target's list when a write begins, and again when this value is dropped at its end.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    lists: &'a Lists,
    target: &'a ResourceId,
}

impl Lists {
    /// Lists that serve for the given time.
    pub fn new(lifetime: Duration) -> Lists {
        Lists {
            lifetime,
            kept: Mutex::default(),
        }
    }

    /// The kept list of a target, or what `fetch` gives.
    ///
    /// # Errors
    /// As `fetch`, or when the limits end while another read fetches.
    pub async fn get<Fetch: Future<Output = Result<Vec<Connection>, Error>>>(
        &self,
        target: &ResourceId,
        limits: &Limits,
        fetch: impl FnOnce() -> Fetch,
    ) -> Result<Shared, Error> {
        let flight = self
            .kept()
            .entry(target.folded().to_owned())
            .or_default()
            .clone();
        let doing = format!("listing the connections of {target}");
        let usable = |listed: &Listed| listed.at.elapsed() < self.lifetime;
        let listed = flight.get(limits, &doing, usable, |_| async {
            // The age counts from the question, not from the answer.
            let at = Instant::now();
            Ok(Listed {
                at,
                connections: Arc::new(fetch().await?),
            })
        });
        Ok(listed.await?.connections)
    }

    /// Announces a write to a target, for as long as the returned value lives.
    pub fn writing<'a>(&'a self, target: &'a ResourceId) -> Writing<'a> {
        self.forget(target);
        Writing {
            lists: self,
            target,
        }
    }

    /// A list that is being fetched just now still serves those who already wait for it, and nobody after.
    fn forget(&self, target: &ResourceId) {
        self.kept().remove(target.folded());
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Arc<Flight<Listed>>>> {
        // A map of whole entries: a panic elsewhere cannot have left it half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.lists.forget(self.target);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio_util::sync::CancellationToken;

    use super::*;

    struct Setup {
        lists: Lists,
        target: ResourceId,
        fetched: Cell<u32>,
    }

    impl Setup {
        fn new() -> Setup {
            let target =
                ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/P/kinds/n").unwrap();
            Setup {
                lists: Lists::new(Duration::from_secs(30)),
                target,
                fetched: Cell::new(0),
            }
        }

        async fn read(&self) -> u32 {
            let limits = Limits::new(Duration::from_secs(60), CancellationToken::new());
            let fetch = || async {
                self.fetched.set(self.fetched.get() + 1);
                Ok(Vec::new())
            };
            self.lists.get(&self.target, &limits, fetch).await.unwrap();
            self.fetched.get()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_serves_until_it_is_old() {
        let setup = Setup::new();
        assert_eq!((setup.read().await, setup.read().await), (1, 1));
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(setup.read().await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_drops_the_list_when_it_begins_and_when_it_ends() {
        let setup = Setup::new();
        assert_eq!(setup.read().await, 1);
        let writing = setup.lists.writing(&setup.target);
        assert_eq!(setup.read().await, 2);
        drop(writing);
        assert_eq!(setup.read().await, 3);
    }
}

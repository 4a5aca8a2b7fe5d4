//! A record of every request, to assert on and to print.

use std::sync::{Mutex, MutexGuard};

use serde::Serialize;
use tokio::sync::watch;

/// One request and, once it is there, its answer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Exchange {
    /// Position in the journal, from 1.
    pub sequence: u64,
    /// Milliseconds since the start of the simulator.
    pub at_ms: u64,
    /// Milliseconds until the answer was ready; none while the request runs.
    pub duration_ms: Option<u64>,
    /// Application id, from the token or the token request.
    pub client_id: Option<String>,
    /// HTTP method.
    pub method: String,
    /// Path as sent.
    pub path: String,
    /// Query without the values of signatures.
    pub query: String,
    /// `api-version` of the query.
    pub api_version: Option<String>,
    /// `User-Agent`.
    pub user_agent: Option<String>,
    /// Body of the request; token requests are left out.
    pub request_body: Option<String>,
    /// HTTP status of the answer; none while the request runs or when the connection was cut.
    pub status: Option<u16>,
    /// `x-ms-request-id` of the answer.
    pub request_id: String,
    /// Name of the fault that was injected.
    pub fault: Option<String>,
}

/// Exchanges that are kept at the most; half of them go when there are more.
const MOST: usize = 100_000;

#[derive(Default)]
struct Kept {
    exchanges: Vec<Exchange>,
    /// How many older ones are gone.
    dropped: u64,
}

/// All requests since the start, as long as they are not very many.
pub(crate) struct Journal {
    kept: Mutex<Kept>,
    changed: watch::Sender<u64>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            kept: Mutex::new(Kept::default()),
            changed: watch::Sender::new(0),
        }
    }

    /// Files a request that has just arrived and returns its sequence number.
    pub(crate) fn begin(&self, mut exchange: Exchange) -> u64 {
        let mut kept = self.lock();
        if kept.exchanges.len() >= MOST {
            kept.exchanges.drain(..MOST / 2);
            kept.dropped += MOST as u64 / 2;
        }
        let sequence = kept.dropped + kept.exchanges.len() as u64 + 1;
        exchange.sequence = sequence;
        kept.exchanges.push(exchange);
        drop(kept);
        self.changed.send_modify(|version| *version += 1);
        sequence
    }

    /// Completes a request and returns it.
    pub(crate) fn finish(
        &self,
        sequence: u64,
        complete: impl FnOnce(&mut Exchange),
    ) -> Option<Exchange> {
        let mut kept = self.lock();
        let index = sequence.checked_sub(kept.dropped + 1)?;
        let exchange = kept.exchanges.get_mut(usize::try_from(index).ok()?)?;
        complete(exchange);
        let finished = exchange.clone();
        drop(kept);
        self.changed.send_modify(|version| *version += 1);
        Some(finished)
    }

    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.lock().exchanges.clone()
    }

    /// The newest ones, oldest first.
    pub(crate) fn last(&self, count: usize) -> Vec<Exchange> {
        let kept = self.lock();
        let from = kept.exchanges.len().saturating_sub(count);
        kept.exchanges[from..].to_vec()
    }

    /// Returns once the journal satisfies the condition; looks again after every change.
    pub(crate) async fn wait_for(&self, mut what: impl FnMut(&[Exchange]) -> bool) {
        let mut changed = self.changed.subscribe();
        loop {
            if what(&self.lock().exchanges) {
                return;
            }
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept
            .lock()
            .expect("no code panics while it holds the journal")
    }
}

/// A query whose signature values (`t`, `c`, `s`, `h`) are dropped: they work as a ticket.
pub(crate) fn without_signatures(query: &str) -> String {
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name @ ("t" | "c" | "s" | "h"), _)) => format!("{name}="),
        _ => pair.to_owned(),
    });
    shown.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_values_are_dropped_and_the_rest_is_kept() {
        let query = "api-version=2025-08-01&t=1&c=MIIH&s=x&h=y";
        assert_eq!(
            without_signatures(query),
            "api-version=2025-08-01&t=&c=&s=&h="
        );
    }
}

//! Faults in force: counting requests and finding the fault that hits one.

use std::sync::{Mutex, MutexGuard};

use axum::http::Method;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::pattern;
use crate::scenario::{Fault, FaultEffect};

/// Names a fault that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultId(pub u64);

/// Faults in force.
#[derive(Default)]
pub(crate) struct Faults {
    armed: Mutex<Armory>,
    /// Wakes the requests that a fault holds.
    lifted: Notify,
}

#[derive(Default)]
struct Armory {
    last: u64,
    faults: Vec<Armed>,
}

struct Armed {
    id: FaultId,
    fault: Fault,
    seen: u32,
}

/// A fault for one request.
pub(crate) struct Injected {
    pub(crate) id: FaultId,
    pub(crate) name: String,
    pub(crate) effect: FaultEffect,
}

impl Faults {
    /// Faults of a scenario, in its order.
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let armed = Self::default();
        for fault in faults {
            armed.add(fault.clone());
        }
        armed
    }

    pub(crate) fn add(&self, fault: Fault) -> FaultId {
        let mut armory = self.lock();
        armory.last += 1;
        let id = FaultId(armory.last);
        armory.faults.push(Armed { id, fault, seen: 0 });
        id
    }

    pub(crate) fn clear(&self) {
        self.lock().faults.clear();
        self.lifted.notify_waiters();
    }

    pub(crate) fn remove(&self, id: FaultId) {
        self.lock().faults.retain(|armed| armed.id != id);
        self.lifted.notify_waiters();
    }

    /// Returns once a fault is no longer in force.
    pub(crate) async fn wait_until_lifted(&self, id: FaultId) {
        loop {
            let lifted = self.lifted.notified();
            if !self.lock().faults.iter().any(|armed| armed.id == id) {
                return;
            }
            lifted.await;
        }
    }

    pub(crate) fn all(&self) -> Vec<(FaultId, Fault)> {
        self.lock()
            .faults
            .iter()
            .map(|armed| (armed.id, armed.fault.clone()))
            .collect()
    }

    /// Counts the request and returns the fault that hits it.
    pub(crate) fn strike(&self, method: &Method, path: &str) -> Option<Injected> {
        for armed in &mut self.lock().faults {
            if !fits(&armed.fault, method, path) {
                continue;
            }
            armed.seen += 1;
            let position = armed.seen;
            let (skip, count) = (armed.fault.skip, armed.fault.count);
            let last = count.map_or(u32::MAX, |count| skip.saturating_add(count));
            if position > skip && position <= last {
                let name = armed
                    .fault
                    .name
                    .clone()
                    .unwrap_or_else(|| armed.id.0.to_string());
                return Some(Injected {
                    id: armed.id,
                    name,
                    effect: armed.fault.effect.clone(),
                });
            }
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Armory> {
        self.armed
            .lock()
            .expect("no code panics while it holds the faults")
    }
}

fn fits(fault: &Fault, method: &Method, path: &str) -> bool {
    let wanted = fault.method.as_ref();
    wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
        && pattern::fits(&fault.path, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_skips_then_hits_as_often_as_asked() {
        let faults = Faults::default();
        faults.add(Fault::on("GET", "*", FaultEffect::Hang {}).skip(1).times(2));
        let hits: Vec<bool> = (0..5)
            .map(|_| faults.strike(&Method::GET, "/x").is_some())
            .collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert!(faults.strike(&Method::PUT, "/x").is_none());
    }
}

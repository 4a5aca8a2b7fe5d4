//! What all requests and all handles of one running simulator share.

use jiff::Timestamp;
use tokio::time::Instant;

use crate::arm::Manager;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::log::Logger;
use crate::state::{Moment, World};
use crate::traffic::Traffic;

/// The shared heart of a running simulator.
pub(crate) struct Service {
    pub(crate) manager: Manager,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) endpoint: String,
    pub(crate) logger: Logger,
    pub(crate) traffic: Option<Traffic>,
    pub(crate) started: Instant,
}

impl Service {
    /// The present. Durations follow Tokio's clock, which tests may pause.
    pub(crate) fn now(&self) -> Moment {
        Moment {
            elapsed: self.started.elapsed(),
            timestamp: Timestamp::now(),
        }
    }

    /// Looks at or changes the world as it is now.
    pub(crate) fn with_world<T>(&self, work: impl FnOnce(&mut World, Moment) -> T) -> T {
        let now = self.now();
        self.manager.with_world(now, |world| work(world, now))
    }
}

//! The present, as handed to the world by whoever owns the clock.

use std::time::Duration;

use jiff::Timestamp;

/// One instant: simulated time for durations, calendar time for what is printed.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Time since the simulator started.
    pub elapsed: Duration,
    /// Calendar time.
    pub timestamp: Timestamp,
}

//! Durations in seconds, as scenarios and programs give them.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A year: longer than anybody waits, and far from the end of what a clock can count.
const LONGEST: f64 = 31_536_000.0;

/// A duration of so many seconds; what is no duration counts as the nearest one.
#[must_use]
pub fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.clamp(0.0, LONGEST)).unwrap_or_default()
}

/// Reads seconds: a number from 0 to a year.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    checked_seconds(f64::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// A number of seconds from 0 to a year.
///
/// # Errors
/// When it is none.
pub fn checked_seconds(seconds: f64) -> Result<f64, String> {
    if (0.0..=LONGEST).contains(&seconds) {
        return Ok(seconds);
    }
    Err(format!(
        "{seconds} is not a number of seconds between 0 and a year"
    ))
}

/// Reads seconds that may be left out.
pub fn some_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    seconds(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_duration_counts_as_the_nearest_one() {
        assert_eq!(duration(0.25), Duration::from_millis(250));
        assert_eq!(duration(-1.0), Duration::ZERO);
        assert_eq!(duration(f64::NAN), Duration::ZERO);
        assert_eq!(duration(1e300), Duration::from_secs(31_536_000));
    }
}

//! How long operations take, how long tokens live, and what `Retry-After` says.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seconds::{duration, seconds};
use super::values;

/// `[timing]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timing {
    /// Seconds from the start of a long running operation to its end.
    #[serde(deserialize_with = "seconds")]
    pub operation_seconds: f64,
    /// `Retry-After` of the answer that starts an operation and of each poll.
    pub retry_after: RetryAfter,
    /// Milliseconds of a `retry-after-ms` header beside it. Never sent by default: Resource
    /// Manager does not send it, though Azure's SDKs understand it.
    pub retry_after_ms: Option<u32>,
    /// Seconds that a connection stays readable after its delete operation has `Succeeded`.
    #[serde(deserialize_with = "seconds")]
    pub delete_lag_seconds: f64,
    /// Seconds until a private endpoint shows what the owner of its target did. Assumed: the
    /// delay is documented nowhere.
    #[serde(deserialize_with = "seconds")]
    pub endpoint_lag_seconds: f64,
    /// Seconds until a lock that was made is enforced and one that was removed no longer is;
    /// lists are quick (observed: minutes).
    #[serde(deserialize_with = "seconds")]
    pub lock_lag_seconds: f64,
    /// Lifetime of an access token in seconds; Entra says 3599.
    #[serde(deserialize_with = "values::lifetime")]
    pub token_seconds: u32,
}

impl Timing {
    /// Duration of an operation.
    #[must_use]
    pub fn operation(&self) -> Duration {
        duration(self.operation_seconds)
    }

    /// How long the endpoint's side is behind.
    #[must_use]
    pub fn endpoint_lag(&self) -> Duration {
        duration(self.endpoint_lag_seconds)
    }

    /// How long the enforcement of locks is behind.
    #[must_use]
    pub fn lock_lag(&self) -> Duration {
        duration(self.lock_lag_seconds)
    }

    /// How long a deleted connection lingers.
    #[must_use]
    pub fn delete_lag(&self) -> Duration {
        duration(self.delete_lag_seconds)
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            operation_seconds: 0.2,
            retry_after: RetryAfter::Seconds(1),
            retry_after_ms: None,
            delete_lag_seconds: 0.0,
            endpoint_lag_seconds: 0.0,
            lock_lag_seconds: 0.0,
            token_seconds: 3599,
        }
    }
}

/// `retry_after`: a number of seconds, `"date"` or `"missing"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RetryAfterText", into = "RetryAfterText")]
pub enum RetryAfter {
    /// Whole seconds; the header has no fractions.
    Seconds(u32),
    /// An HTTP date one second ahead.
    Date,
    /// No header.
    Missing,
}

#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a whole number of seconds, \"date\" or \"missing\""
)]
enum RetryAfterText {
    Seconds(u32),
    Word(String),
}

impl TryFrom<RetryAfterText> for RetryAfter {
    type Error = String;

    fn try_from(text: RetryAfterText) -> Result<Self, String> {
        match text {
            RetryAfterText::Seconds(seconds) => Ok(Self::Seconds(seconds)),
            RetryAfterText::Word(word) => match word.as_str() {
                "date" => Ok(Self::Date),
                "missing" => Ok(Self::Missing),
                _ => Err(format!(
                    "`{word}` is not a number of seconds, \"date\" or \"missing\""
                )),
            },
        }
    }
}

impl From<RetryAfter> for RetryAfterText {
    fn from(header: RetryAfter) -> Self {
        match header {
            RetryAfter::Seconds(seconds) => Self::Seconds(seconds),
            RetryAfter::Date => Self::Word("date".to_owned()),
            RetryAfter::Missing => Self::Word("missing".to_owned()),
        }
    }
}

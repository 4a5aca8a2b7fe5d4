//! HTTP statuses that an answer can have.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Reads the status of a final answer.
pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let status = u16::deserialize(deserializer)?;
    if (200..=599).contains(&status) {
        return Ok(status);
    }
    Err(D::Error::custom(format!(
        "{status} is not an HTTP status from 200 to 599"
    )))
}

/// Reads a status that may be left out.
pub(super) fn some_status<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u16>, D::Error> {
    status(deserializer).map(Some)
}

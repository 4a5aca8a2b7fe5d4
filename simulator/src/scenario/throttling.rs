//! How many requests are answered: Resource Manager's token buckets.

use std::num::NonZeroU32;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// `[throttling]`: a bucket for each principal and subscription, and one for all principals of a
/// subscription that is larger by `global_factor` (documented numbers).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Throttling {
    /// GET and HEAD.
    pub reads: BucketSettings,
    /// PUT, PATCH and POST.
    pub writes: BucketSettings,
    /// DELETE.
    pub deletes: BucketSettings,
    /// Size and refill of a subscription's own bucket, as a multiple of a principal's.
    pub global_factor: NonZeroU32,
}

/// One bucket.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSettings {
    /// Requests that a full bucket holds.
    pub size: NonZeroU32,
    /// Requests that flow back in a second, more than none.
    #[serde(deserialize_with = "refill")]
    pub refill: f64,
}

impl BucketSettings {
    /// A bucket of a size.
    #[must_use]
    pub const fn new(size: NonZeroU32, refill: f64) -> Self {
        Self { size, refill }
    }
}

fn refill<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let refill = f64::deserialize(deserializer)?;
    if refill > 0.0 && refill.is_finite() {
        return Ok(refill);
    }
    Err(D::Error::custom(format!(
        "`refill = {refill}` lets no request flow back"
    )))
}

const READS: NonZeroU32 = NonZeroU32::new(250).unwrap();
const CHANGES: NonZeroU32 = NonZeroU32::new(200).unwrap();
const GLOBAL_FACTOR: NonZeroU32 = NonZeroU32::new(15).unwrap();

impl Default for Throttling {
    fn default() -> Self {
        Self {
            reads: BucketSettings::new(READS, 25.0),
            writes: BucketSettings::new(CHANGES, 10.0),
            deletes: BucketSettings::new(CHANGES, 10.0),
            global_factor: GLOBAL_FACTOR,
        }
    }
}

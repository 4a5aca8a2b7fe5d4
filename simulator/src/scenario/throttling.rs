//! How many requests are answered: Resource Manager's token buckets.

use serde::Deserialize;

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
    /// Size of a subscription's own bucket, as a multiple of a principal's.
    pub global_factor: u32,
}

/// One bucket.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSettings {
    /// Requests that a full bucket holds.
    pub size: u32,
    /// Requests that flow back in a second.
    pub refill: f64,
}

impl Default for Throttling {
    fn default() -> Self {
        let changes = BucketSettings {
            size: 200,
            refill: 10.0,
        };
        Self {
            reads: BucketSettings {
                size: 250,
                refill: 25.0,
            },
            writes: changes,
            deletes: changes,
            global_factor: 15,
        }
    }
}

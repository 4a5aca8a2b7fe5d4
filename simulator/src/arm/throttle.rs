//! Resource Manager's token buckets: how many requests a principal may send, and all principals
//! of a subscription together.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::Method;

use super::answer::Answer;
use super::errors::ArmError;
use super::path::ArmPath;
use crate::scenario::{BucketSettings, Throttling};

/// What a request counts as; POST counts as a write (observed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Reads,
    Writes,
    Deletes,
}

impl Class {
    pub(super) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD => Self::Reads,
            Method::DELETE => Self::Deletes,
            _ => Self::Writes,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Deletes => "deletes",
        }
    }
}

/// Requests left in a principal's bucket and in the subscription's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    own: u32,
    global: u32,
}

/// A request too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    left: Left,
    /// Seconds until one more is answered.
    seconds: u64,
}

/// All buckets, by scope, principal (none for all of them) and class. A scope is a subscription,
/// or the tenant for requests outside of one.
#[derive(Debug)]
pub(super) struct Buckets {
    settings: Throttling,
    filled: HashMap<(String, Option<String>, Class), Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: Duration,
}

impl Buckets {
    pub(super) fn new(settings: Throttling) -> Self {
        Self {
            settings,
            filled: HashMap::new(),
        }
    }

    /// Takes a request out of both buckets, or says what is left and how many whole seconds to
    /// wait.
    pub(super) fn take(
        &mut self,
        scope: &str,
        principal: &str,
        class: Class,
        now: Duration,
    ) -> Result<Left, Refused> {
        let own = match class {
            Class::Reads => self.settings.reads,
            Class::Writes => self.settings.writes,
            Class::Deletes => self.settings.deletes,
        };
        let factor = self.settings.global_factor;
        let global = BucketSettings {
            size: own.size.saturating_mul(factor),
            refill: own.refill * f64::from(factor.get()),
        };
        let scope = scope.to_ascii_lowercase();
        let keys = [
            (scope.clone(), Some(principal.to_owned()), class),
            (scope, None, class),
        ];
        let [own_key, global_key] = &keys;
        let levels = [
            self.level(own_key, own, now),
            self.level(global_key, global, now),
        ];
        let waits = levels
            .iter()
            .zip([own, global])
            .filter(|(level, _)| **level < 1.0)
            .map(|(level, settings)| seconds_until_one(*level, settings.refill));
        if let Some(seconds) = waits.max() {
            let [own, global] = levels.map(whole);
            let left = Left { own, global };
            return Err(Refused { left, seconds });
        }
        for (key, level) in keys.into_iter().zip(levels) {
            let bucket = Bucket {
                level: level - 1.0,
                at: now,
            };
            self.filled.insert(key, bucket);
        }
        let [own, global] = levels.map(|level| whole(level - 1.0));
        Ok(Left { own, global })
    }

    fn level(
        &self,
        key: &(String, Option<String>, Class),
        settings: BucketSettings,
        now: Duration,
    ) -> f64 {
        let full = f64::from(settings.size.get());
        self.filled.get(key).map_or(full, |bucket| {
            let passed = now.saturating_sub(bucket.at).as_secs_f64();
            full.min(bucket.level + passed * settings.refill)
        })
    }
}

impl Left {
    /// The headers of the request's own class (observed).
    pub(super) fn announce(self, answer: Answer, class: Class, path: &ArmPath) -> Answer {
        let (own, word) = (self.own.to_string(), class.word());
        if path.subscription.is_none() {
            return answer.with(&format!("x-ms-ratelimit-remaining-tenant-{word}"), &own);
        }
        let global = self.global.to_string();
        answer
            .with(
                &format!("x-ms-ratelimit-remaining-subscription-{word}"),
                &own,
            )
            .with(
                &format!("x-ms-ratelimit-remaining-subscription-global-{word}"),
                &global,
            )
    }
}

impl Refused {
    /// 429 with the operation that was refused, in capitals as observed.
    pub(super) fn answer(self, method: &Method, path: &ArmPath) -> Answer {
        let Self { left, seconds } = self;
        let operation = format!("{method}{}", path.whole).to_ascii_uppercase();
        let subscription = path.subscription.as_deref().unwrap_or_default();
        let answer = ArmError::too_many_requests(subscription, &operation, seconds)
            .into_answer()
            .with("retry-after", &seconds.to_string());
        left.announce(answer, Class::of(method), path)
    }
}

/// Rounded up: `Retry-After` has whole seconds.
fn seconds_until_one(level: f64, refill: f64) -> u64 {
    Duration::try_from_secs_f64((1.0 - level) / refill).map_or(u64::MAX, |wait| {
        wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
    })
}

fn whole(level: f64) -> u32 {
    Duration::try_from_secs_f64(level)
        .ok()
        .and_then(|whole| u32::try_from(whole.as_secs()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn buckets(size: u32, refill: f64, global_factor: u32) -> Buckets {
        let count = |number| NonZeroU32::new(number).unwrap();
        let settings = BucketSettings::new(count(size), refill);
        Buckets::new(Throttling {
            reads: settings,
            writes: settings,
            deletes: settings,
            global_factor: count(global_factor),
        })
    }

    fn take(buckets: &mut Buckets, principal: &str, seconds: u64) -> Result<Left, u64> {
        let taken = buckets.take("/S", principal, Class::Reads, Duration::from_secs(seconds));
        taken.map_err(|refused| refused.seconds)
    }

    #[test]
    fn full_bucket_empties_and_fills_again_with_time() {
        let mut buckets = buckets(2, 0.5, 15);
        assert_eq!(take(&mut buckets, "a", 0).unwrap().own, 1);
        assert_eq!(take(&mut buckets, "a", 0).unwrap().own, 0);
        assert_eq!(take(&mut buckets, "a", 0), Err(2));
        assert_eq!(take(&mut buckets, "a", 1), Err(1));
        assert!(take(&mut buckets, "a", 2).is_ok());
    }

    #[test]
    fn one_principal_leaves_the_bucket_of_another_alone() {
        let mut buckets = buckets(1, 1.0, 15);
        assert!(take(&mut buckets, "a", 0).is_ok());
        assert!(take(&mut buckets, "a", 0).is_err());
        assert_eq!(take(&mut buckets, "b", 0).unwrap().global, 13);
    }

    #[test]
    fn all_principals_together_meet_the_limit_of_the_subscription() {
        let mut buckets = buckets(2, 1.0, 1);
        assert!(take(&mut buckets, "a", 0).is_ok());
        assert!(take(&mut buckets, "b", 0).is_ok());
        assert_eq!(take(&mut buckets, "c", 0), Err(1));
    }
}

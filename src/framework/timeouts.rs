//! The `timeouts` block: how long each operation of a resource may take.

use super::model::Field;
use super::schema::{Attribute, Block};
use super::types::Type;
use super::value::Value;
use jiff::SignedDuration;
use std::time::Duration;

crate::model! {
    /// The block's values, as written.
    pub struct Timeouts {
        /// For create.
        create: String,
        /// For read.
        read: String,
        /// For update.
        update: String,
        /// For delete.
        delete: String,
    }
}

/// The durations that hold where the block gives none.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// For create.
    pub create: Duration,
    /// For read.
    pub read: Duration,
    /// For update.
    pub update: Duration,
    /// For delete.
    pub delete: Duration,
}

impl Timeouts {
    /// The block's schema. The names and the form of the values are Terraform's convention.
    pub fn block() -> Block {
        let duration = |name, description| {
            Attribute::optional(name, Type::String)
                .description(description)
                .validate(check_duration)
        };
        Block::new("How long each operation may take, as durations such as `30m` or `1h15m`.")
            .attribute(duration("create", "How long adopting may take."))
            .attribute(duration("read", "How long refreshing may take."))
            .attribute(duration("update", "How long changing may take."))
            .attribute(duration("delete", "How long destroying may take."))
    }
}

/// The duration in a field of the block, or the default where it gives none. Validation has refused
/// text that is no duration.
pub fn resolve(field: Option<&Field<String>>, default: Duration) -> Duration {
    field
        .and_then(Field::text)
        .and_then(|text| parse_duration(text).ok())
        .unwrap_or(default)
}

/// Parses a duration as Go and Terraform write it: digits and the units `h`, `m`, `s`, `ms`, `us`,
/// `ns`, largest first, nothing between them.
///
/// # Errors
/// When the text is anything else, or the duration is not above zero.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let invalid =
        || format!("{text:?} is not a duration above zero such as \"30m\", \"1h15m\" or \"90s\".");
    let go_like = |c: char| c.is_ascii_digit() || "hmsuµn.".contains(c);
    if !text.chars().all(go_like) {
        return Err(invalid());
    }
    text.parse::<SignedDuration>()
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(invalid)
}

fn check_duration(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) => parse_duration(text).map(|_| ()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let minutes = |count: u64| Ok(Duration::from_secs(60 * count));
        assert_eq!(parse_duration("30m"), minutes(30));
        assert_eq!(parse_duration("1h15m"), minutes(75));
        assert_eq!(parse_duration("1.5h"), minutes(90));
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "30",
            "30 minutes",
            "-5m",
            "0s",
            "5x",
            "1h15",
            "P1D",
            "PT5M",
        ] {
            assert!(parse_duration(text).is_err(), "{text:?} was taken");
        }
    }
}

//! Styles of long running operations other than the recorded one, asked for by a fault.
//!
//! Resource providers announce and report their operations in many ways (documented in Resource
//! Manager's RPC, observed in clients' issue trackers); a client of Resource Manager meets all of
//! them.

use serde::{Deserialize, Serialize};

use super::RetryAfter;
use super::http_status::some_status;
use super::seconds::some_seconds;
use super::values;

/// How one operation is announced, polled and ended. Whatever is left out is as the service
/// itself does it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OperationStyle {
    /// HTTP status of the first answer; 200 and 201 come with the resource as their body.
    #[serde(deserialize_with = "some_status")]
    pub status: Option<u16>,
    /// Where the first answer says to look for the operation; left out, where the service does.
    pub announced: Option<Announcement>,
    /// Scheme, host and port of its addresses.
    pub origin: Option<Origin>,
    /// Least length of each address, in bytes; Resource Manager's reach 7,000.
    pub address_bytes: u16,
    /// `Retry-After` of the first answer and of each poll.
    pub retry_after: Option<RetryAfter>,
    /// Seconds from start to end; with 0 the work is done when the first answer is given.
    #[serde(deserialize_with = "some_seconds")]
    pub seconds: Option<f64>,
    /// Polls that are answered 404 before the operation is known.
    pub unknown_polls: u32,
    /// HTTP status of every later poll, in place of an answer: 403, 404, 405, 410, …
    #[serde(deserialize_with = "some_status")]
    pub refused_polls: Option<u16>,
    /// The word for a running operation, such as `Running`.
    pub running: Option<String>,
    /// Poll bodies have no `status`.
    pub without_status: bool,
    /// The word at the end: `Succeeded` and `Completed` mean success, every other one a failure
    /// that leaves the world as it was.
    #[serde(deserialize_with = "values::outcome")]
    pub outcome: Option<String>,
    /// Error code of a failure.
    pub error_code: Option<String>,
    /// What the last poll of `Azure-AsyncOperation` brings.
    pub last_poll: LastPoll,
    /// `Location` changes with each poll.
    pub moving_location: bool,
}

/// Headers of the first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Announcement {
    /// `Azure-AsyncOperation` and `Location`.
    Both,
    /// `Azure-AsyncOperation` alone.
    AzureAsyncOperation,
    /// `Location` alone.
    Location,
    /// `Azure-AsyncOperation` with the address of the resource itself.
    Resource,
    /// No header; a PUT answers with the resource, whose `provisioningState` tells the progress.
    Body,
}

/// Last answer of the status address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastPoll {
    /// 200 with the operation.
    #[default]
    Status,
    /// 204.
    NoContent,
    /// 200 without a body.
    Empty,
}

/// Where an address leads: to another host than the one that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Origin {
    /// A region's own name below the host that was asked (observed in polling addresses).
    Regional,
    /// A host of the service that is not Resource Manager's (observed).
    Foreign,
    /// The same host, without TLS (observed in page links).
    PlainHttp,
    /// This one, such as `https://management.azure.com:443`.
    Other(String),
}

impl OperationStyle {
    /// Whether the first answer's body is the resource.
    #[must_use]
    pub fn shows_resource(&self) -> bool {
        matches!(self.status, Some(200 | 201)) || self.announced == Some(Announcement::Body)
    }

    /// Whether the work is done at the end; none leaves that to the service's own rules.
    #[must_use]
    pub fn succeeds(&self) -> Option<bool> {
        let word = self.outcome.as_deref()?;
        let good = ["Succeeded", "Completed"];
        Some(good.iter().any(|known| known.eq_ignore_ascii_case(word)))
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "regional" => Ok(Self::Regional),
            "foreign" => Ok(Self::Foreign),
            "plain-http" => Ok(Self::PlainHttp),
            _ if is_address(&text) => Ok(Self::Other(text)),
            _ => Err(format!(
                "`{text}` is not \"regional\", \"foreign\", \"plain-http\" or an address"
            )),
        }
    }
}

/// Whether a text is an absolute address with a host, and can stand in a header.
fn is_address(text: &str) -> bool {
    let schemes = ["https://", "http://"];
    schemes.iter().any(|scheme| text.starts_with(scheme))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && url::Url::parse(text)
            .is_ok_and(|url| url.has_host() && url.query().is_none() && url.fragment().is_none())
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Regional => "regional".to_owned(),
            Origin::Foreign => "foreign".to_owned(),
            Origin::PlainHttp => "plain-http".to_owned(),
            Origin::Other(text) => text,
        }
    }
}

impl Origin {
    /// The origin beside the simulator's own, which is `https://HOST:PORT`.
    #[must_use]
    pub fn beside(&self, own: &str) -> String {
        let host = own.trim_start_matches("https://");
        match self {
            Self::Regional => format!("https://canadacentral.{host}"),
            Self::Foreign => "https://service.trafficmanager.example".to_owned(),
            Self::PlainHttp => format!("http://{host}"),
            Self::Other(origin) => origin.trim_end_matches('/').to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_words_mean_success() {
        for (word, succeeds) in [
            ("succeeded", true),
            ("Completed", true),
            ("Canceled", false),
            ("Cancelled", false),
        ] {
            let style = OperationStyle {
                outcome: Some(word.to_owned()),
                ..OperationStyle::default()
            };
            assert_eq!(style.succeeds(), Some(succeeds), "{word}");
        }
        assert_eq!(OperationStyle::default().succeeds(), None);
    }

    #[test]
    fn origin_is_a_known_word_or_any_address() {
        let own = "https://localhost:8443";
        for (text, origin) in [
            ("\"regional\"", "https://canadacentral.localhost:8443"),
            ("\"plain-http\"", "http://localhost:8443"),
            ("\"https://example.org/\"", "https://example.org"),
        ] {
            let parsed: Origin = serde_json::from_str(text).unwrap();
            assert_eq!(parsed.beside(own), origin);
        }
        for text in [
            "regionl",
            "https://",
            "http://:80",
            "https://a b",
            "https://a/?b",
            "ftp://a",
        ] {
            assert!(Origin::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}

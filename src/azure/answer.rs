//! One answer of Resource Manager, and what its headers say. Pure.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::error::{ArmError, Attempt, Refusal, parse_json};

/// Status, headers and the whole body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)?
            .to_str()
            .ok()
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// The body as JSON, with or without a byte order mark.
    pub fn json(&self) -> Option<Value> {
        parse_json(&self.body)
    }

    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// How long Azure asks to wait; `None` when it does not say, says zero (seen with throttling, where an own
    /// wait is better), or says it in no known form.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let millis = ["retry-after-ms", "x-ms-retry-after-ms"]
            .iter()
            .find_map(|name| self.header(name)?.parse().ok());
        let wait = match millis {
            Some(millis) => Duration::from_millis(millis),
            None => parse_retry_after(self.header("retry-after")?, now)?,
        };
        (!wait.is_zero()).then_some(wait)
    }

    /// The answer as the refusal of a request.
    pub fn refusal(&self, attempt: Attempt) -> Refusal {
        let mut error = ArmError::from_body(&self.body, self.header("x-ms-error-code"));
        if (300..400).contains(&self.status) {
            error.message = "the answer redirects elsewhere, which is never followed".to_owned();
        }
        Refusal {
            attempt,
            status: Some(self.status),
            error,
            request_id: self.header("x-ms-request-id").map(str::to_owned),
            correlation_id: self
                .header("x-ms-correlation-request-id")
                .map(str::to_owned),
        }
    }

    /// The claims challenge of a 401, if there is one: Entra wants the caller to do what a program cannot.
    pub fn claims_challenge(&self) -> bool {
        let challenges = self.headers.get_all("www-authenticate").iter();
        self.status == 401
            && challenges
                .filter_map(|value| value.to_str().ok())
                .any(|value| {
                    let compact: String = value.to_ascii_lowercase().split_whitespace().collect();
                    compact.contains("bearer")
                        && compact
                            .replace('"', "")
                            .contains("error=insufficient_claims")
                })
    }
}

/// Whole seconds, or a date as HTTP writes it.
fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(value)
        .ok()?;
    let since_epoch = Duration::from_secs(u64::try_from(date.as_second()).ok()?);
    let wait = (SystemTime::UNIX_EPOCH + since_epoch).duration_since(now);
    Some(wait.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&'static str, &str)]) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        Answer {
            status: 401,
            headers,
            body: Vec::new(),
        }
    }

    fn waits(headers: &[(&'static str, &str)]) -> Option<Duration> {
        // Sun, 06 Nov 1994 08:49:37 GMT
        answer(headers).retry_after(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    #[test]
    fn retry_after_is_read_in_every_form_services_send() {
        assert_eq!(
            waits(&[("retry-after", "372")]),
            Some(Duration::from_secs(372))
        );
        assert_eq!(
            waits(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            waits(&[("retry-after", "5"), ("retry-after-ms", "20")]),
            Some(Duration::from_millis(20))
        );
    }

    #[test]
    fn zero_a_past_date_nonsense_and_no_header_ask_for_nothing() {
        let past = "Sun, 06 Nov 1994 08:00:00 GMT";
        assert!(
            ["0", past, "soon"]
                .iter()
                .all(|value| waits(&[("retry-after", value)]).is_none())
        );
        assert_eq!(waits(&[]), None);
    }

    #[test]
    fn only_insufficient_claims_is_a_claims_challenge() {
        let invalid = r#"Bearer authorization_uri="https://x", error="invalid_token""#;
        let claims =
            r#"PoP nonce="ey==", Bearer realm="", error="insufficient_claims", claims="eyJ9""#;
        assert!(!answer(&[("www-authenticate", invalid)]).claims_challenge());
        assert!(answer(&[("www-authenticate", claims)]).claims_challenge());
    }
}

//! The transport that credentials of `azure_identity` send their token requests through.
//!
//! It turns every answer but success into an error of our own at once. Left to itself, `azure_identity` 1.0 reads the
//! error's description as borrowed text, which fails for one with an escape in it, as Entra's `\r\n`, and for HTML;
//! status and text are then lost behind the complaint of the parser.

use async_trait::async_trait;
use azure_core::Result;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::{AsyncRawResponse, HttpClient, Request};
use serde_json::Value;

use crate::azure::error::{ArmError, parse_json, text};

/// The shared HTTP client, with the errors of the token endpoint made readable.
#[derive(Debug)]
pub(super) struct EntraTransport {
    pub http: reqwest::Client,
}

/// A token endpoint's answer that is not one of success.
#[derive(Debug, thiserror::Error)]
#[error("HTTP status {status}: {description}")]
pub(super) struct EntraRefusal {
    pub status: u16,
    /// Entra's description on one line, or an excerpt of a body that is not Entra's.
    pub description: String,
    /// The numbers of the `AADSTS` codes.
    pub numbers: Vec<u64>,
}

impl EntraRefusal {
    fn new(status: u16, body: &[u8]) -> EntraRefusal {
        let json = parse_json(body).unwrap_or(Value::Null);
        let described = text(&json, "error_description");
        let described = described.unwrap_or_else(|| ArmError::from_body(body, None).describe());
        let numbers = json["error_codes"].as_array().into_iter().flatten();
        EntraRefusal {
            status,
            // Entra puts the ids of the request on lines of their own; users read one line.
            description: described.split_whitespace().collect::<Vec<_>>().join(" "),
            numbers: numbers.filter_map(Value::as_u64).collect(),
        }
    }
}

#[async_trait]
impl HttpClient for EntraTransport {
    async fn execute_request(&self, request: &Request) -> Result<AsyncRawResponse> {
        let response = self.http.execute_request(request).await?;
        let status = u16::from(response.status());
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let answer = response.try_into_raw_response().await?;
        let refusal = EntraRefusal::new(status, answer.body());
        Err(Error::new(ErrorKind::Credential, refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_with_line_breaks_is_read_as_one_line() {
        let body = br#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid.\r\nTrace ID: 1","error_codes":[7000215]}"#;
        let refusal = EntraRefusal::new(401, body);
        assert_eq!(refusal.description, "AADSTS7000215: Invalid. Trace ID: 1");
        assert_eq!(refusal.numbers, [7_000_215]);
    }

    #[test]
    fn an_answer_that_is_not_entras_is_kept_as_text() {
        let refusal = EntraRefusal::new(502, b"<html>Bad gateway</html>");
        assert_eq!(
            refusal.to_string(),
            "HTTP status 502: <html>Bad gateway</html>"
        );
    }
}

//! A request as Resource Manager sees it.

use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::Value;
use url::form_urlencoded;

use super::errors::ArmError;
use crate::scenario::OperationStyle;

/// Method, address, headers and body of one request.
pub struct ArmRequest {
    /// Method.
    pub method: Method,
    /// Path and query as sent, byte for byte: polling addresses are signed.
    pub uri: Uri,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
    /// Style of the long running operation that it starts, where a fault asks for one.
    pub style: Option<OperationStyle>,
}

impl ArmRequest {
    /// A query parameter; names are compared without regard to case, as Resource Manager does.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    }

    /// `$filter`; an empty one is none.
    pub(super) fn filter(&self) -> Option<String> {
        self.query("$filter").filter(|text| !text.trim().is_empty())
    }

    /// Path and query as sent.
    pub(super) fn address(&self) -> &str {
        self.uri
            .path_and_query()
            .map_or("/", |address| address.as_str())
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Result<Value, ArmError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| ArmError::invalid_content(&error.to_string()))
    }
}

/// The token of a bearer `Authorization` header.
pub(super) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

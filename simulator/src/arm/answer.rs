//! Status, headers and body of an answer, with the headers that Azure sends on every call.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES, PRAGMA};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::entra::Claims;

/// An answer of Resource Manager.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers; names as constants in lower case.
    pub headers: HeaderMap,
    /// JSON body, if any.
    pub body: Option<Value>,
    /// Application id of the caller, where its token is valid.
    pub client_id: Option<String>,
    /// The PostgreSQL provider names its own operation id on all calls but those on the
    /// server itself (recorded).
    pub(super) region: Option<String>,
}

impl Answer {
    pub(super) fn new(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Some(body),
            client_id: None,
            region: None,
        }
    }

    pub(super) fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, body)
    }

    pub(super) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: None,
            client_id: None,
            region: None,
        }
    }

    pub(super) fn in_region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    /// Sets a header; a name or value that HTTP does not allow is left out.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Adds what every answer has (recorded headers).
    pub(super) fn complete(mut self, method: &Method, caller: Option<&Claims>) -> Self {
        let fixed = [
            (CACHE_CONTROL, "no-cache"),
            (PRAGMA, "no-cache"),
            (EXPIRES, "-1"),
            (
                HeaderName::from_static("strict-transport-security"),
                "max-age=31536000; includeSubDomains",
            ),
            (HeaderName::from_static("x-content-type-options"), "nosniff"),
            (HeaderName::from_static("x-cache"), "CONFIG_NOCACHE"),
        ];
        for (name, value) in fixed {
            self.headers.insert(name, HeaderValue::from_static(value));
        }
        if self.body.is_some() {
            let json = HeaderValue::from_static("application/json; charset=utf-8");
            self.headers.insert(CONTENT_TYPE, json);
        }
        match caller {
            Some(caller) => {
                self.client_id = Some(caller.appid.clone());
                self.with_quota(method).with_operation_identifier(caller)
            }
            None => self,
        }
    }

    /// Remaining requests: reads show the subscription's number only, POST counts as write.
    fn with_quota(self, method: &Method) -> Self {
        // Throttling has counted already.
        let counted = |name: &HeaderName| name.as_str().starts_with("x-ms-ratelimit-remaining-");
        if self.headers.keys().any(counted) {
            return self;
        }
        match *method {
            Method::GET | Method::HEAD => self.with(
                "x-ms-ratelimit-remaining-subscription-global-reads",
                "16499",
            ),
            Method::DELETE => self
                .with("x-ms-ratelimit-remaining-subscription-deletes", "799")
                .with(
                    "x-ms-ratelimit-remaining-subscription-global-deletes",
                    "11999",
                ),
            _ => self
                .with("x-ms-ratelimit-remaining-subscription-writes", "799")
                .with(
                    "x-ms-ratelimit-remaining-subscription-global-writes",
                    "11999",
                ),
        }
    }

    fn with_operation_identifier(self, caller: &Claims) -> Self {
        let Some(region) = &self.region else {
            return self;
        };
        let identifier = format!(
            "tenantId={},objectId={}/{region}/{}",
            caller.tid,
            caller.oid,
            Uuid::new_v4()
        );
        self.with("x-ms-operation-identifier", &identifier)
    }
}

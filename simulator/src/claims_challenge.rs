//! The claims challenge of continuous access evaluation: the token is good, yet a newer one is
//! wanted.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::Timestamp;
use serde_json::json;

/// A 401 that asks for a token not older than `now` (recorded). `padded` is how Azure writes
/// base64; clients must read it without padding as well.
pub(crate) fn response(padded: bool, now: Timestamp) -> Response {
    let claims = format!(
        r#"{{"access_token":{{"nbf":{{"essential":true, "value":"{}"}}}}}}"#,
        now.as_second()
    );
    let claims = if padded {
        STANDARD.encode(claims)
    } else {
        STANDARD_NO_PAD.encode(claims)
    };
    let challenge = format!(
        r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="{claims}""#
    );
    let body = json!({ "error": {
        "code": "InvalidAuthenticationToken",
        "message": "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
    }});
    let headers = [(header::WWW_AUTHENTICATE, challenge)];
    (StatusCode::UNAUTHORIZED, headers, Json(body)).into_response()
}

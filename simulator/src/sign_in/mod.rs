//! Routes for signing in, none of which needs an access token.
//!
//! - `entra_id`: Microsoft Entra ID and the cloud's description
//! - `managed_identity`: IMDS and App Service
//! - `workload`: OIDC tokens of GitHub Actions and Azure Pipelines
//! - `extract`: what they read from an address

mod entra_id;
mod extract;
mod managed_identity;
mod workload;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};

use crate::entra::TokenAnswer;
use crate::service::Service;

type Shared = State<Arc<Service>>;

pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .merge(entra_id::router())
        .merge(managed_identity::router())
        .merge(workload::router())
}

/// Whether a request asks for a token, so that its body may hold a secret.
pub(crate) fn is_token_request(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    ["token", "oidctoken"]
        .iter()
        .any(|name| last.eq_ignore_ascii_case(name))
}

fn respond(answer: TokenAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, Json(answer.body)).into_response();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

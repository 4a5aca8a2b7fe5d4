//! Routes at which jobs of GitHub Actions and Azure Pipelines ask for OIDC tokens.
//!
//! Assumed: bodies of refusals, and the statuses of a missing api-version and of an unknown
//! service connection.

use std::sync::Arc;

use aws_lc_rs::error::Unspecified;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use uuid::Uuid;

use super::extract::Parameters;
use super::{Shared, text};
use crate::entra;
use crate::scenario::Secret;
use crate::service::Service;

/// Where Azure DevOps sends who has no valid token.
const LOGIN_PAGE: &str = "/azure-pipelines/_signin";

pub(super) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/github-actions/token", get(github_actions))
        .route("/azure-pipelines/oidctoken", post(azure_pipelines))
        .route(LOGIN_PAGE, get(login_page))
}

async fn github_actions(State(service): Shared, headers: HeaderMap, query: Parameters) -> Response {
    let settings = &service.manager.authority.github_actions;
    if !bears(&headers, &settings.request_token) {
        return refused(StatusCode::UNAUTHORIZED, "The request token is not valid.");
    }
    // The address that a job is given ends in this query; a client must keep it.
    if is_missing(query.get(&["api-version"])) {
        return refused(StatusCode::BAD_REQUEST, "The api-version is missing.");
    }
    let now = service.now().timestamp;
    issued(entra::github_token(
        settings,
        query.get(&["audience"]).as_deref(),
        now,
    ))
}

async fn azure_pipelines(
    State(service): Shared,
    headers: HeaderMap,
    query: Parameters,
) -> Response {
    let settings = &service.manager.authority.azure_pipelines;
    let mut response = if !bears(&headers, &settings.access_token) {
        not_signed_in(&headers, &service.endpoint)
    } else if is_missing(query.get(&["api-version"])) {
        let message = "No api-version was supplied for the \"POST\" request.";
        refused(StatusCode::BAD_REQUEST, message)
    } else if !query
        .get(&["serviceConnectionId"])
        .is_some_and(|id| id.eq_ignore_ascii_case(&settings.service_connection_id))
    {
        refused(StatusCode::NOT_FOUND, "No such service connection.")
    } else {
        let now = service.now().timestamp;
        issued(entra::pipelines_token(
            settings,
            query.get(&["audience"]).as_deref(),
            now,
        ))
    };
    // Support asks for it.
    if let Ok(id) = HeaderValue::try_from(Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-vss-e2eid", id);
    }
    response
}

/// A redirect to a login page, unless the client said that it wants none (documented).
fn not_signed_in(headers: &HeaderMap, endpoint: &str) -> Response {
    if text(headers, "x-tfs-fedauthredirect") == Some("Suppress") {
        return refused(StatusCode::UNAUTHORIZED, "The access token is not valid.");
    }
    let page = format!("{endpoint}{LOGIN_PAGE}");
    (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
}

async fn login_page() -> Html<&'static str> {
    Html("<!DOCTYPE html><title>Sign in to your account</title>")
}

fn is_missing(value: Option<String>) -> bool {
    value.is_none_or(|value| value.is_empty())
}

fn bears(headers: &HeaderMap, token: &Secret) -> bool {
    text(headers, "authorization").and_then(|value| value.strip_prefix("Bearer "))
        == Some(token.reveal())
}

fn issued(token: Result<Value, Unspecified>) -> Response {
    match token {
        Ok(body) => Json(body).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

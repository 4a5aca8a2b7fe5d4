//! Routes of managed identity. On a real machine these are plain HTTP at addresses of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::extract::Parameters;
use super::{Shared, respond, text};
use crate::entra::{self, IdentityQuery, TokenAnswer};
use crate::gateway::Caller;
use crate::service::Service;

pub(super) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/metadata/identity/oauth2/token", get(imds))
        .route("/msi/token", get(app_service))
}

async fn imds(State(service): Shared, headers: HeaderMap, parameters: Parameters) -> Response {
    let now = service.now().timestamp;
    let query = query(&parameters);
    let metadata = text(&headers, "metadata");
    let authority = &service.manager.authority;
    noted(entra::imds_token(authority, &query, metadata, now))
}

async fn app_service(
    State(service): Shared,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    let now = service.now().timestamp;
    let query = query(&parameters);
    let secret = text(&headers, "x-identity-header");
    let authority = &service.manager.authority;
    noted(entra::app_service_token(authority, &query, secret, now))
}

fn query(parameters: &Parameters) -> IdentityQuery {
    IdentityQuery {
        api_version: parameters.get(&["api-version"]).unwrap_or_default(),
        resource: parameters.get(&["resource"]).unwrap_or_default(),
        client_id: parameters.get(&["client_id"]),
        object_id: parameters.get(&["object_id", "principal_id"]),
        mi_res_id: parameters.get(&["mi_res_id", "msi_res_id"]),
    }
}

/// The answer, with its principal for the journal.
fn noted(answer: TokenAnswer) -> Response {
    let caller = answer.body["client_id"].as_str().map(str::to_owned);
    let mut response = respond(answer);
    if let Some(client_id) = caller {
        response.extensions_mut().insert(Caller(client_id));
    }
    response
}

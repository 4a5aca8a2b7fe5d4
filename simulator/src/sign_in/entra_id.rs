//! Routes of Microsoft Entra ID and of the cloud's description, which need no token.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;

use super::{Shared, respond};
use crate::arm;
use crate::entra::{self, Signer, TokenForm};
use crate::gateway::Caller;
use crate::service::Service;

pub(super) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/metadata/endpoints", get(metadata))
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        // A login endpoint with a slash at its end gives such a path; Entra takes it.
        .route("//{tenant}/oauth2/v2.0/token", post(token))
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(openid_configuration),
        )
        .route(
            "/{tenant}/.well-known/openid-configuration",
            get(openid_configuration),
        )
        .route("/{tenant}/discovery/instance", get(instances))
        .route("/{tenant}/discovery/v2.0/keys", get(keys))
        .route("/{tenant}/discovery/keys", get(keys))
}

async fn metadata(State(service): Shared, Query(query): Query<MetadataQuery>) -> Json<Value> {
    Json(arm::metadata_endpoints(
        &service.endpoint,
        &query.api_version,
    ))
}

#[derive(Deserialize)]
struct MetadataQuery {
    #[serde(rename = "api-version", default)]
    api_version: String,
}

async fn token(
    State(service): Shared,
    Path(tenant): Path<String>,
    Form(form): Form<TokenForm>,
) -> Response {
    let now = service.now().timestamp;
    let answer = entra::token(&service.manager.authority, &tenant, &form, now);
    let mut response = respond(answer);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-cache"),
    );
    if let Some(client_id) = form.client_id {
        response.extensions_mut().insert(Caller(client_id));
    }
    response
}

async fn openid_configuration(State(service): Shared, Path(tenant): Path<String>) -> Response {
    let authority = &service.manager.authority;
    let now = service.now().timestamp;
    respond(entra::openid_configuration(
        authority,
        &service.endpoint,
        &tenant,
        now,
    ))
}

#[derive(Deserialize)]
struct InstanceQuery {
    #[serde(default)]
    authorization_endpoint: String,
}

async fn instances(State(service): Shared, Query(query): Query<InstanceQuery>) -> Json<Value> {
    let tenant = entra::tenant_of(&query.authorization_endpoint);
    Json(entra::instances(&service.endpoint, tenant))
}

/// The public key of access tokens.
async fn keys() -> Response {
    let keys = Signer::Entra.key().ok().and_then(|key| key.key_set().ok());
    match keys {
        Some(keys) => Json(keys).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

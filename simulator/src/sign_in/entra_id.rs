//! Routes of Microsoft Entra ID and of the cloud's description, which need no token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::Value;

use super::extract::{Parameters, Tenant};
use super::{Shared, respond, text};
use crate::arm;
use crate::disturbance::whole;
use crate::entra::{self, Signer, TokenForm};
use crate::gateway::Caller;
use crate::service::Service;

pub(super) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/metadata/endpoints", get(metadata))
        .route("/{tenant}/oauth2/v2.0/token", any(token))
        .route("/{tenant}/oauth2/v2.0/token/", any(token))
        // A login endpoint with a slash at its end gives such a path; Entra takes it.
        .route("//{tenant}/oauth2/v2.0/token", any(token))
        .route("//{tenant}/oauth2/v2.0/token/", any(token))
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

async fn metadata(State(service): Shared, query: Parameters) -> Json<Value> {
    let version = query.get(&["api-version"]).unwrap_or_default();
    Json(arm::metadata_endpoints(&service.endpoint, &version))
}

async fn token(State(service): Shared, Tenant(tenant): Tenant, request: Request) -> Response {
    let now = service.now().timestamp;
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return unstored(respond(entra::token_by(parts.method.as_str(), now)));
    }
    let form = TokenForm::read(text(&parts.headers, "content-type"), &whole(body).await);
    let answer = entra::token(&service.manager.authority, &tenant, &form, now);
    let mut response = unstored(respond(answer));
    if let Some(client_id) = form.client_id {
        response.extensions_mut().insert(Caller(client_id));
    }
    response
}

fn unstored(mut response: Response) -> Response {
    let value = HeaderValue::from_static("no-store, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

async fn openid_configuration(State(service): Shared, Tenant(tenant): Tenant) -> Response {
    let authority = &service.manager.authority;
    let now = service.now().timestamp;
    respond(entra::openid_configuration(
        authority,
        &service.endpoint,
        &tenant,
        now,
    ))
}

async fn instances(State(service): Shared, query: Parameters) -> Json<Value> {
    let asked = query.get(&["authorization_endpoint"]).unwrap_or_default();
    Json(entra::instances(
        &service.endpoint,
        entra::tenant_of(&asked),
    ))
}

/// The public key of access tokens.
async fn keys(State(service): Shared, Tenant(tenant): Tenant) -> Response {
    let now = service.now().timestamp;
    if let Err(refusal) = entra::known_tenant(&service.manager.authority, &tenant, now) {
        return respond(refusal);
    }
    let keys = Signer::Entra.key().ok().and_then(|key| key.key_set().ok());
    match keys {
        Some(keys) => Json(keys).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

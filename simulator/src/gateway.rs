//! HTTP: routes, the journal entry of every request, and the faults.
//!
//! Carrying a request out is left to `arm`, `sign_in` and `control`.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use serde_json::Value;
use uuid::Uuid;

use crate::arm::{self, ArmRequest};
use crate::control;
use crate::disturbance::{self, Answered, set_header};
use crate::faults::Injected;
use crate::journal::{Exchange, without_signatures};
use crate::listener::ConnectionSwitch;
use crate::scenario::OperationStyle;
use crate::service::Service;
use crate::sign_in;
use crate::traffic::Traffic;

/// Largest request body, far above what any client sends.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Bytes of a request's body that the journal keeps.
const KEPT_OF_BODY: usize = 64 * 1024;

/// Who asked, as far as the handler found out.
#[derive(Clone)]
pub(crate) struct Caller(pub(crate) String);

pub(crate) fn router(service: Arc<Service>) -> Router {
    let azure = Router::new()
        .merge(sign_in::router())
        .fallback(any(manage))
        .layer(from_fn_with_state(service.clone(), recorded))
        .with_state(service.clone());
    Router::new()
        .merge(control::router(service))
        .fallback_service(azure)
}

/// Journals a request and injects the fault that hits it.
async fn recorded(
    State(service): State<Arc<Service>>,
    ConnectInfo(connection): ConnectInfo<ConnectionSwitch>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_LIMIT).await;
    let known = body.as_deref().unwrap_or_default();
    let fault = service.faults.strike(&parts.method, parts.uri.path());
    let mut exchange = describe(&parts, known);
    exchange.fault = fault.as_ref().map(|fault| fault.name.clone());
    let mut entry = Entry::begin(&service, exchange);
    let Ok(body) = body else {
        let (status, error) = arm::body_too_large();
        entry.status = Some(status.as_u16());
        return (status, Json(error)).into_response();
    };
    if fault.is_some() {
        // The fault may keep the request from whoever else would look at its token.
        entry.client_id = service.manager.client_of(&parts.headers, service.now());
    }
    let filed = file_request(&service, entry.sequence, fault.as_ref(), &parts, &body).await;

    let correlation = parts.headers.get("x-ms-correlation-request-id").cloned();
    let request = Request::from_parts(parts, Body::from(body));
    let answered = disturbance::carry_out(&service, fault, request, next).await;
    let Answered::Response(mut response) = answered else {
        connection.cut();
        return StatusCode::BAD_GATEWAY.into_response();
    };
    identify(response.headers_mut(), &entry.request_id, correlation);
    if let (Some(traffic), Some(request)) = (&service.traffic, filed) {
        response = traffic.write(entry.sequence, request, response).await;
    }
    if let Some(Caller(client_id)) = response.extensions_mut().remove() {
        entry.client_id = Some(client_id);
    }
    entry.status = Some(response.status().as_u16());
    response
}

/// An entry of the journal, completed and logged when the request ends: with an answer, or
/// without one because of a fault or a client that gave up.
struct Entry {
    service: Arc<Service>,
    sequence: u64,
    request_id: String,
    begun: Duration,
    client_id: Option<String>,
    status: Option<u16>,
}

impl Entry {
    fn begin(service: &Arc<Service>, mut exchange: Exchange) -> Self {
        let begun = service.now().elapsed;
        let request_id = Uuid::new_v4().to_string();
        exchange.at_ms = milliseconds(begun);
        exchange.request_id.clone_from(&request_id);
        Self {
            service: Arc::clone(service),
            sequence: service.journal.begin(exchange),
            request_id,
            begun,
            client_id: None,
            status: None,
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let now = self.service.now();
        let finished = self.service.journal.finish(self.sequence, |exchange| {
            let lasted = now.elapsed.saturating_sub(self.begun);
            exchange.duration_ms = Some(milliseconds(lasted));
            exchange.client_id = self.client_id.take();
            exchange.status = self.status;
        });
        if let Some(exchange) = finished {
            self.service.logger.write(&exchange, now.timestamp);
        }
    }
}

/// What the traffic file of this exchange will say of the request; nothing where there is to be
/// no file, or where a fault makes the answer another one than Azure's.
async fn file_request(
    service: &Service,
    sequence: u64,
    fault: Option<&Injected>,
    parts: &Parts,
    body: &Bytes,
) -> Option<Value> {
    let traffic = service.traffic.as_ref()?;
    let request = Traffic::request(parts, body)?;
    let Some(fault) = fault else {
        return Some(request);
    };
    traffic.write_faulted(sequence, request, &fault.name).await;
    None
}

async fn manage(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_LIMIT)
        .await
        .unwrap_or_default();
    let request = ArmRequest {
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body: body.to_vec(),
        style: parts.extensions.get::<OperationStyle>().cloned(),
    };
    let answer = || service.manager.answer(&request, service.now());
    // A mistake of the simulator ends one request, not all that follow.
    let Ok(answer) = std::panic::catch_unwind(AssertUnwindSafe(answer)) else {
        return (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(arm::internal_error()),
        )
            .into_response();
    };
    let mut response = match answer.body {
        Some(body) => Response::new(Body::from(body.to_string())),
        None => Response::new(Body::empty()),
    };
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    if let Some(client_id) = answer.client_id {
        response.extensions_mut().insert(Caller(client_id));
    }
    response
}

fn describe(parts: &Parts, body: &[u8]) -> Exchange {
    let query = parts.uri.query().unwrap_or_default();
    let is_token = sign_in::is_token_request(parts.uri.path());
    let api_version = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("api-version"))
        .map(|(_, value)| value.into_owned());
    let user_agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: without_signatures(query),
        api_version,
        user_agent: user_agent.map(str::to_owned),
        // Token requests carry secrets, wherever a misspelt address leads them; Resource Manager
        // takes no forms.
        request_body: (!is_token && !is_form(&parts.headers) && !body.is_empty())
            .then(|| String::from_utf8_lossy(&body[..body.len().min(KEPT_OF_BODY)]).into_owned()),
        ..Exchange::default()
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

/// Ids of request and correlation, on every answer.
fn identify(headers: &mut HeaderMap, request_id: &str, correlation: Option<HeaderValue>) {
    let routing = format!("CANADACENTRAL:{request_id}");
    for (name, value) in [
        ("x-ms-request-id", request_id),
        ("x-ms-routing-request-id", &routing),
    ] {
        if !headers.contains_key(name) {
            set_header(headers, name, value);
        }
    }
    let name = HeaderName::from_static("x-ms-correlation-request-id");
    match correlation {
        Some(value) => {
            headers.insert(name, value);
        }
        None => set_header(headers, "x-ms-correlation-request-id", request_id),
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

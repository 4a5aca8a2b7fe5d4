//! HTTP: routes, the journal entry of every request, and the faults.
//!
//! Carrying a request out is left to `arm`, `sign_in` and `control`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::Value;
use uuid::Uuid;

use crate::arm::ArmRequest;
use crate::control;
use crate::faults::{CutMoment, FaultEffect, Injected};
use crate::journal::{Exchange, without_signatures};
use crate::listener::ConnectionSwitch;
use crate::service::Service;
use crate::sign_in;
use crate::traffic::Traffic;

/// Largest request body, far above what any client sends.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

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
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fault = service.faults.strike(&parts.method, parts.uri.path());
    let request_id = Uuid::new_v4().to_string();
    let begun = service.now().elapsed;
    let mut exchange = describe(&parts, &body);
    exchange.at_ms = milliseconds(begun);
    exchange.request_id.clone_from(&request_id);
    exchange.fault = fault.as_ref().map(|fault| fault.name.clone());
    let sequence = service.journal.begin(exchange);
    let filed = file_request(&service, sequence, fault.as_ref(), &parts, &body).await;

    let correlation = parts.headers.get("x-ms-correlation-request-id").cloned();
    let request = Request::from_parts(parts, Body::from(body));
    let answered = carry_out(fault, request, next).await;
    let (mut response, cut) = match answered {
        Answered::Response(response) => (response, false),
        Answered::Cut => (StatusCode::BAD_GATEWAY.into_response(), true),
    };
    identify(response.headers_mut(), &request_id, correlation);
    if let (Some(traffic), Some(request)) = (&service.traffic, filed) {
        response = traffic.write(sequence, request, response).await;
    }
    let caller = response.extensions_mut().remove::<Caller>();
    let finished = service.journal.finish(sequence, |exchange| {
        exchange.duration_ms = Some(milliseconds(service.now().elapsed.saturating_sub(begun)));
        exchange.client_id = caller.map(|caller| caller.0);
        exchange.status = (!cut).then(|| response.status().as_u16());
    });
    if let (true, Some(exchange)) = (service.log_requests, finished) {
        log(&exchange);
    }
    if cut {
        connection.cut();
    }
    response
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

enum Answered {
    Response(Response),
    Cut,
}

async fn carry_out(fault: Option<Injected>, request: Request, next: Next) -> Answered {
    let Some(fault) = fault else {
        return Answered::Response(next.run(request).await);
    };
    Answered::Response(match fault.effect {
        FaultEffect::Respond {
            status,
            headers,
            body,
        } => {
            let mut response = Response::new(Body::empty());
            if body.is_some() {
                set_header(response.headers_mut(), "content-type", "application/json");
            }
            alter(response, Some(status), &headers, &[], body)
        }
        FaultEffect::Alter {
            status,
            set_headers,
            remove_headers,
            body,
        } => alter(
            next.run(request).await,
            status,
            &set_headers,
            &remove_headers,
            body,
        ),
        FaultEffect::Delay { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        FaultEffect::Cut { when } => {
            if when == CutMoment::After {
                next.run(request).await;
            }
            return Answered::Cut;
        }
        FaultEffect::Truncate => truncate(next.run(request).await).await,
        FaultEffect::Hang => std::future::pending().await,
    })
}

fn alter(
    response: Response,
    status: Option<u16>,
    set: &std::collections::BTreeMap<String, String>,
    remove: &[String],
    body: Option<Value>,
) -> Response {
    let (mut parts, old) = response.into_parts();
    if let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) {
        parts.status = status;
    }
    for name in remove {
        parts.headers.remove(name);
    }
    for (name, value) in set {
        set_header(&mut parts.headers, name, value);
    }
    let body = match body {
        None => old,
        Some(new) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            match new {
                Value::String(text) => Body::from(text),
                json => Body::from(json.to_string()),
            }
        }
    };
    Response::from_parts(parts, body)
}

/// Announces the whole length, sends half of it and breaks off.
async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, BODY_LIMIT)
        .await
        .unwrap_or_default();
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let broken = futures_util::stream::unfold(Some(half), |half| async move {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        // Lets the first half reach the wire before the connection breaks.
        tokio::task::yield_now().await;
        Some((
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
            None,
        ))
    });
    Response::from_parts(parts, Body::from_stream(broken))
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
    };
    let reply = service.manager.answer(&request, service.now());
    let mut response = match reply.answer.body {
        Some(body) => Response::new(Body::from(body.to_string())),
        None => Response::new(Body::empty()),
    };
    *response.status_mut() = reply.answer.status;
    *response.headers_mut() = reply.answer.headers;
    if let Some(client_id) = reply.client_id {
        response.extensions_mut().insert(Caller(client_id));
    }
    response
}

fn describe(parts: &Parts, body: &Bytes) -> Exchange {
    let query = parts.uri.query().unwrap_or_default();
    let is_token = parts.uri.path().ends_with("/oauth2/v2.0/token");
    let api_version = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("api-version"))
        .map(|(_, value)| value.into_owned());
    let user_agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Exchange {
        sequence: 0,
        at_ms: 0,
        duration_ms: None,
        client_id: None,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: without_signatures(query),
        api_version,
        user_agent: user_agent.map(str::to_owned),
        // Token requests carry secrets.
        request_body: (!is_token && !body.is_empty())
            .then(|| String::from_utf8_lossy(body).into_owned()),
        status: None,
        request_id: String::new(),
        fault: None,
    }
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

/// Sets a header; a name or value that HTTP does not allow is left out.
fn set_header(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn log(exchange: &Exchange) {
    if let Ok(line) = serde_json::to_string(exchange) {
        eprintln!("{line}");
    }
}

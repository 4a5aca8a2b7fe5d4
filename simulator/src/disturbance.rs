//! What a fault does to a request and to its answer.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;

use crate::claims_challenge;
use crate::faults::Injected;
use crate::scenario::{CutMoment, FaultEffect, LastLink, Origin};
use crate::service::Service;

/// Headers of an answer that hold addresses.
const ADDRESSES: [HeaderName; 2] = [
    header::LOCATION,
    HeaderName::from_static("azure-asyncoperation"),
];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a request ended.
pub(crate) enum Answered {
    /// With an answer.
    Response(Response),
    /// With a connection that is to be cut.
    Cut,
}

/// Carries a request out, or not, as its fault says.
pub(crate) async fn carry_out(
    service: &Service,
    fault: Option<Injected>,
    mut request: Request,
    next: Next,
) -> Answered {
    let Some(fault) = fault else {
        return Answered::Response(next.run(request).await);
    };
    if let Some(response) = instead(service, &fault.effect, &request) {
        return Answered::Response(response);
    }
    match fault.effect {
        FaultEffect::Hang {} => std::future::pending().await,
        FaultEffect::Pause {} => service.faults.wait_until_lifted(fault.id).await,
        FaultEffect::Delay { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        FaultEffect::Cut { when } => {
            if when == CutMoment::After {
                next.run(request).await;
            }
            return Answered::Cut;
        }
        FaultEffect::Operation(style) => {
            request.extensions_mut().insert(style);
        }
        effect => {
            let response = next.run(request).await;
            return Answered::Response(changed(service, effect, response).await);
        }
    }
    Answered::Response(next.run(request).await)
}

/// The answer to a request that is not carried out.
fn instead(service: &Service, effect: &FaultEffect, request: &Request) -> Option<Response> {
    Some(match effect {
        FaultEffect::Respond {
            status,
            headers,
            body,
        } => respond(*status, headers, body.clone()),
        FaultEffect::ClaimsChallenge { padded } => {
            claims_challenge::response(*padded, service.now().timestamp)
        }
        FaultEffect::Redirect { status, origin } => {
            let asked = request.uri().path_and_query();
            let asked = asked.map_or("/", |asked| asked.as_str());
            let target = format!("{}{asked}", origin.beside(&service.endpoint));
            let headers = BTreeMap::from([("location".to_owned(), target)]);
            respond(*status, &headers, None)
        }
        _ => return None,
    })
}

/// The answer to a request that was carried out, with what is wrong with it.
async fn changed(service: &Service, effect: FaultEffect, response: Response) -> Response {
    match effect {
        FaultEffect::Alter {
            status,
            set_headers,
            remove_headers,
            body,
        } => alter(response, status, &set_headers, &remove_headers, body),
        FaultEffect::Truncate {} => truncate(response).await,
        FaultEffect::ByteOrderMark {} => marked(response).await,
        FaultEffect::Readdress { origin } => {
            readdressed(response, &service.endpoint, &origin).await
        }
        FaultEffect::LastLink { link } => {
            rewritten(response, |body| with_last_link(body, link)).await
        }
        _ => response,
    }
}

fn respond(status: u16, headers: &BTreeMap<String, String>, body: Option<Value>) -> Response {
    let mut response = Response::new(Body::empty());
    if body.is_some() {
        set_header(response.headers_mut(), "content-type", "application/json");
    }
    alter(response, Some(status), headers, &[], body)
}

fn alter(
    response: Response,
    status: Option<u16>,
    set: &BTreeMap<String, String>,
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
    let whole = whole(body).await;
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

async fn marked(response: Response) -> Response {
    rewritten(response, |body| [BYTE_ORDER_MARK, &body].concat().into()).await
}

/// Lets the addresses of an answer lead to another host.
async fn readdressed(response: Response, endpoint: &str, origin: &Origin) -> Response {
    let other = origin.beside(endpoint);
    let mut response = rewritten(response, |body| with_next_link(body, endpoint, &other)).await;
    for name in ADDRESSES {
        let found = response.headers().get(&name);
        let changed = found
            .and_then(|value| value.to_str().ok()?.strip_prefix(endpoint))
            .map(|rest| format!("{other}{rest}"));
        if let Some(changed) = changed {
            set_header(response.headers_mut(), name.as_str(), &changed);
        }
    }
    response
}

fn with_next_link(body: Bytes, endpoint: &str, other: &str) -> Bytes {
    let Ok(mut json) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    let rest = json["nextLink"]
        .as_str()
        .and_then(|link| link.strip_prefix(endpoint));
    let Some(link) = rest.map(|rest| format!("{other}{rest}")) else {
        return body;
    };
    json["nextLink"] = link.into();
    json.to_string().into()
}

fn with_last_link(body: Bytes, link: LastLink) -> Bytes {
    match serde_json::from_slice::<Value>(&body) {
        Ok(mut json) if json["value"].is_array() && json["nextLink"].is_null() => {
            json["nextLink"] = match link {
                LastLink::Null => Value::Null,
                LastLink::Empty => "".into(),
            };
            json.to_string().into()
        }
        _ => body,
    }
}

/// The answer with another body.
async fn rewritten(response: Response, rewrite: impl FnOnce(Bytes) -> Bytes) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(rewrite(whole(body).await)))
}

/// The body of an answer, which is in memory already.
pub(crate) async fn whole(body: Body) -> Bytes {
    axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default()
}

/// Sets a header; a name or value that HTTP does not allow is left out.
pub(crate) fn set_header(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

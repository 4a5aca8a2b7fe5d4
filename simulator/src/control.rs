//! `/simulator/…`: faults, journal, state and scripted changes over HTTP.
//!
//! The same as the library's methods, for trials with curl. Needs no token and leaves no entry
//! in the journal.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::FaultId;
use crate::gateway::milliseconds;
use crate::journal::Exchange;
use crate::scenario::{Fault, duration, some_seconds};
use crate::service::Service;
use crate::state::{ScriptError, StateChange};
use crate::views::{ConnectionView, PrivateEndpointView, ServerView};

type Shared = State<Arc<Service>>;

pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .nest("/simulator", routes(service))
        // A nested router does not take the slash.
        .route("/simulator/", get(status_page))
}

fn routes(service: Arc<Service>) -> Router {
    Router::new()
        .route("/", get(status_page))
        .route("/state", get(state))
        .route("/journal", get(journal))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(lift_fault))
        .route("/servers/{server}", delete(remove_server))
        .route("/servers/{server}/state", post(set_server_state))
        .route(
            "/servers/{server}/hold",
            post(hold_server).delete(release_server),
        )
        .route(
            "/servers/{server}/connections/{connection}",
            delete(remove_connection),
        )
        .route(
            "/servers/{server}/connections/{connection}/state",
            post(set_connection_state),
        )
        .route("/private-endpoints", post(create_private_endpoint))
        .route(
            "/private-endpoints/{endpoint}",
            delete(delete_private_endpoint),
        )
        .with_state(service)
}

/// 404 with the reason, or 204.
struct Done(Result<(), ScriptError>);

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        match self.0 {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => refused(&error),
        }
    }
}

fn refused(error: &ScriptError) -> Response {
    (
        StatusCode::NOT_FOUND,
        Json(json!({ "error": error.to_string() })),
    )
        .into_response()
}

/// Servers, endpoints, operations and the last requests, live.
async fn status_page() -> Html<&'static str> {
    Html(include_str!("status_page.html"))
}

async fn state(State(service): Shared) -> Json<Value> {
    service.with_world(|world, now| {
        let servers: Vec<_> = world.servers().map(ServerView::new).collect();
        let endpoints: Vec<_> = world
            .private_endpoints()
            .map(PrivateEndpointView::new)
            .collect();
        let operations: Vec<_> = world
            .running_operations(now)
            .map(|found| {
                let left = found.due.saturating_sub(now.elapsed);
                json!({
                    "id": found.id.to_string(),
                    "on": found.subject,
                    "does": found.kind.title(),
                    "milliseconds_left": milliseconds(left),
                })
            })
            .collect();
        Json(json!({
            "servers": servers,
            "private_endpoints": endpoints,
            "running_operations": operations,
        }))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalQuery {
    last: Option<usize>,
}

async fn journal(State(service): Shared, Query(query): Query<JournalQuery>) -> Json<Vec<Exchange>> {
    Json(match query.last {
        Some(count) => service.journal.last(count),
        None => service.journal.all(),
    })
}

async fn faults(State(service): Shared) -> Json<Value> {
    let armed = service.faults.all();
    let armed = armed
        .into_iter()
        .map(|(id, fault)| json!({ "id": id, "fault": fault }));
    Json(armed.collect())
}

async fn add_fault(State(service): Shared, Json(fault): Json<Fault>) -> Json<Value> {
    Json(json!({ "id": service.faults.add(fault) }))
}

async fn lift_fault(State(service): Shared, Path(id): Path<u64>) -> StatusCode {
    service.faults.remove(FaultId(id));
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(service): Shared) -> StatusCode {
    service.faults.clear();
    StatusCode::NO_CONTENT
}

async fn remove_server(State(service): Shared, Path(server): Path<String>) -> Done {
    Done(service.with_world(|world, _| world.remove_server(&server)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerState {
    state: String,
}

async fn set_server_state(
    State(service): Shared,
    Path(server): Path<String>,
    Json(body): Json<ServerState>,
) -> Done {
    Done(service.with_world(|world, _| world.set_server_state(&server, &body.state)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldTime {
    #[serde(default, deserialize_with = "some_seconds")]
    seconds: Option<f64>,
}

async fn hold_server(
    State(service): Shared,
    Path(server): Path<String>,
    Json(body): Json<HoldTime>,
) -> Done {
    let how_long = body.seconds.map(duration);
    Done(
        service
            .with_world(|world, now| world.hold_server(&server, how_long, now))
            .map(drop),
    )
}

async fn release_server(State(service): Shared, Path(server): Path<String>) -> StatusCode {
    service.with_world(|world, _| world.release_server(&server, None));
    StatusCode::NO_CONTENT
}

async fn remove_connection(
    State(service): Shared,
    Path((server, connection)): Path<(String, String)>,
) -> Done {
    Done(service.with_world(|world, _| world.remove_connection(&server, &connection)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectionState {
    status: String,
    description: Option<String>,
}

async fn set_connection_state(
    State(service): Shared,
    Path((server, connection)): Path<(String, String)>,
    Json(body): Json<ConnectionState>,
) -> Done {
    let change = StateChange {
        status: body.status,
        description: body.description,
    };
    Done(service.with_world(|world, _| world.set_connection_state(&server, &connection, &change)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEndpoint {
    name: String,
    resource_group: String,
    target: String,
    #[serde(default = "pending")]
    status: String,
}

fn pending() -> String {
    "Pending".to_owned()
}

async fn create_private_endpoint(
    State(service): Shared,
    Json(body): Json<NewEndpoint>,
) -> Response {
    let made = service.with_world(|world, _| {
        let NewEndpoint {
            name,
            resource_group,
            target,
            status,
        } = &body;
        let connection = world.create_endpoint(name, resource_group, target, status)?;
        Ok(ConnectionView::new(
            world.scripted_server(target)?,
            &connection,
        ))
    });
    match made {
        Ok(connection) => (StatusCode::CREATED, Json(connection)).into_response(),
        Err(error) => refused(&error),
    }
}

async fn delete_private_endpoint(State(service): Shared, Path(endpoint): Path<String>) -> Done {
    Done(service.with_world(|world, _| world.delete_endpoint(&endpoint)))
}

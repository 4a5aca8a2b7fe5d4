//! From the world's refusals to the errors that Azure answers with.

use axum::http::StatusCode;

use super::errors::ArmError;
use super::path::{CONNECTIONS, PRIVATE_ENDPOINTS, SERVERS};
use crate::state::{Refusal, ServerAction, busy_message, not_ready_message};

impl From<Refusal> for ArmError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ServerNotFound {
                resource_group,
                name,
            } => Self::resource_not_found(SERVERS, &name, &resource_group),
            Refusal::EndpointNotFound {
                resource_group,
                name,
            } => Self::resource_not_found(PRIVATE_ENDPOINTS, &name, &resource_group),
            Refusal::ConnectionNotFound {
                name,
                by_resource_manager: false,
                ..
            } => Self::not_found_by_provider(CONNECTIONS, &name),
            Refusal::ConnectionNotFound {
                resource_group,
                server,
                name,
                ..
            } => {
                let name = format!("{server}/privateEndpointConnections/{name}");
                Self::resource_not_found(SERVERS, &name, &resource_group)
            }
            Refusal::ServerBusy { server, conflict } => server_busy(&server, conflict),
            Refusal::ServerNotReady {
                server,
                state,
                conflict,
            } => server_not_ready(&server, &state, conflict),
            Refusal::ServerStopped { server } => server_stopped(&server),
            Refusal::ActionDoesNotFit {
                server,
                action,
                state,
                conflict,
            } => action_does_not_fit(&server, action, &state, conflict),
            Refusal::ActionWhileBusy {
                server,
                action,
                conflict,
            } => action_while_busy(&server, action, conflict),
            Refusal::InvalidStatus { message } => Self::invalid_parameter(message),
            Refusal::NoPrivateEndpoints { server } => no_private_endpoints(&server),
            Refusal::TargetNotFound { endpoint, target } => target_not_found(&endpoint, &target),
        }
    }
}

fn server_busy(server: &str, conflict: bool) -> ArmError {
    let message = busy_message(server);
    ArmError::service(refusal_status(conflict), "ServerIsBusy", message)
}

fn server_not_ready(server: &str, state: &str, conflict: bool) -> ArmError {
    let message = not_ready_message(server, state);
    ArmError::service(refusal_status(conflict), "ServerIsNotReady", message)
}

/// The code was observed, its text never; these words are ours.
fn server_stopped(server: &str) -> ArmError {
    let message =
        format!("The operation cannot be performed because server '{server}' is stopped.");
    ArmError::service(StatusCode::BAD_REQUEST, "ServerStoppedError", message)
}

fn action_does_not_fit(
    server: &str,
    action: ServerAction,
    state: &str,
    conflict: bool,
) -> ArmError {
    let (code, rule) = match action {
        ServerAction::Start => (
            "ServerIsNotStopped",
            "Start Server can only be performed on Stopped servers.",
        ),
        ServerAction::Stop | ServerAction::Restart => (
            "ServerIsNotReady",
            "Restart or Stop Server can only be performed on Started servers.",
        ),
    };
    let message = format!("{rule} Server Name = {server}, Current Server State = {state}");
    ArmError::service(refusal_status(conflict), code, message)
}

fn action_while_busy(server: &str, action: ServerAction, conflict: bool) -> ArmError {
    let action = match action {
        ServerAction::Start => "Start",
        ServerAction::Stop => "Stop",
        ServerAction::Restart => "Restart",
    };
    let message = format!(
        "Cannot perform '{action}' server operation because server '{server}' is busy processing other operation."
    );
    // Misspelt by the service.
    ArmError::service(
        refusal_status(conflict),
        "SeverBusyWithOtherOperation",
        message,
    )
}

fn no_private_endpoints(server: &str) -> ArmError {
    let message = format!(
        "Call to Microsoft.DBforPostgreSQL/flexibleServers failed. Error message: The given server {server} does not support private endpoint feature. Please create a new server that is private endpoint capable. Refer to https://aka.ms/pgflex-pepreview for more details."
    );
    let code = "PrivateEndpointFeatureNotSupportedOnServer";
    ArmError::service(StatusCode::BAD_REQUEST, code, message)
}

/// Assumed: Microsoft.Network's general text for references to nothing.
fn target_not_found(endpoint: &str, target: &str) -> ArmError {
    let message = format!(
        "Resource {target} referenced by resource {endpoint} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region."
    );
    ArmError::service(StatusCode::BAD_REQUEST, "InvalidResourceReference", message)
}

fn refusal_status(conflict: bool) -> StatusCode {
    if conflict {
        StatusCode::CONFLICT
    } else {
        StatusCode::BAD_REQUEST
    }
}

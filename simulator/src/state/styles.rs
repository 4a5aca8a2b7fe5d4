//! Operations of another style than the recorded one: when they end, and how.

use std::time::Duration;

use uuid::Uuid;

use super::{Failure, Moment, Operation, OperationKind, Outcome, PrivateEndpoint, World};
use crate::scenario::OperationStyle;

impl World {
    /// Gives an operation that has just been accepted another style.
    pub fn restyle(&mut self, id: Uuid, style: &OperationStyle, now: Moment) {
        let Some(mut operation) = self.operations.remove(&id) else {
            return;
        };
        if let Some(seconds) = style.seconds {
            let whole = Duration::try_from_secs_f64(seconds).unwrap_or_default();
            let due = now.elapsed + whole;
            if let Some(effect) = &mut operation.effect {
                let lag = effect.at.saturating_sub(operation.due);
                effect.at = due + lag;
            }
            operation.due = due;
        }
        if style.succeeds() == Some(false) {
            self.let_fail(&mut operation, style);
        }
        if style.shows_resource() {
            self.track(&operation);
        }
        operation.style = style.clone();
        self.operations.insert(id, operation);
        self.advance(now);
    }

    /// Takes away the effect, and what the start of the operation has shown already.
    fn let_fail(&mut self, operation: &mut Operation, style: &OperationStyle) {
        operation.effect = None;
        if let Outcome::Succeeded = operation.outcome {
            self.take_back(operation);
        }
        operation.outcome = Outcome::Failed(match &style.error_code {
            Some(code) => Failure {
                code: code.clone().into(),
                message: "The operation did not succeed.".to_owned(),
            },
            None => Failure::internal(),
        });
    }

    fn take_back(&mut self, operation: &Operation) {
        self.take_back_endpoint(operation);
        let key = operation.server.as_deref().unwrap_or_default();
        let Some(server) = self.servers.get_mut(key) else {
            return;
        };
        let state = match operation.kind {
            OperationKind::DropConnection => {
                let name = operation.connection.as_deref().unwrap_or_default();
                if let Some(connection) = server.connection_mut(name) {
                    connection.deleting = false;
                }
                return;
            }
            OperationKind::StartServer => "Stopped",
            OperationKind::StopServer | OperationKind::RestartServer => "Ready",
            OperationKind::DropServer => {
                server.deleting = false;
                "Ready"
            }
            OperationKind::UpdateConnection
            | OperationKind::WriteEndpoint
            | OperationKind::DeleteEndpoint => return,
        };
        state.clone_into(&mut server.state);
    }

    fn take_back_endpoint(&mut self, operation: &Operation) {
        let state = match operation.kind {
            OperationKind::WriteEndpoint => "Failed",
            OperationKind::DeleteEndpoint => "Succeeded",
            _ => return,
        };
        let found = |endpoint: &&mut PrivateEndpoint| endpoint.name == operation.subject;
        if let Some(endpoint) = self.endpoints.values_mut().find(found) {
            endpoint.provisioning_state = state;
        }
    }

    /// Lets the connection's own `provisioningState` tell the progress.
    fn track(&mut self, operation: &Operation) {
        let key = operation.server.as_deref().unwrap_or_default();
        let name = operation.connection.as_deref().unwrap_or_default();
        let server = self.servers.get_mut(key);
        if let Some(connection) = server.and_then(|server| server.connection_mut(name)) {
            connection.tracked_by = Some(operation.id);
        }
    }
}

//! Operations of another style than the recorded one: when they end, and how.

use uuid::Uuid;

use super::{Failure, Moment, Operation, Outcome, World};
use crate::scenario::{OperationStyle, duration};

impl World {
    /// Gives an operation that has just been accepted another style.
    pub fn restyle(
        &mut self,
        mut operation: Operation,
        style: &OperationStyle,
        now: Moment,
    ) -> Operation {
        if let Some(seconds) = style.seconds {
            let due = now.elapsed + duration(seconds);
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
            let tracked = Some(operation.id);
            self.track(&operation.server, &operation.connection, tracked);
        }
        operation.style = style.clone();
        self.operations.insert(operation.id, operation.clone());
        self.advance(now);
        operation
    }

    /// Takes away the effect, and what the start of the operation has shown already.
    fn let_fail(&mut self, operation: &mut Operation, style: &OperationStyle) {
        operation.effect = None;
        if let (Outcome::Succeeded, Some(undo)) = (&operation.outcome, operation.undo.take()) {
            self.apply(undo);
        }
        let word = style.outcome.as_deref().unwrap_or_default();
        operation.outcome = Outcome::Failed(match &style.error_code {
            Some(code) => Failure {
                code: code.clone().into(),
                message: "The operation did not succeed.".to_owned(),
            },
            None if word.to_ascii_lowercase().starts_with("cancel") => Failure {
                code: "OperationCanceled".into(),
                message: "The operation was canceled.".to_owned(),
            },
            None => Failure::internal(),
        });
    }

    /// Lets a connection's own `provisioningState` tell the progress of an operation, or of none.
    pub(super) fn track(
        &mut self,
        server: &Option<String>,
        connection: &Option<String>,
        operation: Option<Uuid>,
    ) {
        let server = server.as_ref().and_then(|key| self.servers.get_mut(key));
        let name = connection.as_deref().unwrap_or_default();
        if let Some(connection) = server.and_then(|server| server.connection_mut(name)) {
            connection.tracked_by = operation;
        }
    }
}

//! Start, stop, restart and delete of a server.

use super::gate::Gate;
use super::operation::Effect;
use super::writes::Accepted;
use super::{Moment, Operation, OperationKind, Refusal, Server, ServerAction, World};
use crate::scenario::ActionRefusal;

impl World {
    /// Accepts a start, stop or restart, or refuses it.
    ///
    /// # Errors
    /// When the server is absent, busy, or in a state that the action does not fit.
    pub fn act_on_server(
        &mut self,
        resource_group: &str,
        server: &str,
        action: ServerAction,
        now: Moment,
    ) -> Result<Operation, Refusal> {
        let found = self.server(resource_group, server)?;
        let conflict = self.switches.action_refusal == ActionRefusal::Conflict;
        let server = found.name.clone();
        if self.is_occupied(found, now) {
            return Err(Refusal::ActionWhileBusy {
                server,
                action,
                conflict,
            });
        }
        let fits = match action {
            ServerAction::Start => found.state == "Stopped",
            ServerAction::Stop | ServerAction::Restart => found.state == "Ready",
        };
        if !fits {
            let state = found.state.clone();
            return Err(Refusal::ActionDoesNotFit {
                server,
                action,
                state,
                conflict,
            });
        }
        let (key, location) = (server.to_ascii_lowercase(), found.region());
        let undo = restored(&key, found);
        if let Some(server) = self.servers.get_mut(&key) {
            action.passing_state().clone_into(&mut server.state);
        }
        Ok(self.accept(Accepted {
            kind: match action {
                ServerAction::Start => OperationKind::StartServer,
                ServerAction::Stop => OperationKind::StopServer,
                ServerAction::Restart => OperationKind::RestartServer,
            },
            server: Some(key.clone()),
            connection: None,
            subject: server,
            location,
            failure: None,
            effect: Effect::SetServerState {
                server: key,
                state: action.final_state().to_owned(),
            },
            undo: Some(undo),
            now,
        }))
    }

    /// Accepts the delete of a server, or refuses it; `None` when there is nothing to delete.
    ///
    /// # Errors
    /// When an operation runs on the server.
    pub fn delete_server(
        &mut self,
        resource_group: &str,
        server: &str,
        now: Moment,
    ) -> Result<Option<Operation>, Refusal> {
        let Ok(found) = self.server(resource_group, server) else {
            return Ok(None);
        };
        let failure = if self.is_occupied(found, now) {
            match self.busy(found) {
                Gate::Refused(refusal) => return Err(refusal),
                Gate::Fails(failure) => Some(failure),
                Gate::Open => None,
            }
        } else {
            None
        };
        // Recorded: the polling address of a server's delete has the display name.
        let (subject, location) = (found.name.clone(), found.location.replace(' ', "%20"));
        let key = subject.to_ascii_lowercase();
        let undo = restored(&key, found);
        if failure.is_none()
            && let Some(server) = self.servers.get_mut(&key)
        {
            "Dropping".clone_into(&mut server.state);
            server.deleting = true;
        }
        Ok(Some(self.accept(Accepted {
            kind: OperationKind::DropServer,
            server: Some(key.clone()),
            connection: None,
            subject,
            location,
            failure,
            effect: Effect::RemoveServer { server: key },
            undo: Some(undo),
            now,
        })))
    }
}

/// Gives a server the state back that it has now.
fn restored(key: &str, server: &Server) -> Effect {
    Effect::SetServerState {
        server: key.to_owned(),
        state: server.state.clone(),
    }
}

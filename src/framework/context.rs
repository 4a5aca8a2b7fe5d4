//! What one operation runs in: the session it belongs to, Terraform's stop signal, and a place for
//! warnings.

use super::diagnostics::{Diagnostic, Diagnostics};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The surroundings of one operation. `S` is the provider's own per-connection state.
pub struct Context<S> {
    session: Arc<S>,
    stop: CancellationToken,
    warnings: Mutex<Diagnostics>,
}

impl<S> Context<S> {
    /// Surroundings for one operation of a session, ended early by `stop`.
    pub fn new(session: Arc<S>, stop: CancellationToken) -> Self {
        Self {
            session,
            stop,
            warnings: Mutex::default(),
        }
    }

    /// The provider's state for the connection that the call came on.
    pub fn session(&self) -> &Arc<S> {
        &self.session
    }

    /// Fires when Terraform asks to stop (Ctrl-C). Every wait must end then.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Shows a warning beside whatever the operation answers.
    pub fn warn(&self, warning: Diagnostic) {
        self.warnings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(warning);
    }

    /// The warnings so far.
    pub fn take_warnings(&self) -> Diagnostics {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

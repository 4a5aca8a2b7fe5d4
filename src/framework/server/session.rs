//! One connection of a Terraform process: the provider's own state for it, and the stop signal.

use crate::framework::context::Context;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// One connection. Cheap to clone; all clones are the same connection.
pub struct Session<S> {
    state: Arc<S>,
    stop: Arc<Mutex<CancellationToken>>,
}

impl<S> Clone for Session<S> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            stop: Arc::clone(&self.stop),
        }
    }
}

impl<S> Session<S> {
    /// A connection with the provider's state for it.
    pub fn new(state: S) -> Self {
        Self {
            state: Arc::new(state),
            stop: Arc::default(),
        }
    }

    /// The provider's state for this connection.
    pub fn state(&self) -> &Arc<S> {
        &self.state
    }

    /// The surroundings of a new operation.
    pub fn context(&self) -> Context<S> {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        Context::new(Arc::clone(&self.state), stop.clone())
    }

    /// Ends the waits of every operation now running. Operations that begin later are not touched, as
    /// Terraform's own SDKs do it.
    pub fn stop(&self) {
        let mut stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *stop).cancel();
    }
}

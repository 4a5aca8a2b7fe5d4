//! What belongs to one connection of a Terraform process: its configured client and the ledger of
//! what its calls have said about connections.

use super::configuration::Settings;
use super::ledger::Ledger;
use crate::azure::Client;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The provider's state for one connection.
#[derive(Default)]
pub struct Session {
    settings: Mutex<Option<Settings>>,
    client: OnceLock<Result<Client, Diagnostics>>,
    ledger: Ledger,
}

impl Session {
    /// Takes the configuration. No request is made, and nothing slow: a plan without this provider's
    /// resources configures it too.
    pub fn configure(&self, settings: Settings) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = Some(settings);
    }

    /// The client, made at its first use.
    ///
    /// # Errors
    /// When the provider is not configured, or its configuration is not known yet or not sufficient.
    pub fn client(&self) -> Result<Client, Diagnostics> {
        self.client
            .get_or_init(|| {
                let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
                settings.as_ref().ok_or_else(unconfigured)?.client()
            })
            .clone()
    }

    /// What the calls of this walk have said about connections.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}

fn unconfigured() -> Diagnostics {
    Diagnostic::error(
        "The provider is not configured",
        "Terraform asked for a resource before it configured the provider. This is a bug in Terraform or in the \
         provider: please report it to the provider's developers.",
    )
    .into()
}

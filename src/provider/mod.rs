//! The provider `azprivatelink`: what its users see.
//!
//! May use [`crate::framework`] and [`crate::azure`], which know nothing of each other.
//!
//! - [`configuration`]: the provider block and the `ARM_*` variables, as settings of an Azure client
//! - [`session`], [`ledger`]: what belongs to one connection of a Terraform process
//! - [`explain`]: errors of the Azure client as messages
//! - [`endpoint_connection`]: the resource `azprivatelink_endpoint_connection`

pub mod configuration;
pub mod endpoint_connection;
mod explain;
mod ledger;
mod session;

pub use session::Session;

use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::{Configure, Provider};
use crate::framework::resource::Resource;
use crate::framework::schema::Schema;
use configuration::{Configuration, Environment};
use endpoint_connection::EndpointConnectionResource;
use std::sync::Arc;

/// The provider.
pub struct PrivateLink {
    environment: Environment,
}

impl PrivateLink {
    /// A provider in the given environment variables.
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }
}

impl Provider for PrivateLink {
    type Session = Session;

    fn open_session(&self) -> Session {
        Session::default()
    }

    fn schema(&self) -> Schema {
        configuration::schema()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource<Session>>> {
        vec![Arc::new(EndpointConnectionResource)]
    }

    fn configure(&self, session: &Session, request: Configure<'_>) -> Result<(), Diagnostics> {
        let configuration = Configuration::from_value(request.config);
        let settings = configuration.settings(&self.environment, request.terraform_version)?;
        session.configure(settings);
        Ok(())
    }
}

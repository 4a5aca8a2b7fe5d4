//! What a provider is: its schema, its resources and data sources, and how it is configured.

use super::data_source::DataSource;
use super::diagnostics::Diagnostics;
use super::resource::Resource;
use super::schema::Schema;
use super::value::Value;
use std::sync::Arc;

/// A provider.
pub trait Provider: Send + Sync + 'static {
    /// What belongs to one connection of a Terraform process: in reattach mode one provider process
    /// serves several runs at once, each configured in its own way.
    type Session: Send + Sync + 'static;

    /// The state of a new connection, not yet configured.
    fn open_session(&self) -> Self::Session;

    /// The schema of the provider block.
    fn schema(&self) -> Schema;

    /// The resources offered.
    fn resources(&self) -> Vec<Arc<dyn Resource<Self::Session>>>;

    /// The data sources offered.
    fn data_sources(&self) -> Vec<Arc<dyn DataSource<Self::Session>>> {
        Vec::new()
    }

    /// Checks a configuration without any request. Values may be unknown.
    fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Takes the configuration of a connection. Values may be unknown during a plan; that is an error
    /// only when something needs them.
    ///
    /// # Errors
    /// When no configuration of the kind could ever work.
    fn configure(&self, session: &Self::Session, request: Configure<'_>)
    -> Result<(), Diagnostics>;
}

/// What Configure brings.
#[derive(Clone, Copy, Debug)]
pub struct Configure<'a> {
    /// The version of the calling program; OpenTofu sends its own.
    pub terraform_version: &'a str,
    /// The provider block.
    pub config: &'a Value,
}

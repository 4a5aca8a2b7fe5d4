//! What a provider offers, with its schemas, looked up by type name. Made once, before the first
//! connection, and never changed.

use super::session::Session;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::{Configure, Provider};
use crate::framework::resource::Resource;
use crate::framework::schema::Schema;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A resource or data source with its schema.
pub struct Offered<T: ?Sized> {
    /// The implementation.
    pub implementation: Arc<T>,
    /// Its schema.
    pub schema: Schema,
}

/// A resource with its schema.
pub type OfferedResource<S> = Offered<dyn Resource<S>>;
/// A data source with its schema.
pub type OfferedDataSource<S> = Offered<dyn DataSource<S>>;

/// A provider, ready to serve.
pub struct Server<P: Provider> {
    provider: P,
    schema: Schema,
    resources: BTreeMap<&'static str, OfferedResource<P::Session>>,
    data_sources: BTreeMap<&'static str, OfferedDataSource<P::Session>>,
}

impl<P: Provider> Server<P> {
    /// Takes a provider and asks it for everything it offers.
    pub fn new(provider: P) -> Self {
        let resources = provider.resources().into_iter().map(|implementation| {
            let schema = implementation.schema();
            (
                implementation.type_name(),
                Offered {
                    implementation,
                    schema,
                },
            )
        });
        let data_sources = provider.data_sources().into_iter().map(|implementation| {
            let schema = implementation.schema();
            (
                implementation.type_name(),
                Offered {
                    implementation,
                    schema,
                },
            )
        });
        Self {
            schema: provider.schema(),
            resources: resources.collect(),
            data_sources: data_sources.collect(),
            provider,
        }
    }

    /// The provider itself.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// The schema of the provider block.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The resources by type name.
    pub fn resources(&self) -> &BTreeMap<&'static str, OfferedResource<P::Session>> {
        &self.resources
    }

    /// The data sources by type name.
    pub fn data_sources(&self) -> &BTreeMap<&'static str, OfferedDataSource<P::Session>> {
        &self.data_sources
    }

    /// One resource.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn resource(&self, type_name: &str) -> Result<&OfferedResource<P::Session>, Diagnostics> {
        self.resources
            .get(type_name)
            .ok_or_else(|| unsupported("resource", type_name, self.resources.keys()))
    }

    /// One data source.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn data_source(
        &self,
        type_name: &str,
    ) -> Result<&OfferedDataSource<P::Session>, Diagnostics> {
        self.data_sources
            .get(type_name)
            .ok_or_else(|| unsupported("data source", type_name, self.data_sources.keys()))
    }

    /// A new connection, not yet configured.
    pub fn open_session(&self) -> Session<P::Session> {
        Session::new(self.provider.open_session())
    }

    /// Configures a connection.
    ///
    /// # Errors
    /// When no configuration of the kind could ever work.
    pub fn configure(
        &self,
        session: &Session<P::Session>,
        request: Configure<'_>,
    ) -> Result<(), Diagnostics> {
        self.provider.configure(session.state(), request)
    }
}

fn unsupported<'a>(
    kind: &str,
    type_name: &str,
    offered: impl Iterator<Item = &'a &'static str>,
) -> Diagnostics {
    let offered: Vec<_> = offered.map(|name| format!("`{name}`")).collect();
    Diagnostic::error(
        format!("Unsupported {kind} type {type_name:?}"),
        format!("This version of the provider has: {}.", offered.join(", ")),
    )
    .into()
}

//! ReadResource and ReadDataSource.

use super::registry::Server;
use super::session::Session;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::Provider;
use crate::framework::value::Value;

/// What the protocol layer answers a read with.
#[derive(Clone, Debug)]
pub struct ReadResponse {
    /// The refreshed object; null when it is gone; the stored one beside an error.
    pub state: Value,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl<P: Provider> Server<P> {
    /// Refreshes a stored object.
    pub async fn read(
        &self,
        session: &Session<P::Session>,
        type_name: &str,
        state: &Value,
    ) -> ReadResponse {
        let context = session.context();
        let result = match self.resource(type_name) {
            Err(unsupported) => Err(unsupported),
            Ok(resource) => resource.implementation.read(&context, state).await,
        };
        let mut diagnostics = context.take_warnings();
        let state = match result.and_then(|read| known(type_name, read.unwrap_or(Value::Null))) {
            Ok(read) => read,
            Err(errors) => {
                diagnostics.extend(errors);
                state.clone()
            }
        };
        ReadResponse { state, diagnostics }
    }

    /// Reads a data source.
    pub async fn read_data_source(
        &self,
        session: &Session<P::Session>,
        type_name: &str,
        config: &Value,
    ) -> ReadResponse {
        let context = session.context();
        let result = match self.data_source(type_name) {
            Err(unsupported) => Err(unsupported),
            Ok(data_source) => data_source.implementation.read(&context, config).await,
        };
        let mut diagnostics = context.take_warnings();
        let state = match result.and_then(|read| known(type_name, read)) {
            Ok(read) => read,
            Err(errors) => {
                diagnostics.extend(errors);
                Value::Null
            }
        };
        ReadResponse { state, diagnostics }
    }
}

fn known(type_name: &str, state: Value) -> Result<Value, Diagnostics> {
    if state.is_wholly_known() {
        return Ok(state);
    }
    Err(Diagnostic::error(
        "The provider read an unknown value",
        format!(
            "Reading {type_name} gave a value that is not known. This is a bug in the provider: \
             please report it to its developers."
        ),
    )
    .into())
}

//! ImportResourceState: from an id to a stored object that a read completes.

use super::read::ReadResponse;
use super::registry::Server;
use super::session::Session;
use crate::framework::provider::Provider;
use crate::framework::value::Value;

impl<P: Provider> Server<P> {
    /// Makes a stored object from an import id. The state is null beside an error.
    pub async fn import(
        &self,
        session: &Session<P::Session>,
        type_name: &str,
        id: &str,
    ) -> ReadResponse {
        let context = session.context();
        let result = match self.resource(type_name) {
            Err(unsupported) => Err(unsupported),
            Ok(resource) => resource
                .implementation
                .import(&context, id)
                .await
                .map(|state| resource.schema.block.complete(state)),
        };
        let mut diagnostics = context.take_warnings();
        let state = match result {
            Ok(state) => state,
            Err(errors) => {
                diagnostics.extend(errors);
                Value::Null
            }
        };
        ReadResponse { state, diagnostics }
    }
}

//! What a data source is.

use super::context::Context;
use super::diagnostics::Diagnostics;
use super::schema::Schema;
use super::value::Value;
use async_trait::async_trait;

/// A data source. `S` is the provider's own per-connection state.
#[async_trait]
pub trait DataSource<S>: Send + Sync {
    /// Its type name, which begins with the provider's.
    fn type_name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> Schema;

    /// Checks a configuration without any request. Values may be unknown.
    fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Reads it. The configuration is wholly known, and its values are returned as they are.
    ///
    /// # Errors
    /// When it cannot be read.
    async fn read(&self, context: &Context<S>, config: &Value) -> Result<Value, Diagnostics>;
}

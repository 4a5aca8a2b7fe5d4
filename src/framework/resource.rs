//! What a managed resource is. Planning proper is done by [`super::server::plan`] from the schema;
//! a resource adds what a schema cannot say.

use super::context::Context;
use super::diagnostics::{Diagnostic, Diagnostics};
use super::path::Path;
use super::schema::Schema;
use super::value::Value;
use async_trait::async_trait;

/// A managed resource. `S` is the provider's own per-connection state.
#[async_trait]
pub trait Resource<S>: Send + Sync {
    /// Its type name, which begins with the provider's.
    fn type_name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> Schema;

    /// Checks a configuration without any request. Values may be unknown.
    fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Looks at a planned creation or change: may refuse it, warn, or mend the plan. The plan follows
    /// the schema's rules already. Must be deterministic: apply plans again and must get the same.
    ///
    /// # Errors
    /// Only for what configuration, prior state and private data prove: an error here stops
    /// `terraform destroy` too, which runs an ordinary plan first.
    async fn plan_change(
        &self,
        _context: &Context<S>,
        _request: &PlanChange<'_>,
        _plan: &mut Plan,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Looks at a planned destruction; what it warns of is shown in the preview.
    ///
    /// # Errors
    /// When the destruction must not be planned.
    async fn plan_destroy(&self, _context: &Context<S>, _prior: &Value) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Refreshes a stored object. `None` means that it is gone.
    ///
    /// # Errors
    /// When that cannot be found out; the stored object is kept.
    async fn read(&self, context: &Context<S>, state: &Value)
    -> Result<Option<Value>, Diagnostics>;

    /// Makes what was planned. Everything unknown in the plan must be known in the result.
    ///
    /// # Errors
    /// When it was not made; nothing is stored then.
    async fn create(
        &self,
        context: &Context<S>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics>;

    /// Changes an object to what was planned.
    ///
    /// # Errors
    /// When it was not changed; the prior state is kept then.
    async fn update(
        &self,
        context: &Context<S>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics>;

    /// Destroys an object.
    ///
    /// # Errors
    /// When it is not proven gone; the prior state is kept then.
    async fn delete(&self, context: &Context<S>, prior: &Value) -> Result<(), Diagnostics>;

    /// Makes a stored object from an import id; a read completes it.
    ///
    /// # Errors
    /// When the id is malformed, or import is not supported.
    async fn import(&self, _context: &Context<S>, _id: &str) -> Result<Value, Diagnostics> {
        Err(Diagnostic::error(
            "Resource cannot be imported",
            format!("{} does not support import.", self.type_name()),
        )
        .into())
    }

    /// Brings a state of an older schema version, as JSON, to the shape of the present one, as JSON.
    ///
    /// # Errors
    /// When there never was such a version.
    fn upgrade(&self, version: i64, _state: &[u8]) -> Result<Vec<u8>, Diagnostics> {
        Err(Diagnostic::error(
            "Unsupported state version",
            format!(
                "{} never had a state of version {version}. Was the state written by another provider?",
                self.type_name()
            ),
        )
        .into())
    }
}

/// The inputs of a planned creation or change.
#[derive(Clone, Copy, Debug)]
pub struct PlanChange<'a> {
    /// The configuration; may be partly unknown.
    pub config: &'a Value,
    /// The stored object as last refreshed; null for a creation.
    pub prior: &'a Value,
    /// The private data that came with the object. In the second call of a replacement (whose prior is
    /// null) it is what the first call put into [`Plan::private`].
    pub prior_private: &'a [u8],
}

/// A planned creation or change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The object after apply, as far as it is known.
    pub planned: Value,
    /// The attributes whose change cannot be made in place.
    pub requires_replace: Vec<Path>,
    /// Handed to apply; and to the second plan call of a replacement.
    pub private: Vec<u8>,
}

/// The inputs of an applied creation or change.
#[derive(Clone, Copy, Debug)]
pub struct ApplyChange<'a> {
    /// The configuration, wholly known.
    pub config: &'a Value,
    /// The stored object; null for a creation.
    pub prior: &'a Value,
    /// What was planned; may be partly unknown.
    pub planned: &'a Value,
}

//! What the calls of a resource bring.

use super::value::value;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::wire::tfplugin5::{apply_resource_change, plan_resource_change};

/// The values of PlanResourceChange. The proposed new state is not among them: the framework plans
/// from the configuration and the prior state itself.
pub struct Planned {
    /// The configuration; null for a destruction.
    pub config: Value,
    /// The stored object; null for a creation.
    pub prior: Value,
}

/// The values of ApplyResourceChange.
pub struct Applied {
    /// The configuration; null for a destruction.
    pub config: Value,
    /// The stored object; null for a creation.
    pub prior: Value,
    /// What was planned; null for a destruction.
    pub planned: Value,
}

/// Reads the values of PlanResourceChange.
///
/// # Errors
/// When one of them does not fit the type.
pub fn plan(request: &plan_resource_change::Request, ty: &Type) -> Result<Planned, Diagnostics> {
    Ok(Planned {
        config: value("configuration", request.config.as_ref(), ty)?,
        prior: value("prior state", request.prior_state.as_ref(), ty)?,
    })
}

/// Reads the values of ApplyResourceChange.
///
/// # Errors
/// When one of them does not fit the type.
pub fn apply(request: &apply_resource_change::Request, ty: &Type) -> Result<Applied, Diagnostics> {
    Ok(Applied {
        config: value("configuration", request.config.as_ref(), ty)?,
        prior: value("prior state", request.prior_state.as_ref(), ty)?,
        planned: value("planned state", request.planned_state.as_ref(), ty)?,
    })
}

//! ApplyResourceChange: runs the resource's operation and lets nothing into the state that would
//! make the next apply destroy something by surprise.
//!
//! The answer is prepared as the safe one (null for a creation, the prior state otherwise) and
//! replaced only by a proven success. A state returned beside the error of a creation would be marked
//! tainted, and the next apply would delete the object in order to make it again.

use super::compatible::first_mismatch;
use super::registry::Server;
use super::session::Session;
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::Provider;
use crate::framework::resource::{ApplyChange, Resource};
use crate::framework::value::Value;
use futures_util::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;

/// What the protocol layer answers an apply with. No private data is stored.
#[derive(Clone, Debug)]
pub struct ApplyResponse {
    /// The object to store; null where there is none.
    pub new_state: Value,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl<P: Provider> Server<P> {
    /// Applies a creation (null prior state), a change, or a destruction (null planned state).
    pub async fn apply(
        &self,
        session: &Session<P::Session>,
        type_name: &str,
        request: ApplyChange<'_>,
    ) -> ApplyResponse {
        let context = session.context();
        let result = match self.resource(type_name) {
            Err(unsupported) => Err(unsupported),
            Ok(resource) => {
                let operation = run(&*resource.implementation, &context, &request);
                match AssertUnwindSafe(operation).catch_unwind().await {
                    Ok(result) => result.and_then(|state| as_planned(&request, state)),
                    Err(panic) => Err(panicked(type_name, &*panic).into()),
                }
            }
        };
        let mut diagnostics = context.take_warnings();
        let new_state = match result {
            Ok(state) => state,
            Err(errors) => {
                diagnostics.extend(errors);
                // Null for a creation, whose prior state is null.
                request.prior.clone()
            }
        };
        ApplyResponse {
            new_state,
            diagnostics,
        }
    }
}

async fn run<S: Send + Sync>(
    resource: &dyn Resource<S>,
    context: &Context<S>,
    request: &ApplyChange<'_>,
) -> Result<Value, Diagnostics> {
    if request.planned.is_null() {
        resource.delete(context, request.prior).await?;
        Ok(Value::Null)
    } else if request.prior.is_null() {
        resource.create(context, request).await
    } else {
        resource.update(context, request).await
    }
}

/// Compares the result with the plan as Terraform would do after us.
fn as_planned(request: &ApplyChange<'_>, state: Value) -> Result<Value, Diagnostics> {
    let Some(mismatch) = first_mismatch(request.planned, &state) else {
        return Ok(state);
    };
    let kept = if request.prior.is_null() {
        "Nothing was stored"
    } else {
        "The prior state was kept"
    };
    let error = Diagnostic::error(
        "The result is not what was planned",
        format!(
            "After apply, `{}` {}. {kept}, so that nothing is destroyed because of it; run apply again. \
             If this repeats, it is a bug in the provider: please report it to its developers.",
            mismatch.path, mismatch.problem
        ),
    );
    Err(error.at(mismatch.path).into())
}

/// The error for a panic inside the provider.
pub fn panicked(type_name: &str, panic: &(dyn Any + Send)) -> Diagnostic {
    let cause = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown cause");
    Diagnostic::error(
        "The provider failed internally",
        format!(
            "A panic stopped the operation on {type_name}: {cause}. The stored state was not changed. \
             This is a bug in the provider: please report it to its developers."
        ),
    )
}

//! PlanResourceChange: the schema's rules first, then the resource's own.

use super::registry::Server;
use super::rules;
use super::session::Session;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::resource::{Plan, PlanChange};
use crate::framework::value::Value;

/// What the protocol layer answers a plan with.
#[derive(Clone, Debug)]
pub struct PlanResponse {
    /// The planned object; null for a destruction.
    pub plan: Plan,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl<P: Provider> Server<P> {
    /// Plans a creation (null prior state), a change, or a destruction (null configuration).
    pub async fn plan(
        &self,
        session: &Session<P::Session>,
        type_name: &str,
        request: PlanChange<'_>,
    ) -> PlanResponse {
        let context = session.context();
        let mut plan = Plan {
            planned: Value::Null,
            requires_replace: Vec::new(),
            private: Vec::new(),
        };
        let result = match self.resource(type_name) {
            Err(unsupported) => Err(unsupported),
            Ok(resource) if request.config.is_null() => {
                let implementation = &resource.implementation;
                implementation.plan_destroy(&context, request.prior).await
            }
            Ok(resource) => {
                plan = planned_by_schema(&resource.schema.block, &request);
                let implementation = &resource.implementation;
                implementation
                    .plan_change(&context, &request, &mut plan)
                    .await
            }
        };
        let mut diagnostics = context.take_warnings();
        diagnostics.extend(result.err().into_iter().flatten());
        PlanResponse { plan, diagnostics }
    }
}

/// A replaced object is planned as if made anew: nothing of the old one can be relied on.
fn planned_by_schema(block: &crate::framework::schema::Block, request: &PlanChange<'_>) -> Plan {
    let planned = rules::planned_values(block, request.config, request.prior);
    let requires_replace = rules::replaced_by(block, request.prior, &planned);
    let planned = if requires_replace.is_empty() {
        planned
    } else {
        rules::planned_values(block, request.config, &Value::Null)
    };
    Plan {
        planned,
        requires_replace,
        private: Vec::new(),
    }
}

//! What `azprivatelink_endpoint_connection` plans, case by case, without Azure: planned values and
//! replacement are a pure function of configuration, prior state and private data.

mod destruction;
mod refactoring;
mod replacement;
mod validation;
mod values;

use azprivatelink::framework::diagnostics::{Diagnostic, Diagnostics};
use azprivatelink::framework::resource::PlanChange;
use azprivatelink::framework::server::plan::PlanResponse;
use azprivatelink::framework::server::{Server, Session};
use azprivatelink::framework::value::Value;
use azprivatelink::provider::PrivateLink;
use std::collections::BTreeMap;

const TYPE: &str = "azprivatelink_endpoint_connection";
const TARGET: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1";
const ENDPOINT: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/apps/providers/Microsoft.Network/privateEndpoints/pe1";
const NAME: &str = "pe1.1fa229cd-bf3f-47f0-8c49-afb36723997e";

/// One walk of a plan: a provider and one connection to it.
struct Walk {
    server: Server<PrivateLink>,
    session: Session<azprivatelink::provider::Session>,
}

impl Walk {
    fn new() -> Self {
        let server = Server::new(PrivateLink::new(BTreeMap::new()));
        let session = server.open_session();
        Self { server, session }
    }

    async fn plan(&self, prior: &Value, config: &Value) -> PlanResponse {
        self.plan_with_private(prior, config, &[]).await
    }

    async fn plan_with_private(
        &self,
        prior: &Value,
        config: &Value,
        prior_private: &[u8],
    ) -> PlanResponse {
        let request = PlanChange {
            config,
            prior,
            prior_private,
        };
        self.server.plan(&self.session, TYPE, request).await
    }

    async fn destroy(&self, prior: &Value) -> PlanResponse {
        self.plan(prior, &Value::Null).await
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        self.server.validate_resource(TYPE, config)
    }
}

/// A configuration: the target and what is given.
fn config(attributes: &[(&str, Value)]) -> Value {
    let mut config = Server::new(PrivateLink::new(BTreeMap::new()))
        .resource(TYPE)
        .expect("the resource is offered")
        .schema
        .block
        .empty_value();
    config.set_attribute("target_resource_id", TARGET.into());
    for (name, value) in attributes {
        config.set_attribute(name, value.clone());
    }
    config
}

/// The state of an adopted connection in the given status.
fn state(status: &str) -> Value {
    config(&[
        ("name", NAME.into()),
        ("private_endpoint_id", ENDPOINT.into()),
        ("status", status.into()),
        ("description", "as found".into()),
        ("on_destroy", "delete".into()),
        (
            "id",
            format!("{TARGET}/privateEndpointConnections/{NAME}").into(),
        ),
        ("group_ids", Value::List(vec!["postgresqlServer".into()])),
        ("provisioning_state", "Succeeded".into()),
        ("actions_required", "None".into()),
    ])
}

fn with(mut object: Value, name: &str, value: impl Into<Value>) -> Value {
    object.set_attribute(name, value.into());
    object
}

/// The diagnostics as a user would read them, without Terraform's frame.
fn rendered<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let text = |diagnostic: &Diagnostic| {
        let path = diagnostic
            .path
            .as_ref()
            .map(|path| format!(" (at {path})"))
            .unwrap_or_default();
        format!(
            "{:?}: {}{path}\n\n{}\n",
            diagnostic.severity, diagnostic.summary, diagnostic.detail
        )
    };
    diagnostics
        .into_iter()
        .map(text)
        .collect::<Vec<_>>()
        .join("\n---\n")
}

/// Asserts that the plan is clean and gives the planned object.
fn clean(response: PlanResponse) -> Value {
    assert!(
        response.diagnostics.is_empty(),
        "{}",
        rendered(response.diagnostics.iter())
    );
    response.plan.planned
}

fn unknown_attributes(planned: &Value) -> Vec<String> {
    match planned {
        Value::Object(attributes) => attributes
            .iter()
            .filter(|(_, value)| value.is_unknown())
            .map(|(name, _)| name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

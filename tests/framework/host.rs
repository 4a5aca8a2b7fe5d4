//! The other end of the protocol: what Terraform would send, and what it would make of the answers.

use crate::shelf::{BOX, Shelf, Signals, box_block};
use azprivatelink::framework::server::Session;
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::wire::tfplugin5::attribute_path::step::Selector;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::{
    AttributePath, Diagnostic, DynamicValue, apply_resource_change as apply,
    plan_resource_change as plan,
};
use azprivatelink::protocol::{Service, msgpack};
use std::sync::Arc;
use tonic::Request;

/// A service and one connection to it.
#[derive(Clone)]
pub struct Host {
    /// The provider's side.
    pub service: Service<Shelf>,
    /// The connection.
    pub session: Session<crate::shelf::Session>,
    /// What slow operations wait for.
    pub signals: Arc<Signals>,
}

impl Host {
    /// A connection to a new provider.
    pub fn new() -> Self {
        let shelf = Shelf::default();
        let signals = Arc::clone(&shelf.signals);
        let service = Service::new(shelf);
        Self {
            session: service.open_session(),
            service,
            signals,
        }
    }

    /// A message on this connection.
    pub fn request<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.extensions_mut().insert(self.session.clone());
        request
    }

    /// Plans a box.
    pub async fn plan(&self, prior: &Value, config: &Value) -> plan::Response {
        let request = plan::Request {
            type_name: BOX.to_owned(),
            prior_state: Some(wire(prior)),
            proposed_new_state: Some(wire(config)),
            config: Some(wire(config)),
            ..plan::Request::default()
        };
        let answer = self.service.plan_resource_change(self.request(request));
        answer.await.expect("never a gRPC error").into_inner()
    }

    /// Applies a planned box.
    pub async fn apply(&self, prior: &Value, planned: &Value, config: &Value) -> apply::Response {
        let request = apply_request(prior, planned, config);
        let answer = self.service.apply_resource_change(self.request(request));
        answer.await.expect("never a gRPC error").into_inner()
    }

    /// Plans and applies, as Terraform does; both must go well.
    pub async fn plan_and_apply(&self, prior: &Value, config: &Value) -> Value {
        let planned = self.plan(prior, config).await;
        assert_eq!(texts(&planned.diagnostics), [""; 0]);
        let planned = unwire(planned.planned_state.as_ref());
        let applied = self.apply(prior, &planned, config).await;
        assert_eq!(texts(&applied.diagnostics), [""; 0]);
        unwire(applied.new_state.as_ref())
    }
}

/// The message that applies a planned box.
pub fn apply_request(prior: &Value, planned: &Value, config: &Value) -> apply::Request {
    apply::Request {
        type_name: BOX.to_owned(),
        prior_state: Some(wire(prior)),
        planned_state: Some(wire(planned)),
        config: Some(wire(config)),
        ..apply::Request::default()
    }
}

/// A box with some attributes, the rest as where nothing is configured.
pub fn boxed(attributes: &[(&str, Value)]) -> Value {
    let mut value = box_block().empty_value();
    for (name, attribute) in attributes {
        value.set_attribute(name, attribute.clone());
    }
    value
}

/// A box as Terraform sends it.
pub fn wire(value: &Value) -> DynamicValue {
    wire_of(value, &box_block().ty())
}

/// A value as Terraform sends it.
pub fn wire_of(value: &Value, ty: &Type) -> DynamicValue {
    DynamicValue {
        msgpack: msgpack::encode(value, ty).expect("fits the type").into(),
        ..DynamicValue::default()
    }
}

/// A box as Terraform reads it: one that is not set is null.
pub fn unwire(wire: Option<&DynamicValue>) -> Value {
    unwire_of(wire, &box_block().ty())
}

/// A value as Terraform reads it: one that is not set is null.
pub fn unwire_of(wire: Option<&DynamicValue>, ty: &Type) -> Value {
    match wire {
        Some(wire) => msgpack::decode(&wire.msgpack, ty).expect("fits the type"),
        None => Value::Null,
    }
}

/// Messages in short: `error|warning path: summary`.
pub fn texts(diagnostics: &[Diagnostic]) -> Vec<String> {
    let text = |diagnostic: &Diagnostic| {
        let severity = match diagnostic.severity {
            1 => "error",
            2 => "warning",
            _ => "invalid",
        };
        let place = diagnostic.attribute.as_ref().map_or(String::new(), path);
        format!("{severity} {place}: {}", diagnostic.summary)
    };
    diagnostics.iter().map(text).collect()
}

/// A path in short: `item/0/text`.
pub fn path(path: &AttributePath) -> String {
    let step = |selector: &Selector| match selector {
        Selector::AttributeName(name) => name.clone(),
        Selector::ElementKeyString(key) => format!("{key:?}"),
        Selector::ElementKeyInt(index) => index.to_string(),
    };
    let selectors = path.steps.iter().filter_map(|step| step.selector.as_ref());
    selectors.map(step).collect::<Vec<_>>().join("/")
}

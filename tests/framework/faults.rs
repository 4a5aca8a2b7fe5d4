//! Requests that no Terraform would send: each gets an error, and the provider lives on.

use crate::host::{Host, boxed, texts, unwire, wire};
use crate::shelf::BOX;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::{
    DynamicValue, apply_resource_change as apply, plan_resource_change as plan,
    read_resource as read, validate_resource_type_config as validate,
};
use tonic::{Code, Request};

fn broken() -> Option<DynamicValue> {
    Some(DynamicValue {
        msgpack: vec![0xdf, 0xff, 0xff, 0xff, 0xff].into(),
        ..DynamicValue::default()
    })
}

#[tokio::test]
async fn a_value_that_cannot_be_decoded_is_a_diagnostic() {
    let host = Host::new();
    let request = host.request(plan::Request {
        type_name: BOX.to_owned(),
        config: broken(),
        ..plan::Request::default()
    });
    let answer = host
        .service
        .plan_resource_change(request)
        .await
        .expect("no gRPC error");
    let answer = answer.into_inner();
    assert_eq!(
        texts(&answer.diagnostics),
        ["error : The configuration cannot be read"]
    );
}

#[tokio::test]
async fn an_apply_that_cannot_be_decoded_keeps_the_prior_state() {
    let host = Host::new();
    let prior = boxed(&[("id", "box-1".into())]);
    let request = host.request(apply::Request {
        type_name: BOX.to_owned(),
        prior_state: Some(wire(&prior)),
        planned_state: broken(),
        ..apply::Request::default()
    });
    let answer = host
        .service
        .apply_resource_change(request)
        .await
        .expect("no gRPC error");
    let answer = answer.into_inner();
    assert_eq!(
        texts(&answer.diagnostics),
        ["error : The planned state cannot be read"]
    );
    assert_eq!(unwire(answer.new_state.as_ref()), prior);
}

#[tokio::test]
async fn a_type_that_is_not_offered_is_a_diagnostic() {
    let host = Host::new();
    let request = host.request(read::Request {
        type_name: "shelf_drawer".to_owned(),
        ..read::Request::default()
    });
    let answer = host
        .service
        .read_resource(request)
        .await
        .expect("no gRPC error");
    let answer = answer.into_inner();
    assert_eq!(
        texts(&answer.diagnostics),
        ["error : Unsupported resource type \"shelf_drawer\""]
    );
    assert_eq!(
        answer.diagnostics[0].detail,
        "This version of the provider has: `shelf_box`."
    );
}

#[tokio::test]
async fn a_panic_outside_of_an_apply_is_a_diagnostic_too() {
    let host = Host::new();
    let request = host.request(validate::Request {
        type_name: BOX.to_owned(),
        config: Some(wire(&boxed(&[("label", "panic".into())]))),
        ..validate::Request::default()
    });
    let answer = host.service.validate_resource_type_config(request).await;
    let messages = answer.expect("no gRPC error").into_inner().diagnostics;
    assert_eq!(texts(&messages), ["error : The provider failed internally"]);
    assert!(messages[0].detail.contains("the label fell off"));
}

#[tokio::test]
async fn a_connection_without_a_session_is_an_internal_error() {
    let host = Host::new();
    let answer = host
        .service
        .read_resource(Request::new(read::Request::default()))
        .await;
    assert_eq!(answer.expect_err("no session").code(), Code::Internal);
}

#[tokio::test]
async fn values_that_are_not_set_are_null() {
    let host = Host::new();
    let request = host.request(read::Request {
        type_name: BOX.to_owned(),
        ..read::Request::default()
    });
    let answer = host.service.read_resource(request).await.expect("answered");
    assert_eq!(unwire(answer.into_inner().new_state.as_ref()), Value::Null);
}

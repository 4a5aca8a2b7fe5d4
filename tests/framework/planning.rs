//! Validation and plans.

use crate::host::{Host, boxed, path, texts, unwire, wire};
use crate::shelf::BOX;
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::wire::tfplugin5::plan_resource_change as plan;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::validate_resource_type_config as validate;

async fn validated(config: &Value) -> Vec<String> {
    let host = Host::new();
    let request = host.request(validate::Request {
        type_name: BOX.to_owned(),
        config: Some(wire(config)),
        ..validate::Request::default()
    });
    let answer = host.service.validate_resource_type_config(request).await;
    texts(&answer.expect("answered").into_inner().diagnostics)
}

/// A value in every attribute and block.
fn full() -> Value {
    let number = |text: &str| Value::Number(text.parse().expect("a number"));
    let note = |text: &str| Value::object([("text", text.into())]);
    let sticker = Value::object([("text", "s".into()), ("number", Value::Null)]);
    let extra = Value::object([(
        "value",
        Value::Dynamic(Box::new((Type::Bool, Value::Bool(true)))),
    )]);
    let extra_type = Type::Tuple(vec![Type::object([("value", Type::Dynamic)])]);
    boxed(&[
        ("label", "full".into()),
        ("size", number("123456789012345678901234567890.5")),
        ("fragile", true.into()),
        ("lines", Value::List(vec!["a".into(), Value::Null])),
        ("marks", Value::Set(vec![number("2"), number("0.1")])),
        ("tags", Value::Map([("k".to_owned(), "v".into())].into())),
        ("pair", Value::Tuple(vec!["p".into(), number("1")])),
        (
            "spec",
            Value::object([("a", true.into()), ("b", Value::List(vec![number("1")]))]),
        ),
        (
            "anything",
            Value::Dynamic(Box::new((Type::list(Type::String), Value::List(vec![])))),
        ),
        ("lid", note("lid")),
        ("item", Value::List(vec![note("one"), note("two")])),
        ("sticker", Value::Set(vec![sticker])),
        (
            "door",
            Value::Map([("left".to_owned(), note("door"))].into()),
        ),
        ("care", note("care")),
        (
            "extra",
            Value::Dynamic(Box::new((extra_type, Value::Tuple(vec![extra])))),
        ),
    ])
}

#[tokio::test]
async fn validation_runs_the_checks_of_known_values_alone() {
    assert_eq!(
        validated(&boxed(&[("label", "".into())])).await,
        ["error label: Invalid value for \"label\""]
    );
    assert_eq!(
        validated(&boxed(&[("label", Value::unknown())])).await,
        [""; 0]
    );
    assert_eq!(
        validated(&boxed(&[("label", "two".into())])).await,
        ["error : Two boxes"]
    );
}

#[tokio::test]
async fn a_creation_keeps_what_is_configured_and_leaves_the_rest_unknown() {
    let host = Host::new();
    let answer = host.plan(&Value::Null, &full()).await;
    assert!(!answer.legacy_type_system);
    let planned = unwire(answer.planned_state.as_ref());
    for attribute in ["id", "stamp"] {
        assert!(planned.attribute(attribute).is_unknown(), "{attribute}");
    }
    assert_eq!(planned.attribute("mode").as_str(), Some("plain"));
    let mut expected = full();
    for attribute in ["id", "stamp", "mode", "sticker"] {
        expected.set_attribute(attribute, planned.attribute(attribute).clone());
    }
    assert_eq!(planned, expected);
    let sticker = &planned.attribute("sticker").elements()[0];
    assert!(sticker.attribute("number").is_unknown());
}

#[tokio::test]
async fn an_applied_box_with_everything_plans_no_change() {
    let host = Host::new();
    let state = host.plan_and_apply(&Value::Null, &full()).await;
    assert!(state.is_wholly_known());
    let again = host.plan(&state, &full()).await;
    assert_eq!(unwire(again.planned_state.as_ref()), state);
    assert!(again.requires_replace.is_empty());
}

#[tokio::test]
async fn only_what_depends_on_a_change_becomes_unknown() {
    let host = Host::new();
    let state = host
        .plan_and_apply(&Value::Null, &boxed(&[("label", "a".into())]))
        .await;
    let config = boxed(&[("label", "A".into()), ("fragile", true.into())]);
    let planned = host.plan(&state, &config).await;
    assert!(planned.requires_replace.is_empty());
    let planned = unwire(planned.planned_state.as_ref());
    assert_eq!(planned.attribute("label").as_str(), Some("a"));
    assert_eq!(planned.attribute("id").as_str(), Some("box-1"));
    assert!(planned.attribute("stamp").is_unknown());
}

#[tokio::test]
async fn a_changed_or_unknown_label_replaces() {
    let host = Host::new();
    let state = host
        .plan_and_apply(&Value::Null, &boxed(&[("label", "a".into())]))
        .await;
    for label in [Value::from("b"), Value::unknown()] {
        let planned = host.plan(&state, &boxed(&[("label", label)])).await;
        let paths: Vec<_> = planned.requires_replace.iter().map(path).collect();
        assert_eq!(paths, ["label"]);
        let planned = unwire(planned.planned_state.as_ref());
        assert!(planned.attribute("id").is_unknown());
    }
}

#[tokio::test]
async fn blocks_that_are_not_known_yet_are_planned_as_they_are() {
    let host = Host::new();
    let config = boxed(&[("label", "a".into()), ("item", Value::unknown())]);
    let planned = host.plan(&Value::Null, &config).await;
    assert!(
        unwire(planned.planned_state.as_ref())
            .attribute("item")
            .is_unknown()
    );
}

#[tokio::test]
async fn the_plan_of_a_destruction_is_null_and_may_warn() {
    let host = Host::new();
    let state = host
        .plan_and_apply(&Value::Null, &boxed(&[("label", "a".into())]))
        .await;
    let planned = host.plan(&state, &Value::Null).await;
    assert_eq!(unwire(planned.planned_state.as_ref()), Value::Null);
    assert_eq!(
        texts(&planned.diagnostics),
        ["warning : The box will be gone"]
    );
}

#[tokio::test]
async fn private_data_and_warnings_of_a_plan_come_through() {
    let host = Host::new();
    let config = boxed(&[("label", "a".into()), ("mode", "warn".into())]);
    let request = host.request(plan::Request {
        type_name: BOX.to_owned(),
        config: Some(wire(&config)),
        prior_private: "secret".into(),
        ..plan::Request::default()
    });
    let answer = host
        .service
        .plan_resource_change(request)
        .await
        .expect("answered");
    let answer = answer.into_inner();
    assert_eq!(&answer.planned_private[..], b"secret");
    assert_eq!(
        texts(&answer.diagnostics),
        ["warning : The box will be heavy"]
    );
}

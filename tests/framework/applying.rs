//! Applies: what is stored after a success, a failure, a panic, a stop or a lost client.

use crate::host::{Host, apply_request, boxed, texts, unwire};
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::stop;

fn config(mode: &str) -> Value {
    boxed(&[("label", "a".into()), ("mode", mode.into())])
}

/// A stored box in the given mode.
fn stored(mode: &str) -> Value {
    let mut state = config(mode);
    state.set_attribute("id", "box-1".into());
    state.set_attribute("stamp", "s1".into());
    state.set_attribute("size", Value::Number(7_i64.into()));
    state
}

/// Plans, then applies without looking at the messages of the plan.
async fn applied(host: &Host, prior: &Value, config: &Value) -> (Value, Vec<String>) {
    let planned = host.plan(prior, config).await;
    let planned = unwire(planned.planned_state.as_ref());
    let answer = host.apply(prior, &planned, config).await;
    assert!(answer.private.is_empty() && !answer.legacy_type_system);
    (
        unwire(answer.new_state.as_ref()),
        texts(&answer.diagnostics),
    )
}

#[tokio::test]
async fn a_destruction_ends_with_null() {
    let host = Host::new();
    let (state, messages) = applied(&host, &stored("plain"), &Value::Null).await;
    assert_eq!((state, messages), (Value::Null, vec![]));
}

#[tokio::test]
async fn a_creation_that_did_not_make_what_was_planned_stores_nothing() {
    let host = Host::new();
    for (mode, place) in [("mismatch", "fragile"), ("unknown", "stamp")] {
        let (state, messages) = applied(&host, &Value::Null, &config(mode)).await;
        let expected = format!("error {place}: The result is not what was planned");
        assert_eq!((state, messages), (Value::Null, vec![expected]));
    }
}

#[tokio::test]
async fn a_change_that_did_not_make_what_was_planned_keeps_the_prior_state() {
    let host = Host::new();
    let prior = stored("plain");
    let (state, messages) = applied(&host, &prior, &config("mismatch")).await;
    assert_eq!(
        messages,
        ["error fragile: The result is not what was planned"]
    );
    assert_eq!(state, prior);
}

#[tokio::test]
async fn a_result_that_does_not_fit_the_schema_stores_nothing() {
    let host = Host::new();
    let (state, messages) = applied(&host, &Value::Null, &config("misshapen")).await;
    assert_eq!(state, Value::Null);
    assert_eq!(
        messages,
        ["error : The provider made a value that does not fit its schema"]
    );
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_call_and_the_provider_lives_on() {
    let host = Host::new();
    let (state, messages) = applied(&host, &Value::Null, &config("panic")).await;
    assert_eq!(state, Value::Null);
    assert_eq!(messages, ["error : The provider failed internally"]);
    let (state, messages) = applied(&host, &stored("panic"), &Value::Null).await;
    assert_eq!(state, stored("panic"));
    assert_eq!(messages, ["error : The provider failed internally"]);
    let (state, _) = applied(&host, &Value::Null, &config("plain")).await;
    assert_eq!(state.attribute("id").as_str(), Some("box-1"));
}

#[tokio::test]
async fn a_warning_does_not_keep_the_result_from_being_stored() {
    let host = Host::new();
    let (state, messages) = applied(&host, &Value::Null, &config("warn")).await;
    assert_eq!(messages, ["warning : The box is heavy"]);
    assert!(!state.is_null());
}

#[tokio::test]
async fn stop_ends_what_runs_and_leaves_later_calls_alone() {
    let host = Host::new();
    let running = tokio::spawn({
        let host = host.clone();
        async move { applied(&host, &stored("slow"), &Value::Null).await }
    });
    host.signals.begun.notified().await;
    let request = host.request(stop::Request::default());
    let answer = host.service.stop(request).await.expect("answered");
    assert_eq!(answer.into_inner().error, "");
    let (state, messages) = running.await.expect("no panic");
    assert_eq!(messages, ["error : The box was stopped"]);
    assert_eq!(state, stored("slow"));
    let (state, _) = applied(&host, &stored("plain"), &Value::Null).await;
    assert_eq!(state, Value::Null);
}

#[tokio::test]
async fn an_apply_goes_on_when_its_client_hangs_up() {
    let host = Host::new();
    let request = apply_request(&stored("slow"), &Value::Null, &Value::Null);
    {
        let call = host.service.apply_resource_change(host.request(request));
        tokio::select! {
            _ = call => panic!("the operation waits for the test"),
            () = host.signals.begun.notified() => {}
        }
        // The call is dropped here, as tonic does when the client is gone.
    }
    host.signals.go_on.notify_one();
    host.signals.ended.notified().await;
}

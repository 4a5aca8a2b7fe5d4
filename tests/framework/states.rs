//! Stored states: read, import, upgrade.

use crate::host::{Host, boxed, texts, unwire, wire};
use crate::shelf::BOX;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::wire::tfplugin5::RawState;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::{
    import_resource_state as import, read_resource as read, upgrade_resource_state as upgrade,
};

async fn read(id: &str) -> read::Response {
    let host = Host::new();
    let request = host.request(read::Request {
        type_name: BOX.to_owned(),
        current_state: Some(wire(&boxed(&[("id", id.into())]))),
        private: "kept".into(),
        ..read::Request::default()
    });
    let answer = host.service.read_resource(request).await;
    answer.expect("answered").into_inner()
}

#[tokio::test]
async fn a_read_echoes_private_data() {
    let answer = read("box-1").await;
    assert_eq!(
        unwire(answer.new_state.as_ref()),
        boxed(&[("id", "box-1".into())])
    );
    assert_eq!(&answer.private[..], b"kept");
}

#[tokio::test]
async fn what_is_gone_reads_as_null_and_what_cannot_be_read_is_kept() {
    assert_eq!(unwire(read("gone").await.new_state.as_ref()), Value::Null);
    let hidden = read("hidden").await;
    assert_eq!(texts(&hidden.diagnostics), ["error : The box is hidden"]);
    assert_eq!(
        unwire(hidden.new_state.as_ref()),
        boxed(&[("id", "hidden".into())])
    );
}

#[tokio::test]
async fn an_import_is_one_complete_object_or_none_beside_an_error() {
    let host = Host::new();
    for (id, count) in [("box-9", 1), ("", 0)] {
        let request = host.request(import::Request {
            type_name: BOX.to_owned(),
            id: id.to_owned(),
            ..import::Request::default()
        });
        let answer = host
            .service
            .import_resource_state(request)
            .await
            .expect("answered");
        let answer = answer.into_inner();
        assert_eq!(answer.imported_resources.len(), count);
        assert_eq!(answer.diagnostics.is_empty(), count == 1);
        for imported in answer.imported_resources {
            assert_eq!(imported.type_name, BOX);
            assert_eq!(
                unwire(imported.state.as_ref()),
                boxed(&[("id", "box-9".into())])
            );
        }
    }
}

async fn upgraded(version: i64, json: &str) -> (Value, Vec<String>) {
    let host = Host::new();
    let request = host.request(upgrade::Request {
        type_name: BOX.to_owned(),
        version,
        raw_state: Some(RawState {
            json: json.to_owned().into(),
            ..RawState::default()
        }),
    });
    let answer = host.service.upgrade_resource_state(request).await;
    let answer = answer.expect("answered").into_inner();
    (
        unwire(answer.upgraded_state.as_ref()),
        texts(&answer.diagnostics),
    )
}

#[tokio::test]
async fn a_stored_state_gains_the_attributes_and_blocks_that_it_lacks() {
    let expected = boxed(&[("id", "7".into()), ("label", "a".into())]);
    let present = r#"{ "id": "7", "label": "a", "item": null }"#;
    assert_eq!(upgraded(1, present).await, (expected.clone(), vec![]));
    let old = r#"{"name":"a","id":"7"}"#;
    assert_eq!(upgraded(0, old).await, (expected, vec![]));
}

#[tokio::test]
async fn a_stored_state_that_does_not_fit_is_an_error_with_its_path() {
    let stored = r#"{"item":[{"text":"a"},{"text":{}}]}"#;
    assert_eq!(
        upgraded(1, stored).await,
        (
            Value::Null,
            vec!["error item/1/text: The stored state cannot be read".to_owned()]
        )
    );
    let (_, messages) = upgraded(5, "{}").await;
    assert_eq!(messages, ["error : No such version"]);
}

#[tokio::test]
async fn a_state_from_before_terraform_0_12_is_refused() {
    let host = Host::new();
    let request = host.request(upgrade::Request {
        type_name: BOX.to_owned(),
        version: 1,
        raw_state: Some(RawState {
            flatmap: [("id".to_owned(), "7".to_owned())].into(),
            ..RawState::default()
        }),
    });
    let answer = host
        .service
        .upgrade_resource_state(request)
        .await
        .expect("answered");
    let messages = texts(&answer.into_inner().diagnostics);
    assert_eq!(messages, ["error : The stored state is too old"]);
}

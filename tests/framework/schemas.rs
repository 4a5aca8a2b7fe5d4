//! What the provider says of itself, and what it does not serve.

use crate::host::{Host, texts, unwire_of, wire_of};
use crate::shelf::{BOX, OWNER, box_block};
use azprivatelink::framework::schema::{Schema, check::check};
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::type_expression;
use azprivatelink::protocol::wire::tfplugin5::provider_server::Provider;
use azprivatelink::protocol::wire::tfplugin5::{
    configure, get_functions, get_metadata, get_provider_schema, get_resource_identity_schemas,
    move_resource_state, prepare_provider_config, read_data_source,
};
use tonic::Code;

#[tokio::test]
async fn the_schema_tells_every_type_and_every_nesting_mode() {
    let host = Host::new();
    let request = host.request(get_provider_schema::Request::default());
    let answer = host.service.get_schema(request).await.expect("answered");
    let answer = answer.into_inner();
    assert!(answer.provider.and_then(|schema| schema.block).is_some());
    let capabilities = answer.server_capabilities.expect("capabilities");
    assert!(capabilities.plan_destroy && capabilities.get_provider_schema_optional);
    assert!(!capabilities.move_resource_state && !capabilities.generate_resource_config);

    let schema = &answer.resource_schemas[BOX];
    let block = schema.block.as_ref().expect("a block");
    assert_eq!(schema.version, 1);
    let attributes = block.attributes.iter().map(|attribute| {
        let ty = type_expression::decode(&attribute.r#type).expect("a type");
        (attribute.name.clone(), ty)
    });
    let expected = box_block().attributes.into_iter();
    assert!(attributes.eq(expected.map(|attribute| (attribute.name.to_owned(), attribute.ty))));
    let nested: Vec<_> = block
        .block_types
        .iter()
        .map(|nested| (nested.type_name.as_str(), nested.nesting, nested.max_items))
        .collect();
    assert_eq!(
        nested,
        [
            ("lid", 1, 0),
            ("item", 2, 3),
            ("sticker", 3, 0),
            ("door", 4, 0),
            ("care", 5, 0),
            ("extra", 2, 0),
        ]
    );
    assert_eq!(check(&Schema::new(box_block())), [""; 0]);
}

#[tokio::test]
async fn metadata_names_what_is_offered_and_there_are_no_functions() {
    let host = Host::new();
    let request = host.request(get_metadata::Request::default());
    let metadata = host
        .service
        .get_metadata(request)
        .await
        .expect("answered")
        .into_inner();
    assert_eq!(metadata.resources[0].type_name, BOX);
    assert_eq!(metadata.data_sources[0].type_name, OWNER);
    let request = host.request(get_functions::Request::default());
    let functions = host
        .service
        .get_functions(request)
        .await
        .expect("answered")
        .into_inner();
    assert!(functions.functions.is_empty());
}

#[tokio::test]
async fn what_is_not_served_is_unimplemented_and_no_diagnostic() {
    let host = Host::new();
    let request = host.request(get_resource_identity_schemas::Request::default());
    let identity = host.service.get_resource_identity_schemas(request).await;
    assert_eq!(
        identity.expect_err("not served").code(),
        Code::Unimplemented
    );
    let request = host.request(move_resource_state::Request::default());
    let moved = host.service.move_resource_state(request).await;
    assert_eq!(moved.expect_err("not served").code(), Code::Unimplemented);
}

fn provider_block(owner: &str) -> (Value, Type) {
    let ty = Type::object([("owner", Type::String)]);
    (Value::object([("owner", owner.into())]), ty)
}

#[tokio::test]
async fn the_provider_block_is_checked_and_echoed() {
    let host = Host::new();
    let (config, ty) = provider_block("");
    let config = Some(wire_of(&config, &ty));
    let request = host.request(prepare_provider_config::Request {
        config: config.clone(),
    });
    let answer = host
        .service
        .prepare_provider_config(request)
        .await
        .expect("answered");
    let answer = answer.into_inner();
    assert_eq!(answer.prepared_config, config);
    assert_eq!(
        texts(&answer.diagnostics),
        ["error owner: Invalid value for \"owner\""]
    );
}

#[tokio::test]
async fn a_configuration_belongs_to_its_own_connection() {
    let first = Host::new();
    let second = Host {
        session: first.service.open_session(),
        ..first.clone()
    };
    for (host, owner) in [(&first, "Ada"), (&second, "Bob")] {
        let (config, ty) = provider_block(owner);
        let request = host.request(configure::Request {
            terraform_version: "1.11.4".to_owned(),
            config: Some(wire_of(&config, &ty)),
            ..configure::Request::default()
        });
        host.service.configure(request).await.expect("configured");
    }
    let ty = Type::object([("name", Type::String), ("prefix", Type::String)]);
    let config = Value::object([("name", Value::Null), ("prefix", Value::Null)]);
    for (host, owner) in [(first, "Ada"), (second, "Bob")] {
        let request = host.request(read_data_source::Request {
            type_name: OWNER.to_owned(),
            config: Some(wire_of(&config, &ty)),
            ..read_data_source::Request::default()
        });
        let answer = host
            .service
            .read_data_source(request)
            .await
            .expect("answered");
        let state = unwire_of(answer.into_inner().state.as_ref(), &ty);
        assert_eq!(state.attribute("name").as_str(), Some(owner));
    }
}

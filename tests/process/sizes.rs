//! Large messages.

use super::{PROVIDER, host::Host, provider};
use azprivatelink::protocol::wire::tfplugin5::{DynamicValue, prepare_provider_config};

#[tokio::test]
async fn a_configuration_larger_than_the_usual_limit_of_4_mib_is_taken() {
    let host = Host::start(PROVIDER).await;
    let config = DynamicValue {
        msgpack: vec![0xc1; 8 << 20].into(),
        ..DynamicValue::default()
    };
    let request = prepare_provider_config::Request {
        config: Some(config),
    };
    let answer = provider(host.channel().await)
        .prepare_provider_config(request)
        .await;
    let diagnostics = answer.expect("no refusal by size").into_inner().diagnostics;
    assert!(!diagnostics.is_empty(), "0xc1 is no MessagePack");
}

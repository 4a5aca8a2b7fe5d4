//! The process as a host sees it: started, trusted, talked to and ended, wire for wire.

#[path = "../support/host/mod.rs"]
mod host;

mod debugging;
mod ending;
mod logging;
mod sizes;
mod starting;
mod trust;

use azprivatelink::protocol::wire::tfplugin5::provider_client::ProviderClient;
use tonic::transport::Channel;

const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-azprivatelink");

/// A client for large answers, as hosts have it.
fn provider(channel: Channel) -> ProviderClient<Channel> {
    ProviderClient::new(channel).max_decoding_message_size(64 << 20)
}

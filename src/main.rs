//! The program: the provider, handed to the plugin process.

use azprivatelink::plugin::{Identity, run};
use azprivatelink::protocol::Service;
use azprivatelink::provider::PrivateLink;
use std::collections::BTreeMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    let identity = Identity {
        name: "terraform-provider-azprivatelink",
        address: "registry.terraform.io/azprivatelink/azprivatelink",
        version: env!("CARGO_PKG_VERSION"),
    };
    // Variables that are no Unicode are none of ours.
    let environment: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let service = Service::new(PrivateLink::new(environment.clone()));
    let sessions = service.clone();
    run(identity, &environment, service, move || {
        sessions.open_session()
    })
}

//! What a user waits for and pays: start-up, the schema, memory, the size of the program.
//!
//! Run by `cargo bench`. Terraform starts a provider several times in a run, so start-up counts
//! more than anything inside it.

#[path = "../tests/support/host/mod.rs"]
mod host;

use azprivatelink::framework::server::Server;
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::msgpack;
use azprivatelink::protocol::wire::tfplugin5::provider_client::ProviderClient;
use azprivatelink::protocol::wire::tfplugin5::{
    DynamicValue, configure, get_provider_schema, plan_resource_change, read_resource,
};
use azprivatelink::provider::PrivateLink;
use azure_simulator::{Options, Scenario, Simulator};
use host::{Host, Launch};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tonic::transport::Channel;
use xtask::workspace::sign_in_variables;

const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-azprivatelink");
const RESOURCE: &str = "azprivatelink_endpoint_connection";
const STARTS: usize = 50;
const SERVERS: usize = 4;
const CONNECTIONS: usize = 100;

#[tokio::main]
async fn main() {
    let (mut starts, mut schemas) = (Vec::new(), Vec::new());
    let (mut at_start, mut after_schema) = (0, 0);
    for _ in 0..STARTS {
        // A host makes its certificate before it starts the process.
        let launch = Launch::new(PROVIDER);
        let begun = Instant::now();
        let host = launch.start().await;
        starts.push(begun.elapsed());
        at_start = at_start.max(host.resident_kib());
        let mut client = client(&host).await;
        let begun = Instant::now();
        let schema = client.get_schema(get_provider_schema::Request {}).await;
        schema.expect("the schema");
        schemas.push(begun.elapsed());
        after_schema = after_schema.max(host.resident_kib());
    }
    let size = std::fs::metadata(PROVIDER).expect("the program").len();
    let walk = walk().await;
    println!(
        "exec to handshake line   {:>8.1} ms  (median of {STARTS})",
        median(&mut starts)
    );
    println!(
        "schema call              {:>8.1} ms  (median of {STARTS})",
        median(&mut schemas)
    );
    println!(
        "resident at start        {:>8.1} MiB (largest)",
        mib(at_start)
    );
    println!(
        "resident after schema    {:>8.1} MiB (largest)",
        mib(after_schema)
    );
    println!(
        "resident after a plan    {:>8.1} MiB ({CONNECTIONS} connections, {SERVERS} servers)",
        mib(walk.resident_kib)
    );
    println!(
        "walk of that plan        {:>8.1} ms",
        walk.duration.as_secs_f64() * 1e3
    );
    println!("list calls of the walk   {:>8}", walk.lists);
    println!("size of the program      {:>8.1} MiB", mib(size / 1024));
}

struct Walk {
    duration: Duration,
    resident_kib: u64,
    lists: usize,
}

/// One plan walk as Terraform does it: ten resources at a time, each read and planned.
async fn walk() -> Walk {
    let azure = Simulator::start(scenario(), Options::default())
        .await
        .expect("the simulator");
    let host = configured_host(&azure).await;
    let mut client = client(&host).await;
    let server = Server::new(PrivateLink::new(BTreeMap::new()));
    let config = encoded(&server.schema().block.empty_value(), &server.schema().ty());
    let request = configure::Request {
        terraform_version: "1.11.4".to_owned(),
        config: Some(config),
        ..configure::Request::default()
    };
    client.configure(request).await.expect("configured");
    let schema = &server.resource(RESOURCE).expect("the resource").schema;
    let states: Vec<DynamicValue> = (0..SERVERS)
        .flat_map(|number| azure.connections(&format!("pg-{number}")))
        .map(|connection| {
            encoded(
                &state(schema.block.empty_value(), &connection),
                &schema.ty(),
            )
        })
        .collect();
    let begun = Instant::now();
    for batch in states.chunks(10) {
        let calls = batch
            .iter()
            .map(|state| read_and_plan(client.clone(), state.clone()));
        futures_util::future::join_all(calls).await;
    }
    let lists = azure
        .journal()
        .into_iter()
        .filter(|exchange| exchange.path.ends_with("/privateEndpointConnections"));
    Walk {
        duration: begun.elapsed(),
        resident_kib: host.resident_kib(),
        lists: lists.count(),
    }
}

async fn configured_host(azure: &Simulator) -> Host {
    let variables = sign_in_variables(azure.ready());
    let launch = variables
        .iter()
        .fold(Launch::new(PROVIDER), |launch, (name, value)| {
            launch.env(name, value)
        });
    launch.start().await
}

async fn read_and_plan(mut client: ProviderClient<Channel>, state: DynamicValue) {
    let read = read_resource::Request {
        type_name: RESOURCE.to_owned(),
        current_state: Some(state),
        ..read_resource::Request::default()
    };
    let read = client
        .read_resource(read)
        .await
        .expect("an answer")
        .into_inner();
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    // What is configured equals the state, computed values included: a plan without changes.
    let plan = plan_resource_change::Request {
        type_name: RESOURCE.to_owned(),
        prior_state: read.new_state.clone(),
        proposed_new_state: read.new_state.clone(),
        config: read.new_state,
        ..plan_resource_change::Request::default()
    };
    let plan = client
        .plan_resource_change(plan)
        .await
        .expect("an answer")
        .into_inner();
    assert!(plan.diagnostics.is_empty(), "{:?}", plan.diagnostics);
}

fn state(mut state: Value, connection: &azure_simulator::ConnectionView) -> Value {
    let target = connection.id.split("/privateEndpointConnections/").next();
    for (name, text) in [
        ("id", connection.id.as_str()),
        ("target_resource_id", target.unwrap_or_default()),
        ("name", &connection.name),
        ("private_endpoint_id", &connection.private_endpoint_id),
        ("on_destroy", "delete"),
    ] {
        state.set_attribute(name, text.into());
    }
    state
}

fn scenario() -> Scenario {
    let mut text = include_str!("../simulator/scenarios/small.toml").to_owned();
    for server in 0..SERVERS {
        text += &format!("\n[[server]]\nname = \"pg-{server}\"\nresource_group = \"rg-data\"\n");
    }
    for endpoint in 0..CONNECTIONS {
        let server = endpoint % SERVERS;
        text += &format!(
            "\n[[private_endpoint]]\nname = \"pe-{endpoint}\"\nresource_group = \"rg-apps\"\n\
             target = \"pg-{server}\"\nconnection = {{ status = \"Approved\" }}\n"
        );
    }
    Scenario::parse(&text).expect("a scenario")
}

async fn client(host: &Host) -> ProviderClient<Channel> {
    ProviderClient::new(host.channel().await).max_decoding_message_size(64 << 20)
}

fn encoded(value: &Value, ty: &Type) -> DynamicValue {
    let msgpack = msgpack::encode(value, ty).expect("a value of its type");
    DynamicValue {
        msgpack: msgpack.into(),
        ..DynamicValue::default()
    }
}

/// Milliseconds.
fn median(durations: &mut [Duration]) -> f64 {
    durations.sort();
    durations[durations.len() / 2].as_secs_f64() * 1e3
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

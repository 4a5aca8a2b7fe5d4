//! Many connections: how often Azure is asked.

use crate::case::{Case, TARGET};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_a_hundred_connections_on_four_servers_lists_each_server_once_a_walk() {
    let case = Case::of_many(4, 25).await;
    let servers: Vec<String> = (0..4)
        .map(|server| TARGET.replace("pg-orders", &format!("pg-{server}")))
        .collect();
    case.write(&format!(
        "locals {{\n  servers = {servers:?}\n}}\nresource \"azprivatelink_endpoint_connection\" \"all\" {{\n  count = 100\n  \
         target_resource_id  = local.servers[floor(count.index / 25)]\n  \
         private_endpoint_id = \"{}${{count.index}}\"\n}}\n",
        crate::case::id_of("pe-")
    ));
    case.apply().await.ok();
    let before = case.azure.journal().len();
    case.plans_no_change().await;
    let journal = case.azure.journal();
    let lists = journal[before..]
        .iter()
        .filter(|exchange| exchange.path.ends_with("/privateEndpointConnections"))
        .count();
    let others = journal[before..]
        .iter()
        .filter(|exchange| exchange.path.contains("/privateEndpointConnections/"))
        .count();
    assert_eq!((lists, others), (4, 0));
}

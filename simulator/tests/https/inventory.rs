//! What command line tools look up beside the resources: tenants, providers, generic lists.

use crate::support::client;

const RESOURCES: &str = "2021-04-01";

#[tokio::test]
async fn tenants_and_locations_are_listed() {
    let client = client().await;
    let ready = client.simulator.ready();
    let tenants = client.get_version("/tenants", "2022-12-01").await;
    assert_eq!(tenants.body["value"][0]["tenantId"], ready.tenant_id);
    let path = format!("/subscriptions/{}/locations", ready.subscription_id);
    let locations = client.get_version(&path, "2022-12-01").await;
    assert_eq!(locations.body["value"][0]["name"], "canadacentral");
}

#[tokio::test]
async fn provider_metadata_names_the_versions_newest_first() {
    let client = client().await;
    let subscription = &client.simulator.ready().subscription_id;
    let path = format!("/subscriptions/{subscription}/providers/microsoft.dbforpostgresql");
    let provider = client.get_version(&path, RESOURCES).await;
    assert_eq!(provider.body["registrationState"], "Registered");
    let types = provider.body["resourceTypes"].as_array().unwrap();
    let servers = types
        .iter()
        .find(|found| found["resourceType"] == "flexibleServers")
        .unwrap();
    assert_eq!(servers["apiVersions"][0], "2026-10-01");
}

#[tokio::test]
async fn generic_list_can_be_narrowed_to_a_type() {
    let client = client().await;
    let subscription = &client.simulator.ready().subscription_id;
    let endpoint = &client.simulator.ready().endpoint;
    let filter = "$filter=resourceType%20eq%20'microsoft.network/privateEndpoints'";
    let url = format!(
        "{endpoint}/subscriptions/{subscription}/resources?api-version={RESOURCES}&{filter}"
    );
    let list = client.send_to(reqwest::Method::GET, &url, None).await;
    let names: Vec<_> = list.body["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["pe-batch", "pe-web"]);
}

#[tokio::test]
async fn existence_of_a_resource_group_is_asked_without_a_body() {
    let client = client().await;
    let subscription = &client.simulator.ready().subscription_id;
    let endpoint = &client.simulator.ready().endpoint;
    for (group, status) in [("rg-data", 204), ("nobody", 404)] {
        let url = format!(
            "{endpoint}/subscriptions/{subscription}/resourcegroups/{group}?api-version={RESOURCES}"
        );
        let reply = client.send_to(reqwest::Method::HEAD, &url, None).await;
        assert_eq!(reply.status, status, "{group}");
    }
}

#[tokio::test]
async fn empty_filter_is_none() {
    let client = client().await;
    let ready = client.simulator.ready();
    let url = format!(
        "{}/subscriptions/{}/resources?api-version={RESOURCES}&$filter=",
        ready.endpoint, ready.subscription_id
    );
    let list = client.send_to(reqwest::Method::GET, &url, None).await;
    assert_eq!(list.body["value"].as_array().unwrap().len(), 3);
}

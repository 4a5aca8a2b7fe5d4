//! Exchanges with the shapes that were recorded from the real service in April 2026.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{client, client_of, keys, small};

#[tokio::test]
async fn pending_connection_has_the_recorded_members_and_no_description() {
    let client = client().await;
    let path = client.connection_path("pe-batch");
    let reply = client.get(&path).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.body,
        json!({
            "properties": {
                "privateEndpoint": { "id": client.endpoint_path("pe-batch") },
                "privateLinkServiceConnectionState": {
                    "status": "Pending",
                    "actionsRequired": "None",
                },
                "groupIds": ["postgresqlServer"],
                "provisioningState": "Succeeded",
            },
            "id": path,
            "name": client.connection("pe-batch"),
            "type": "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections",
        })
    );
}

#[tokio::test]
async fn every_answer_has_the_recorded_headers() {
    let client = client().await;
    let reply = client.get(&client.connection_path("pe-web")).await;
    for (name, value) in [
        ("cache-control", "no-cache"),
        ("content-type", "application/json; charset=utf-8"),
        ("expires", "-1"),
        ("pragma", "no-cache"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("x-cache", "CONFIG_NOCACHE"),
        ("x-content-type-options", "nosniff"),
        (
            "x-ms-ratelimit-remaining-subscription-global-reads",
            "16499",
        ),
    ] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert!(
        reply
            .header("x-ms-operation-identifier")
            .contains("/canadacentral/")
    );
    assert!(!reply.header("x-ms-request-id").is_empty());
    assert!(!reply.header("date").is_empty());
}

#[tokio::test]
async fn approval_is_accepted_with_two_signed_addresses_and_a_small_body() {
    let client = client().await;
    let path = client.connection_path("pe-batch");
    // What the Azure CLI sends: an empty endpoint beside the state.
    let body = json!({ "properties": {
        "privateEndpoint": {},
        "privateLinkServiceConnectionState": {
            "status": "Approved",
            "description": "You are approved!",
        },
    }});
    let accepted = client.send(Method::PUT, &path, Some(body)).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(keys(&accepted.body), ["operation", "startTime"]);
    assert_eq!(
        accepted.body["operation"],
        "UpsertPrivateEndpointConnectionManagementOperation"
    );
    assert_eq!(
        accepted.header("x-ms-ratelimit-remaining-subscription-writes"),
        "799"
    );
    for (header, kind) in [
        ("azure-asyncoperation", "/azureAsyncOperation/"),
        ("location", "/operationResults/"),
    ] {
        let address = accepted.header(header);
        assert!(address.contains("/locations/canadacentral/"), "{address}");
        assert!(address.contains(kind), "{address}");
        assert!(
            (3300..4200).contains(&address.len()),
            "{} characters",
            address.len()
        );
    }

    let running = client
        .send_to(Method::GET, accepted.header("azure-asyncoperation"), None)
        .await;
    assert_eq!(keys(&running.body), ["name", "startTime", "status"]);
    assert_eq!(running.body["status"], "InProgress");
    assert_eq!(running.body["startTime"], accepted.body["startTime"]);
    let done = client.finish(&accepted).await;
    assert_eq!(keys(&done), ["name", "startTime", "status"]);
    assert_eq!(done["status"], "Succeeded");

    let state =
        client.get(&path).await.body["properties"]["privateLinkServiceConnectionState"].take();
    assert_eq!(
        state,
        json!({
            "status": "Approved",
            "description": "You are approved!",
            "actionsRequired": "None",
        })
    );
}

#[tokio::test]
async fn delete_is_accepted_and_the_connection_leaves_the_server_body() {
    let client = client().await;
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(
        accepted.body["operation"],
        "DropPrivateEndpointConnectionManagementOperation"
    );
    assert_eq!(
        accepted.header("x-ms-ratelimit-remaining-subscription-deletes"),
        "799"
    );
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    let server = client.get(&client.server_path()).await.body;
    let left = server["properties"]["privateEndpointConnections"]
        .as_array()
        .unwrap();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn server_body_has_the_recorded_members() {
    let client = client().await;
    let reply = client.get(&client.server_path()).await;
    let body = &reply.body;
    assert_eq!(
        keys(body),
        [
            "id",
            "location",
            "name",
            "properties",
            "sku",
            "systemData",
            "type"
        ]
    );
    assert_eq!(
        keys(&body["properties"]),
        [
            "administratorLogin",
            "authConfig",
            "availabilityZone",
            "backup",
            "dataEncryption",
            "fullyQualifiedDomainName",
            "highAvailability",
            "maintenanceWindow",
            "minorVersion",
            "network",
            "privateEndpointConnections",
            "replica",
            "replicaCapacity",
            "replicationRole",
            "state",
            "storage",
            "version",
        ]
    );
    assert_eq!(body["location"], "Canada Central");
    assert_eq!(body["properties"]["state"], "Ready");
    assert!(
        body["systemData"]["createdAt"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
    let restore = body["properties"]["backup"]["earliestRestoreDate"]
        .as_str()
        .unwrap();
    assert!(restore.ends_with("+00:00"), "{restore}");
    assert_eq!(reply.header("x-ms-operation-identifier"), "");
}

#[tokio::test]
async fn server_with_a_delegated_subnet_has_no_connections_key() {
    let mut scenario = small();
    scenario.private_endpoints.clear();
    scenario.servers[0].delegated_subnet = Some("/subscriptions/s/subnets/x".to_owned());
    let client = client_of(scenario).await;
    let body = client.get(&client.server_path()).await.body;
    assert_eq!(body["properties"].get("privateEndpointConnections"), None);
    let list = client
        .get(&format!(
            "{}/privateEndpointConnections",
            client.server_path()
        ))
        .await;
    assert_eq!(list.body, json!({ "value": [] }));
}

#[tokio::test]
async fn private_link_resources_are_the_recorded_one() {
    let client = client().await;
    let path = format!("{}/privateLinkResources", client.server_path());
    let element = json!({
        "properties": {
            "groupId": "postgresqlServer",
            "requiredMembers": ["postgresqlServer"],
            "requiredZoneNames": ["privatelink.postgres.database.azure.com"],
        },
        "id": format!("{path}/postgresqlServer"),
        "name": "postgresqlServer",
        "type": "Microsoft.DBforPostgreSQL/flexibleServers/privateLinkResources",
    });
    assert_eq!(client.get(&path).await.body, json!({ "value": [element] }));
    assert_eq!(
        client.get(&format!("{path}/postgresqlServer")).await.body,
        element
    );
    assert_eq!(
        client.get(&format!("{path}/other")).await.code(),
        "ResourceNotFound"
    );
}

#[tokio::test]
async fn endpoint_being_made_has_the_recorded_texts_and_settled_others() {
    let client = client().await;
    let path = client.endpoint_path("pe-new");
    let accepted = client
        .send(
            Method::PUT,
            &path,
            Some(manual_endpoint(&client.server_path())),
        )
        .await;
    assert_eq!(accepted.status, 201);
    assert_eq!(accepted.header("azure-asyncnotification"), "Enabled");
    assert_eq!(accepted.body["properties"]["provisioningState"], "Updating");
    let state = |body: &Value| {
        let connection = &body["properties"]["manualPrivateLinkServiceConnections"][0];
        connection["properties"]["privateLinkServiceConnectionState"].clone()
    };
    assert_eq!(
        state(&accepted.body),
        json!({ "status": "Pending", "description": "Awaiting Approval", "actionsRequired": "None" })
    );
    assert_eq!(
        client.finish(&accepted).await,
        json!({ "status": "Succeeded" })
    );
    let settled = client.get(&path).await;
    assert!(settled.header("etag").starts_with("W/\""));
    assert_eq!(
        settled.body["properties"]["privateLinkServiceConnections"],
        json!([])
    );
    assert_eq!(
        state(&settled.body),
        json!({ "status": "Pending", "description": "", "actionsRequired": "" })
    );
}

/// The body that the Azure CLI sends for a manual connection.
pub fn manual_endpoint(server: &str) -> Value {
    json!({
        "location": "canadacentral",
        "properties": {
            "ipVersionType": "IPv4",
            "manualPrivateLinkServiceConnections": [{
                "name": "chosen-by-the-consumer",
                "properties": { "groupIds": ["postgresqlServer"], "privateLinkServiceId": server },
            }],
            "subnet": { "id": "/subscriptions/s/virtualNetworks/v/subnets/s" },
        },
    })
}

#[tokio::test]
async fn server_delete_is_polled_under_its_display_name_and_answers_404_before_the_end() {
    let mut scenario = small();
    scenario.switches.server_delete_visible = azure_simulator::scenario::DeleteVisible::AtStart;
    let client = client_of(scenario).await;
    let accepted = client.delete(&client.server_path()).await;
    assert_eq!(accepted.body["operation"], "DropServerManagementOperation");
    let address = accepted.header("azure-asyncoperation");
    assert!(
        address.contains("/locations/Canada%20Central/"),
        "{address}"
    );
    assert_eq!(client.get(&client.server_path()).await.status, 404);
    let poll = client.send_to(Method::GET, address, None).await;
    assert_eq!(poll.body["status"], "InProgress");
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    assert!(
        client
            .simulator
            .private_endpoints()
            .iter()
            .all(|e| e.status == "Disconnected")
    );
}

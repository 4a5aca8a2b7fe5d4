//! Managed identity, as Instance Metadata Service and as App Service.

use azure_simulator::Scenario;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::signing::{SMALL, now, read_server};
use crate::support::{Client, Reply, client, client_of, read};

const OBJECT_ID: &str = "e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214";

async fn get(client: &Client, path: &str, header: (&'static str, &str)) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert(header.0, header.1.parse().unwrap());
    let url = format!("{}{path}", client.simulator.ready().endpoint);
    let request = client.http.get(url).headers(headers);
    read(request.send().await.unwrap()).await
}

async fn imds(client: &Client, query: &str) -> Reply {
    let path = format!("/metadata/identity/oauth2/token?{query}");
    get(client, &path, ("metadata", "true")).await
}

async fn app_service(client: &Client, query: &str, secret: &str) -> Reply {
    let path =
        format!("/msi/token?api-version=2019-08-01&resource=https://management.azure.com/{query}");
    get(client, &path, ("x-identity-header", secret)).await
}

const MANAGEMENT: &str = "api-version=2018-02-01&resource=https://management.azure.com/";
const SECRET: &str = "simulated-identity-header";

fn resource_id(client: &Client) -> String {
    let subscription = &client.simulator.ready().subscription_id;
    format!(
        "/subscriptions/{subscription}/resourcegroups/rg-identity/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-terraform"
    )
}

/// Seconds until the time in a field that must be a string of digits.
fn seconds_until(answer: &Reply, field: &str) -> i64 {
    let text = answer.body[field].as_str().expect(field);
    text.parse::<i64>().unwrap() - now()
}

#[tokio::test]
async fn token_of_imds_reaches_resource_manager_in_both_versions() {
    let client = client().await;
    for version in ["2018-02-01", "2019-08-01"] {
        let query = MANAGEMENT.replace("2018-02-01", version);
        let answer = imds(&client, &query).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["token_type"], "Bearer");
        assert_eq!(answer.body["resource"], "https://management.azure.com/");
        assert_eq!(read_server(&client, &answer).await.status, 200);
    }
}

#[tokio::test]
async fn numbers_of_imds_are_strings() {
    let client = client().await;
    let answer = imds(&client, MANAGEMENT).await;
    assert_eq!(answer.body["expires_in"], "3599");
    assert!((3590..=3599).contains(&seconds_until(&answer, "expires_on")));
    assert!((-9..=0).contains(&seconds_until(&answer, "not_before")));
}

#[tokio::test]
async fn imds_wants_its_header_in_lower_case() {
    let client = client().await;
    let path = format!("/metadata/identity/oauth2/token?{MANAGEMENT}");
    for header in [("metadata", "True"), ("accept", "*/*")] {
        let answer = get(&client, &path, header).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.body["error"], "bad_request_102");
    }
}

#[tokio::test]
async fn imds_knows_the_identity_by_each_of_its_ids_and_no_other() {
    let client = client().await;
    let own = [
        ("client_id", client.simulator.ready().client_id.clone()),
        ("object_id", OBJECT_ID.to_owned()),
        ("msi_res_id", resource_id(&client)),
    ];
    for (name, id) in own {
        let found = imds(&client, &format!("{MANAGEMENT}&{name}={id}")).await;
        assert_eq!(found.status, 200, "{name}: {found:?}");
        let unknown = imds(&client, &format!("{MANAGEMENT}&{name}=other")).await;
        assert_eq!(unknown.status, 400, "{name}");
        assert_eq!(unknown.body["error"], "invalid_request");
        assert_eq!(unknown.body["error_description"], "Identity not found");
    }
}

#[tokio::test]
async fn imds_refuses_unknown_resources_and_versions() {
    let client = client().await;
    let resource = MANAGEMENT.replace("management.azure.com", "example.org");
    let answer = imds(&client, &resource).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["error"]),
        (400, &Value::from("invalid_resource"))
    );
    let version = MANAGEMENT.replace("2018-02-01", "2010-01-01");
    let answer = imds(&client, &version).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["newest-versions"][0], "2018-02-01");
}

#[tokio::test]
async fn token_of_app_service_reaches_resource_manager() {
    let client = client().await;
    let answer = app_service(&client, "", SECRET).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!((3590..=3599).contains(&seconds_until(&answer, "expires_on")));
    assert_eq!(read_server(&client, &answer).await.status, 200);
}

#[tokio::test]
async fn app_service_refuses_a_wrong_identity_header() {
    let client = client().await;
    assert_eq!(app_service(&client, "", "wrong").await.status, 401);
}

#[tokio::test]
async fn app_service_knows_the_identity_by_each_of_its_ids_and_no_other() {
    let client = client().await;
    let own = [
        ("client_id", client.simulator.ready().client_id.clone()),
        ("object_id", OBJECT_ID.to_owned()),
        ("principal_id", OBJECT_ID.to_owned()),
        ("mi_res_id", resource_id(&client)),
    ];
    for (name, id) in own {
        let found = app_service(&client, &format!("&{name}={id}"), SECRET).await;
        assert_eq!(found.status, 200, "{name}: {found:?}");
        let unknown = app_service(&client, &format!("&{name}=other"), SECRET).await;
        assert_eq!(unknown.status, 400, "{name}");
    }
}

#[tokio::test]
async fn managed_identity_has_the_rights_of_its_own_principal() {
    let text = format!(
        "{SMALL}\n[[principal]]\nclient_id = \"identity\"\nobject_id = \"0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b\"\nroles = []\n[managed_identity]\nclient_id = \"identity\"\n"
    );
    let client = client_of(Scenario::parse(&text).unwrap()).await;
    let answer = imds(&client, MANAGEMENT).await;
    assert_eq!(answer.body["client_id"], "identity");
    let refused = read_server(&client, &answer).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "AuthorizationFailed")
    );
    let last = client.simulator.journal().pop().unwrap();
    assert_eq!(last.client_id.as_deref(), Some("identity"));
}

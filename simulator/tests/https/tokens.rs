//! Entra ID's token endpoint, and Resource Manager's checks of tokens.

use azure_simulator::Scenario;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Method;
use serde_json::Value;

use crate::signing::read_server;
use crate::support::{Client, VERSION, client, client_of, read, sign_in, small};

#[tokio::test]
async fn token_answer_has_a_numeric_lifetime() {
    let client = client().await;
    let answer = sign_in(&client.simulator, &client.http, &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 3599);
}

#[tokio::test]
async fn wrong_sign_ins_get_the_errors_of_entra() {
    let client = client().await;
    for (replaced, status, error, code) in [
        (("client_secret", "wrong"), 401, "invalid_client", 7_000_215),
        (("client_id", "nobody"), 400, "unauthorized_client", 700_016),
        (("tenant", "no-tenant"), 400, "invalid_request", 90_002),
        (
            ("grant_type", "password"),
            400,
            "unsupported_grant_type",
            70_003,
        ),
        (
            ("scope", "https://management.azure.com/"),
            400,
            "invalid_scope",
            1_002_012,
        ),
        (
            ("scope", "https://example.org/.default"),
            400,
            "invalid_resource",
            500_011,
        ),
    ] {
        let answer = sign_in(&client.simulator, &client.http, &[replaced]).await;
        assert_eq!(answer.status, status, "{replaced:?}");
        assert_eq!(answer.body["error"], error);
        assert_eq!(answer.body["error_codes"][0], code);
        let description = answer.body["error_description"].as_str().unwrap();
        assert!(
            description.starts_with(&format!("AADSTS{code}: ")),
            "{description}"
        );
    }
}

#[tokio::test]
async fn secret_in_a_form_at_a_wrong_address_is_not_journaled() {
    let client = client().await;
    let ready = client.simulator.ready();
    let url = format!("{}/{}/oauth2/v2.0/tokens", ready.endpoint, ready.tenant_id);
    let form = [("client_secret", &ready.client_secret)];
    client.http.post(url).form(&form).send().await.unwrap();
    let printed = serde_json::to_string(&client.simulator.journal()).unwrap();
    assert!(printed.contains("/tokens"));
    assert!(!printed.contains(&ready.client_secret), "{printed}");
}

async fn with_authorization(client: &Client, value: Option<&str>) -> crate::support::Reply {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}{}?api-version={VERSION}", client.server_path());
    let mut request = client.http.request(Method::GET, url);
    if let Some(value) = value {
        request = request.header("authorization", value);
    }
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn missing_token_is_challenged_with_the_tenant_of_the_subscription() {
    let client = client().await;
    let reply = with_authorization(&client, None).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "AuthenticationFailed")
    );
    assert_eq!(
        reply.header("www-authenticate"),
        format!(
            "Bearer authorization_uri=\"https://login.windows.net/{}\", error=\"invalid_token\", error_description=\"The authentication failed because of missing 'Authorization' header.\"",
            client.simulator.ready().tenant_id
        )
    );
}

#[tokio::test]
async fn garbage_is_no_token() {
    let client = client().await;
    let reply = with_authorization(&client, Some("Bearer eyJ.x.y")).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "InvalidAuthenticationToken")
    );
}

#[tokio::test]
async fn altered_token_is_refused() {
    let client = client().await;
    let answer = sign_in(&client.simulator, &client.http, &[]).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    let reply = with_authorization(&client, Some(&format!("Bearer {signed}.AAAA"))).await;
    assert_eq!(reply.code(), "InvalidAuthenticationToken");
}

#[tokio::test]
async fn token_for_another_resource_has_the_wrong_audience() {
    let client = client().await;
    let scope = ("scope", "https://graph.microsoft.com/.default");
    let answer = sign_in(&client.simulator, &client.http, &[scope]).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let reply = with_authorization(&client, Some(&format!("Bearer {token}"))).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "InvalidAuthenticationTokenAudience")
    );
}

#[tokio::test]
async fn token_for_an_audience_with_a_slash_at_its_end_is_taken() {
    let client = client().await;
    let scope = ("scope", "https://management.core.windows.net//.default");
    let answer = sign_in(&client.simulator, &client.http, &[scope]).await;
    let token = answer.body["access_token"].as_str().unwrap();
    assert_eq!(
        with_authorization(&client, Some(&format!("Bearer {token}")))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn expired_token_is_refused_with_both_times() {
    let mut scenario = small();
    scenario.timing.token_seconds = 0;
    let client = client_of(scenario).await;
    let reply = client.get(&client.server_path()).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "ExpiredAuthenticationToken")
    );
}

#[tokio::test]
async fn token_of_another_tenant_names_both_tenants() {
    let other = "11111111-2222-4333-8444-555555555555";
    let text = format!(
        "{}\n[[principal]]\nclient_id = \"stranger\"\nclient_secret = \"s\"\nobject_id = \"0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b\"\ntenant_id = \"{other}\"\n",
        include_str!("../../scenarios/small.toml")
    );
    let client = client_of(Scenario::parse(&text).unwrap()).await;
    let stranger = [
        ("tenant", other),
        ("client_id", "stranger"),
        ("client_secret", "s"),
    ];
    let answer = sign_in(&client.simulator, &client.http, &stranger).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let reply = with_authorization(&client, Some(&format!("Bearer {token}"))).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (401, "InvalidAuthenticationTokenTenant")
    );
    let message = reply.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(other) && message.contains(&client.simulator.ready().tenant_id));
}

#[tokio::test]
async fn cloud_metadata_points_at_the_simulator_as_object_and_as_list() {
    let client = client().await;
    let endpoint = client.simulator.ready().endpoint.clone();
    let fetch = |version: &'static str| {
        let url = format!("{endpoint}/metadata/endpoints?api-version={version}");
        let http = client.http.clone();
        async move { read(http.get(url).send().await.unwrap()).await.body }
    };
    let object = fetch("2022-09-01").await;
    assert_eq!(object["authentication"]["loginEndpoint"], endpoint);
    assert_eq!(object["resourceManager"], format!("{endpoint}/"));
    assert_eq!(fetch("2019-05-01").await[0], object);
}

#[tokio::test]
async fn openid_configuration_leads_to_the_token_endpoint_of_its_tenant() {
    let client = client().await;
    let ready = client.simulator.ready();
    let (endpoint, tenant) = (&ready.endpoint, &ready.tenant_id);
    let url = format!("{endpoint}/{tenant}/v2.0/.well-known/openid-configuration");
    let found = read(client.http.get(url).send().await.unwrap()).await;
    assert_eq!(found.status, 200);
    let token_endpoint = format!("{endpoint}/{tenant}/oauth2/v2.0/token");
    assert_eq!(found.body["token_endpoint"], token_endpoint);
}

#[tokio::test]
async fn openid_configuration_of_an_unknown_tenant_is_refused() {
    let client = client().await;
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}/nobody/v2.0/.well-known/openid-configuration");
    let found = read(client.http.get(url).send().await.unwrap()).await;
    assert_eq!(found.status, 400);
    assert_eq!(found.body["error_codes"][0], 90002);
}

#[tokio::test]
async fn instance_discovery_names_the_authority_that_was_asked_about() {
    let client = client().await;
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}/common/discovery/instance");
    let authorize = format!("{endpoint}/contoso/oauth2/v2.0/authorize");
    let request = client.http.get(url).query(&[
        ("api-version", "1.1"),
        ("authorization_endpoint", &authorize),
    ]);
    let found = read(request.send().await.unwrap()).await;
    let expected = format!("{endpoint}/contoso/v2.0/.well-known/openid-configuration");
    assert_eq!(found.body["tenant_discovery_endpoint"], expected);
}

#[tokio::test]
async fn access_token_is_signed_with_the_published_key() {
    let client = client().await;
    let answer = sign_in(&client.simulator, &client.http, &[]).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let ready = client.simulator.ready();
    let url = format!("{}/{}/discovery/v2.0/keys", ready.endpoint, ready.tenant_id);
    let keys = client.http.get(url).send().await.unwrap();
    let keys: JwkSet = keys.json().await.unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["https://management.azure.com"]);
    let claims = jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
    assert_eq!(claims.claims["appid"], ready.client_id);
}

#[tokio::test]
async fn token_that_expires_in_the_middle_of_a_run_is_replaced_by_a_new_one() {
    let mut scenario = small();
    scenario.timing.token_seconds = 2;
    let client = client_of(scenario).await;
    let path = client.server_path();
    assert_eq!(client.get(&path).await.status, 200);
    let refused = loop {
        let reply = client.get(&path).await;
        if reply.status != 200 {
            break reply;
        }
        // The token expires by time alone; no event announces it.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(refused.code(), "ExpiredAuthenticationToken");
    let answer = sign_in(&client.simulator, &client.http, &[]).await;
    assert_eq!(read_server(&client, &answer).await.status, 200);
}

#[tokio::test]
async fn oldest_metadata_has_names_of_its_own() {
    let client = client().await;
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}/metadata/endpoints?api-version=2015-01-01");
    let found = read(client.http.get(url).send().await.unwrap()).await.body;
    assert_eq!(found["authentication"]["loginEndpoint"], *endpoint);
    for name in ["galleryEndpoint", "graphEndpoint", "portalEndpoint"] {
        assert!(found[name].is_string(), "{name}");
    }
}

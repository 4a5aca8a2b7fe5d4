//! Lists, single connections, servers and endpoints.

use std::collections::BTreeMap;

use azprivatelink::azure::{Client, EndpointLook, ResourceId};
use serde_json::json;

use crate::fixtures::*;
use crate::script::{Script, get};

#[tokio::test]
async fn a_request_carries_the_headers_azure_knows() {
    let step = get(list_path())
        .json(200, json!({"value": []}))
        .check(|seen| {
            let header = |name: &str| {
                seen.headers
                    .get(name)
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default()
            };
            assert_eq!(header("authorization"), "Bearer token-1");
            assert_eq!(header("accept-language"), "en-US");
            assert_eq!(header("user-agent"), "azure-tests/1");
            assert_eq!(header("x-ms-return-client-request-id"), "true");
            assert_eq!(
                header("x-ms-correlation-request-id"),
                uuid::Uuid::nil().to_string()
            );
            assert!(uuid::Uuid::parse_str(header("x-ms-client-request-id")).is_ok());
            assert!(!seen.headers.contains_key("content-type"));
            assert!(
                seen.uri.ends_with("?api-version=2025-08-01"),
                "{}",
                seen.uri
            );
        });
    let script = Script::start([step]).await;
    assert!(
        client(&script)
            .list_connections(&target(), &limits())
            .await
            .unwrap()
            .is_empty()
    );
    script.finish();
}

#[tokio::test]
async fn the_callers_api_version_is_used_whatever_the_casing_of_the_type() {
    let step = get(SERVER)
        .json(200, server("Ready"))
        .check(|seen| assert!(seen.uri.ends_with("=2026-10-01")));
    let script = Script::start([step]).await;
    let kind = "microsoft.dbforpostgresql/FlexibleServers".to_owned();
    let api_versions = BTreeMap::from([(kind, "2026-10-01".to_owned())]);
    let client = Client::new(azprivatelink::azure::ClientOptions {
        api_versions,
        ..options(&script)
    })
    .unwrap();
    let server = client
        .get_target(&target(), &limits())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(server.state.as_deref(), Some("Ready"));
    assert_eq!(
        client.api_version("Microsoft.DBforPostgreSQL/flexibleServers"),
        "2026-10-01"
    );
    script.finish();
}

#[tokio::test]
async fn a_list_is_followed_over_empty_pages_to_an_empty_link() {
    let link = |n: u32| {
        format!(
            "{}?api-version=2025-08-01&%24skiptoken=a%2Fb{n}",
            list_path()
        )
    };
    let script = Script::start([
        get(list_path()).json(
            200,
            json!({"value": [named("a.1", "Pending", None)], "nextLink": link(1)}),
        ),
        get(list_path()).json(200, json!({"value": [], "nextLink": link(2)})),
        get(list_path())
            .json(
                200,
                json!({"value": [named("b.1", "Approved", None)], "nextLink": ""}),
            )
            .check(|seen| assert!(seen.uri.ends_with("&%24skiptoken=a%2Fb2"), "{}", seen.uri)),
    ])
    .await;
    let found = client(&script)
        .list_connections(&target(), &limits())
        .await
        .unwrap();
    assert_eq!(
        found
            .iter()
            .map(|connection| connection.name.as_str())
            .collect::<Vec<_>>(),
        ["a.1", "b.1"]
    );
    script.finish();
}

#[tokio::test]
async fn a_list_that_names_a_page_twice_is_an_error_and_not_endless() {
    let page = || get(list_path()).json(200, json!({"value": [], "nextLink": list_path()}));
    let script = Script::start([page(), page()]).await;
    let error = client(&script)
        .list_connections(&target(), &limits())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("named before"), "{error}");
    script.finish();
}

#[tokio::test]
async fn a_next_page_elsewhere_is_not_asked_for() {
    let page = json!({"value": [], "nextLink": "https://evil.example/steal"});
    let script = Script::start([get(list_path()).json(200, page)]).await;
    let error = client(&script)
        .list_connections(&target(), &limits())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("evil.example"), "{error}");
    script.finish();
}

#[tokio::test]
async fn gone_is_what_azure_calls_so() {
    let emptied = json!({"id": connection_path(), "name": "pe.1", "properties": {}});
    let script = Script::start([
        get(connection_path()).error(404, "ResourceNotFound"),
        get(connection_path()).error(404, "ResourceGroupNotFound"),
        get(connection_path()).text(204, ""),
        get(connection_path()).json(200, emptied),
    ])
    .await;
    let client = client(&script);
    for _ in 0..4 {
        assert!(
            client
                .get_connection(&connection_id(), &limits())
                .await
                .unwrap()
                .is_none()
        );
    }
    script.finish();
}

#[tokio::test]
async fn a_200_that_is_no_connection_is_an_error_and_not_gone() {
    let others = [
        json!({}),
        json!({"message": "Please sign in."}),
        json!({"error": {}}),
    ];
    let script = Script::start(others.map(|body| get(connection_path()).json(200, body))).await;
    let client = client(&script);
    for _ in 0..3 {
        let error = client
            .get_connection(&connection_id(), &limits())
            .await
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("not a private endpoint connection"),
            "{error}"
        );
    }
    script.finish();
}

#[tokio::test]
async fn a_404_for_another_reason_is_an_error() {
    let script = Script::start([
        get(connection_path()).error(404, "SubscriptionNotFound"),
        get(connection_path()).error(404, "InvalidResourceType"),
        get(connection_path()).text(404, "<html>proxy</html>"),
    ])
    .await;
    let client = client(&script);
    for expected in [
        "SubscriptionNotFound",
        "InvalidResourceType",
        "<html>proxy</html>",
    ] {
        let error = client
            .get_connection(&connection_id(), &limits())
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains(expected) && !error.is_gone(),
            "{error}"
        );
    }
    script.finish();
}

#[tokio::test]
async fn an_error_is_told_with_its_code_and_the_ids_support_asks_for() {
    let step = get(SERVER)
        .text(
            403,
            "\u{feff}{\"Code\":\"AuthorizationFailed\",\"Message\":\"no right\"}",
        )
        .header("x-ms-request-id", "r-1")
        .header("x-ms-correlation-request-id", "c-1");
    let script = Script::start([step]).await;
    let error = client(&script)
        .get_target(&target(), &limits())
        .await
        .unwrap_err();
    assert!(error.is_forbidden());
    let said = format!(
        "GET {SERVER} was answered with 403 AuthorizationFailed: no right (request id r-1, correlation id c-1)"
    );
    assert_eq!(error.to_string(), said);
    script.finish();
}

#[tokio::test]
async fn reads_at_the_same_time_share_one_list_and_a_missing_one_is_confirmed_by_itself() {
    let listed = json!({"value": [named("a.1", "Pending", None), named("b.1", "Approved", None)]});
    let script = Script::start([
        get(list_path()).json(200, listed),
        get(path("c.1")).error(404, "ResourceNotFound"),
    ])
    .await;
    let (client, limits) = (client(&script), limits());
    let ids = [id("a.1"), id("B.1"), id("c.1")];
    let found =
        futures_util::future::join_all(ids.iter().map(|id| client.find_connection(id, &limits)))
            .await;
    let found: Vec<_> = found
        .into_iter()
        .map(|found| found.unwrap().map(|connection| connection.status))
        .collect();
    assert_eq!(
        found,
        [
            Some("Pending".to_owned()),
            Some("Approved".to_owned()),
            None
        ]
    );
    script.finish();
}

#[tokio::test]
async fn a_connection_missing_from_the_list_may_still_be_found_by_itself() {
    let script = Script::start([
        get(list_path()).json(200, json!({"value": []})),
        get(connection_path()).json(200, connection("Approved")),
    ])
    .await;
    let found = client(&script)
        .find_connection(&connection_id(), &limits())
        .await
        .unwrap();
    assert_eq!(found.unwrap().status, "Approved");
    script.finish();
}

#[tokio::test]
async fn a_stopped_server_that_refuses_the_list_is_asked_for_its_own_body() {
    let mut body = server("Stopped");
    body["properties"]["privateEndpointConnections"] = json!([connection("Approved")]);
    let refused = || get(list_path()).error(400, "ServerStoppedError");
    let script = Script::start([
        refused(),
        get(SERVER).json(200, body),
        refused(),
        get(SERVER).json(200, server("Stopped")),
    ])
    .await;
    let client = client(&script);
    assert_eq!(
        client
            .find_connection(&connection_id(), &limits())
            .await
            .unwrap()
            .unwrap()
            .status,
        "Approved"
    );
    // Missing there too, and nothing can confirm it: that is not gone.
    let error = client
        .find_connection(&connection_id(), &limits())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ServerStoppedError"));
    script.finish();
}

#[tokio::test]
async fn an_endpoint_of_somebody_else_is_not_readable_and_no_error() {
    let body = json!({"properties": {"manualPrivateLinkServiceConnections": [{"properties":
        {"privateLinkServiceId": SERVER, "privateLinkServiceConnectionState": {"status": "Pending"}}}]}});
    let script = Script::start([
        get(ENDPOINT).json(200, body),
        get(ENDPOINT).error(403, "AuthorizationFailed"),
        get(ENDPOINT).error(404, "ResourceNotFound"),
        get(ENDPOINT).error(400, "Strange"),
    ])
    .await;
    let (client, endpoint) = (client(&script), ResourceId::parse(ENDPOINT).unwrap());
    let look = client
        .get_private_endpoint(&endpoint, &limits())
        .await
        .unwrap();
    assert!(
        matches!(look, EndpointLook::Readable(read) if read.connections[0].target_id == SERVER)
    );
    for _ in 0..2 {
        let look = client
            .get_private_endpoint(&endpoint, &limits())
            .await
            .unwrap();
        assert!(matches!(look, EndpointLook::NotReadable(_)));
    }
    assert!(
        client
            .get_private_endpoint(&endpoint, &limits())
            .await
            .is_err()
    );
    script.finish();
}

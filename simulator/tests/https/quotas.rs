//! Pages of lists, and token buckets.

use std::num::NonZeroU32;

use azure_simulator::scenario::{BucketSettings, LastLink, Throttling};
use azure_simulator::{Fault, FaultEffect, Scenario};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, client_of, small};

fn paged(size: usize) -> Scenario {
    let mut scenario = small();
    scenario.paging.size = std::num::NonZeroUsize::new(size);
    scenario
}

/// All pages of the list of connections.
async fn pages(client: &Client) -> Vec<Reply> {
    let path = format!("{}/privateEndpointConnections", client.server_path());
    let mut pages = vec![client.get(&path).await];
    while let Some(link) = pages.last().unwrap().body["nextLink"].as_str() {
        if link.is_empty() {
            break;
        }
        let link = link.to_owned();
        pages.push(client.send_to(Method::GET, &link, None).await);
    }
    pages
}

fn sizes(pages: &[Reply]) -> Vec<usize> {
    let size = |page: &Reply| page.body["value"].as_array().unwrap().len();
    pages.iter().map(size).collect()
}

#[tokio::test]
async fn list_is_one_page_without_a_link_by_default() {
    let client = client_of(small()).await;
    let pages = pages(&client).await;
    assert_eq!(sizes(&pages), [2]);
    assert_eq!(pages[0].body.get("nextLink"), None);
}

#[tokio::test]
async fn pages_follow_each_other_until_there_is_no_link() {
    let client = client_of(paged(1)).await;
    let pages = pages(&client).await;
    assert_eq!(sizes(&pages), [1, 1]);
    assert_ne!(pages[0].body["value"], pages[1].body["value"]);
    assert_eq!(pages[1].body.get("nextLink"), None);
}

#[tokio::test]
async fn empty_pages_with_a_link_may_come_between() {
    let mut scenario = paged(1);
    scenario.paging.empty_pages = true;
    let client = client_of(scenario).await;
    assert_eq!(sizes(&pages(&client).await), [0, 1, 0, 1]);
}

#[tokio::test]
async fn last_link_may_be_null_or_empty() {
    for (link, expected) in [(LastLink::Null, Value::Null), (LastLink::Empty, json!(""))] {
        let client = client_of(paged(1)).await;
        let effect = FaultEffect::LastLink { link };
        client.simulator.fault(Fault::on("GET", "*", effect));
        let pages = pages(&client).await;
        assert_eq!(sizes(&pages), [1, 1]);
        assert_eq!(pages[1].body.get("nextLink"), Some(&expected));
    }
}

#[tokio::test]
async fn page_token_of_another_hand_is_refused() {
    let client = client_of(paged(1)).await;
    let endpoint = &client.simulator.ready().endpoint;
    let path = format!("{}/privateEndpointConnections", client.server_path());
    let url = format!("{endpoint}{path}?api-version=2025-08-01&$skipToken=here");
    let reply = client.send_to(Method::GET, &url, None).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (400, "InvalidSkipToken")
    );
}

fn throttled(size: u32, refill: f64) -> Scenario {
    let mut scenario = small();
    scenario.throttling = Some(Throttling {
        reads: BucketSettings::new(NonZeroU32::new(size).unwrap(), refill),
        ..Throttling::default()
    });
    scenario
}

#[tokio::test]
async fn remaining_requests_are_counted_in_both_headers() {
    let client = client_of(throttled(250, 0.001)).await;
    let path = client.server_path();
    let first = client.get(&path).await;
    let second = client.get(&path).await;
    let remaining = |reply: &Reply, kind: &str| {
        let name = format!("x-ms-ratelimit-remaining-subscription-{kind}");
        reply.header(&name).to_owned()
    };
    assert_eq!(remaining(&first, "reads"), "249");
    assert_eq!(remaining(&first, "global-reads"), "3749");
    assert_eq!(remaining(&second, "reads"), "248");
    assert_eq!(remaining(&second, "writes"), "");
}

#[tokio::test]
async fn empty_bucket_refuses_with_the_seconds_to_wait_and_leaves_the_others_alone() {
    let client = client_of(throttled(1, 0.001)).await;
    let path = client.server_path();
    assert_eq!(client.get(&path).await.status, 200);
    let refused = client.get(&path).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.code(), "SubscriptionRequestsThrottled");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((900..=1000).contains(&seconds), "{seconds}");
    let left =
        |kind: &str| refused.header(&format!("x-ms-ratelimit-remaining-subscription-{kind}"));
    assert_eq!((left("reads"), left("global-reads")), ("0", "14"));
    let connection = client.connection_path("pe-web");
    assert_eq!(client.delete(&connection).await.status, 202);
}

#[tokio::test]
async fn nothing_is_throttled_unless_the_scenario_asks() {
    let client = client_of(small()).await;
    for _ in 0..300 {
        assert_eq!(client.get(&client.server_path()).await.status, 200);
    }
}

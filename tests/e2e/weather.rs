//! Azure on a bad day: short-lived tokens, throttling, lists in many pages, bodies with a byte order mark.

use std::num::{NonZeroU32, NonZeroUsize};

use azure_simulator::scenario::{BucketSettings, LastLink, Paging, Throttling};
use azure_simulator::{Fault, FaultEffect, Scenario};

use crate::case::{APPROVED, Case, PENDING, connection};

/// Adopts both connections, plans no change, and destroys them.
async fn lives_through(case: &Case) {
    let both =
        connection("web", APPROVED, "") + &connection("batch", PENDING, "status = \"Approved\"");
    case.write(&both);
    case.apply().await.ok();
    case.plans_no_change().await;
    case.destroy().await.ok();
    assert!(!case.has_connection(APPROVED) && !case.has_connection(PENDING));
}

/// Whether a fault hit a request of a method to an address with such an end.
fn met_a_fault(case: &Case, method: &str, end: &str) -> bool {
    let mut journal = case.azure.journal().into_iter();
    journal.any(|exchange| {
        exchange.fault.is_some() && exchange.method == method && exchange.path.ends_with(end)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_expire_in_the_middle_of_a_run_are_replaced() {
    let mut scenario = Scenario::small();
    scenario.timing.token_seconds = 3;
    scenario.timing.operation_seconds = 5.0;
    let case = Case::of(scenario).await;
    lives_through(&case).await;
    let tokens = case.azure.journal().into_iter();
    let tokens = tokens.filter(|exchange| exchange.path.ends_with("/oauth2/v2.0/token"));
    // Tokens that last are asked for once by each provider process that talks to Azure: four times.
    assert!(tokens.count() > 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn throttled_requests_are_sent_again() {
    let mut scenario = Scenario::small();
    let bucket = BucketSettings::new(NonZeroU32::MIN, 2.0);
    scenario.throttling = Some(Throttling {
        reads: bucket,
        writes: bucket,
        deletes: bucket,
        ..Throttling::default()
    });
    let case = Case::of(scenario).await;
    lives_through(&case).await;
    let mut journal = case.azure.journal().into_iter();
    assert!(journal.any(|exchange| exchange.status == Some(429)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_to_their_last_page() {
    let mut scenario = Scenario::small();
    scenario.paging = Paging {
        size: NonZeroUsize::new(1),
        empty_pages: true,
    };
    let case = Case::of(scenario).await;
    lives_through(&case).await;
    let mut journal = case.azure.journal().into_iter();
    assert!(journal.any(|exchange| exchange.query.contains("skipToken")));
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_link_ends_a_list() {
    let case = Case::small().await;
    let link = LastLink::Empty;
    let effect = FaultEffect::LastLink { link };
    case.azure.fault(Fault::on("GET", "*", effect));
    lives_through(&case).await;
    assert!(met_a_fault(&case, "GET", "/privateEndpointConnections"));
}

#[tokio::test(flavor = "multi_thread")]
async fn byte_order_mark_before_each_answer_does_no_harm() {
    let case = Case::small().await;
    for method in ["GET", "PUT", "DELETE"] {
        let everything = Fault::on(method, "/subscriptions/*", FaultEffect::ByteOrderMark {});
        case.azure.fault(everything);
    }
    lives_through(&case).await;
    for method in ["GET", "PUT", "DELETE"] {
        assert!(met_a_fault(&case, method, ""), "{method}");
    }
}

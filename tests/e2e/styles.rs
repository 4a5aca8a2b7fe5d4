//! Every style in which Azure's services run their operations: an approval state and a destroy reach their ends.

use azure_simulator::scenario::{Announcement, LastPoll, OperationStyle, Origin, RetryAfter};
use azure_simulator::{Fault, FaultEffect};

use crate::case::{Case, TARGET, id_of};

/// Each with the endpoint `pe-N` on the server `pg-N` of its own.
fn styles() -> Vec<OperationStyle> {
    let announced = |announced| OperationStyle {
        announced: Some(announced),
        ..OperationStyle::default()
    };
    let elsewhere = |origin| OperationStyle {
        origin: Some(origin),
        ..OperationStyle::default()
    };
    let refused = |status| OperationStyle {
        refused_polls: Some(status),
        ..OperationStyle::default()
    };
    let last_poll = |last_poll| OperationStyle {
        last_poll,
        ..OperationStyle::default()
    };
    vec![
        announced(Announcement::AzureAsyncOperation),
        announced(Announcement::Location),
        announced(Announcement::Resource),
        announced(Announcement::Body),
        OperationStyle {
            status: Some(201),
            ..announced(Announcement::Body)
        },
        OperationStyle {
            status: Some(200),
            seconds: Some(0.0),
            refused_polls: Some(404),
            ..announced(Announcement::AzureAsyncOperation)
        },
        OperationStyle {
            moving_location: true,
            ..announced(Announcement::Location)
        },
        refused(403),
        refused(405),
        refused(410),
        OperationStyle {
            unknown_polls: 1,
            ..OperationStyle::default()
        },
        OperationStyle {
            running: Some("Running".to_owned()),
            outcome: Some("Completed".to_owned()),
            ..OperationStyle::default()
        },
        OperationStyle {
            without_status: true,
            ..OperationStyle::default()
        },
        last_poll(LastPoll::NoContent),
        last_poll(LastPoll::Empty),
        OperationStyle {
            address_bytes: 7000,
            ..OperationStyle::default()
        },
        elsewhere(Origin::Regional),
        elsewhere(Origin::Foreign),
        elsewhere(Origin::PlainHttp),
        elsewhere(Origin::Other("https://management.azure.com:443".to_owned())),
        OperationStyle {
            retry_after: Some(RetryAfter::Date),
            ..OperationStyle::default()
        },
        OperationStyle {
            retry_after: Some(RetryAfter::Seconds(0)),
            ..OperationStyle::default()
        },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_of_every_style_are_followed_to_their_ends() {
    let styles = styles();
    let case = Case::of_many(styles.len(), 1).await;
    let mut all = String::new();
    for (number, style) in styles.iter().enumerate() {
        let (target, endpoint) = (
            TARGET.replace("pg-orders", &format!("pg-{number}")),
            id_of(&format!("pe-{number}")),
        );
        all += &format!(
            "resource \"azprivatelink_endpoint_connection\" \"n{number}\" {{\n  target_resource_id  = {target:?}\n  \
             private_endpoint_id = {endpoint:?}\n  status = \"Rejected\"\n}}\n"
        );
        for method in ["PUT", "DELETE"] {
            let effect = FaultEffect::Operation(style.clone());
            let path = format!("*/privateEndpointConnections/pe-{number}.*");
            case.azure.fault(Fault::on(method, &path, effect));
        }
    }
    case.write(&all);
    case.terraform(&["apply", "-auto-approve", "-parallelism=30"])
        .await
        .ok();
    for number in 0..styles.len() {
        assert_eq!(case.status_of(&format!("pe-{number}")), "Rejected");
    }
    case.terraform(&["destroy", "-auto-approve", "-parallelism=30"])
        .await
        .ok();
    let journal = case.azure.journal();
    for number in 0..styles.len() {
        assert!(!case.has_connection(&format!("pe-{number}")), "{number}");
        for method in ["PUT", "DELETE"] {
            let mut hit = journal.iter().filter(|exchange| exchange.fault.is_some());
            let path = format!("/privateEndpointConnections/pe-{number}.");
            assert!(hit.any(|e| e.method == method && e.path.contains(&path)));
        }
    }
}

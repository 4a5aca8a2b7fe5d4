//! Assumptions about Azure: each switch's other values.

use azure_simulator::scenario::{
    BusyAnswer, DeleteUnknown, DeleteVisible, DeletingState, DisconnectedWrite, EndpointDelete,
    EndpointDescription, NotReadyAnswer, PollAnswer, PutUnknown, RejectAgain, ResultAfterDelete,
    RetryAfter, StoppedReads, Switches, UpdatingDuringWrite, VnetInjectedReads,
};
use reqwest::Method;

use crate::support::{Client, client_of, small};

async fn with(change: impl FnOnce(&mut Switches)) -> Client {
    let mut scenario = small();
    change(&mut scenario.switches);
    client_of(scenario).await
}

#[tokio::test]
async fn busy_answer_may_come_as_400() {
    let client = with(|switches| switches.busy_answer = BusyAnswer::BadRequest).await;
    let _hold = client.simulator.hold_server("pg-orders", None).unwrap();
    let reply = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (400, "ServerIsBusy"));
}

#[tokio::test]
async fn busy_answer_may_come_inside_a_failed_operation() {
    let client = with(|switches| switches.busy_answer = BusyAnswer::FailedOperation).await;
    let _hold = client.simulator.hold_server("pg-orders", None).unwrap();
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(
        client.finish(&accepted).await["error"]["code"],
        "ServerBusy"
    );
    assert_eq!(client.status("pe-web"), "Approved");
}

#[tokio::test]
async fn not_ready_answer_may_come_inside_a_failed_operation() {
    let client = with(|switches| switches.not_ready_answer = NotReadyAnswer::FailedOperation).await;
    client
        .simulator
        .set_server_state("pg-orders", "Stopped")
        .unwrap();
    let accepted = client.delete(&client.connection_path("pe-web")).await;
    assert_eq!(
        client.finish(&accepted).await["error"]["code"],
        "ServerIsNotReady"
    );
}

#[tokio::test]
async fn server_may_hide_that_it_is_updating() {
    for (switch, state) in [
        (UpdatingDuringWrite::Shown, "Updating"),
        (UpdatingDuringWrite::Hidden, "Ready"),
    ] {
        let client = with(|switches| switches.updating_during_write = switch).await;
        client.delete(&client.connection_path("pe-web")).await;
        let server = client.get(&client.server_path()).await.body;
        assert_eq!(server["properties"]["state"], state);
    }
}

#[tokio::test]
async fn connection_being_deleted_may_answer_404_while_its_operation_runs() {
    let client = with(|switches| switches.delete_visible = DeleteVisible::AtStart).await;
    let path = client.connection_path("pe-web");
    let accepted = client.delete(&path).await;
    assert_eq!(client.get(&path).await.status, 404);
    let address = accepted.header("azure-asyncoperation");
    let poll = client.send_to(Method::GET, address, None).await;
    assert_eq!(poll.body["status"], "InProgress");
}

#[tokio::test]
async fn connection_being_deleted_shows_deleting_or_nothing_of_it() {
    for (switch, state) in [
        (DeletingState::Deleting, "Deleting"),
        (DeletingState::Unchanged, "Succeeded"),
    ] {
        let client = with(|switches| switches.deleting_state = switch).await;
        let path = client.connection_path("pe-web");
        client.delete(&path).await;
        assert_eq!(
            client.get(&path).await.body["properties"]["provisioningState"],
            state
        );
    }
}

#[tokio::test]
async fn deleted_connection_may_linger_after_its_operation() {
    let mut scenario = small();
    scenario.timing.delete_lag_seconds = 3600.0;
    let client = client_of(scenario).await;
    let path = client.connection_path("pe-web");
    let accepted = client.delete(&path).await;
    assert_eq!(client.finish(&accepted).await["status"], "Succeeded");
    assert_eq!(client.get(&path).await.status, 200);
}

#[tokio::test]
async fn endpoint_delete_may_leave_a_disconnected_connection_that_takes_deletes_alone() {
    for (switch, status) in [
        (DisconnectedWrite::BadRequest, 400),
        (DisconnectedWrite::FailedOperation, 202),
    ] {
        let client = with(|switches| {
            switches.endpoint_delete = EndpointDelete::LeavesDisconnected;
            switches.disconnected_write = switch;
        })
        .await;
        client.simulator.delete_private_endpoint("pe-web").unwrap();
        assert_eq!(client.status("pe-web"), "Disconnected");
        let path = client.connection_path("pe-web");
        let write = client.put_state(&path, "Approved", "").await;
        assert_eq!(write.status, status);
        if status == 202 {
            assert_eq!(client.finish(&write).await["status"], "Failed");
        }
        assert_eq!(client.delete(&path).await.status, 202);
    }
}

#[tokio::test]
async fn endpoint_of_a_deleted_connection_may_keep_its_text() {
    for (switch, text) in [
        (EndpointDescription::DeletedState, "Deleted state"),
        (EndpointDescription::Kept, "Auto-Approved"),
        (EndpointDescription::Empty, ""),
    ] {
        let client = with(|switches| switches.endpoint_description = switch).await;
        let name = client.connection("pe-web");
        client
            .simulator
            .remove_connection("pg-orders", &name)
            .unwrap();
        let endpoints = client.simulator.private_endpoints();
        let endpoint = endpoints
            .iter()
            .find(|endpoint| endpoint.name == "pe-web")
            .unwrap();
        assert_eq!(
            (endpoint.status.as_str(), endpoint.description.as_str()),
            ("Disconnected", text)
        );
    }
}

#[tokio::test]
async fn rejecting_twice_may_fail() {
    let client = with(|switches| switches.reject_again = RejectAgain::FailedOperation).await;
    let name = client.connection("pe-web");
    client
        .simulator
        .set_connection_state("pg-orders", &name, "Rejected", None)
        .unwrap();
    let accepted = client
        .put_state(&client.connection_path("pe-web"), "Rejected", "")
        .await;
    assert_eq!(client.finish(&accepted).await["status"], "Failed");
}

#[tokio::test]
async fn unknown_connection_may_be_answered_otherwise() {
    let client = with(|switches| {
        switches.put_unknown = PutUnknown::FailedOperation;
        switches.delete_unknown = DeleteUnknown::NotFound;
    })
    .await;
    let path = format!("{}/privateEndpointConnections/none.1", client.server_path());
    assert_eq!(client.delete(&path).await.status, 404);
    let accepted = client.put_state(&path, "Approved", "").await;
    assert_eq!(client.finish(&accepted).await["status"], "Failed");
}

#[tokio::test]
async fn stopped_server_may_refuse_reads_of_connections_but_not_of_itself() {
    let client = with(|switches| switches.stopped_reads = StoppedReads::Refused).await;
    client
        .simulator
        .set_server_state("pg-orders", "Stopped")
        .unwrap();
    let list = format!("{}/privateEndpointConnections", client.server_path());
    assert_eq!(client.get(&list).await.code(), "ServerStoppedError");
    let server = client.get(&client.server_path()).await.body;
    assert_eq!(
        server["properties"]["privateEndpointConnections"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn server_with_a_delegated_subnet_may_refuse_reads_of_connections() {
    let mut scenario = small();
    scenario.private_endpoints.clear();
    scenario.servers[0].delegated_subnet = Some("/subscriptions/s/subnets/x".to_owned());
    scenario.switches.vnet_injected_reads = VnetInjectedReads::Refused;
    let client = client_of(scenario).await;
    let list = format!("{}/privateEndpointConnections", client.server_path());
    assert_eq!(
        client.get(&list).await.code(),
        "PrivateEndpointFeatureNotSupportedOnServer"
    );
}

#[tokio::test]
async fn polls_may_be_refused_although_the_operation_goes_on() {
    for (switch, status) in [(PollAnswer::Forbidden, 403), (PollAnswer::NotFound, 404)] {
        let client = with(|switches| switches.poll_answer = switch).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        let address = accepted.header("azure-asyncoperation");
        assert_eq!(
            client.send_to(Method::GET, address, None).await.status,
            status
        );
    }
}

#[tokio::test]
async fn result_of_a_delete_is_empty_or_has_a_body() {
    for (switch, status) in [
        (ResultAfterDelete::NoContent, 204),
        (ResultAfterDelete::Ok, 200),
    ] {
        let client = with(|switches| switches.result_after_delete = switch).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        client.finish(&accepted).await;
        let result = client
            .send_to(Method::GET, accepted.header("location"), None)
            .await;
        assert_eq!(result.status, status);
    }
}

#[tokio::test]
async fn retry_after_is_a_number_a_date_or_missing() {
    for (setting, shown) in [
        (RetryAfter::Seconds(0), Some("0")),
        (RetryAfter::Date, None),
        (RetryAfter::Missing, Some("")),
    ] {
        let mut scenario = small();
        scenario.timing.retry_after = setting;
        let client = client_of(scenario).await;
        let accepted = client.delete(&client.connection_path("pe-web")).await;
        let value = accepted.header("retry-after");
        match shown {
            Some(shown) => assert_eq!(value, shown),
            None => assert!(value.ends_with(" GMT"), "{value}"),
        }
        assert_eq!(accepted.header("retry-after-ms"), "");
    }
}

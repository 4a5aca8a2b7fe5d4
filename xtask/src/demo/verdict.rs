//! What the demo promises, checked on the simulator rather than on what the client printed.

use azure_simulator::{Exchange, PrivateEndpointView, ServerView};

/// One promise and whether it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it was kept.
    pub kept: bool,
    /// The promise, with what was found.
    pub text: String,
}

/// Everything adopted: after the apply all connections of the server are approved, and they are
/// the same connections as before.
pub fn after_apply(before: &ServerView, after: &ServerView) -> Vec<Finding> {
    let names = |server: &ServerView| -> Vec<String> {
        server.connections.iter().map(|c| c.name.clone()).collect()
    };
    let approved = after
        .connections
        .iter()
        .filter(|c| c.status == "Approved")
        .count();
    let all = before.connections.len();
    vec![Finding {
        kept: names(before) == names(after) && approved == all,
        text: format!("{approved} of {all} connections are approved, under the names they had"),
    }]
}

/// Deleted on the server, intact at the consumer, and nothing written to the network.
pub fn after_destroy(
    before: &[PrivateEndpointView],
    after: &[PrivateEndpointView],
    server: &ServerView,
    provider_requests: &[Exchange],
) -> Vec<Finding> {
    let left = server.connections.len();
    let disconnected = |id: &str| {
        let found = after.iter().find(|endpoint| endpoint.id == id);
        found.is_some_and(|endpoint| endpoint.status == "Disconnected")
    };
    let intact = before.iter().filter(|e| disconnected(&e.id)).count();
    let all = before.len();
    let writes = provider_requests
        .iter()
        .filter(|e| writes_to_network(e))
        .count();
    let deletes = provider_requests
        .iter()
        .filter(|e| e.method == "DELETE")
        .count();
    vec![
        Finding {
            kept: left == 0 && deletes > 0,
            text: format!("connections left on the server: {left}"),
        },
        Finding {
            kept: intact == all && after.len() == all,
            text: format!("private endpoints still there and Disconnected: {intact} of {all}"),
        },
        Finding {
            kept: writes == 0 && !provider_requests.is_empty(),
            text: format!(
                "requests of the provider: {}, of them other than GET to Microsoft.Network: {writes}",
                provider_requests.len()
            ),
        },
    ]
}

fn writes_to_network(exchange: &Exchange) -> bool {
    let mut segments = exchange.path.split('/');
    let network = segments.any(|segment| segment.eq_ignore_ascii_case("Microsoft.Network"));
    network && exchange.method != "GET"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(status: &str) -> PrivateEndpointView {
        PrivateEndpointView {
            name: "pe".to_owned(),
            id: "/pe".to_owned(),
            status: status.to_owned(),
            description: String::new(),
            target: "/pg".to_owned(),
        }
    }

    fn server() -> ServerView {
        ServerView {
            name: "pg".to_owned(),
            id: "/pg".to_owned(),
            state: "Ready".to_owned(),
            connections: Vec::new(),
        }
    }

    fn request(method: &str, path: &str) -> Exchange {
        Exchange {
            sequence: 1,
            at_ms: 0,
            duration_ms: None,
            client_id: None,
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            api_version: None,
            user_agent: None,
            request_body: None,
            status: Some(200),
            request_id: String::new(),
            fault: None,
        }
    }

    fn broken(after: &[PrivateEndpointView], requests: &[Exchange]) -> usize {
        let findings = after_destroy(&[endpoint("Approved")], after, &server(), requests);
        findings.iter().filter(|finding| !finding.kept).count()
    }

    #[test]
    fn all_is_well_when_the_endpoint_stays_and_only_the_connection_is_deleted() {
        let requests = [
            request("DELETE", "/providers/Microsoft.DBforPostgreSQL/x"),
            request("GET", "/providers/Microsoft.Network/privateEndpoints/pe"),
        ];
        assert_eq!(broken(&[endpoint("Disconnected")], &requests), 0);
    }

    #[test]
    fn a_missing_endpoint_and_any_write_to_the_network_are_noticed() {
        let delete = request("DELETE", "/providers/Microsoft.DBforPostgreSQL/x");
        let write = request("PUT", "/providers/microsoft.network/privateEndpoints/pe");
        assert_eq!(broken(&[], std::slice::from_ref(&delete)), 1);
        assert_eq!(
            broken(&[endpoint("Approved")], std::slice::from_ref(&delete)),
            1
        );
        assert_eq!(broken(&[endpoint("Disconnected")], &[delete, write]), 1);
    }

    #[test]
    fn a_run_that_asked_azure_for_nothing_proves_nothing() {
        assert_eq!(broken(&[endpoint("Disconnected")], &[]), 2);
    }
}

//! A client that trusts the simulator's certificate, signs in, sends requests and polls.

use std::time::Duration;

use azure_simulator::{Options, Scenario, Simulator};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

pub const VERSION: &str = "2025-08-01";
pub const NETWORK_VERSION: &str = "2025-05-01";

/// Status, headers and body.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}

pub struct Client {
    pub simulator: Simulator,
    pub http: reqwest::Client,
    token: String,
}

/// The built-in scenario whose operations are quick, yet long enough to be met while they run.
pub fn small() -> Scenario {
    let mut scenario = Scenario::small();
    scenario.timing.operation_seconds = 0.4;
    scenario
}

/// The built-in scenario whose operations outlast every test.
pub fn slow() -> Scenario {
    let mut scenario = Scenario::small();
    scenario.timing.operation_seconds = 600.0;
    scenario
}

pub async fn client() -> Client {
    client_of(small()).await
}

pub async fn client_of(scenario: Scenario) -> Client {
    client_with(scenario, Options::default()).await
}

pub async fn client_with(scenario: Scenario, options: Options) -> Client {
    let simulator = Simulator::start(scenario, options).await.unwrap();
    let http = trusting(&simulator);
    let answer = sign_in(&simulator, &http, &[]).await;
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    Client {
        simulator,
        http,
        token,
    }
}

/// The authority that signed the simulator's certificate.
pub fn authority(simulator: &Simulator) -> reqwest::Certificate {
    let pem = std::fs::read(&simulator.ready().ca_certificate).unwrap();
    reqwest::Certificate::from_pem(&pem).unwrap()
}

pub fn trusting(simulator: &Simulator) -> reqwest::Client {
    reqwest::Client::builder()
        .tls_certs_only([authority(simulator)])
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap()
}

/// A client without credentials that shows redirects instead of following them.
pub fn without_redirects(simulator: &Simulator) -> reqwest::Client {
    reqwest::Client::builder()
        .tls_certs_only([authority(simulator)])
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// A token request of the first principal, with some fields replaced.
pub async fn sign_in(
    simulator: &Simulator,
    http: &reqwest::Client,
    replaced: &[(&str, &str)],
) -> Reply {
    let ready = simulator.ready();
    let field = |name: &str, value: &str| {
        let found = replaced.iter().find(|(key, _)| *key == name);
        (
            name.to_owned(),
            found.map_or(value, |(_, value)| *value).to_owned(),
        )
    };
    let form = [
        field("grant_type", "client_credentials"),
        field("client_id", &ready.client_id),
        field("client_secret", &ready.client_secret),
        field("scope", "https://management.azure.com/.default"),
    ];
    let tenant = field("tenant", &ready.tenant_id).1;
    let url = format!("{}/{tenant}/oauth2/v2.0/token", ready.endpoint);
    read(http.post(url).form(&form).send().await.unwrap()).await
}

pub async fn read(response: reqwest::Response) -> Reply {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    Reply {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    }
}

impl Client {
    /// A client that has not signed in.
    pub fn without_token(simulator: Simulator) -> Self {
        let http = trusting(&simulator);
        Self {
            simulator,
            http,
            token: String::new(),
        }
    }

    pub fn server_path(&self) -> String {
        self.in_group(
            "rg-data",
            "Microsoft.DBforPostgreSQL/flexibleServers/pg-orders",
        )
    }

    pub fn endpoint_path(&self, name: &str) -> String {
        self.in_group(
            "rg-apps",
            &format!("Microsoft.Network/privateEndpoints/{name}"),
        )
    }

    fn in_group(&self, group: &str, rest: &str) -> String {
        let subscription = &self.simulator.ready().subscription_id;
        format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{rest}")
    }

    pub fn connection_path(&self, endpoint: &str) -> String {
        format!(
            "{}/privateEndpointConnections/{}",
            self.server_path(),
            self.connection(endpoint)
        )
    }

    /// Full name of the connection of an endpoint.
    pub fn connection(&self, endpoint: &str) -> String {
        let start = format!("{endpoint}.");
        let connections = self.simulator.connections("pg-orders");
        connections
            .into_iter()
            .find(|c| c.name.starts_with(&start))
            .unwrap()
            .name
    }

    pub fn status(&self, endpoint: &str) -> String {
        let name = self.connection(endpoint);
        let connections = self.simulator.connections("pg-orders");
        connections
            .into_iter()
            .find(|c| c.name == name)
            .unwrap()
            .status
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let version = if path.contains("Microsoft.Network") {
            NETWORK_VERSION
        } else {
            VERSION
        };
        let endpoint = &self.simulator.ready().endpoint;
        self.send_to(
            method,
            &format!("{endpoint}{path}?api-version={version}"),
            body,
        )
        .await
    }

    /// A request to a whole address, byte for byte.
    pub async fn send_to(&self, method: Method, url: &str, body: Option<Value>) -> Reply {
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn get_version(&self, path: &str, version: &str) -> Reply {
        let endpoint = &self.simulator.ready().endpoint;
        let url = format!("{endpoint}{path}?api-version={version}");
        self.send_to(Method::GET, &url, None).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn put_state(&self, path: &str, status: &str, description: &str) -> Reply {
        let state = json!({ "status": status, "description": description });
        let body = json!({ "properties": { "privateLinkServiceConnectionState": state } });
        self.send(Method::PUT, path, Some(body)).await
    }

    /// Polls the status of an accepted operation to its end.
    pub async fn finish(&self, accepted: &Reply) -> Value {
        let url = accepted.header("azure-asyncoperation");
        assert!(!url.is_empty(), "no operation was started: {accepted:?}");
        loop {
            let poll = self.send_to(Method::GET, url, None).await;
            assert_eq!(poll.status, 200, "{poll:?}");
            if poll.body["status"] != "InProgress" {
                return poll.body;
            }
            // The operation ends by time alone; no event announces it to a client.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Names of the members of an object.
pub fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

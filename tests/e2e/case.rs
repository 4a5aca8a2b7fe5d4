//! One end-to-end case: a simulated Azure, a working folder, and a real CLI in it.

use azure_simulator::{Exchange, Fault, FaultEffect, Options, Scenario, Simulator};
use std::time::Duration;
use xtask::client::Client;
use xtask::mirror::ProviderBinary;
use xtask::workspace::{Running, Workspace};

/// The endpoint whose connection the small scenario has approved.
pub const APPROVED: &str = "pe-web";
/// The endpoint whose connection the small scenario has pending.
pub const PENDING: &str = "pe-batch";
/// The server of the small scenario.
pub const TARGET: &str = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders";

/// The provider under test.
pub const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-azprivatelink");
/// Longer than anything a case waits for; a case that hangs fails instead of blocking the run.
const PATIENCE: Duration = Duration::from_secs(240);

/// The id of a private endpoint of the small scenario.
pub fn id_of(endpoint: &str) -> String {
    format!(
        "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-apps/providers/Microsoft.Network/privateEndpoints/{endpoint}"
    )
}

/// A resource that adopts the connection of an endpoint.
pub fn connection(label: &str, endpoint: &str, more: &str) -> String {
    let endpoint = id_of(endpoint);
    format!(
        "resource \"azprivatelink_endpoint_connection\" {label:?} {{\n  target_resource_id  = {TARGET:?}\n  private_endpoint_id = {endpoint:?}\n  {more}\n}}\n"
    )
}

/// One case. When it ends, the journal must show no write to `Microsoft.Network`.
pub struct Case {
    pub azure: Simulator,
    work: Workspace,
    from: usize,
}

/// A finished run of the CLI.
pub struct Run(xtask::workspace::Run);

impl Case {
    /// One Ready server with an approved and a pending connection.
    pub async fn small() -> Self {
        Self::of(Scenario::small()).await
    }

    /// The small scenario with the approved connection adopted as `web`; the journal begins after that.
    pub async fn adopted(more: &str) -> Self {
        let mut case = Self::small().await;
        case.write(&connection("web", APPROVED, more));
        case.apply().await.ok();
        case.from = case.azure.journal().len();
        case
    }

    /// The small scenario with operations that last so long.
    pub async fn with_operations_of(seconds: f64) -> Self {
        let options = Options {
            operation_seconds: Some(seconds),
            ..Options::default()
        };
        Self::start(Scenario::small(), options).await
    }

    /// The small scenario in which a server does not show that it is being changed.
    pub async fn with_hidden_updates() -> Self {
        Self::of(small_with(
            "\n[switches]\nupdating_during_write = \"hidden\"\n",
        ))
        .await
    }

    /// The small scenario with a management lock on the server's resource group.
    pub async fn with_lock() -> Self {
        let lock = "\n[[lock]]\nname = \"keep\"\nscope = \"/resourceGroups/rg-data\"\nlevel = \"CanNotDelete\"\n";
        Self::of(small_with(lock)).await
    }

    /// A second server, injected into a virtual network.
    pub async fn with_injected_server() -> Self {
        let subnet = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.Network/virtualNetworks/vnet/subnets/pg";
        let server = format!(
            "\n[[server]]\nname = \"pg-inside\"\nresource_group = \"rg-data\"\ndelegated_subnet = {subnet:?}\n"
        );
        Self::of(small_with(&server)).await
    }

    /// Servers `pg-0`, … with the endpoints `pe-0`, … spread over them in order.
    pub async fn of_many(servers: usize, endpoints_each: usize) -> Self {
        let mut more = String::new();
        for server in 0..servers {
            more +=
                &format!("\n[[server]]\nname = \"pg-{server}\"\nresource_group = \"rg-data\"\n");
            for endpoint in server * endpoints_each..(server + 1) * endpoints_each {
                more += &format!(
                    "\n[[private_endpoint]]\nname = \"pe-{endpoint}\"\nresource_group = \"rg-apps\"\ntarget = \"pg-{server}\"\nconnection = {{ status = \"Approved\" }}\n"
                );
            }
        }
        Self::of(small_with(&more)).await
    }

    /// Any scenario.
    pub async fn of(scenario: Scenario) -> Self {
        Self::start(scenario, Options::default()).await
    }

    async fn start(scenario: Scenario, options: Options) -> Self {
        let azure = Simulator::start(scenario, crate::traffic::recorded(options))
            .await
            .expect("the simulator starts");
        let client = Client::for_tests().unwrap_or_else(|error| panic!("{error}"));
        let provider = ProviderBinary::azprivatelink(PROVIDER);
        let work = Workspace::new(client, &[provider], azure.ready()).expect("a workspace");
        Self {
            azure,
            work,
            from: 0,
        }
    }

    /// The same case with another value of an environment variable.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.work.set(name, value);
        self
    }

    /// The same case without an environment variable.
    pub fn without_variable(mut self, name: &str) -> Self {
        self.work.unset(name);
        self
    }
}

/// What a case does: write configuration and run the CLI.
impl Case {
    /// Writes the configuration.
    pub fn write(&self, body: &str) {
        let required = ProviderBinary::azprivatelink(PROVIDER).required_providers();
        self.work
            .write("main.tf", &format!("{required}\n{body}"))
            .expect("a written file");
    }

    /// Runs the CLI, after `init` the first time.
    pub async fn terraform(&self, arguments: &[&str]) -> Run {
        if !self.work.directory().join(".terraform").exists() {
            finished(self.spawn(&["init"])).await.ok();
        }
        finished(self.spawn(arguments)).await
    }

    /// Starts the CLI.
    pub fn spawn(&self, arguments: &[&str]) -> Running {
        let [command, rest @ ..] = arguments else {
            panic!("no command")
        };
        let plain: &[&str] = if *command == "state" {
            &[]
        } else {
            &["-no-color", "-input=false"]
        };
        self.work
            .spawn([command].into_iter().chain(plain).chain(rest))
            .expect("the CLI starts")
    }

    pub async fn plan(&self) -> Run {
        self.terraform(&["plan"]).await
    }

    pub async fn plan_destroy(&self) -> Run {
        self.terraform(&["plan", "-destroy"]).await
    }

    pub async fn apply(&self) -> Run {
        self.terraform(&["apply", "-auto-approve"]).await
    }

    pub async fn destroy(&self) -> Run {
        self.terraform(&["destroy", "-auto-approve"]).await
    }

    pub async fn plans_no_change(&self) {
        let plan = self.terraform(&["plan", "-detailed-exitcode"]).await;
        assert_eq!(plan.code(), Some(0), "{}", plan.all());
    }

    /// A configuration whose private endpoint is made, and made anew with each generation, by the run
    /// itself, as `azurerm` would do it.
    pub fn stand_in_endpoint(&self, name: &str, generation: u32) -> String {
        self.work
            .write("endpoint.py", CONSUMER)
            .expect("a written file");
        let run = |verb: &str| {
            format!(
                "python3 endpoint.py {} {verb} {name} pg-orders",
                self.azure.ready().endpoint
            )
        };
        format!(
            "resource \"terraform_data\" \"endpoint\" {{\n  input            = {:?}\n  triggers_replace = {generation}\n  \
             provisioner \"local-exec\" {{\n    command = {:?}\n  }}\n  \
             provisioner \"local-exec\" {{\n    when    = destroy\n    command = {:?}\n  }}\n}}\n",
            id_of(name),
            run("create"),
            run("delete")
        )
    }
}

/// The consumer of a case, over the simulator's control path.
const CONSUMER: &str = r#"
import json, ssl, sys, urllib.request
endpoint, verb, name, server = sys.argv[1:]
if verb == "create":
    body = {"name": name, "resource_group": "rg-apps", "target": server, "status": "Pending"}
    request = urllib.request.Request(f"{endpoint}/simulator/private-endpoints", json.dumps(body).encode(), {"content-type": "application/json"})
else:
    request = urllib.request.Request(f"{endpoint}/simulator/private-endpoints/{name}", method="DELETE")
urllib.request.urlopen(request, context=ssl._create_unverified_context())
"#;

/// What a case sees of Azure.
impl Case {
    pub fn connection_id(&self, endpoint: &str) -> String {
        self.found(endpoint).id
    }

    pub fn name_of(&self, endpoint: &str) -> String {
        self.found(endpoint).name
    }

    pub fn status_of(&self, endpoint: &str) -> String {
        self.found(endpoint).status
    }

    pub fn description_of(&self, endpoint: &str) -> String {
        self.found(endpoint).description.unwrap_or_default()
    }

    pub fn has_connection(&self, endpoint: &str) -> bool {
        self.connections_of(endpoint).next().is_some()
    }

    fn found(&self, endpoint: &str) -> azure_simulator::ConnectionView {
        self.connections_of(endpoint)
            .next()
            .expect("the endpoint has a connection")
    }

    fn connections_of(
        &self,
        endpoint: &str,
    ) -> impl Iterator<Item = azure_simulator::ConnectionView> {
        let id = id_of(endpoint);
        let servers = self.azure.servers().into_iter();
        servers
            .flat_map(|server| server.connections)
            .filter(move |connection| connection.private_endpoint_id == id)
    }

    /// The state that the endpoint's own side shows.
    pub fn endpoint_status(&self, endpoint: &str) -> String {
        let all = self.azure.private_endpoints();
        all.into_iter()
            .find(|view| view.name == endpoint)
            .expect("the endpoint exists")
            .status
    }

    /// The methods of the writes to connections so far, since the case's beginning.
    pub fn writes(&self) -> Vec<String> {
        let journal = self.azure.journal().split_off(self.from);
        let writes = journal.into_iter().filter(|exchange| {
            is_write(exchange) && exchange.path.contains("/privateEndpointConnections/")
        });
        writes.map(|exchange| exchange.method).collect()
    }

    /// Answers each DELETE as accepted, and its operation as failed; nothing is deleted.
    pub fn fail_deletes(&self, code: &str) {
        let operation = format!("{TARGET}/operations/scripted");
        let address = format!(
            "{}{operation}?api-version=2025-08-01",
            self.azure.ready().endpoint
        );
        let accepted = FaultEffect::respond(202)
            .header("azure-asyncoperation", &address)
            .header("retry-after", "1");
        self.azure.fault(Fault::on(
            "DELETE",
            "*/privateEndpointConnections/*",
            accepted,
        ));
        let failed = format!(
            r#"{{"name":"scripted","status":"Failed","error":{{"code":{code:?},"message":"It did not work out."}}}}"#
        );
        let failed = FaultEffect::respond(200)
            .header("content-type", "application/json")
            .with_body(failed);
        self.azure
            .fault(Fault::on("GET", "*/operations/scripted", failed));
    }

    /// A text with what differs from run to run replaced.
    pub fn redacted(&self, text: &str) -> String {
        let mut text = text.replace(&self.azure.ready().endpoint, "https://azure.example");
        let port = self
            .azure
            .ready()
            .endpoint
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_owned();
        text = text.replace(&format!("localhost:{port}"), "azure.example");
        for connection in self
            .azure
            .servers()
            .iter()
            .flat_map(|server| &server.connections)
        {
            let endpoint = connection
                .name
                .rsplit_once('.')
                .map_or("", |(endpoint, _)| endpoint);
            text = text.replace(&connection.name, &format!("{endpoint}.GUID"));
        }
        without_guids(&text)
    }
}

/// Request ids and the like as `GUID`; those of the scenario stay.
fn without_guids(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut parts: Vec<_> = text
        .split(|c| !is_part(c))
        .filter(|part| part.len() == 36)
        .collect();
    parts.retain(|part| !TARGET.contains(part));
    parts
        .into_iter()
        .fold(text.to_owned(), |text, guid| text.replace(guid, "GUID"))
}

impl Drop for Case {
    fn drop(&mut self) {
        let written: Vec<_> = self
            .azure
            .journal()
            .into_iter()
            .filter(|exchange| {
                is_write(exchange)
                    && exchange
                        .path
                        .to_ascii_lowercase()
                        .contains("/microsoft.network/")
            })
            .collect();
        if !std::thread::panicking() {
            assert!(
                written.is_empty(),
                "the provider wrote to Microsoft.Network: {written:?}"
            );
        }
    }
}

fn is_write(exchange: &Exchange) -> bool {
    exchange.client_id.is_some() && exchange.method != "GET"
}

fn small_with(more: &str) -> Scenario {
    let small = include_str!("../../simulator/scenarios/small.toml");
    Scenario::parse(&format!("{small}{more}")).expect("a scenario")
}

/// Waits for the end of the CLI.
pub async fn finished(running: Running) -> Run {
    let run = tokio::time::timeout(PATIENCE, running.wait()).await;
    Run(run
        .expect("the CLI ends in time")
        .expect("the CLI is waited for"))
}

impl Run {
    pub fn code(&self) -> Option<i32> {
        self.0.code()
    }

    pub fn stdout(&self) -> &str {
        self.0.stdout.trim()
    }

    pub fn ok(self) -> Self {
        assert_eq!(self.code(), Some(0), "{}", self.0);
        self
    }

    pub fn fails(self) -> Self {
        assert_eq!(self.code(), Some(1), "{}", self.0);
        self
    }

    /// Asserts that the output has a text, however the CLI has wrapped it.
    pub fn says(self, text: &str) -> Self {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            self.0.text().contains(&words),
            "no {text:?} in:\n{}",
            self.0
        );
        self
    }

    pub fn all(&self) -> String {
        self.0.output()
    }

    /// The error diagnostics, each paragraph in one line, without the CLI's decoration.
    pub fn errors(&self) -> String {
        let bare: Vec<_> = self
            .0
            .stderr
            .lines()
            .map(|line| line.trim_start_matches(['│', '╷', '╵']))
            .collect();
        let text = bare.join("\n");
        let from = text.find("Error: ").unwrap_or_default();
        let paragraphs = text[from..].split("\n\n").map(|paragraph| {
            let listed = paragraph.lines().any(|line| line.starts_with("  "));
            if listed {
                paragraph.trim_end().to_owned()
            } else {
                paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
            }
        });
        paragraphs
            .collect::<Vec<_>>()
            .join("\n\n")
            .trim()
            .to_owned()
    }
}

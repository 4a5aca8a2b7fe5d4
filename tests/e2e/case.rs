//! One end-to-end case: a simulated Azure, a working folder, and a real CLI in it.

pub use crate::run::{Run, finished};
use crate::switches;
use azure_simulator::scenario::{OperationStyle, Switches};
use azure_simulator::{Exchange, Fault, FaultEffect, Options, Scenario, Simulator};
use tokio::task::JoinHandle;
use xtask::client::Client;
use xtask::mirror::ProviderBinary;
use xtask::workspace::{Running, Workspace};

/// The endpoint whose connection the small scenario has approved.
pub const APPROVED: &str = "pe-web";
/// The endpoint whose connection the small scenario has pending.
pub const PENDING: &str = "pe-batch";
/// The server of the small scenario.
pub const TARGET: &str = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders";

const SMALL: &str = include_str!("../../simulator/scenarios/small.toml");

/// The provider under test.
pub const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-azprivatelink");

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
    /// The assumptions about Azure that are in force.
    pub switches: Switches,
    work: Workspace,
    from: usize,
}

impl Case {
    /// One Ready server with an approved and a pending connection.
    pub async fn small() -> Self {
        Self::with("", &[]).await
    }

    /// The small scenario for a test that is about particular values of switches.
    pub async fn pinned(pins: &[(&str, &str)]) -> Self {
        Self::with("", pins).await
    }

    /// The small scenario with the approved connection adopted as `web`; the journal begins after that.
    pub async fn adopted(more: &str) -> Self {
        Self::small().await.adopting(more).await
    }

    /// The same case with the approved connection adopted as `web`; the journal begins after that.
    pub async fn adopting(mut self, more: &str) -> Self {
        self.write(&connection("web", APPROVED, more));
        self.apply().await.ok();
        self.from = self.azure.journal().len();
        self
    }

    /// The small scenario with operations that last so long.
    pub async fn with_operations_of(seconds: f64) -> Self {
        let options = Options {
            operation_seconds: Some(seconds),
            ..Options::default()
        };
        Self::start(Scenario::small(), options, &[]).await
    }

    /// The small scenario with a management lock on the server's resource group.
    pub async fn with_lock() -> Self {
        let lock = "\n[[lock]]\nname = \"keep\"\nscope = \"/resourceGroups/rg-data\"\nlevel = \"CanNotDelete\"\n";
        Self::with(lock, &[]).await
    }

    /// A second server, injected into a virtual network.
    pub async fn with_injected_server() -> Self {
        let subnet = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.Network/virtualNetworks/vnet/subnets/pg";
        let server = format!(
            "\n[[server]]\nname = \"pg-inside\"\nresource_group = \"rg-data\"\ndelegated_subnet = {subnet:?}\n"
        );
        Self::with(&server, &[]).await
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
        Self::with(&more, &[]).await
    }

    /// The small scenario for a principal that has only some roles.
    pub async fn as_principal(roles: &str, tables: &str) -> Self {
        // The table before the first group is the principal's.
        let group = "[[resource_group]]";
        let text =
            format!("{SMALL}{tables}").replacen(group, &format!("roles = {roles}\n{group}"), 1);
        let scenario = Scenario::parse(&text).expect("a scenario");
        Self::of(scenario).await
    }

    /// Any scenario.
    pub async fn of(scenario: Scenario) -> Self {
        Self::start(scenario, Options::default(), &[]).await
    }

    /// The small scenario with more keys of its last table, which is `[timing]`, or more tables.
    pub async fn with(tables: &str, pins: &[(&str, &str)]) -> Self {
        Self::start(small_with(tables), Options::default(), pins).await
    }

    async fn start(mut scenario: Scenario, options: Options, pins: &[(&str, &str)]) -> Self {
        let switches = switches::in_force(pins);
        scenario.switches = switches.clone();
        let azure = Simulator::start(scenario, crate::traffic::recorded(options))
            .await
            .expect("the simulator starts");
        let client = Client::for_tests().unwrap_or_else(|error| panic!("{error}"));
        let provider = ProviderBinary::azprivatelink(PROVIDER);
        let work = Workspace::new(client, &[provider], azure.ready()).expect("a workspace");
        Self {
            azure,
            switches,
            work,
            from: 0,
        }
    }

    /// How many exchanges came before the case's beginning.
    pub fn from(&self) -> usize {
        self.from
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
        let run = self.terraform(&["destroy", "-auto-approve"]).await;
        if self.hides_ends() {
            self.azure.settled().await;
        }
        run
    }

    /// The entries of the state.
    pub async fn stored(&self) -> String {
        let list = self.terraform(&["state", "list"]).await.ok();
        list.stdout().to_owned()
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

/// What a case does to Azure.
impl Case {
    /// Holds the next request of a method to a connection until something has been done.
    pub fn meanwhile(
        &self,
        method: &'static str,
        act: impl FnOnce(&Simulator) + Send + 'static,
    ) -> JoinHandle<()> {
        let pause = Fault::on(
            method,
            "*/privateEndpointConnections/*",
            FaultEffect::Pause {},
        );
        let id = self.azure.fault(pause.times(1));
        self.once(
            move |exchange| exchange.method == method,
            move |azure| {
                act(azure);
                azure.lift_fault(id);
            },
        )
    }

    /// Does something once a request of a kind has arrived, from now on.
    pub fn once(
        &self,
        fits: impl Fn(&Exchange) -> bool + Send + Sync + 'static,
        act: impl FnOnce(&Simulator) + Send + 'static,
    ) -> JoinHandle<()> {
        let (azure, before) = (self.azure.clone(), self.azure.journal().len());
        tokio::spawn(async move {
            azure
                .wait_for(|exchanges| exchanges[before..].iter().any(&fits))
                .await;
            act(&azure);
        })
    }

    /// Accepts each DELETE and lets its operation fail; nothing is deleted.
    pub fn fail_deletes(&self, code: &str) {
        let failing = FaultEffect::Operation(OperationStyle {
            outcome: Some("Failed".to_owned()),
            error_code: Some(code.to_owned()),
            ..OperationStyle::default()
        });
        let path = "*/privateEndpointConnections/*";
        self.azure.fault(Fault::on("DELETE", path, failing));
    }
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

pub fn is_write(exchange: &Exchange) -> bool {
    exchange.client_id.is_some() && exchange.method != "GET"
}

fn small_with(more: &str) -> Scenario {
    Scenario::parse(&format!("{SMALL}{more}")).expect("a scenario")
}

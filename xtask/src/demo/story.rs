//! The demo from its first step to its last.

use std::path::{Path, PathBuf};

use azure_simulator::{PrivateEndpointView, Scenario, ServerView, Simulator};
use xtask::client::Client;
use xtask::mirror::ProviderBinary;
use xtask::paths;
use xtask::workspace::Workspace;

use super::{configuration, table, verdict};
use crate::cargo::{self, Profile};
use crate::console::Console;
use crate::error::TaskError;

/// What a user can ask of the demo.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Terraform or OpenTofu to use instead of the first one on PATH
    #[arg(long, value_name = "PATH")]
    cli: Option<PathBuf>,
    /// Leave a simulator and a working folder up for a trial of your own, until Ctrl-C
    #[arg(long)]
    keep: bool,
}

const STEPS: usize = 8;

/// Builds the provider, runs the story and checks its end.
///
/// # Errors
/// When a step fails, or the end is not as promised.
pub fn run(options: &Options) -> Result<(), TaskError> {
    let mut console = Console::new(STEPS);
    console.step("Build the provider");
    let provider = ProviderBinary::azprivatelink(cargo::build_provider(Profile::Dev)?);
    console.done("built");

    console.step("Find a client");
    let client = Client::find(options.cli.as_deref())?;
    console.done(&format!("{client}, {}", client.path.display()));

    let runtime = tokio::runtime::Runtime::new().map_err(TaskError::file(Path::new("runtime")))?;
    runtime.block_on(async {
        // Ctrl-C reaches the client as well; it decides, and this process reports.
        let interrupted = tokio::spawn(tokio::signal::ctrl_c());
        let story = Story::begin(console, &client, provider).await?;
        let keep = story.tell().await?;
        if options.keep && !interrupted.is_finished() {
            keep.hold().await?;
        }
        Ok(())
    })
}

struct Story {
    console: Console,
    provider: ProviderBinary,
    workspace: Workspace,
    simulator: Simulator,
}

impl Story {
    async fn begin(
        mut console: Console,
        client: &Client,
        provider: ProviderBinary,
    ) -> Result<Self, TaskError> {
        console.step("Start the Azure simulator");
        let simulator = Simulator::start(Scenario::small(), azure_simulator::Options::default());
        let simulator = simulator.await?;
        let folder = paths::target().join("demo");
        let mut workspace = Workspace::in_folder(&folder, client, std::slice::from_ref(&provider))?;
        workspace.sign_in(simulator.ready());
        workspace.write(
            "main.tf",
            &configuration::main_tf(&provider, &server(&simulator)),
        )?;
        console.done(&format!(
            "{} with the scenario `small`",
            simulator.ready().endpoint
        ));
        Ok(Self {
            console,
            provider,
            workspace,
            simulator,
        })
    }

    /// The five commands, with a look at both sides around them.
    async fn tell(mut self) -> Result<Self, TaskError> {
        let (endpoints, before) = self.look("Before");
        self.client("init", &[]).await?;
        self.client("plan", &[]).await?;
        self.client("apply", &["-auto-approve"]).await?;
        let (_, adopted) = self.look("After apply");
        self.client("plan", &["-destroy"]).await?;
        self.client("destroy", &["-auto-approve"]).await?;
        let (left, after) = self.look("After destroy");

        let provider = self.simulator.ready().client_id.clone();
        let mut journal = self.simulator.journal();
        journal.retain(|exchange| exchange.client_id.as_ref() == Some(&provider));
        let mut findings = verdict::after_apply(&before, &adopted);
        findings.extend(verdict::after_destroy(&endpoints, &left, &after, &journal));
        self.judge(&findings)?;
        Ok(self)
    }

    async fn client(&mut self, verb: &str, arguments: &[&str]) -> Result<(), TaskError> {
        let name = self.workspace.client().kind.to_string().to_lowercase();
        let shown = format!("{name} {}", [&[verb], arguments].concat().join(" "));
        self.console.step(&shown);
        let mut command = self.workspace.command();
        command.arg(verb).arg("-input=false").args(arguments);
        if !self.console.colored() {
            command.arg("-no-color");
        }
        let status = self.console.stream(command).await;
        let status = status.map_err(|source| TaskError::NotStarted {
            command: shown.clone(),
            source,
        })?;
        if !status.success() {
            return Err(TaskError::Failed {
                command: shown,
                status,
            });
        }
        self.console.done("done");
        Ok(())
    }

    fn look(&mut self, moment: &str) -> (Vec<PrivateEndpointView>, ServerView) {
        let endpoints = self.simulator.private_endpoints();
        let server = server(&self.simulator);
        println!("\n{moment}:");
        self.console.block(&table::both_sides(&endpoints, &server));
        (endpoints, server)
    }

    fn judge(&mut self, findings: &[verdict::Finding]) -> Result<(), TaskError> {
        println!("\nChecked on the simulator:");
        for finding in findings {
            let mark = if finding.kept { "ok  " } else { "FAIL" };
            self.console.block(&format!("{mark}  {}", finding.text));
        }
        match findings.iter().filter(|finding| !finding.kept).count() {
            0 => {
                println!("\nThe connections are gone, the private endpoints are intact.");
                Ok(())
            }
            broken => Err(TaskError::Demo(broken)),
        }
    }

    /// A fresh simulator and a configuration for it, for the connections of the story are gone.
    async fn hold(mut self) -> Result<(), TaskError> {
        let simulator = Simulator::start(Scenario::small(), azure_simulator::Options::default());
        let simulator = simulator.await?;
        self.workspace.sign_in(simulator.ready());
        let main_tf = configuration::main_tf(&self.provider, &server(&simulator));
        self.workspace.write("main.tf", &main_tf)?;

        println!(
            "\nFor a trial of your own, a fresh simulator is up until Ctrl-C. In another shell:\n"
        );
        println!("cd {}", quoted(&self.workspace.directory()));
        for (name, value) in self.workspace.environment() {
            println!("export {name}={}", quoted(&value));
        }
        println!("{} plan", quoted(&self.workspace.client().path));
        println!(
            "\nRequests so far: curl --cacert {} {}/simulator/journal",
            quoted(&simulator.ready().ca_certificate),
            simulator.ready().endpoint
        );
        let ended = tokio::signal::ctrl_c().await;
        simulator.stop().await;
        ended.map_err(TaskError::file(Path::new("Ctrl-C")))
    }
}

/// The scenario's only server.
fn server(simulator: &Simulator) -> ServerView {
    let mut servers = simulator.servers();
    assert_eq!(servers.len(), 1, "the scenario `small` has one server");
    servers.remove(0)
}

/// For a POSIX shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

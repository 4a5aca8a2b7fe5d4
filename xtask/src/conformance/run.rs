//! Which judges there are, in which order they are run, and what is printed of it.

use std::cell::Cell;
use std::path::PathBuf;

use azure_simulator::{Options as SimulatorOptions, Scenario};
use clap::{Args, ValueEnum};

use super::certificate::Certificate;
use super::clients::PythonClients;
use super::definitions::{self, Definitions};
use super::node::Node;
use super::session::Session;
use super::traffic::Sorted;
use super::{folder, judge, page, replay, suite};
use crate::cargo;
use crate::error::TaskError;

const CLI_SESSION: &str = include_str!("azure_cli.py");
const SDK_SESSION: &str = include_str!("azure_sdk.py");
const IDENTITY_SESSION: &str = include_str!("azure_identity.py");
const SMALL: &str = include_str!("../../../simulator/scenarios/small.toml");
/// A server in a virtual network.
const INSIDE: &str = r#"
[[server]]
name = "pg-inside"
resource_group = "rg-data"
delegated_subnet = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet/subnets/postgres"
private_dns_zone = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-network/providers/Microsoft.Network/privateDnsZones/inside.private.postgres.database.azure.com"
"#;
/// Names the definitions where `--specs` does not.
const SPECS_VARIABLE: &str = "AZURE_SPECS";

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Judge {
    /// A headless Chromium, on the status page
    Page,
    /// Recorded exchanges with Azure
    Recordings,
    /// Azure's SDK for Python, and the examples of the definitions
    Sdk,
    /// Azure's identity library for Python and Azure CLI, signing in without a secret
    Identity,
    /// Azure CLI
    Cli,
    /// Microsoft's validator, on the traffic of the end-to-end tests and of the SDK
    Oav,
}

/// Options of the task.
#[derive(Debug, Default, Args)]
pub struct Options {
    /// Judges to run, all of them when none is named
    judges: Vec<Judge>,
    /// Folder with OpenAPI definitions of PostgreSQL [default: the variable `AZURE_SPECS`; without either, what needs definitions is left out]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Folder with recorded exchanges [default: `observed` in the folder of the definitions, or beside it]
    #[arg(long, value_name = "DIR")]
    recordings: Option<PathBuf>,
    /// Traffic of an end-to-end run made already, instead of running the tests
    #[arg(long, value_name = "DIR")]
    traffic: Option<PathBuf>,
}

impl Options {
    /// The default ones, over traffic of the end-to-end tests if there is some already.
    #[must_use]
    pub fn over(traffic: Option<PathBuf>) -> Self {
        Self {
            traffic,
            ..Self::default()
        }
    }

    /// The folder that an option or the variable names.
    fn specs(&self) -> Option<PathBuf> {
        let variable = std::env::var_os(SPECS_VARIABLE).filter(|value| !value.is_empty());
        self.specs.clone().or(variable.map(PathBuf::from))
    }
}

/// What the judges are given.
struct Trial {
    /// `target/conformance`.
    folder: PathBuf,
    /// Traffic of the SDK's session.
    sdk_traffic: PathBuf,
    /// Whether that is of this run.
    sdk_has_run: Cell<bool>,
    definitions: Option<Definitions>,
    recordings: Option<PathBuf>,
    suite_traffic: Option<PathBuf>,
}

/// Runs the judges named, or all of them, and stops at the first that finds something.
///
/// # Errors
/// When a judge cannot be fetched, or finds something wrong.
pub fn run(options: &Options) -> Result<(), TaskError> {
    let folder = folder::root();
    std::fs::create_dir_all(&folder).map_err(TaskError::file(&folder))?;
    let specs = options.specs();
    let near = specs.as_deref().and_then(definitions::recordings_near);
    let trial = Trial {
        sdk_traffic: folder.join("traffic-sdk"),
        sdk_has_run: Cell::new(false),
        folder,
        definitions: specs.as_deref().map(Definitions::find).transpose()?,
        recordings: options.recordings.clone().or(near),
        suite_traffic: options.traffic.clone(),
    };
    let judges = if options.judges.is_empty() {
        Judge::value_variants()
    } else {
        &options.judges
    };
    for judge in judges {
        trial.hear(*judge)?;
    }
    Ok(())
}

impl Trial {
    fn hear(&self, judge: Judge) -> Result<(), TaskError> {
        match judge {
            Judge::Page => {
                println!("Status page in Chromium");
                page::check(&self.folder)
            }
            Judge::Recordings => self.replay_recordings(),
            Judge::Sdk => self.run_sdk(),
            Judge::Identity => self.run_identity(),
            Judge::Cli => self.run_cli(),
            Judge::Oav => self.validate(),
        }
    }

    fn replay_recordings(&self) -> Result<(), TaskError> {
        let Some(recordings) = &self.recordings else {
            println!(
                "Recorded exchanges: LEFT OUT, no folder `observed` at the definitions and no --recordings"
            );
            return Ok(());
        };
        let replayed = replay::all(recordings)?;
        let differences = replayed.differences.len();
        println!(
            "Recorded exchanges: {} of {} recordings replayed, {} values compared, {differences} differ",
            replayed.exchanges, replayed.recordings, replayed.compared,
        );
        for difference in &replayed.differences {
            println!("  {difference}");
        }
        if differences > 0 {
            return Err(TaskError::Recordings(differences));
        }
        Ok(())
    }

    /// Over a world that has a server in a virtual network as well.
    fn run_sdk(&self) -> Result<(), TaskError> {
        println!("Azure SDK for Python");
        let python = PythonClients::fetch(&self.folder)?;
        folder::empty(&self.sdk_traffic)?;
        let options = SimulatorOptions {
            traffic: Some(self.sdk_traffic.clone()),
            ..SimulatorOptions::default()
        };
        let scenario = Scenario::parse(&format!("{SMALL}{INSIDE}"))?;
        let session = Session::start(&self.folder, scenario, options)?;
        let mut sdk = session.python(&python, "azure_sdk.py", SDK_SESSION)?;
        match &self.definitions {
            Some(definitions) => {
                sdk.args(&definitions.examples);
            }
            None => println!("  examples of the definitions: {}", left_out()),
        }
        cargo::run(&mut sdk)?;
        self.sdk_has_run.set(true);
        Ok(())
    }

    /// Over a world in which the principal has a certificate.
    fn run_identity(&self) -> Result<(), TaskError> {
        println!("Azure's identity library for Python");
        let python = PythonClients::fetch(&self.folder)?;
        let certificate = Certificate::new()?;
        let scenario = Scenario::parse(&certificate.registered_in(SMALL))?;
        let session = Session::start(&self.folder, scenario, SimulatorOptions::default())?;
        let pem = session.write("certificate.pem", &certificate.with_key)?;
        let mut identity = session.python(&python, "azure_identity.py", IDENTITY_SESSION)?;
        cargo::run(identity.arg(&python.az).arg(pem))
    }

    fn run_cli(&self) -> Result<(), TaskError> {
        println!("Azure CLI");
        let python = PythonClients::fetch(&self.folder)?;
        let options = SimulatorOptions::default();
        let session = Session::start(&self.folder, Scenario::small(), options)?;
        let mut cli = session.python(&python, "azure_cli.py", CLI_SESSION)?;
        cargo::run(cli.arg(&python.az))
    }

    /// Gives all traffic that the definitions can judge to the validator, and counts the rest.
    fn validate(&self) -> Result<(), TaskError> {
        let Some(definitions) = &self.definitions else {
            println!("oav: {}", left_out());
            return Ok(());
        };
        if !self.sdk_has_run.get() {
            self.run_sdk()?;
        }
        let suite_traffic = match &self.suite_traffic {
            Some(traffic) => traffic.clone(),
            None => suite::run()?,
        };
        let suite = Sorted::of(&[&suite_traffic])?;
        println!("Traffic of the end-to-end tests: {suite}");
        if suite.judged.is_empty() {
            return Err(TaskError::NoTraffic(suite_traffic));
        }
        let all = Sorted::of(&[&suite_traffic, &self.sdk_traffic])?;
        println!("With the SDK's: {all}");
        for (operation, count) in &all.operations {
            println!("  {count:6}  {operation}");
        }
        self.give_to_oav(&all, definitions)
    }

    fn give_to_oav(&self, traffic: &Sorted, definitions: &Definitions) -> Result<(), TaskError> {
        let judged = self.folder.join("traffic-judged");
        judge::gather(&traffic.judged, &judged)?;
        let report = self.folder.join("oav.json");
        let node = Node::fetch(&self.folder)?;
        let oav = node.command(&node.fetch_oav()?);
        let verdict = judge::validate(oav, &judged, &definitions.folder, &report)?;
        println!(
            "oav: {} exchanges, {} of {} operations of the definitions covered, {} errors",
            traffic.judged.len(),
            verdict.covered_operations,
            verdict.all_operations,
            verdict.errors()
        );
        let missing = traffic.missing();
        if !missing.is_empty() {
            return Err(TaskError::NotCovered(missing));
        }
        if verdict.is_clean(traffic.operations.len()) {
            return Ok(());
        }
        Err(TaskError::Validator(report))
    }
}

fn left_out() -> String {
    format!("LEFT OUT, neither --specs nor {SPECS_VARIABLE} names definitions")
}

//! The tasks of this workspace: `cargo demo` and `cargo xtask TASK`.
//!
//! - `demo`: the provider's main job, shown and checked
//! - `install`: the release build, where clients find it
//! - `docs`: the registry documentation
//! - `conformance`: the simulator judged by clients and validators that are not ours
//! - `switches`: the end-to-end tests under other assumptions about Azure
//! - `check`: the steps of continuous integration
//! - `cargo`, `console`, `error`: what the tasks share

mod cargo;
mod check;
mod conformance;
mod console;
mod demo;
mod docs;
mod error;
mod install;
mod switches;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::TaskError;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Tasks of terraform-provider-azprivatelink"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Show and check the main job with a real client against the Azure simulator
    Demo(demo::Options),
    /// Build for release and install where `terraform init` and `tofu init` look
    Install(install::Options),
    /// Generate the registry documentation in docs/
    Docs(docs::Options),
    /// Judge the simulator by Azure CLI, Azure's SDK, Microsoft's validator, recordings and a browser
    Conformance(conformance::Options),
    /// Run the end-to-end tests under every other assumption about Azure
    Switches(switches::Options),
    /// Run what continuous integration runs, or only the steps named
    Check {
        /// Steps to run, all of them when none is named
        steps: Vec<check::Step>,
    },
}

impl Task {
    fn run(&self) -> Result<(), TaskError> {
        match self {
            Self::Demo(options) => demo::run(options),
            Self::Install(options) => install::run(options),
            Self::Docs(options) => docs::run(options),
            Self::Conformance(options) => conformance::run(options),
            Self::Switches(options) => switches::run(options),
            Self::Check { steps } => check::run(steps),
        }
    }
}

fn main() -> ExitCode {
    match Arguments::parse().task.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.explain());
            ExitCode::FAILURE
        }
    }
}

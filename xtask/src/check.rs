//! `cargo xtask check`: every step of continuous integration, each with a word of its own.

use std::path::PathBuf;
use std::process::Command;

use clap::ValueEnum;
use xtask::paths;
use xtask::suite::TEST_TRAFFIC_VARIABLE;

use crate::cargo::{cargo, run as run_command};
use crate::error::TaskError;
use crate::{conformance, demo, docs, switches};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// `cargo fmt --check`
    Format,
    /// `cargo clippy` with warnings as errors
    Clippy,
    /// `cargo test --workspace`
    Test,
    /// The end-to-end tests under every other assumption about Azure
    Switches,
    /// `cargo demo`
    Demo,
    /// The generated documentation is up to date
    Docs,
    /// Licenses, bans and sources of all dependencies
    Dependencies,
    /// `cargo xtask conformance`, over the traffic of the tests where they ran before it
    Conformance,
}

const CARGO_DENY: &str = "0.20.2";

/// Runs the given steps, or all of them, and stops at the first that fails.
///
/// # Errors
/// When a step fails.
pub fn run(steps: &[Step]) -> Result<(), TaskError> {
    let steps = if steps.is_empty() {
        Step::value_variants()
    } else {
        steps
    };
    let mut traffic = None;
    for step in steps {
        println!("\n== {step:?}");
        step.run(&mut traffic)?;
    }
    println!("\nAll checks passed.");
    Ok(())
}

impl Step {
    /// Runs the step. The tests leave the folder of their traffic, which need not be made again.
    fn run(self, traffic: &mut Option<PathBuf>) -> Result<(), TaskError> {
        match self {
            Self::Format => run_command(cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => run_command(
                cargo()
                    .args(["clippy", "--locked", "--workspace", "--all-targets"])
                    .args(["--", "-D", "warnings"]),
            ),
            Self::Test => {
                let folder = traffic.insert(conformance::new_traffic_folder()?);
                let mut tests = cargo();
                tests.args(["test", "--locked", "--workspace"]);
                run_command(tests.env(TEST_TRAFFIC_VARIABLE, folder))
            }
            Self::Switches => switches::run(&switches::Options::default()),
            Self::Demo => demo::run(&demo::Options::default()),
            Self::Docs => docs::run(&docs::Options { check: true }),
            Self::Dependencies => dependencies(),
            Self::Conformance => conformance::run(&conformance::Options::over(traffic.take())),
        }
    }
}

/// Without the advisory database, which not every network reaches.
fn dependencies() -> Result<(), TaskError> {
    let tools = paths::target().join("tools");
    let deny = tools
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !deny.is_file() {
        run_command(
            cargo()
                .args(["install", "--locked", "cargo-deny", "--version", CARGO_DENY])
                .arg("--root")
                .arg(&tools),
        )?;
    }
    let check = ["--locked", "check", "bans", "licenses", "sources"];
    run_command(Command::new(deny).current_dir(paths::root()).args(check))
}

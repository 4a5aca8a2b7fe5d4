//! `cargo xtask switches`: the end-to-end tests under every other assumption about Azure, first
//! under all of them at once, then under each alone for the tests that it touches.
//!
//! - `touched`: which tests those are
//! - `suite`: running the built tests under a value

mod suite;
mod touched;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use azure_simulator::scenario::Switches;
use xtask::suite::{OTHERS, switches};

use crate::cargo::build_test;
use crate::error::TaskError;
use suite::{Suite, Trial};
use touched::{TOUCHED, Tests};

/// Values tried at the same time: the tests wait more than they compute, and two cores bear this.
const AT_ONCE: usize = 2;

/// What to run.
#[derive(Debug, Default, clap::Args)]
pub struct Options {
    /// `others` or NAME=VALUE, everything when none is given
    only: Vec<String>,
}

/// Runs the tests and prints one line for each value.
///
/// # Errors
/// When a test fails, a filter of the table selects none, or the tests cannot be built.
pub fn run(options: &Options) -> Result<(), TaskError> {
    for text in &options.only {
        switches(text).map_err(|error| TaskError::Table(error.to_string()))?;
    }
    let suite = Suite::new(build_test("e2e")?)?;
    let wanted = |trial: &Trial| options.only.is_empty() || options.only.contains(&trial.switches);
    let trials: VecDeque<_> = trials(&suite)?.into_iter().filter(wanted).collect();
    let failed = Mutex::new(Vec::new());
    let queue = Mutex::new(trials);
    // A function, so that the queue is not locked while a trial runs.
    let next = || locked(&queue).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(trial) = next() {
                    if !suite.report(&trial) {
                        locked(&failed).push(trial.switches);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() {
        return Ok(());
    }
    Err(TaskError::Switches(failed))
}

/// The whole suite under all other values, and each value alone; says which values have no test.
fn trials(suite: &Suite) -> Result<Vec<Trial>, TaskError> {
    let mut trials = vec![Trial {
        switches: OTHERS.to_owned(),
        tests: suite.all().to_vec(),
    }];
    for switch in Switches::catalog() {
        let row = TOUCHED.iter().find(|(name, _)| *name == switch.name);
        match row.map(|(_, tests)| tests) {
            Some(Tests::Of(filters)) => {
                let tests = suite.selected(filters)?;
                trials.extend(switch.other_values().iter().map(|value| Trial {
                    switches: format!("{}={value}", switch.name),
                    tests: tests.clone(),
                }));
            }
            Some(Tests::NotYet(why)) => {
                println!("{:<48} no test: the provider {why}", switch.name);
            }
            None => return Err(TaskError::Table(format!("{} has no row", switch.name))),
        }
    }
    Ok(trials)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

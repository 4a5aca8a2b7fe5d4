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
    let suite = Suite::new(build_test("e2e")?)?;
    let trials = chosen(trials(&suite)?, &options.only)?;
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

/// The trials that were asked for by name, or all of them.
fn chosen(trials: Vec<Trial>, only: &[String]) -> Result<VecDeque<Trial>, TaskError> {
    for text in only {
        // Says what is wrong with it better than that it is not among the trials.
        switches(text).map_err(|error| TaskError::Table(error.to_string()))?;
        if !trials.iter().any(|trial| trial.switches == *text) {
            return Err(TaskError::Table(format!("nothing is run under {text}")));
        }
    }
    let wanted = |trial: &Trial| only.is_empty() || only.contains(&trial.switches);
    Ok(trials.into_iter().filter(wanted).collect())
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen_of(only: &[&str]) -> Result<usize, String> {
        let trials = ["others", "busy_answer=bad-request"].map(|switches| Trial {
            switches: switches.to_owned(),
            tests: Vec::new(),
        });
        let only: Vec<_> = only.iter().map(ToString::to_string).collect();
        let chosen = chosen(trials.into(), &only).map(|trials| trials.len());
        chosen.map_err(|error| error.to_string())
    }

    #[test]
    fn everything_is_run_unless_some_are_named() {
        assert_eq!(chosen_of(&[]), Ok(2));
        assert_eq!(chosen_of(&["busy_answer=bad-request"]), Ok(1));
    }

    #[test]
    fn a_default_value_or_an_unknown_one_cannot_be_chosen() {
        assert!(chosen_of(&["busy_answer=conflict"]).is_err());
        let unknown = chosen_of(&["busy_answer=maybe"]).unwrap_err();
        assert!(unknown.contains("has no value `maybe`"), "{unknown}");
    }
}

//! The built end-to-end tests: which there are, and running some of them under a value.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use xtask::paths;
use xtask::suite::TEST_SWITCHES_VARIABLE;

use crate::error::TaskError;

/// The executable with the tests.
pub(super) struct Suite {
    executable: PathBuf,
    tests: Vec<String>,
}

/// Tests to run under a value.
pub(super) struct Trial {
    /// The value, as the tests' variable takes it.
    pub(super) switches: String,
    /// Whole names of the tests.
    pub(super) tests: Vec<String>,
}

impl Suite {
    /// Asks the executable which tests it has.
    ///
    /// # Errors
    /// When it cannot be run.
    pub(super) fn new(executable: PathBuf) -> Result<Self, TaskError> {
        let mut command = Command::new(&executable);
        let listed = command.args(["--list", "--format", "terse"]).output();
        let listed = listed.map_err(|source| TaskError::NotStarted {
            command: executable.display().to_string(),
            source,
        })?;
        let tests = names(&String::from_utf8_lossy(&listed.stdout));
        if tests.is_empty() {
            let why = String::from_utf8_lossy(&listed.stderr).into_owned();
            return Err(TaskError::Table(format!("no end-to-end tests: {why}")));
        }
        Ok(Self { executable, tests })
    }

    /// Every test.
    pub(super) fn all(&self) -> &[String] {
        &self.tests
    }

    /// The tests whose names begin with one of the filters.
    ///
    /// # Errors
    /// When a filter selects none.
    pub(super) fn selected(&self, filters: &[&str]) -> Result<Vec<String>, TaskError> {
        select(&self.tests, filters)
            .map_err(|filter| TaskError::Table(format!("no end-to-end test begins with {filter}")))
    }

    /// Runs a trial and prints one line about it, and before that everything it printed if it failed.
    pub(super) fn report(&self, trial: &Trial) -> bool {
        let started = Instant::now();
        let run = Command::new(&self.executable)
            .current_dir(paths::root())
            .env(TEST_SWITCHES_VARIABLE, &trial.switches)
            .env("INSTA_UPDATE", "no")
            .arg("--exact")
            .args(&trial.tests)
            .output();
        let (passed, output) = match run {
            Ok(run) => {
                let text = String::from_utf8_lossy(&run.stdout);
                let all = passed(&text) == Some(trial.tests.len());
                let errors = String::from_utf8_lossy(&run.stderr);
                (run.status.success() && all, format!("{text}{errors}"))
            }
            Err(error) => (false, error.to_string()),
        };
        let output = if passed {
            String::new()
        } else {
            format!("{output}\n")
        };
        let (count, seconds) = (trial.tests.len(), started.elapsed().as_secs());
        let noun = if count == 1 { "test" } else { "tests" };
        let word = if passed { "passed" } else { "FAILED" };
        // One text, as another trial may be printed at the same time.
        println!(
            "{output}{:<48} {count:>3} {noun} {word} in {seconds} s",
            trial.switches
        );
        passed
    }
}

/// Names from a terse list, one `NAME: test` a line.
fn names(list: &str) -> Vec<String> {
    let lines = list.lines();
    lines
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_owned)
        .collect()
}

/// The names that begin with a filter; the filter that selects none otherwise.
fn select<'a>(names: &[String], filters: &[&'a str]) -> Result<Vec<String>, &'a str> {
    let fits = |name: &String, filter: &str| name.starts_with(filter);
    let idle = |filter: &&&str| !names.iter().any(|name| fits(name, filter));
    if let Some(filter) = filters.iter().find(idle) {
        return Err(filter);
    }
    let selected = |name: &&String| filters.iter().any(|filter| fits(name, filter));
    Ok(names.iter().filter(selected).cloned().collect())
}

/// How many tests passed, as the last line of the output says.
fn passed(output: &str) -> Option<usize> {
    let line = output
        .lines()
        .rfind(|line| line.starts_with("test result: "))?;
    let (before, _) = line.split_once(" passed")?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_a_terse_list() {
        assert_eq!(names("a::b: test\nc: benchmark\n\n"), ["a::b"]);
    }

    #[test]
    fn filters_select_by_the_beginning_of_a_name() {
        let all = ["a::one", "a::two", "b::one"].map(str::to_owned);
        assert_eq!(
            select(&all, &["a::o", "b::"]).unwrap(),
            ["a::one", "b::one"]
        );
    }

    #[test]
    fn a_filter_that_selects_no_test_is_an_error() {
        let all = ["a::one".to_owned()];
        assert_eq!(select(&all, &["a::", "one"]), Err("one"));
    }

    #[test]
    fn the_number_of_passed_tests_is_read_from_the_result() {
        let output = "running 2 tests\n..\ntest result: ok. 2 passed; 0 failed; 0 ignored";
        assert_eq!(passed(output), Some(2));
        assert_eq!(passed("running 2 tests\n"), None);
    }
}

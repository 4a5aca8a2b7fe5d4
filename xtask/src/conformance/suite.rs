//! The provider's end-to-end tests, run for their traffic.

use std::path::PathBuf;

use xtask::suite::TEST_TRAFFIC_VARIABLE;

use crate::cargo::{self, cargo};
use crate::error::TaskError;

/// Runs the whole suite and returns the folder with its traffic.
///
/// # Errors
/// When a test fails.
pub fn run() -> Result<PathBuf, TaskError> {
    println!("End-to-end tests, for their traffic");
    let traffic = super::folder::new_traffic_folder()?;
    let mut suite = cargo();
    suite
        .args(["test", "--locked", "--package", cargo::PROVIDER])
        .args(["--test", "e2e", "--", "--quiet"])
        .env(TEST_TRAFFIC_VARIABLE, &traffic);
    cargo::run(&mut suite)?;
    Ok(traffic)
}

//! The provider's end-to-end tests, run for their traffic.

use std::path::PathBuf;

use crate::cargo::{self, cargo};
use crate::error::TaskError;

/// Tells the tests where to leave their traffic.
pub const TRAFFIC_VARIABLE: &str = "AZPRIVATELINK_TEST_TRAFFIC";

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
        .env(TRAFFIC_VARIABLE, &traffic);
    cargo::run(&mut suite)?;
    Ok(traffic)
}

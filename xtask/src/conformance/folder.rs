//! Where the judges are fetched to and leave their reports: `target/conformance`.

use std::path::{Path, PathBuf};

use xtask::paths;

use crate::error::TaskError;

/// The folder of all of it.
#[must_use]
pub fn root() -> PathBuf {
    paths::target().join("conformance")
}

/// An empty folder for the traffic of the end-to-end tests.
///
/// # Errors
/// When it cannot be made or emptied.
pub fn new_traffic_folder() -> Result<PathBuf, TaskError> {
    let traffic = root().join("traffic-e2e");
    empty(&traffic)?;
    Ok(traffic)
}

/// Makes a folder, or empties it.
///
/// # Errors
/// When it cannot be made or emptied.
pub fn empty(folder: &Path) -> Result<(), TaskError> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(TaskError::file(folder))?;
    }
    std::fs::create_dir_all(folder).map_err(TaskError::file(folder))
}

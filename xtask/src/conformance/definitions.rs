//! Finds what the judges need in the folder that `--specs` names: the definitions of one
//! api-version, their examples, and recorded exchanges.
//!
//! The folder may be a clone's `specification/postgresql/resource-manager`, one with
//! `Microsoft.DBforPostgreSQL/` in it, or anything above or below that. Nothing of it is kept in
//! this tree.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::TaskError;

/// The api-version that the provider asks for, and the SDK is pinned to.
pub const API_VERSION: &str = "2025-08-01";
/// What tells the definitions of flexible servers from others of the same version.
const MARK: &str = "/flexibleServers/{serverName}/privateEndpointConnections";
/// Folder of recordings, below the definitions or beside them.
const RECORDINGS: &str = "observed";

/// Where the definitions are.
#[derive(Debug)]
pub struct Definitions {
    /// The folder of the api-version; all of it describes that version.
    pub folder: PathBuf,
    /// Examples of the definitions, one file each.
    pub examples: Vec<PathBuf>,
}

impl Definitions {
    /// Looks for them below a folder.
    ///
    /// # Errors
    /// When the folder cannot be read, or has no definitions of the api-version.
    pub fn find(specs: &Path) -> Result<Self, TaskError> {
        let specs = specs.canonicalize().map_err(TaskError::file(specs))?;
        let files = json_files(&specs)?;
        let described = files.iter().filter(|file| {
            let of_version = version_folder(file).is_some();
            of_version && std::fs::read_to_string(file).is_ok_and(|text| text.contains(MARK))
        });
        let folder = described.filter_map(|file| version_folder(file)).next();
        let Some(folder) = folder.map(Path::to_owned) else {
            return Err(TaskError::NoDefinitions {
                folder: specs,
                version: API_VERSION,
            });
        };
        let examples = files.into_iter().filter(|file| {
            let parent = file.parent().and_then(Path::file_name);
            file.starts_with(&folder) && parent == Some(OsStr::new("examples"))
        });
        Ok(Self {
            examples: examples.collect(),
            folder,
        })
    }
}

/// The folder of recordings that belongs to a folder of definitions, if there is one.
#[must_use]
pub fn recordings_near(specs: &Path) -> Option<PathBuf> {
    let candidates = [specs.join(RECORDINGS), specs.join("..").join(RECORDINGS)];
    candidates.into_iter().find(|folder| folder.is_dir())
}

/// All JSON files below a folder, in order of their paths.
///
/// # Errors
/// When a folder cannot be read.
pub fn json_files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(TaskError::file(&folder))? {
            let entry = entry.map_err(TaskError::file(&folder))?.path();
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension() == Some(OsStr::new("json")) {
                files.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The folder above a file that is named after the api-version.
fn version_folder(file: &Path) -> Option<&Path> {
    file.ancestors()
        .skip(1)
        .find(|folder| folder.file_name() == Some(OsStr::new(API_VERSION)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }

    const SPEC: &str =
        r#"{"paths": {"/x/flexibleServers/{serverName}/privateEndpointConnections": {}}}"#;

    #[test]
    fn definitions_of_the_version_are_found_at_any_depth_and_from_inside() {
        let root = tree(&[
            ("Microsoft.X/other/2025-08-01/servers.json", "{}"),
            ("Microsoft.X/stable/2025-08-01/all.json", SPEC),
            ("Microsoft.X/stable/2025-08-01/examples/Get.json", "{}"),
            ("Microsoft.X/stable/2024-08-01/all.json", SPEC),
        ]);
        let version = root.path().join("Microsoft.X/stable/2025-08-01");
        for start in [root.path(), &root.path().join("Microsoft.X"), &version] {
            let found = Definitions::find(start).unwrap();
            assert_eq!(found.folder, version.canonicalize().unwrap());
            assert_eq!(found.examples.len(), 1);
        }
    }

    #[test]
    fn a_folder_without_the_version_is_an_error_that_names_both() {
        let root = tree(&[("stable/2024-08-01/all.json", SPEC)]);
        let error = Definitions::find(root.path()).unwrap_err().to_string();
        assert!(error.contains(API_VERSION), "{error}");
    }

    #[test]
    fn recordings_are_found_in_the_folder_and_beside_it() {
        let root = tree(&[("observed/x.json", "{}"), ("Microsoft.X/a.json", "{}")]);
        for start in [root.path(), &root.path().join("Microsoft.X")] {
            assert!(recordings_near(start).is_some(), "{}", start.display());
        }
        assert_eq!(recordings_near(&root.path().join("observed/none")), None);
    }
}

//! Files of recorded exchanges.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::super::definitions::json_files;
use crate::error::TaskError;

/// Exchanges with Azure in the order they happened.
#[derive(Debug, Deserialize)]
pub struct Recording {
    /// Name of the file.
    #[serde(skip)]
    pub name: String,
    /// What happens in it, and in which situation.
    pub title: String,
    /// The exchanges.
    pub exchanges: Vec<Exchange>,
}

/// A request and what Azure answered.
#[derive(Debug, Deserialize)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// A request, without headers.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// JSON body.
    pub body: Option<Value>,
}

/// An answer, recorded or live.
#[derive(Debug, Clone, Deserialize)]
pub struct Response {
    /// HTTP status; none where the recorder did not catch it.
    pub status: Option<u16>,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// JSON body.
    pub body: Option<Value>,
}

/// Reads all recordings of a folder.
///
/// # Errors
/// When there is none, or a file is no recording.
pub fn load(folder: &Path) -> Result<Vec<Recording>, TaskError> {
    let files = json_files(folder)?;
    if files.is_empty() {
        return Err(TaskError::NoRecordings(folder.to_owned()));
    }
    let read = |file: &std::path::PathBuf| {
        let text = std::fs::read(file).map_err(TaskError::file(file))?;
        let mut recording: Recording = serde_json::from_slice(&text)
            .map_err(std::io::Error::from)
            .map_err(TaskError::file(file))?;
        recording.name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(recording)
    };
    files.iter().map(read).collect()
}

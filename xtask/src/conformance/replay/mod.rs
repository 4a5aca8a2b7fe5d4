//! Sends the requests of recorded exchanges with Azure to the simulator, in the same situation,
//! and compares the answers.
//!
//! - `recording`: the files
//! - `situation`: the world that a recording began in
//! - `azure`: a signed-in client
//! - `run`: one recording, request by request
//! - `compare`, `text`: what must agree, and what may differ

mod azure;
mod compare;
mod recording;
mod run;
mod situation;
mod text;

use std::path::Path;

use crate::error::TaskError;

/// What a replay of several recordings showed.
#[derive(Debug, Default)]
pub struct Replayed {
    /// Recordings.
    pub recordings: usize,
    /// Exchanges of all of them.
    pub exchanges: usize,
    /// Statuses, headers and values that were compared.
    pub compared: usize,
    /// What differs beyond what may, one line each.
    pub differences: Vec<String>,
}

/// Replays all recordings of a folder.
///
/// # Errors
/// When a recording cannot be read or its situation not be made; a difference is no error here.
pub fn all(folder: &Path) -> Result<Replayed, TaskError> {
    let runtime = tokio::runtime::Runtime::new().map_err(TaskError::file(folder))?;
    let mut replayed = Replayed::default();
    for recording in recording::load(folder)? {
        let compared = runtime.block_on(run::replay(&recording))?;
        replayed.recordings += 1;
        replayed.exchanges += recording.exchanges.len();
        replayed.compared += compared.values;
        replayed.differences.extend(compared.differences);
    }
    Ok(replayed)
}

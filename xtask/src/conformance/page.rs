//! The status page, looked at with a real Chromium.

use std::path::Path;

use azure_simulator::{Options, Scenario};

use super::node::Node;
use super::session::Session;
use crate::cargo;
use crate::error::TaskError;

const SCRIPT: &str = include_str!("status_page.mjs");
/// Long enough for the page, which looks every second, to show an operation while it runs.
const OPERATION_SECONDS: f64 = 5.0;

/// Opens the page, changes the world, and sees the page follow; leaves screenshots in the folder.
///
/// # Errors
/// When no browser can be had, or the page does not show what it should.
pub fn check(folder: &Path) -> Result<(), TaskError> {
    let node = Node::fetch(folder)?;
    let browser = node.fetch_browser()?;
    let options = Options {
        operation_seconds: Some(OPERATION_SECONDS),
        ..Options::default()
    };
    let session = Session::start(folder, Scenario::small(), options)?;
    // Beside the packages, where node finds them.
    let script = folder.join("status_page.mjs");
    std::fs::write(&script, SCRIPT).map_err(TaskError::file(&script))?;
    let mut look = node.command(Path::new("node"));
    look.arg(&script)
        .arg(session.ready_file())
        .arg(folder)
        .env("TMPDIR", &browser.unpacked)
        .env("NODE_EXTRA_CA_CERTS", &session.ready().ca_certificate);
    if let Some(installed) = &browser.installed {
        look.arg(installed);
    }
    cargo::run(&mut look)
}

//! What the cases send, kept for judges that are not ours: with `AZPRIVATELINK_TEST_TRAFFIC=DIR`
//! each simulator writes its exchanges into a folder of its own below DIR.

use azure_simulator::Options;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::suite::TEST_TRAFFIC_VARIABLE;

/// Simulators of this process so far: a test may start several.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// The options with a folder for the running test's traffic, where traffic is wanted.
pub fn recorded(options: Options) -> Options {
    let Some(all) = std::env::var_os(TEST_TRAFFIC_VARIABLE).filter(|value| !value.is_empty())
    else {
        return options;
    };
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let thread = std::thread::current();
    // The test harness names threads after tests.
    let test = thread.name().unwrap_or("test").replace("::", ".");
    let folder = PathBuf::from(all).join(format!("{number:03}-{test}"));
    Options {
        traffic: Some(folder),
        ..options
    }
}

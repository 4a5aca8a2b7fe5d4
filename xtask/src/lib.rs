//! What the workspace's tasks and end-to-end tests share: a client, a provider installed for it,
//! and a folder to run it in. The tasks themselves are in the binary.
//!
//! - [`client`]: finds Terraform or OpenTofu, or fetches it
//! - [`mirror`]: installs provider executables where `init` finds them
//! - [`workspace`]: runs a client in a folder of its own
//! - [`suite`]: under which assumptions about Azure the end-to-end tests run
//! - [`paths`]: the source tree and the build folder

pub mod client;
pub mod mirror;
pub mod paths;
pub mod suite;
pub mod workspace;

//! `cargo xtask conformance`: the simulator judged by clients and a validator that are not ours.
//!
//! - `run`: what is run in which order, and what is printed of it
//! - `clients`, `node`: fetching them
//! - `session`: a simulator with a client's script; `session.py` is what the scripts share
//! - `azure_cli.py`, `azure_sdk.py`, `azure_identity.py`: what Azure CLI and Azure's SDK and identity
//!   library for Python do and must find; `certificate`: what they sign in with
//! - `page`: the status page in a real Chromium, driven by `status_page.mjs`
//! - `replay`: recorded exchanges with Azure, sent to the simulator
//! - `suite`, `traffic`, `judge`: Microsoft's validator `oav` over the traffic of the end-to-end
//!   tests and of the SDK
//! - `definitions`: finding definitions, examples and recordings
//! - `folder`: where all of it is kept
//!
//! The definitions and recordings are not in this tree: `--specs` names a folder with them, such
//! as `specification/postgresql/resource-manager` of a clone of Azure/azure-rest-api-specs.

mod certificate;
mod clients;
mod definitions;
mod folder;
mod judge;
mod node;
mod page;
mod replay;
mod run;
mod session;
mod suite;
mod traffic;

pub use folder::new_traffic_folder;
pub use run::{Options, run};

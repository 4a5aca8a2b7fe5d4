//! A simulator of the parts of Azure that private endpoint connections need: Resource Manager,
//! Microsoft Entra ID, PostgreSQL flexible servers and private endpoints, over HTTPS.
//!
//! It is a model of Azure for any client and shares no code with one: a misreading of Azure made
//! once must not be made twice. Everything starts from a [`Scenario`].
//!
//! - `scenario`: the file that everything starts from
//! - `state`: the simulated world, pure
//! - `arm`, `entra`: the services over it, pure as well
//! - `gateway`, `sign_in`, `listener`, `tls`: HTTPS, routes, the journal entry and the faults of each request
//! - `journal`, `faults`, `disturbance`, `claims_challenge`, `control`, `scripting`, `views`: watching and
//!   disturbing it
//! - `pattern`: patterns of paths and of provider operations
//! - `log`: a line for each finished request
//! - `traffic`: exchanges as files for Microsoft's validator
//! - `service`, `simulator`: what they share; start and stop

mod arm;
mod claims_challenge;
mod control;
mod disturbance;
mod entra;
mod faults;
mod gateway;
mod journal;
mod listener;
mod log;
mod pattern;
pub mod scenario;
mod scripting;
mod service;
mod sign_in;
mod simulator;
mod state;
mod tls;
mod traffic;
mod views;

pub use faults::FaultId;
pub use journal::Exchange;
pub use log::Log;
pub use scenario::{CutMoment, Fault, FaultEffect, Scenario, ScenarioError};
pub use scripting::ServerHold;
pub use simulator::{Options, Ready, Simulator, StartError};
pub use state::ScriptError;
pub use tls::TlsError;
pub use views::{ConnectionView, PrivateEndpointView, ServerView};

//! The operations on Azure's resources. May use everything beside it except `client`.
//!
//! - `arm`: what all operations share
//! - `connection`: a private endpoint connection as Azure reports it
//! - `connections`, `update`, `delete`: reading, changing and deleting connections
//! - `servers`: the target itself: its state and network
//! - `private_endpoints`: the consumer's side; has no write at all
//! - `readiness`, `write`, `follow`: waiting for the target; one try to write; a long running operation

mod arm;
mod connection;
mod connections;
mod delete;
mod follow;
mod private_endpoints;
mod readiness;
mod servers;
mod update;
mod write;

pub use connection::{Connection, Deleted, DesiredState};
pub use private_endpoints::{EndpointConnection, EndpointLook, PrivateEndpoint};
pub use servers::Target;

pub(crate) use arm::Arm;

//! The operations on Azure's resources, a file per kind. May use everything beside it except `client`.
//!
//! - `connection`: a private endpoint connection as Azure reports it
//! - `connections`: reading connections of a target
//! - `private_endpoints`: the consumer's side; has no write at all
//! - `servers`: the target itself: its state and network

mod connection;
mod private_endpoints;
mod servers;

pub use connection::{Connection, Deleted, DesiredState};
pub use private_endpoints::{EndpointConnection, EndpointLook, PrivateEndpoint};
pub use servers::Target;

//! The simulated world: servers, connections, private endpoints and running operations.
//!
//! Pure and synchronous: no HTTP, no clock of its own. Every call gets the current
//! [`Moment`], and [`World::advance`] lets due operations take effect first.
//! May use `scenario` alone.
//!
//! - `moment`: simulated time and calendar time, handed in
//! - `server`, `connection`, `endpoint`: the things that exist
//! - `operation`: long running operations and what they do at their end
//! - `refusal`: why a write is not accepted
//! - `world`: the collections, looking things up, advancing time
//! - `build`: a world from a scenario
//! - `effects`: what the end of an operation changes
//! - `writes`: writes to connections; `gate`: when a server takes them
//! - `server_writes`, `endpoint_writes`: writes to servers and private endpoints
//! - `styles`: operations of another style than the recorded one
//! - `scope`, `access`, `locks`: who may do what where
//! - `outside`: changes by others, at once and without an operation

mod access;
mod build;
mod connection;
mod effects;
mod endpoint;
mod endpoint_writes;
mod gate;
mod locks;
mod moment;
mod operation;
mod outside;
mod refusal;
mod scope;
mod server;
mod server_writes;
mod styles;
mod world;
mod writes;

pub use access::{Access, DeletePolicy, DenyAssignment, Permission, RoleAssignment};
pub use connection::Connection;
pub use endpoint::{EndpointConnection, PrivateEndpoint};
pub use endpoint_writes::EndpointRequestBody;
pub use gate::{busy_message, not_ready_message};
pub use locks::{LockedAction, Locks, ManagementLock};
pub use moment::Moment;
pub use operation::{Failure, Operation, OperationKind, Outcome};
pub use outside::ScriptError;
pub use refusal::Refusal;
pub use scope::covers;
pub use server::{Server, ServerAction};
pub use world::{ResourceGroup, World};
pub use writes::StateChange;

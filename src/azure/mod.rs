//! A Resource Manager client for the service side of Azure Private Link. Knows nothing of Terraform and uses no other
//! module of this crate.
//!
//! - `client`: [`Client`], the way in: what can be done and what each operation promises
//! - `api/`: the operations on connections, servers and private endpoints
//! - `id`, `target`, `cloud`: ARM ids; known target types with their rules; the public clouds
//! - `error/`, `secret`, `limits`, `pacing`: one error; unprintable texts; deadline and cancellation; waiting times
//! - `credential/`: where tokens come from

mod api;
mod client;
mod cloud;
mod credential;
mod error;
mod id;
mod limits;
mod pacing;
mod secret;
mod target;

pub use api::{
    Connection, Deleted, DesiredState, EndpointConnection, EndpointLook, PrivateEndpoint, Target,
};
pub use client::{Client, ClientOptions};
pub use cloud::Cloud;
pub use credential::{AccessToken, CredentialOptions, TokenProvider};
pub use error::{
    ArmError, Attempt, CredentialError, CredentialProblem, Deadline, Error, Refusal,
    TransportError, TransportProblem,
};
pub use id::{ConnectionId, IdError, ResourceId};
pub use limits::{Interrupted, Limits};
pub use pacing::Pacing;
pub use secret::Secret;
pub use target::{Readiness, TargetType, status, target_type, target_types};

//! A Resource Manager client for the service side of Azure Private Link. Knows nothing of Terraform and uses no other
//! module of this crate.
//!
//! - `client`: [`Client`], the way in: what can be done and what each operation promises
//! - `api/`: the operations on connections, servers and private endpoints
//! - `id`, `target`, `cloud`: ARM ids; known target types with their rules; the public clouds
//! - `error/`, `secret`, `limits`, `pacing`: one error; unprintable texts; deadline and cancellation; waiting times
//! - `credential/`: where tokens come from
//! - `pipeline`, `transport`: one request with its tries; the HTTP client below it
//! - `request`, `answer`, `operation`, `page`, `retry`, `route`: pure decisions: what to send, what an answer means, what
//!   comes next, when to try again, and which host may be called
//! - `turns`, `flight`, `lists`: writes in turn; one fetch for all; lists that reads share

mod answer;
mod api;
mod client;
mod cloud;
mod credential;
mod error;
mod flight;
mod id;
mod limits;
mod lists;
mod operation;
mod pacing;
mod page;
mod pipeline;
mod request;
mod retry;
mod route;
mod secret;
mod target;
mod transport;
mod turns;

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

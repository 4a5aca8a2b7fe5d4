//! Ids of Azure Resource Manager resources: parsed into segments, compared without regard to case. Uses nothing beside it.
//!
//! Resource Manager accepts ids in any casing and services echo the casing of whoever asked last, so two spellings of
//! one id are equal here while the text that was given is kept. Whether a resource exists, and whether its type is
//! supported, is not decided here.
//!
//! - `resource`: [`ResourceId`], any resource in a resource group
//! - `connection`: [`ConnectionId`], a private endpoint connection of a target
//! - `check`: which segment of a text is wrong, and how that is told: [`IdError`]

mod check;
mod connection;
mod resource;

pub use check::IdError;
pub use connection::ConnectionId;
pub use resource::ResourceId;

pub(crate) use connection::CONNECTIONS;

//! Azure Resource Manager: a request in, the answer Azure would give out.
//!
//! May use `state`, `entra` and `scenario`; knows nothing of sockets, faults and the journal.
//!
//! - `manager`: the whole way of a request
//! - `request`: a request as Resource Manager sees it
//! - `path`: which resource a path names
//! - `extension`: resources of Microsoft.Authorization in a path
//! - `action`: which right a request needs
//! - `checks`: what is checked before a resource provider sees the request, in order
//! - `guards`: roles, deny assignments, locks and policies, in order
//! - `api_version`: supported versions and both refusals
//! - `answer`: status, headers and body of an answer
//! - `errors`: error bodies with Azure's codes and words; `refusals`: which one for what
//! - `dispatch`: from resource and method to the code that answers
//! - `subscriptions`, `providers`, `resources`: what Resource Manager itself knows
//! - `servers`, `connections`, `private_link_resources`, `private_endpoints`:
//!   the resources
//! - `locks`, `authorization`: locks, and what can be read about rights
//! - `operations`, `polls`: starting and polling long running operations
//! - `paging`, `throttle`: pages of lists, and how many requests are answered
//! - `signing`: signatures of polling addresses
//! - `metadata`: `/metadata/endpoints`

mod action;
mod answer;
mod api_version;
mod authorization;
mod checks;
mod connections;
mod dispatch;
mod errors;
mod extension;
mod guards;
mod locks;
mod manager;
mod metadata;
mod operations;
mod paging;
mod path;
mod polls;
mod private_endpoints;
mod private_link_resources;
mod providers;
mod refusals;
mod request;
mod resources;
mod servers;
mod signing;
mod subscriptions;
mod throttle;

pub use errors::{body_too_large, internal_error};
pub use manager::Manager;
pub use metadata::endpoints as metadata_endpoints;
pub use request::ArmRequest;
pub use signing::AddressSigner;

//! Drives the simulator over HTTPS as any client would, with no code of its own shared.
//!
//! - `support`: a client that signs in and polls
//! - `recorded`: the shapes of exchanges that were recorded from the real service
//! - `transitions`, `refusals`, `switches`: what writes do and when they are refused
//! - `tokens`: Entra ID and the checks of tokens
//! - `rights`: roles, deny assignments, policies; `locks`: management locks
//! - `scenarios`: the built-in scenarios
//! - `inventory`: tenants, providers and generic lists
//! - `both_sides`: private endpoints and their connections
//! - `disturbances`: faults, journal, control path
//! - `watching`: traffic files, state, status page
//! - `command`: the binary

mod both_sides;
mod command;
mod disturbances;
mod inventory;
mod locks;
mod recorded;
mod refusals;
mod rights;
mod scenarios;
mod support;
mod switches;
mod tokens;
mod transitions;
mod watching;

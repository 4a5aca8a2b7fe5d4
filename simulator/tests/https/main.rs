//! Drives the simulator over HTTPS as any client would, with no code of its own shared.
//!
//! - `support`: a client that signs in and polls
//! - `recorded`: the shapes of exchanges that were recorded from the real service
//! - `transitions`, `refusals`, `switches`: what writes do and when they are refused
//! - `tokens`: Entra ID and the checks of tokens; `malformed`: requests that are not as they should be
//! - `assertions`, `federation`, `identities`: signing in without a secret
//! - `challenges`: claims challenges and capabilities
//! - `signing`: keys, certificates and tokens of clients
//! - `rights`: roles, deny assignments, policies; `locks`: management locks
//! - `scenarios`: the built-in scenarios
//! - `inventory`: tenants, providers and generic lists
//! - `subscriptions`: disabled, and not registered for a resource provider
//! - `both_sides`: private endpoints and their connections
//! - `disturbances`: faults, journal, control path
//! - `operations`: styles of long running operations; `addresses`: answers that lead elsewhere
//! - `quotas`: pages of lists, and token buckets
//! - `watching`: traffic files, state, status page
//! - `command`: the binary

mod addresses;
mod assertions;
mod both_sides;
mod challenges;
mod command;
mod disturbances;
mod federation;
mod identities;
mod inventory;
mod locks;
mod malformed;
mod operations;
mod quotas;
mod recorded;
mod refusals;
mod rights;
mod scenarios;
mod signing;
mod subscriptions;
mod support;
mod switches;
mod tokens;
mod transitions;
mod watching;

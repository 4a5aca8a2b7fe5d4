//! The process: how a Terraform or OpenTofu CLI finds, trusts, talks to and ends this program.
//!
//! Speaks HashiCorp's go-plugin protocol around the service of [`crate::protocol`], which is all it
//! may use. Nothing here knows what the provider does.
//!
//! - [`launch`], [`handshake`]: the variables a host starts the process with; the line it reads back
//! - [`tls`], [`listener`], [`accept`], [`connection`]: own certificate and pinned host; socket or port; peers
//! - [`control`], [`shutdown`]: go-plugin's own services; ending the process
//! - [`log`], [`panics`]: log lines and panics on standard error, as hosts read them
//! - [`serve`]: all of it together

mod accept;
mod connection;
mod control;
mod handshake;
mod launch;
mod listener;
mod log;
mod panics;
mod serve;
mod shutdown;
mod tls;

pub use serve::{Identity, run};

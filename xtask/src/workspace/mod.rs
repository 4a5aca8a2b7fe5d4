//! A working folder with a client, providers and credentials: everything that one trial of a
//! provider needs, apart from every other. The demo and the end-to-end tests are built on it.
//!
//! Knows how clients are run; knows nothing of what the configuration in it means. May use:
//! [`crate::client`], [`crate::mirror`].
//!
//! - `folder`: the working folder and its environment
//! - `run`: running a client in it, to the end or until it is interrupted

mod folder;
mod run;

pub use folder::{Workspace, WorkspaceError, sign_in_variables};
pub use run::{Run, Running};

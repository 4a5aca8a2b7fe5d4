//! Terraform and OpenTofu provider for the service side of Azure Private Link.

pub mod azure;
pub mod framework;
pub mod plugin;
pub mod protocol;
pub mod provider;

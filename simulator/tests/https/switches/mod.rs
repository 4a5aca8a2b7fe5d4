//! Assumptions about Azure: what each value of each switch does.
//!
//! - `writes`: busy and not ready servers, changes that may be refused
//! - `deletions`: what is seen of a delete while it runs and afterwards
//! - `reads`: what reads show or refuse
//! - `governance`: locks, rights and policies
//! - `delays`: what takes time instead

mod delays;
mod deletions;
mod governance;
mod reads;
mod writes;

use azure_simulator::Scenario;
use azure_simulator::scenario::Switches;

use crate::support::{Client, client_of, small};

/// The small scenario with a switch at a value.
async fn under(name: &str, value: &str) -> Client {
    under_in(small(), name, value).await
}

async fn under_in(mut scenario: Scenario, name: &str, value: &str) -> Client {
    scenario.switches.set(name, value).unwrap();
    client_of(scenario).await
}

/// The small scenario with more keys for its principal and more tables.
fn small_with(principal: &str, tables: &str) -> Scenario {
    let small = include_str!("../../../scenarios/small.toml");
    let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
    let text = small.replace(object, &format!("{object}\n{principal}"));
    let mut scenario = Scenario::parse(&format!("{text}\n{tables}\n")).unwrap();
    scenario.timing.operation_seconds = 0.4;
    scenario
}

#[test]
fn every_value_of_every_switch_is_in_a_test() {
    let sources = [
        include_str!("deletions.rs"),
        include_str!("governance.rs"),
        include_str!("reads.rs"),
        include_str!("writes.rs"),
    ];
    let tests: Vec<&str> = sources
        .iter()
        .flat_map(|text| text.split("#[tokio::test]").skip(1))
        .collect();
    let quotes = |test: &str, text: &str| test.contains(&format!("\"{text}\""));
    for switch in Switches::catalog() {
        for value in switch.values {
            assert!(
                tests
                    .iter()
                    .any(|test| quotes(test, switch.name) && quotes(test, value)),
                "no test of {} = {value}",
                switch.name
            );
        }
    }
}

//! Which end-to-end tests a switch of the simulator makes a difference to.

/// The tests of one switch.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tests {
    /// Beginnings of their names, each with its module.
    Of(&'static [&'static str]),
    /// None yet, because of what the provider does not do; the simulator's own tests have it.
    NotYet(&'static str),
}

use Tests::{NotYet, Of};

/// Every switch, in the order of the simulator's catalog.
#[rustfmt::skip]
pub(super) const TOUCHED: &[(&str, Tests)] = &[
    ("busy_answer", Of(&["assumptions::a_delete_that_meets_a_server_no_longer_ready", "trouble::a_server_held_by_another_client"])),
    ("not_ready_answer", Of(&["assumptions::a_delete_that_meets_a_server_no_longer_ready"])),
    ("action_refusal", NotYet("starts and stops no server")),
    ("updating_during_write", Of(&["lifecycle::"])),
    ("delete_visible", Of(&["lifecycle::", "trouble::ctrl_c"])),
    ("deleting_state", Of(&["trouble::ctrl_c"])),
    ("server_delete_visible", Of(&["assumptions::a_server_that_is_being_deleted"])),
    ("endpoint_delete", Of(&["outside::the_same_endpoint", "outside::an_endpoint_deleted", "refactoring::an_endpoint_replaced"])),
    ("endpoint_description", Of(&["assumptions::an_endpoint_whose_connection_was_deleted"])),
    ("reject_again", Of(&["assumptions::a_new_text_for_a_rejected"])),
    ("disconnected_write", Of(&["assumptions::a_connection_that_loses_its_endpoint"])),
    ("put_unknown", Of(&["assumptions::a_connection_that_vanishes_before_its_approval"])),
    ("long_description", Of(&["assumptions::a_long_description"])),
    ("approval_right", Of(&["governance::the_right_to_approve"])),
    ("delete_unknown", Of(&["assumptions::a_connection_that_vanishes_before_its_delete", "trouble::a_lost_answer"])),
    ("stopped_reads", Of(&["trouble::a_stopped_server"])),
    ("vnet_injected_reads", Of(&["refusals::a_server_in_a_virtual_network"])),
    ("vnet_injected_offer", NotYet("does not ask what a server offers")),
    ("state_while_provisioning", Of(&["assumptions::a_server_that_is_being_made"])),
    ("endpoint_reference", Of(&["importing::generated_configuration", "outside::a_disconnected_connection", "partners::a_foreign_endpoints_connection"])),
    ("connection_not_found", Of(&["importing::a_bad_import_id", "outside::a_connection_deleted_outside", "refusals::a_name_that_does_not_exist"])),
    ("absent_server", Of(&["assumptions::a_server_that_is_being_deleted", "outside::a_server_deleted_outside"])),
    ("poll_answer", Of(&["assumptions::a_connection_that_loses_its_endpoint", "assumptions::a_new_text_for_a_rejected", "governance::a_lock_of_the_endpoint", "lifecycle::"])),
    ("result_after_delete", Of(&["assumptions::a_delete_that_names_only_a_location"])),
    ("foreign_subscription", Of(&["partners::a_foreign_endpoint_that_cannot_be_read"])),
    ("locks_at_scope", NotYet("looks for no locks before a delete")),
    ("locks_above_rights", NotYet("looks for no locks before a delete")),
    ("locked_scopes", Of(&["trouble::a_lock_is_reported"])),
    ("endpoint_locks", NotYet("makes and deletes no private endpoint")),
    ("consumer_locks", Of(&["governance::a_lock_of_the_endpoint"])),
    ("check_order", Of(&["governance::a_missing_right_and_a_lock"])),
];

#[cfg(test)]
mod tests {
    use super::*;
    use azure_simulator::scenario::Switches;

    #[test]
    fn every_switch_of_the_simulator_has_its_row() {
        let rows: Vec<_> = TOUCHED.iter().map(|(name, _)| *name).collect();
        let catalog: Vec<_> = Switches::catalog().iter().map(|s| s.name).collect();
        assert_eq!(rows, catalog);
    }

    /// Name and text of every end-to-end test.
    fn end_to_end_tests() -> Vec<(String, String)> {
        let folder = xtask::paths::root().join("tests/e2e");
        let mut tests = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let module = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            for test in text.split("#[tokio::test").skip(1) {
                let (_, signature) = test.split_once("async fn ").unwrap();
                let (name, _) = signature.split_once('(').unwrap();
                tests.push((format!("{module}::{name}"), test.to_owned()));
            }
        }
        tests
    }

    #[test]
    fn a_test_that_asks_for_a_value_is_in_the_row_of_its_switch() {
        let tests = end_to_end_tests();
        assert!(tests.len() > 50, "{}", tests.len());
        for (switch, rows) in TOUCHED {
            let asks = format!(".is(\"{switch}\"");
            for (name, _) in tests.iter().filter(|(_, text)| text.contains(&asks)) {
                let listed =
                    matches!(rows, Of(filters) if filters.iter().any(|f| name.starts_with(f)));
                assert!(listed, "{switch}: {name}");
            }
        }
    }

    #[test]
    fn a_row_names_tests_or_says_why_there_are_none() {
        for (name, tests) in TOUCHED {
            let said = match tests {
                Of(filters) => filters.iter().all(|f| f.contains("::")) && !filters.is_empty(),
                NotYet(why) => !why.is_empty(),
            };
            assert!(said, "{name}");
        }
    }
}

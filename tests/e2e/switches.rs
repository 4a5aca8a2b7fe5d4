//! The assumptions about Azure that the suite runs under, and what depends on them.
//!
//! A test is right under every value. Where an assertion depends on one, it asks [`Case::is`] what
//! is in force; a test that is about one value pins it.

use crate::case::Case;
use azure_simulator::scenario::Switches;
use xtask::suite::{TEST_SWITCHES_VARIABLE, switches};

/// The switches of the run's variable, with a test's own pins.
pub fn in_force(pins: &[(&str, &str)]) -> Switches {
    let text = std::env::var(TEST_SWITCHES_VARIABLE).unwrap_or_default();
    let read = switches(&text);
    let mut switches = read.unwrap_or_else(|error| panic!("{TEST_SWITCHES_VARIABLE}: {error}"));
    for (name, value) in pins {
        let set = switches.set(name, value);
        set.unwrap_or_else(|error| panic!("{error}"));
    }
    switches
}

impl Case {
    /// Whether a switch has a value in this case.
    pub fn is(&self, name: &str, value: &str) -> bool {
        // Setting it is what finds a value that does not exist.
        let mut with = self.switches.clone();
        with.set(name, value)
            .unwrap_or_else(|error| panic!("{error}"));
        with == self.switches
    }

    /// Whether nothing that a client can read tells the end of a running delete from its beginning:
    /// then the provider may be done before the simulated Azure is.
    pub fn hides_ends(&self) -> bool {
        !self.is("poll_answer", "answered")
            && self.is("delete_visible", "at-start")
            && self.is("updating_during_write", "hidden")
    }
}

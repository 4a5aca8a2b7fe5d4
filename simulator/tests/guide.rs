//! The guide in `docs/` lists every key of a scenario and every effect of a fault.

use std::path::Path;

use azure_simulator::Scenario;

const SMALL: &str = include_str!("../scenarios/small.toml");
/// A key that no table has.
const STRANGER: &str = "zzz";

fn guide() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guides/azure-simulator.md");
    std::fs::read_to_string(file).unwrap()
}

/// The rows of the guide's tables that begin with a text.
fn row(start: &str) -> String {
    let guide = guide();
    let found = guide
        .lines()
        .find(|line| line.starts_with(&format!("| {start} |")));
    found
        .unwrap_or_else(|| panic!("the guide has no row {start}"))
        .to_owned()
}

/// What the parser expects in place of a stranger: it names all keys, or all variants.
fn expected(scenario: &str) -> Vec<String> {
    let message = Scenario::parse(scenario).unwrap_err().to_string();
    let (_, expected) = message
        .split_once("expected ")
        .unwrap_or_else(|| panic!("{message}"));
    let words = expected.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

fn with(text: &str) -> String {
    format!("{SMALL}\n{text}\n")
}

/// The small scenario with a stranger in one of its own tables.
fn in_table(header: &str) -> String {
    SMALL.replacen(header, &format!("{header}\n{STRANGER} = 1"), 1)
}

#[test]
fn guide_lists_every_key_of_every_table() {
    let added = |header: &str| with(&format!("{header}\n{STRANGER} = 1"));
    let tables = [
        ("`[subscription]`", in_table("[subscription]")),
        ("`[[principal]]`", in_table("[[principal]]")),
        ("`[[resource_group]]`", in_table("[[resource_group]]")),
        ("`[[server]]`", in_table("[[server]]")),
        ("`[[private_endpoint]]`", in_table("[[private_endpoint]]")),
        ("`[timing]`", in_table("[timing]")),
        ("`[[lock]]`", added("[[lock]]")),
        ("`[[deny_assignment]]`", added("[[deny_assignment]]")),
        ("`[[policy]]`", added("[[policy]]")),
        ("`[managed_identity]`", added("[managed_identity]")),
        ("`[github_actions]`", added("[github_actions]")),
        ("`[azure_pipelines]`", added("[azure_pipelines]")),
        ("`[paging]`", added("[paging]")),
        ("`[throttling]`", added("[throttling]")),
    ];
    for (start, scenario) in tables {
        let keys = expected(&scenario);
        assert!(!keys.is_empty(), "{start}");
        let row = row(start);
        for key in keys {
            assert!(
                row.contains(&format!("`{key}`")) || row.contains(&format!("{key} =")),
                "{start}: `{key}`"
            );
        }
    }
}

#[test]
fn guide_lists_every_table() {
    let guide = guide();
    for table in expected(&format!("[{STRANGER}]\n{SMALL}")) {
        let listed = [format!("`[{table}]`"), format!("`[[{table}]]`")];
        assert!(listed.iter().any(|found| guide.contains(found)), "{table}");
    }
}

#[test]
fn guide_lists_every_effect_of_a_fault_with_its_keys() {
    let fault = |effect: &str| with(&format!("[[fault]]\npath = \"*\"\neffect = {{ {effect} }}"));
    for kind in expected(&fault(&format!("kind = \"{STRANGER}\""))) {
        row(&format!("`{kind}`"));
    }
    for kind in ["respond", "alter", "redirect"] {
        let row = row(&format!("`{kind}`"));
        for key in expected(&fault(&format!("kind = \"{kind}\", {STRANGER} = 1"))) {
            assert!(row.contains(&format!("`{key}`")), "{kind}: `{key}`");
        }
    }
    let guide = guide();
    let (_, styles) = guide.split_once("The keys of `operation`").unwrap();
    let (styles, _) = styles.split_once("\n## ").unwrap();
    for key in expected(&fault(&format!("kind = \"operation\", {STRANGER} = 1"))) {
        assert!(styles.contains(&format!("`{key}`")), "operation: `{key}`");
    }
}

//! The rules that Terraform demands of a schema when it loads it. A schema that breaks one makes the
//! whole provider unusable, so a provider's tests call [`check`] on each of theirs.

use super::attribute::Mode;
use super::block::{Block, Nesting, Schema};
use std::collections::BTreeSet;

/// Names that the language keeps for itself in resource and data blocks.
const RESERVED: [&str; 8] = [
    "count",
    "for_each",
    "depends_on",
    "provider",
    "lifecycle",
    "connection",
    "provisioner",
    "locals",
];

/// What is wrong with the schema, one sentence each; empty when Terraform will load it.
pub fn check(schema: &Schema) -> Vec<String> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push(format!("version {} is negative", schema.version));
    }
    for name in names(&schema.block).filter(|name| RESERVED.contains(name)) {
        faults.push(format!("`{name}` is a name of the language itself"));
    }
    check_block(&schema.block, &mut faults);
    faults
}

fn names(block: &Block) -> impl Iterator<Item = &'static str> {
    let attributes = block.attributes.iter().map(|attribute| attribute.name);
    attributes.chain(block.blocks.iter().map(|nested| nested.name))
}

fn check_block(block: &Block, faults: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for name in names(block) {
        if !seen.insert(name) {
            faults.push(format!("`{name}` is used twice"));
        }
        if !is_identifier(name) {
            faults.push(format!("`{name}` is not in lower case with underscores"));
        }
    }
    for attribute in &block.attributes {
        let name = attribute.name;
        if attribute.default.is_some() && !attribute.mode.is_computed() {
            faults.push(format!("`{name}` has a default but is not computed"));
        }
        if attribute.mode == Mode::Computed && !attribute.validators.is_empty() {
            faults.push(format!("`{name}` is checked although nobody configures it"));
        }
        for sibling in attribute.recomputed_by {
            if !seen.contains(sibling) {
                faults.push(format!("`{name}` depends on `{sibling}`, which is missing"));
            }
        }
    }
    for nested in &block.blocks {
        if let Nesting::List { min, max } | Nesting::Set { min, max } = nested.nesting
            && max != 0
            && min > max
        {
            faults.push(format!("block `{}` wants more than it allows", nested.name));
        }
        check_block(&nested.block, faults);
    }
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::schema::Attribute;
    use crate::framework::types::Type;

    #[test]
    fn a_schema_that_terraform_refuses_is_told_apart() {
        let block = Block::new("")
            .attribute(Attribute::required("count", Type::Number))
            .attribute(Attribute::optional("Name", Type::String))
            .attribute(Attribute::optional("size", Type::Number).default(true))
            .nested("size", Nesting::List { min: 2, max: 1 }, Block::default());
        assert_eq!(
            check(&Schema::new(block)),
            [
                "`count` is a name of the language itself",
                "`Name` is not in lower case with underscores",
                "`size` is used twice",
                "`size` has a default but is not computed",
                "block `size` wants more than it allows",
            ]
        );
    }
}

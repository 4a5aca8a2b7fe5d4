//! Attributes and blocks as Markdown, in the form that the registry's readers know: required,
//! optional, read-only, then the nested blocks.

use std::fmt::Write;

use serde_json::Value;

use super::schema::{Attribute, Block, NestedBlock};

/// The `## Schema` section of a page.
pub fn section(block: &Block) -> String {
    let mut text = String::from("## Schema\n");
    groups(block, "", "\n### ", "", &mut text);
    nested(block, "", &mut text);
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Required,
    Optional,
    ReadOnly,
}

impl Group {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Required, "Required"),
        (Self::Optional, "Optional"),
        (Self::ReadOnly, "Read-Only"),
    ];

    fn of_attribute(attribute: &Attribute) -> Self {
        if attribute.required {
            Self::Required
        } else if attribute.optional {
            Self::Optional
        } else {
            Self::ReadOnly
        }
    }

    fn of_block(block: &NestedBlock) -> Self {
        if block.min_items > 0 {
            Self::Required
        } else {
            Self::Optional
        }
    }
}

/// Each group under its heading; `path` leads to the block's own anchor.
fn groups(block: &Block, path: &str, before: &str, after: &str, text: &mut String) {
    for (group, title) in Group::ALL {
        let attributes = block
            .attributes
            .iter()
            .filter(|(_, a)| Group::of_attribute(a) == group);
        let blocks = block
            .block_types
            .iter()
            .filter(|(_, b)| Group::of_block(b) == group);
        let lines = attributes
            .map(|(name, attribute)| attribute_line(name, attribute))
            .chain(blocks.map(|(name, block)| block_line(path, name, block)))
            .collect::<String>();
        if !lines.is_empty() {
            // Writing to a string cannot fail, here and below.
            let _ = write!(text, "{before}{title}{after}\n\n{lines}");
        }
    }
}

fn nested(block: &Block, path: &str, text: &mut String) {
    for (name, inner) in &block.block_types {
        let (anchor, shown) = (anchor(path, name), format!("{}{name}", dotted(path)));
        let _ = write!(
            text,
            "\n<a id=\"{anchor}\"></a>\n### Nested Schema for `{shown}`\n"
        );
        groups(&inner.block, &shown, "\n", ":", text);
        nested(&inner.block, &shown, text);
    }
}

fn attribute_line(name: &str, attribute: &Attribute) -> String {
    let mut kind = type_name(&attribute.value_type);
    if attribute.sensitive {
        kind.push_str(", Sensitive");
    }
    if attribute.deprecated {
        kind.push_str(", Deprecated");
    }
    let line = format!("- `{name}` ({kind}) {}", one_line(&attribute.description));
    format!("{}\n", line.trim_end())
}

fn block_line(path: &str, name: &str, block: &NestedBlock) -> String {
    let kind = match block.nesting_mode.as_str() {
        "list" => "Block List",
        "set" => "Block Set",
        "map" => "Block Map",
        _ => "Block",
    };
    let most = match block.max_items {
        0 => String::new(),
        most => format!(", Max: {most}"),
    };
    let description = one_line(&block.block.description);
    let space = if description.is_empty() { "" } else { " " };
    let anchor = anchor(path, name);
    format!(
        "- `{name}` ({kind}{most}){space}{description} (see [below for nested schema](#{anchor}))\n"
    )
}

fn anchor(path: &str, name: &str) -> String {
    format!("nestedblock--{}{name}", dotted(path).replace('.', "--"))
}

fn dotted(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}.")
    }
}

/// `["list","string"]` as `List of String`.
fn type_name(value_type: &Value) -> String {
    match value_type {
        Value::String(name) => capitalized(name),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(outer), inner] if outer == "object" || outer == "tuple" => {
                let _ = inner;
                capitalized(outer)
            }
            [Value::String(outer), inner] => {
                format!("{} of {}", capitalized(outer), type_name(inner))
            }
            _ => "Dynamic".to_owned(),
        },
        _ => "Dynamic".to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_shown_by_groups_with_its_nested_blocks_below() {
        let block: Block = serde_json::from_value(serde_json::json!({
            "attributes": {
                "target": {"type": "string", "required": true, "description": "Where\nto."},
                "secret": {"type": "string", "optional": true, "sensitive": true},
                "groups": {"type": ["list", "string"], "computed": true, "description": "Groups."},
            },
            "block_types": {"timeouts": {"nesting_mode": "single", "block": {
                "attributes": {"delete": {"type": "string", "optional": true, "description": "Time."}},
                "description": "Limits.",
            }}},
        }))
        .unwrap();
        let expected = "\
## Schema

### Required

- `target` (String) Where to.

### Optional

- `secret` (String, Sensitive)
- `timeouts` (Block) Limits. (see [below for nested schema](#nestedblock--timeouts))

### Read-Only

- `groups` (List of String) Groups.

<a id=\"nestedblock--timeouts\"></a>
### Nested Schema for `timeouts`

Optional:

- `delete` (String) Time.
";
        assert_eq!(section(&block), expected);
    }
}

//! What the schema alone plans: a pure function of configuration and prior state.
//!
//! Apply plans again with more values known and must get the same for those that were known before
//! (plugin protocol, PlanResourceChange), so nothing here may depend on anything else.

use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Block, NestedBlock, Nesting};
use crate::framework::value::Value;
use std::collections::BTreeMap;

/// The planned values of a block. `prior` is null for a creation.
///
/// A configured value is planned as it is, or as its prior spelling where it means the same. What is
/// not configured is null, the default, the prior value, or unknown if only apply can tell.
pub fn planned_values(block: &Block, config: &Value, prior: &Value) -> Value {
    let mut planned: BTreeMap<String, Value> = block
        .attributes
        .iter()
        .map(|attribute| {
            let name = attribute.name;
            let value = planned_attribute(
                attribute,
                config.attribute(name),
                prior.attribute(name),
                prior,
            );
            (name.to_owned(), value)
        })
        .collect();
    let changed = |name: &str| {
        planned
            .get(name)
            .is_some_and(|value| value != prior.attribute(name))
    };
    let recomputed: Vec<&str> = block
        .attributes
        .iter()
        .filter(|attribute| !prior.is_null() && config.attribute(attribute.name).is_null())
        .filter(|attribute| {
            attribute
                .recomputed_by
                .iter()
                .any(|sibling| changed(sibling))
        })
        .map(|attribute| attribute.name)
        .collect();
    for name in recomputed {
        planned.insert(name.to_owned(), Value::unknown());
    }
    for nested in &block.blocks {
        let value = planned_nested(
            nested,
            config.attribute(nested.name),
            prior.attribute(nested.name),
        );
        planned.insert(nested.name.to_owned(), value);
    }
    Value::Object(planned)
}

fn planned_attribute(
    attribute: &Attribute,
    config: &Value,
    before: &Value,
    prior: &Value,
) -> Value {
    if config.is_unknown() {
        config.clone()
    } else if !config.is_null() {
        if attribute.is_same(config, before) {
            before.clone()
        } else {
            config.clone()
        }
    } else if let Some(default) = &attribute.default {
        default.clone()
    } else if !attribute.mode.is_computed() {
        Value::Null
    } else if prior.is_null() {
        Value::unknown()
    } else {
        before.clone()
    }
}

fn planned_nested(nested: &NestedBlock, config: &Value, prior: &Value) -> Value {
    let plan = |element: &Value, before: &Value| planned_values(&nested.block, element, before);
    match (nested.nesting, config) {
        (Nesting::Single | Nesting::Group, Value::Object(_)) => plan(config, prior),
        (Nesting::List { .. }, Value::List(elements)) => Value::List(
            elements
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    plan(element, prior.elements().get(index).unwrap_or(&Value::Null))
                })
                .collect(),
        ),
        (Nesting::Set { .. }, Value::Set(elements)) => Value::Set(
            elements
                .iter()
                .map(|element| plan(element, same_element(&nested.block, element, prior)))
                .collect(),
        ),
        (Nesting::Map, Value::Map(entries)) => Value::Map(
            entries
                .iter()
                .map(|(key, element)| (key.clone(), plan(element, prior.attribute(key))))
                .collect(),
        ),
        // Null, unknown as a whole (a dynamic block whose for_each is unknown), or dynamically typed:
        // the configured value stands.
        _ => config.clone(),
    }
}

/// The prior element of a set of blocks that differs from the configured one in computed attributes
/// alone; null where there is none.
fn same_element<'a>(block: &Block, element: &Value, prior: &'a Value) -> &'a Value {
    let configured_alike = |before: &Value| {
        block.attributes.iter().all(|attribute| {
            let value = element.attribute(attribute.name);
            (attribute.mode.is_computed() && value.is_null())
                || attribute.is_same(value, before.attribute(attribute.name))
        })
    };
    let found = prior
        .elements()
        .iter()
        .find(|before| configured_alike(before));
    found.unwrap_or(&Value::Null)
}

/// The attributes whose planned change cannot be made in place. None for a creation.
pub fn replaced_by(block: &Block, prior: &Value, planned: &Value) -> Vec<Path> {
    if prior.is_null() {
        return Vec::new();
    }
    block
        .attributes
        .iter()
        .filter(|attribute| attribute.requires_replace)
        .filter(|attribute| planned.attribute(attribute.name) != prior.attribute(attribute.name))
        .map(|attribute| Path::attribute(attribute.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::types::Type;

    fn block() -> Block {
        let fold: crate::framework::schema::attribute::Same = |configured, prior| matches!((configured.as_str(), prior.as_str()), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b));
        let rule = Block::default()
            .attribute(Attribute::required("key", Type::String))
            .attribute(Attribute::computed("number", Type::Number));
        Block::default()
            .attribute(
                Attribute::required("home", Type::String)
                    .requires_replace()
                    .same_when(fold),
            )
            .attribute(Attribute::optional_computed("mood", Type::String))
            .attribute(Attribute::optional_computed("mode", Type::String).default("plain"))
            .attribute(Attribute::optional("note", Type::String))
            .attribute(Attribute::computed("id", Type::String))
            .attribute(Attribute::computed("stamp", Type::String).recomputed_by(&["mood"]))
            .nested("rule", Nesting::Set { min: 0, max: 0 }, rule)
    }

    fn object(values: &[(&'static str, Value)]) -> Value {
        let mut object = block().empty_value();
        for (name, value) in values {
            object.set_attribute(name, value.clone());
        }
        object
    }

    fn prior() -> Value {
        object(&[
            ("home", "Here".into()),
            ("mood", "good".into()),
            ("mode", "fancy".into()),
            ("id", "7".into()),
            ("stamp", "s1".into()),
        ])
    }

    #[test]
    fn creation_takes_the_configuration_and_leaves_the_rest_to_apply() {
        let planned = planned_values(&block(), &object(&[("home", "Here".into())]), &Value::Null);
        assert_eq!(planned.attribute("home"), &Value::from("Here"));
        assert_eq!(planned.attribute("mode"), &Value::from("plain"));
        assert_eq!(planned.attribute("note"), &Value::Null);
        assert!(planned.attribute("mood").is_unknown());
        assert!(planned.attribute("stamp").is_unknown());
    }

    #[test]
    fn what_means_the_same_keeps_its_prior_spelling_and_changes_nothing() {
        let config = object(&[("home", "HERE".into()), ("mode", "fancy".into())]);
        let planned = planned_values(&block(), &config, &prior());
        assert_eq!(planned, prior());
        assert!(replaced_by(&block(), &prior(), &planned).is_empty());
    }

    #[test]
    fn a_default_comes_back_when_the_configuration_gives_no_value_any_more() {
        let planned = planned_values(&block(), &object(&[("home", "Here".into())]), &prior());
        assert_eq!(planned.attribute("mode"), &Value::from("plain"));
        assert_eq!(planned.attribute("stamp"), &Value::from("s1"));
    }

    #[test]
    fn only_the_attributes_that_depend_on_a_change_become_unknown() {
        let config = object(&[("home", "Here".into()), ("mood", "bad".into())]);
        let planned = planned_values(&block(), &config, &prior());
        assert!(planned.attribute("stamp").is_unknown());
        assert_eq!(planned.attribute("id"), &Value::from("7"));
    }

    #[test]
    fn a_change_or_an_unknown_value_of_a_fixed_attribute_replaces() {
        for home in [Value::from("There"), Value::unknown()] {
            let planned = planned_values(&block(), &object(&[("home", home)]), &prior());
            let replaced = replaced_by(&block(), &prior(), &planned);
            assert_eq!(replaced, [Path::attribute("home")]);
        }
    }

    #[test]
    fn a_block_of_a_set_keeps_its_computed_values_when_another_one_joins() {
        let rule =
            |key: &str, number: Value| Value::object([("key", key.into()), ("number", number)]);
        let mut before = prior();
        before.set_attribute(
            "rule",
            Value::Set(vec![rule("a", Value::Number(1_i64.into()))]),
        );
        let mut config = object(&[("home", "Here".into())]);
        config.set_attribute(
            "rule",
            Value::Set(vec![rule("a", Value::Null), rule("b", Value::Null)]),
        );
        let planned = planned_values(&block(), &config, &before);
        assert_eq!(
            planned.attribute("rule"),
            &Value::Set(vec![
                rule("a", Value::Number(1_i64.into())),
                rule("b", Value::unknown())
            ])
        );
    }
}

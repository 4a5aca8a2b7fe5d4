//! Whether the result of an apply is what was planned, by Terraform's own rules: what was known must
//! be the same, what was unknown must be known now. A provider that answers otherwise has its result
//! stored all the same, and a created object is marked tainted, so that the next apply deletes it.

use crate::framework::path::{Path, Step};
use crate::framework::value::{Refinement, Value};
use std::collections::BTreeMap;

/// A place where the result is not what was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where.
    pub path: Path,
    /// What is wrong there, without the values: they may be sensitive.
    pub problem: &'static str,
}

/// The first place where `result` is not what was planned.
pub fn first_mismatch(planned: &Value, result: &Value) -> Option<Mismatch> {
    compare(&Path::default(), planned, result)
}

fn compare(path: &Path, planned: &Value, result: &Value) -> Option<Mismatch> {
    let mismatch = |problem| {
        Some(Mismatch {
            path: path.clone(),
            problem,
        })
    };
    match (planned, result) {
        (Value::Unknown(refinements), _) => {
            if !result.is_wholly_known() {
                mismatch("is still unknown")
            } else if refinements
                .get()
                .is_some_and(|known| contradicts(known, result))
            {
                mismatch("contradicts what was planned")
            } else {
                None
            }
        }
        (Value::Object(before), Value::Object(after)) | (Value::Map(before), Value::Map(after)) => {
            compare_entries(path, planned, before, after)
        }
        (Value::List(before), Value::List(after)) | (Value::Tuple(before), Value::Tuple(after)) => {
            if before.len() != after.len() {
                return mismatch("has another number of elements");
            }
            before
                .iter()
                .zip(after)
                .zip(0..)
                .find_map(|((b, a), index)| compare(&path.then(Step::Index(index)), b, a))
        }
        (Value::Set(before), Value::Set(after)) => match compare_sets(before, after) {
            Some(problem) => mismatch(problem),
            None => None,
        },
        (Value::Dynamic(before), Value::Dynamic(after)) if before.0 == after.0 => {
            compare(path, &before.1, &after.1)
        }
        _ if planned == result => None,
        _ => mismatch("is not what was planned"),
    }
}

fn compare_entries(
    path: &Path,
    parent: &Value,
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
) -> Option<Mismatch> {
    if !before.keys().eq(after.keys()) {
        return Some(Mismatch {
            path: path.clone(),
            problem: "has other keys",
        });
    }
    before
        .iter()
        .zip(after.values())
        .find_map(|((name, b), a)| {
            let step = match parent {
                Value::Map(_) => Step::Key(name.clone()),
                _ => Step::Attribute(name.clone()),
            };
            compare(&path.then(step), b, a)
        })
}

/// Sets may shrink (elements that became equal) but not grow, and every known element must stay.
fn compare_sets(before: &[Value], after: &[Value]) -> Option<&'static str> {
    if !after.iter().all(Value::is_wholly_known) {
        return Some("is still unknown");
    }
    let kept = |element: &Value| {
        after
            .iter()
            .any(|a| compare(&Path::default(), element, a).is_none())
    };
    let fits = after.len() <= before.len() && before.iter().all(kept);
    (!fits).then_some("is not what was planned")
}

fn contradicts(known: &Refinement, result: &Value) -> bool {
    let prefix = known.prefix.as_deref().unwrap_or_default();
    (known.not_null && result.is_null())
        || result
            .as_str()
            .is_some_and(|text| !text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::value::Refinements;

    fn problem(planned: Value, result: Value) -> Option<(String, &'static str)> {
        first_mismatch(&planned, &result).map(|m| (m.path.to_string(), m.problem))
    }

    #[test]
    fn unknown_may_become_anything_known() {
        assert_eq!(problem(Value::unknown(), Value::Null), None);
        assert_eq!(problem(Value::unknown(), "x".into()), None);
        assert_eq!(
            problem(Value::unknown(), Value::unknown()),
            Some((String::new(), "is still unknown"))
        );
    }

    #[test]
    fn a_refined_unknown_binds_the_result() {
        let refined = || {
            let refinement = Refinement {
                not_null: true,
                prefix: Some("pe-".into()),
                ..Refinement::default()
            };
            Value::Unknown(Refinements::from(refinement))
        };
        assert_eq!(problem(refined(), "pe-1".into()), None);
        assert!(problem(refined(), Value::Null).is_some());
        assert!(problem(refined(), "x".into()).is_some());
    }

    #[test]
    fn a_changed_known_value_is_found_with_its_path() {
        let object = |name: &str| {
            Value::object([(
                "rule",
                Value::List(vec![Value::object([("name", name.into())])]),
            )])
        };
        assert_eq!(
            problem(object("a"), object("b")),
            Some(("rule[0].name".into(), "is not what was planned"))
        );
    }

    #[test]
    fn a_set_may_shrink_but_not_grow() {
        let unknowns = |count| Value::Set(vec![Value::unknown(); count]);
        let texts = |texts: &[&str]| Value::Set(texts.iter().map(|t| Value::from(*t)).collect());
        assert_eq!(problem(unknowns(2), texts(&["a"])), None);
        assert!(problem(unknowns(1), texts(&["a", "b"])).is_some());
        assert!(problem(texts(&["a"]), texts(&["b"])).is_some());
    }
}

//! Values in Terraform's three states: known, null and not yet known.
//!
//! A [`Value`] carries no type of its own; the schema, or the [`Type`] inside a
//! [`Value::Dynamic`], says what it is. Encoding is the protocol layer's business.

use super::number::Number;
use super::types::Type;
use std::collections::BTreeMap;

/// A value of any type.
#[derive(Clone, Debug)]
pub enum Value {
    /// Absent. Every type has it.
    Null,
    /// Not known before apply, with what is known of it already.
    Unknown(Refinements),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// Elements in order.
    List(Vec<Value>),
    /// Elements without order; equality ignores it.
    Set(Vec<Value>),
    /// A fixed number of elements.
    Tuple(Vec<Value>),
    /// String keys to elements of one type.
    Map(BTreeMap<String, Value>),
    /// Attribute names to values; every attribute of the type is present.
    Object(BTreeMap<String, Value>),
    /// A value of the dynamic type whose real type is known (the value itself may be null or unknown).
    Dynamic(Box<(Type, Value)>),
}

/// What is known of an unknown value (Terraform 1.6 and later). The empty set means a plain unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refinements(Option<Box<Refinement>>);

/// The single facts of [`Refinements`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refinement {
    /// The value will not be null.
    pub not_null: bool,
    /// The string will begin so.
    pub prefix: Option<String>,
    /// Lower bound of a number, and whether the bound itself is allowed.
    pub min: Option<(Number, bool)>,
    /// Upper bound of a number, and whether the bound itself is allowed.
    pub max: Option<(Number, bool)>,
    /// The collection will have at least so many elements.
    pub min_length: Option<u64>,
    /// The collection will have at most so many elements.
    pub max_length: Option<u64>,
}

impl Refinements {
    /// The facts, unless there are none.
    pub fn get(&self) -> Option<&Refinement> {
        self.0.as_deref()
    }
}

impl From<Refinement> for Refinements {
    fn from(refinement: Refinement) -> Self {
        Self((refinement != Refinement::default()).then(|| Box::new(refinement)))
    }
}

impl Value {
    /// An unknown value of which nothing more is known.
    pub fn unknown() -> Self {
        Self::Unknown(Refinements::default())
    }

    /// Text as a value.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// An object from its attributes.
    pub fn object<N: Into<String>>(attributes: impl IntoIterator<Item = (N, Value)>) -> Self {
        Self::Object(
            attributes
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
        )
    }

    /// Whether the value is null, also inside a dynamic value.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Dynamic(inner) => inner.1.is_null(),
            _ => false,
        }
    }

    /// Whether the value itself is unknown. See [`Value::is_wholly_known`] for what is inside it.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Dynamic(inner) => inner.1.is_unknown(),
            _ => false,
        }
    }

    /// Whether neither the value nor anything inside it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => {
                elements.iter().all(Value::is_wholly_known)
            }
            Self::Map(entries) | Self::Object(entries) => {
                entries.values().all(Value::is_wholly_known)
            }
            Self::Dynamic(inner) => inner.1.is_wholly_known(),
        }
    }

    /// The text, if this is a known string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// An attribute of an object, or an entry of a map; null where there is none.
    pub fn attribute(&self, name: &str) -> &Value {
        match self {
            Self::Object(entries) | Self::Map(entries) => entries.get(name).unwrap_or(&Value::Null),
            _ => &Value::Null,
        }
    }

    /// Replaces an attribute of an object; anything but an object is left as it is.
    pub fn set_attribute(&mut self, name: &str, value: Value) {
        if let Self::Object(entries) = self {
            entries.insert(name.to_owned(), value);
        }
    }

    /// The elements of a list, set or tuple; none for every other value.
    pub fn elements(&self) -> &[Value] {
        match self {
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => elements,
            _ => &[],
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Two values are equal when Terraform would plan no change from one to the other: numbers by
/// value, sets without regard to order, unknowns by their refinements.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Unknown(a), Self::Unknown(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::List(a), Self::List(b)) | (Self::Tuple(a), Self::Tuple(b)) => a == b,
            (Self::Set(a), Self::Set(b)) => same_elements(a, b),
            (Self::Map(a), Self::Map(b)) | (Self::Object(a), Self::Object(b)) => a == b,
            (Self::Dynamic(a), Self::Dynamic(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

/// Whether two collections hold the same elements, each as often, in any order.
fn same_elements(left: &[Value], right: &[Value]) -> bool {
    let mut unmatched: Vec<&Value> = right.iter().collect();
    left.len() == right.len()
        && left.iter().all(|element| {
            match unmatched.iter().position(|candidate| *candidate == element) {
                Some(index) => {
                    unmatched.swap_remove(index);
                    true
                }
                None => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_equal_in_any_order_but_count_duplicates() {
        let set = |texts: &[&str]| Value::Set(texts.iter().map(|t| Value::from(*t)).collect());
        assert_eq!(set(&["a", "b"]), set(&["b", "a"]));
        assert_ne!(set(&["a", "a"]), set(&["a", "b"]));
    }

    #[test]
    fn numbers_are_equal_by_value() {
        let parse = |text: &str| text.parse::<Number>().map(Value::Number);
        assert_eq!(parse("1.50"), parse("1.5"));
        assert_eq!(parse("100"), Ok(Value::Number(100_i64.into())));
    }

    #[test]
    fn a_typed_null_is_null() {
        assert!(Value::Dynamic(Box::new((Type::String, Value::Null))).is_null());
    }
}

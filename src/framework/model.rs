//! Typed structs from and to values.
//!
//! [`model!`](crate::model) declares a struct whose fields are [`Field`]s in three states, and makes
//! the conversions in both directions, so that a provider never spells an attribute's name twice.

use super::value::Value;

/// A typed attribute in one of Terraform's three states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Absent.
    #[default]
    Null,
    /// Not known before apply.
    Unknown,
    /// Known.
    Known(T),
}

impl<T> Field<T> {
    /// The value, if it is known and not null.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether the attribute is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the attribute is not known before apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl Field<String> {
    /// The text, if it is known and not null.
    pub fn text(&self) -> Option<&str> {
        self.known().map(String::as_str)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

/// A Rust type that stands for a known value.
pub trait FieldType: Sized {
    /// The typed form, or `None` where the value is of another type.
    fn from_known(value: &Value) -> Option<Self>;
    /// The value form.
    fn to_known(&self) -> Value;
}

impl FieldType for String {
    fn from_known(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }

    fn to_known(&self) -> Value {
        Value::string(self.as_str())
    }
}

impl FieldType for bool {
    fn from_known(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    fn to_known(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FieldType for Vec<String> {
    fn from_known(value: &Value) -> Option<Self> {
        match value {
            Value::List(elements) => elements.iter().map(String::from_known).collect(),
            _ => None,
        }
    }

    fn to_known(&self) -> Value {
        Value::List(self.iter().map(String::to_known).collect())
    }
}

impl FieldType for std::collections::BTreeMap<String, String> {
    fn from_known(value: &Value) -> Option<Self> {
        match value {
            Value::Map(entries) => entries
                .iter()
                .map(|(key, value)| Some((key.clone(), String::from_known(value)?)))
                .collect(),
            _ => None,
        }
    }

    fn to_known(&self) -> Value {
        Value::Map(
            self.iter()
                .map(|(key, value)| (key.clone(), value.to_known()))
                .collect(),
        )
    }
}

/// Reads one attribute. A value of another type than the schema's reads as null: the protocol layer
/// has decoded by the schema, so there is none.
pub fn read_field<T: FieldType>(object: &Value, name: &str) -> Field<T> {
    match object.attribute(name) {
        Value::Unknown(_) => Field::Unknown,
        // A typed collection is known as a whole or not at all.
        value @ (Value::List(_) | Value::Set(_) | Value::Map(_)) if !value.is_wholly_known() => {
            Field::Unknown
        }
        value => T::from_known(value).into(),
    }
}

/// Writes one attribute.
pub fn write_field<T: FieldType>(field: &Field<T>) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Unknown => Value::unknown(),
        Field::Known(value) => value.to_known(),
    }
}

/// Declares a struct of [`Field`]s, one for each attribute of a schema, with `from_value` and
/// `to_value`. The names of the fields are the names of the attributes.
#[macro_export]
macro_rules! model {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $crate::framework::model::Field<$ty>,)+
        }

        impl $name {
            /// Reads the attributes of an object.
            pub fn from_value(value: &$crate::framework::value::Value) -> Self {
                Self {
                    $($field: $crate::framework::model::read_field(value, stringify!($field)),)+
                }
            }

            /// The object with these attributes.
            pub fn to_value(&self) -> $crate::framework::value::Value {
                $crate::framework::value::Value::object([
                    $((stringify!($field), $crate::framework::model::write_field(&self.$field)),)+
                ])
            }
        }

        impl $crate::framework::model::FieldType for $name {
            fn from_known(value: &$crate::framework::value::Value) -> Option<Self> {
                matches!(value, $crate::framework::value::Value::Object(_))
                    .then(|| Self::from_value(value))
            }

            fn to_known(&self) -> $crate::framework::value::Value {
                self.to_value()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    model! {
        /// A model for the test.
        pub struct Sample {
            /// Text.
            name: String,
            /// Texts.
            tags: Vec<String>,
        }
    }

    #[test]
    fn a_model_survives_the_way_to_a_value_and_back() {
        let sample = Sample {
            name: Field::Unknown,
            tags: Field::Known(vec!["a".into()]),
        };
        assert_eq!(Sample::from_value(&sample.to_value()), sample);
        assert_eq!(Sample::from_value(&Value::Null), Sample::default());
    }
}

//! The types of Terraform's language, as the protocol names them.
//!
//! A [`Type`] describes a [`Value`](super::value::Value); how types and values look on the wire is
//! the protocol layer's business.

use std::collections::BTreeMap;

/// A type of Terraform's type system (cty).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `string`: Unicode text.
    String,
    /// `number`: an arbitrary-precision decimal.
    Number,
    /// `bool`.
    Bool,
    /// `any`: the type travels with the value.
    Dynamic,
    /// `list(T)`.
    List(Box<Type>),
    /// `set(T)`: no order, no duplicates.
    Set(Box<Type>),
    /// `map(T)`: keys are strings.
    Map(Box<Type>),
    /// A fixed number of elements, each with a type of its own.
    Tuple(Vec<Type>),
    /// Named attributes, each with a type of its own.
    Object(BTreeMap<String, Type>),
}

impl Type {
    /// `list(element)`.
    pub fn list(element: Type) -> Self {
        Self::List(Box::new(element))
    }

    /// `set(element)`.
    pub fn set(element: Type) -> Self {
        Self::Set(Box::new(element))
    }

    /// `map(element)`.
    pub fn map(element: Type) -> Self {
        Self::Map(Box::new(element))
    }

    /// An object type of the given attributes.
    pub fn object<N: Into<String>>(attributes: impl IntoIterator<Item = (N, Type)>) -> Self {
        Self::Object(
            attributes
                .into_iter()
                .map(|(name, ty)| (name.into(), ty))
                .collect(),
        )
    }

    /// Whether the type is, or contains, the dynamic type. Nested block collections with such a type
    /// travel as a dynamic value themselves (protocol, object wire format).
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::String | Self::Number | Self::Bool => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Tuple(elements) => elements.iter().any(Type::has_dynamic),
            Self::Object(attributes) => attributes.values().any(Type::has_dynamic),
        }
    }
}

//! Blocks, how they nest, and the object type that a block implies.

use super::attribute::Attribute;
use crate::framework::types::Type;
use crate::framework::value::Value;
use std::collections::BTreeMap;

/// The schema of a resource, a data source or the provider block.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Version of the stored state's shape; a state of an older one is upgraded first.
    pub version: i64,
    /// The outermost block.
    pub block: Block,
}

/// Attributes and nested blocks.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// What it is for, in Markdown.
    pub description: &'static str,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The blocks inside it.
    pub blocks: Vec<NestedBlock>,
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct NestedBlock {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub block: Block,
    /// How often it may stand there, and what its value looks like.
    pub nesting: Nesting,
}

/// How often a nested block may stand in its parent, and what its value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most once; an object, or null.
    Single,
    /// Any number in order; a list, never null. A maximum of 0 is no limit.
    List {
        /// Least number of blocks.
        min: u32,
        /// Greatest number of blocks, 0 for no limit.
        max: u32,
    },
    /// Any number without order; a set, never null. A maximum of 0 is no limit.
    Set {
        /// Least number of blocks.
        min: u32,
        /// Greatest number of blocks, 0 for no limit.
        max: u32,
    },
    /// Any number with labels; a map, never null.
    Map,
    /// Always there: an object, with null attributes where the configuration has no such block.
    Group,
}

impl Schema {
    /// A schema of version 0.
    pub fn new(block: Block) -> Self {
        Self { version: 0, block }
    }

    /// The type of the values this schema describes.
    pub fn ty(&self) -> Type {
        self.block.ty()
    }
}

impl Block {
    /// An empty block with a description in Markdown.
    pub fn new(description: &'static str) -> Self {
        Self {
            description,
            ..Self::default()
        }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, attribute: Attribute) -> Self {
        self.attributes.push(attribute);
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub fn nested(mut self, name: &'static str, nesting: Nesting, block: Block) -> Self {
        self.blocks.push(NestedBlock {
            name,
            block,
            nesting,
        });
        self
    }

    /// The object type of the block's values.
    pub fn ty(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| (attribute.name, attribute.ty.clone()));
        let blocks = self.blocks.iter().map(|nested| (nested.name, nested.ty()));
        Type::object(attributes.chain(blocks))
    }

    /// The value of a block that is not configured at all: every attribute null, every collection of
    /// blocks empty.
    pub fn empty_value(&self) -> Value {
        let attributes = self.attributes.iter().map(|a| (a.name, Value::Null));
        let blocks = self.blocks.iter().map(|n| (n.name, n.empty_value()));
        Value::object(attributes.chain(blocks))
    }

    /// The same object with every attribute of the block present, and with empty collections where a
    /// collection of blocks is null (old states and imports have such). Anything but an object is
    /// left as it is.
    #[must_use]
    pub fn complete(&self, value: Value) -> Value {
        let Value::Object(mut entries) = value else {
            return value;
        };
        for attribute in &self.attributes {
            entries
                .entry(attribute.name.to_owned())
                .or_insert(Value::Null);
        }
        for nested in &self.blocks {
            let value = entries.remove(nested.name).unwrap_or(Value::Null);
            entries.insert(nested.name.to_owned(), nested.complete(value));
        }
        Value::Object(entries)
    }
}

impl NestedBlock {
    fn complete(&self, value: Value) -> Value {
        let each = |element| self.block.complete(element);
        match value {
            Value::Null => self.empty_value(),
            Value::List(elements) => Value::List(elements.into_iter().map(each).collect()),
            Value::Set(elements) => Value::Set(elements.into_iter().map(each).collect()),
            Value::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, e)| (key, each(e))).collect())
            }
            other => self.block.complete(other),
        }
    }

    /// The type of the block's value in its parent. A list or map of blocks with a dynamic attribute
    /// anywhere inside is dynamic as a whole (protocol, object wire format).
    pub fn ty(&self) -> Type {
        let object = self.block.ty();
        match self.nesting {
            Nesting::Single | Nesting::Group => object,
            Nesting::List { .. } | Nesting::Map if object.has_dynamic() => Type::Dynamic,
            Nesting::List { .. } => Type::list(object),
            Nesting::Map => Type::map(object),
            Nesting::Set { .. } => Type::set(object),
        }
    }

    /// The value where the configuration has no such block.
    pub fn empty_value(&self) -> Value {
        let dynamic = self.block.ty().has_dynamic();
        match self.nesting {
            Nesting::Single => Value::Null,
            Nesting::Group => self.block.empty_value(),
            Nesting::List { .. } if dynamic => typed(Type::Tuple(vec![]), Value::Tuple(vec![])),
            Nesting::Map if dynamic => typed(
                Type::Object(BTreeMap::new()),
                Value::Object(BTreeMap::new()),
            ),
            Nesting::List { .. } => Value::List(vec![]),
            Nesting::Set { .. } => Value::Set(vec![]),
            Nesting::Map => Value::Map(BTreeMap::new()),
        }
    }
}

fn typed(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

//! Schemas.

use crate::framework::schema::attribute::Mode;
use crate::framework::schema::{self as framework, Nesting};
use crate::protocol::type_expression;
use crate::protocol::wire::tfplugin5::schema::nested_block::NestingMode;
use crate::protocol::wire::tfplugin5::schema::{Attribute, Block, NestedBlock};
use crate::protocol::wire::tfplugin5::{Schema, StringKind};

/// Writes a schema.
pub fn schema(schema: &framework::Schema) -> Schema {
    Schema {
        version: schema.version,
        block: Some(block(&schema.block)),
    }
}

fn block(block: &framework::Block) -> Block {
    Block {
        attributes: block.attributes.iter().map(attribute).collect(),
        block_types: block.blocks.iter().map(nested).collect(),
        description: block.description.to_owned(),
        description_kind: StringKind::Markdown.into(),
        ..Block::default()
    }
}

fn attribute(attribute: &framework::Attribute) -> Attribute {
    Attribute {
        name: attribute.name.to_owned(),
        r#type: type_expression::encode(&attribute.ty).into(),
        description: attribute.description.to_owned(),
        description_kind: StringKind::Markdown.into(),
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: attribute.mode.is_computed(),
        sensitive: attribute.sensitive,
        ..Attribute::default()
    }
}

fn nested(nested: &framework::NestedBlock) -> NestedBlock {
    let (mode, min, max) = match nested.nesting {
        Nesting::Single => (NestingMode::Single, 0, 0),
        Nesting::List { min, max } => (NestingMode::List, min, max),
        Nesting::Set { min, max } => (NestingMode::Set, min, max),
        Nesting::Map => (NestingMode::Map, 0, 0),
        Nesting::Group => (NestingMode::Group, 0, 0),
    };
    NestedBlock {
        type_name: nested.name.to_owned(),
        block: Some(block(&nested.block)),
        nesting: mode.into(),
        min_items: min.into(),
        max_items: max.into(),
    }
}

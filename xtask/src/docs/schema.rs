//! The output of `terraform providers schema -json`, as far as pages need it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct Schemas {
    pub provider_schemas: BTreeMap<String, Provider>,
}

/// All that one provider offers.
#[derive(Debug, Deserialize)]
pub struct Provider {
    pub provider: Entry,
    #[serde(default)]
    pub resource_schemas: BTreeMap<String, Entry>,
    #[serde(default)]
    pub data_source_schemas: BTreeMap<String, Entry>,
    /// Functions, actions and whatever newer clients add.
    #[serde(flatten)]
    pub others: BTreeMap<String, BTreeMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
pub struct Entry {
    pub block: Block,
}

#[derive(Debug, Default, Deserialize)]
pub struct Block {
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    pub block_types: BTreeMap<String, NestedBlock>,
    #[serde(default)]
    pub description: String,
}

#[derive(Debug, Deserialize)]
pub struct Attribute {
    #[serde(rename = "type")]
    pub value_type: Value,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub deprecated: bool,
}

#[derive(Debug, Deserialize)]
pub struct NestedBlock {
    pub nesting_mode: String,
    pub block: Block,
    #[serde(default)]
    pub min_items: u64,
    #[serde(default)]
    pub max_items: u64,
}

//! ValidateResourceTypeConfig, ValidateDataSourceConfig and PrepareProviderConfig: the schema's
//! checks of single values, then what the resource says of the whole.

use super::registry::Server;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::path::{Path, Step};
use crate::framework::provider::Provider;
use crate::framework::schema::{Block, Schema};
use crate::framework::value::Value;

impl<P: Provider> Server<P> {
    /// Checks a resource's configuration; values may be unknown.
    pub fn validate_resource(&self, type_name: &str, config: &Value) -> Diagnostics {
        match self.resource(type_name) {
            Err(unsupported) => unsupported,
            Ok(resource) => checked(&resource.schema, config, || {
                resource.implementation.validate(config)
            }),
        }
    }

    /// Checks a data source's configuration; values may be unknown.
    pub fn validate_data_source(&self, type_name: &str, config: &Value) -> Diagnostics {
        match self.data_source(type_name) {
            Err(unsupported) => unsupported,
            Ok(data_source) => checked(&data_source.schema, config, || {
                data_source.implementation.validate(config)
            }),
        }
    }

    /// Checks the provider block; values may be unknown.
    pub fn validate_provider(&self, config: &Value) -> Diagnostics {
        checked(self.schema(), config, || self.provider().validate(config))
    }
}

fn checked(schema: &Schema, config: &Value, whole: impl FnOnce() -> Diagnostics) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    check_block(&schema.block, config, &Path::default(), &mut diagnostics);
    diagnostics.extend(whole());
    diagnostics
}

fn check_block(block: &Block, config: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    for attribute in &block.attributes {
        let value = config.attribute(attribute.name);
        if value.is_null() || !value.is_wholly_known() {
            continue;
        }
        let path = path.then_attribute(attribute.name);
        for validator in &attribute.validators {
            if let Err(problem) = validator(value) {
                let summary = format!("Invalid value for \"{path}\"");
                diagnostics.push(Diagnostic::error(summary, problem).at(path.clone()));
            }
        }
    }
    for nested in &block.blocks {
        let path = path.then_attribute(nested.name);
        match config.attribute(nested.name) {
            value @ Value::Object(_) => check_block(&nested.block, value, &path, diagnostics),
            Value::List(elements) => {
                for (element, index) in elements.iter().zip(0..) {
                    check_block(
                        &nested.block,
                        element,
                        &path.then(Step::Index(index)),
                        diagnostics,
                    );
                }
            }
            Value::Map(entries) => {
                for (key, element) in entries {
                    check_block(
                        &nested.block,
                        element,
                        &path.then(Step::Key(key.clone())),
                        diagnostics,
                    );
                }
            }
            // Elements of a set cannot be addressed: the path stops at the set.
            value => {
                for element in value.elements() {
                    check_block(&nested.block, element, &path, diagnostics);
                }
            }
        }
    }
}

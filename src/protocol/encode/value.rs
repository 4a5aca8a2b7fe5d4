//! Values of answers, always in MessagePack: not every Terraform takes JSON everywhere.

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::msgpack;
use crate::protocol::wire::tfplugin5::DynamicValue;

/// Writes a value of the given type.
///
/// # Errors
/// When the value does not fit the type, which is a fault of the provider.
pub fn value(value: &Value, ty: &Type) -> Result<DynamicValue, Diagnostics> {
    let bytes = msgpack::encode(value, ty).map_err(|error| {
        let detail =
            format!("{error}. This is a bug in the provider: please report it to its developers.");
        Diagnostic::error(
            "The provider made a value that does not fit its schema",
            detail,
        )
    })?;
    Ok(DynamicValue {
        msgpack: bytes.into(),
        ..DynamicValue::default()
    })
}

//! Values and stored states of requests.

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::wire::tfplugin5::{DynamicValue, RawState};
use crate::protocol::{json, msgpack};

/// Reads a value. One that is not set, or has neither encoding, is null; Terraform sends MessagePack,
/// and JSON is the protocol's fallback. `what` names the value to the user.
///
/// # Errors
/// When the bytes do not fit the type.
pub fn value(what: &str, wire: Option<&DynamicValue>, ty: &Type) -> Result<Value, Diagnostics> {
    let decoded = match wire {
        Some(wire) if !wire.msgpack.is_empty() => msgpack::decode(&wire.msgpack, ty),
        Some(wire) if !wire.json.is_empty() => json::decode(&wire.json, ty),
        _ => Ok(Value::Null),
    };
    decoded.map_err(|error| error.into_diagnostic(what).into())
}

/// The JSON of a stored state; nothing where there is no state.
///
/// # Errors
/// When the state is in the form that Terraform wrote before version 0.12.
pub fn stored_state(wire: Option<&RawState>) -> Result<Option<&[u8]>, Diagnostics> {
    match wire {
        Some(state) if !state.json.is_empty() => Ok(Some(&state.json)),
        Some(state) if !state.flatmap.is_empty() => Err(Diagnostic::error(
            "The stored state is too old",
            "The state was written by a Terraform before 0.12. Bring it to the newer form with \
             Terraform 0.12 first.",
        )
        .into()),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_set_is_null() {
        let empty = DynamicValue::default();
        for wire in [None, Some(&empty)] {
            assert_eq!(value("state", wire, &Type::Bool), Ok(Value::Null));
        }
    }

    #[test]
    fn json_is_read_where_there_is_no_msgpack() {
        let wire = DynamicValue {
            json: "true".into(),
            ..DynamicValue::default()
        };
        let read = value("state", Some(&wire), &Type::Bool);
        assert_eq!(read, Ok(Value::Bool(true)));
    }
}

//! Values to JSON, by type.

use crate::framework::number::Number;
use crate::framework::path::Step;
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::codec_error::CodecError;
use crate::protocol::type_expression;
use std::collections::BTreeMap;

/// Writes a value of the given type. JSON has no form for unknown values and infinities.
///
/// # Errors
/// When the value does not fit the type, or is not wholly known and finite.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    json(value, ty).map(String::into_bytes)
}

fn json(value: &Value, ty: &Type) -> Result<String, CodecError> {
    match (value, ty) {
        (Value::Null, _) => Ok("null".to_owned()),
        (Value::Unknown(_), _) => Err(CodecError::new("an unknown value has no form in JSON")),
        (Value::Bool(truth), Type::Bool) => Ok(truth.to_string()),
        (Value::Number(value), Type::Number) => number(value),
        (Value::String(text), Type::String) => Ok(quoted(text)),
        (Value::Dynamic(inner), Type::Dynamic) => {
            let (ty, value) = &**inner;
            let value = json(value, ty)?;
            let ty = String::from_utf8_lossy(&type_expression::encode(ty)).into_owned();
            Ok(format!(r#"{{"value":{value},"type":{ty}}}"#))
        }
        (Value::List(elements), Type::List(ty)) => {
            let all = elements.iter().zip(0..);
            array(all.map(|(value, index)| element(value, ty, index)))
        }
        // Elements of a set cannot be addressed: the path stops at the set.
        (Value::Set(elements), Type::Set(ty)) => {
            array(elements.iter().map(|value| json(value, ty)))
        }
        (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            let all = elements.iter().zip(types).zip(0..);
            array(all.map(|((value, ty), index)| element(value, ty, index)))
        }
        (Value::Map(entries), Type::Map(ty)) => object(entries.iter().map(|(key, value)| {
            let value = json(value, ty).map_err(|e| e.inside(Step::Key(key.clone())))?;
            Ok((key, value))
        })),
        (Value::Object(values), Type::Object(types)) => attributes(values, types),
        _ => Err(CodecError::new("the value is of another type")),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn number(number: &Number) -> Result<String, CodecError> {
    if number.is_infinite() {
        return Err(CodecError::new("infinity has no form in JSON"));
    }
    Ok(number.to_string())
}

fn element(value: &Value, ty: &Type, index: i64) -> Result<String, CodecError> {
    json(value, ty).map_err(|error| error.inside(Step::Index(index)))
}

fn array(elements: impl Iterator<Item = Result<String, CodecError>>) -> Result<String, CodecError> {
    let elements: Vec<_> = elements.collect::<Result<_, _>>()?;
    Ok(format!("[{}]", elements.join(",")))
}

fn object<'a>(
    entries: impl Iterator<Item = Result<(&'a String, String), CodecError>>,
) -> Result<String, CodecError> {
    let entries: Vec<_> = entries
        .map(|entry| entry.map(|(name, value)| format!("{}:{value}", quoted(name))))
        .collect::<Result<_, _>>()?;
    Ok(format!("{{{}}}", entries.join(",")))
}

fn attributes(
    values: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
) -> Result<String, CodecError> {
    if let Some(extra) = values.keys().find(|name| !types.contains_key(*name)) {
        return Err(CodecError::new("the schema has no such attribute")
            .inside(Step::Attribute(extra.clone())));
    }
    object(types.iter().map(|(name, ty)| {
        let value = values
            .get(name)
            .ok_or_else(|| CodecError::new("the attribute is missing"))
            .and_then(|value| json(value, ty))
            .map_err(|error| error.inside(Step::Attribute(name.clone())))?;
        Ok((name, value))
    }))
}

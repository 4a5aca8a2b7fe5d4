//! JSON to values, by type. Each number is taken as text, so that those beyond `f64` survive.

use crate::framework::number::Number;
use crate::framework::path::Step;
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::codec_error::CodecError;
use crate::protocol::type_expression;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Reads a value of the given type. Attributes that are missing read as null: a state written before
/// they existed has none.
///
/// # Errors
/// When the bytes are not one JSON value, or do not fit the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let raw: &RawValue = serde_json::from_slice(bytes)
        .map_err(|error| CodecError::new(format!("the JSON is broken ({error})")))?;
    value(raw, ty)
}

/// The form of a dynamic value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
    #[serde(borrow, rename = "type")]
    ty: &'a RawValue,
}

fn value(raw: &RawValue, ty: &Type) -> Result<Value, CodecError> {
    if raw.get() == "null" {
        return Ok(Value::Null);
    }
    match ty {
        Type::String => scalar(raw, "a string").map(Value::String),
        Type::Bool => scalar(raw, "a bool").map(Value::Bool),
        Type::Number => number(raw).map(Value::Number),
        Type::Dynamic => dynamic(raw),
        Type::List(element) => elements(raw, element, true).map(Value::List),
        // Elements of a set cannot be addressed: the path stops at the set.
        Type::Set(element) => elements(raw, element, false).map(Value::Set),
        Type::Tuple(types) => tuple(raw, types),
        Type::Map(element) => {
            let entries = entries(raw)?.into_iter().map(|(key, raw)| {
                let value = value(raw, element).map_err(|e| e.inside(Step::Key(key.clone())))?;
                Ok((key, value))
            });
            entries.collect::<Result<_, _>>().map(Value::Map)
        }
        Type::Object(types) => object(raw, types),
    }
}

fn scalar<T: DeserializeOwned>(raw: &RawValue, required: &str) -> Result<T, CodecError> {
    serde_json::from_str(raw.get()).map_err(|_| CodecError::new(format!("{required} is required")))
}

/// A number, or a string that holds one, which cty takes as well.
fn number(raw: &RawValue) -> Result<Number, CodecError> {
    let text = match scalar::<String>(raw, "a number") {
        Ok(text) => text,
        Err(_) => raw.get().to_owned(),
    };
    let number: Option<Number> = text.parse().ok();
    number
        .filter(|number| !number.is_infinite())
        .ok_or_else(|| CodecError::new("a number is required"))
}

fn dynamic(raw: &RawValue) -> Result<Value, CodecError> {
    let wrapped: Wrapped<'_> = serde_json::from_str(raw.get())
        .map_err(|_| CodecError::new("a dynamic value is not an object of a type and a value"))?;
    let ty = type_expression::decode(wrapped.ty.get().as_bytes())?;
    let inner = value(wrapped.value, &ty)?;
    Ok(Value::Dynamic(Box::new((ty, inner))))
}

fn array(raw: &RawValue) -> Result<Vec<&RawValue>, CodecError> {
    serde_json::from_str(raw.get()).map_err(|_| CodecError::new("a list, set or tuple is required"))
}

fn entries(raw: &RawValue) -> Result<BTreeMap<String, &RawValue>, CodecError> {
    serde_json::from_str(raw.get()).map_err(|_| CodecError::new("a map or object is required"))
}

fn elements(raw: &RawValue, ty: &Type, addressable: bool) -> Result<Vec<Value>, CodecError> {
    let element = |(raw, index)| {
        value(raw, ty).map_err(|error| {
            if addressable {
                error.inside(Step::Index(index))
            } else {
                error
            }
        })
    };
    array(raw)?.into_iter().zip(0..).map(element).collect()
}

fn tuple(raw: &RawValue, types: &[Type]) -> Result<Value, CodecError> {
    let raws = array(raw)?;
    if raws.len() != types.len() {
        return Err(CodecError::new("the tuple has another number of elements"));
    }
    let elements: Result<_, _> = raws
        .into_iter()
        .zip(types)
        .zip(0..)
        .map(|((raw, ty), index)| value(raw, ty).map_err(|e| e.inside(Step::Index(index))))
        .collect();
    elements.map(Value::Tuple)
}

fn object(raw: &RawValue, types: &BTreeMap<String, Type>) -> Result<Value, CodecError> {
    let entries = entries(raw)?;
    if let Some(extra) = entries.keys().find(|name| !types.contains_key(*name)) {
        return Err(CodecError::new("the schema has no such attribute")
            .inside(Step::Attribute(extra.clone())));
    }
    let attributes = types.iter().map(|(name, ty)| {
        let value = match entries.get(name) {
            None => Value::Null,
            Some(raw) => value(raw, ty).map_err(|e| e.inside(Step::Attribute(name.clone())))?,
        };
        Ok((name.clone(), value))
    });
    attributes.collect::<Result<_, _>>().map(Value::Object)
}

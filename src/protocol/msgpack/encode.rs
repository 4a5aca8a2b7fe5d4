//! Values to MessagePack, by type.

use super::unknown;
use crate::framework::number::Number;
use crate::framework::path::Step;
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::codec_error::CodecError;
use crate::protocol::type_expression;
use rmpv::Value as Wire;
use std::collections::BTreeMap;

/// Writes a value of the given type.
///
/// # Errors
/// When the value does not fit the type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    to_bytes(&wire(value, ty)?)
}

pub(super) fn to_bytes(wire: &Wire) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, wire)
        .map_err(|error| CodecError::new(format!("the value cannot be written ({error})")))?;
    Ok(bytes)
}

fn wire(value: &Value, ty: &Type) -> Result<Wire, CodecError> {
    match (value, ty) {
        (Value::Null, _) => Ok(Wire::Nil),
        (Value::Unknown(refinements), _) => unknown::write(refinements),
        (Value::Bool(truth), Type::Bool) => Ok((*truth).into()),
        (Value::Number(value), Type::Number) => Ok(number(value)),
        (Value::String(text), Type::String) => Ok(text.as_str().into()),
        (Value::Dynamic(inner), Type::Dynamic) => {
            let (ty, value) = &**inner;
            let ty_bytes = Wire::Binary(type_expression::encode(ty));
            Ok(Wire::Array(vec![ty_bytes, wire(value, ty)?]))
        }
        (Value::List(elements), Type::List(ty)) => elements_of(elements, ty, true),
        // Elements of a set cannot be addressed: the path stops at the set.
        (Value::Set(elements), Type::Set(ty)) => elements_of(elements, ty, false),
        (Value::Tuple(elements), Type::Tuple(types)) => tuple(elements, types),
        (Value::Map(entries), Type::Map(ty)) => map(entries, ty),
        (Value::Object(attributes), Type::Object(types)) => object(attributes, types),
        _ => Err(CodecError::new("the value is of another type")),
    }
}

/// The form that Terraform writes: an integer, a float for a fraction (or infinity) that it names
/// exactly, else decimal text.
pub(super) fn number(number: &Number) -> Wire {
    if let Some(integer) = number.as_i64() {
        return integer.into();
    }
    match number.as_exact_f64() {
        Some(float) if float.is_infinite() || float.fract() != 0.0 => float.into(),
        _ => number.to_string().into(),
    }
}

fn elements_of(elements: &[Value], ty: &Type, addressable: bool) -> Result<Wire, CodecError> {
    let element = |(value, index)| {
        wire(value, ty).map_err(|error| {
            if addressable {
                error.inside(Step::Index(index))
            } else {
                error
            }
        })
    };
    let wires: Result<_, _> = elements.iter().zip(0..).map(element).collect();
    wires.map(Wire::Array)
}

fn tuple(elements: &[Value], types: &[Type]) -> Result<Wire, CodecError> {
    if elements.len() != types.len() {
        return Err(CodecError::new("the tuple has another number of elements"));
    }
    let wires: Result<_, _> = elements
        .iter()
        .zip(types)
        .zip(0..)
        .map(|((value, ty), index)| wire(value, ty).map_err(|e| e.inside(Step::Index(index))))
        .collect();
    wires.map(Wire::Array)
}

fn map(entries: &BTreeMap<String, Value>, ty: &Type) -> Result<Wire, CodecError> {
    let wires: Result<_, CodecError> = entries
        .iter()
        .map(|(key, value)| {
            let value = wire(value, ty).map_err(|e| e.inside(Step::Key(key.clone())))?;
            Ok((key.as_str().into(), value))
        })
        .collect();
    wires.map(Wire::Map)
}

fn object(
    attributes: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
) -> Result<Wire, CodecError> {
    let inside = |name: &String| {
        let step = Step::Attribute(name.clone());
        |error: CodecError| error.inside(step)
    };
    if let Some(extra) = attributes.keys().find(|name| !types.contains_key(*name)) {
        return Err(inside(extra)(CodecError::new(
            "the schema has no such attribute",
        )));
    }
    let wires: Result<_, CodecError> = types
        .iter()
        .map(|(name, ty)| {
            let value = attributes
                .get(name)
                .ok_or_else(|| CodecError::new("the attribute is missing"))
                .and_then(|value| wire(value, ty))
                .map_err(inside(name))?;
            Ok((name.as_str().into(), value))
        })
        .collect();
    wires.map(Wire::Map)
}

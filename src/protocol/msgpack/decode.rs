//! MessagePack to values, by type.

use super::unknown;
use crate::framework::number::Number;
use crate::framework::path::Step;
use crate::framework::types::Type;
use crate::framework::value::Value;
use crate::protocol::codec_error::CodecError;
use crate::protocol::type_expression;
use rmpv::ValueRef;
use rmpv::decode::read_value_ref_with_max_depth;
use std::collections::BTreeMap;

/// How deep the reader goes. It counts two levels for each array or map, so this allows about 120
/// values inside each other, which type expressions do not exceed either.
const MAX_DEPTH: usize = 256;

/// Reads a value of the given type. Lengths are believed only as far as there are bytes.
///
/// # Errors
/// When the bytes are not one whole MessagePack value, are nested too deeply, or do not fit the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut rest = bytes;
    let wire = read_value_ref_with_max_depth(&mut rest, MAX_DEPTH)
        .map_err(|error| CodecError::new(format!("the MessagePack is broken ({error})")))?;
    if !rest.is_empty() {
        return Err(CodecError::new("there are bytes after the end"));
    }
    value(&wire, ty)
}

pub(super) fn value(wire: &ValueRef<'_>, ty: &Type) -> Result<Value, CodecError> {
    match wire {
        ValueRef::Nil => return Ok(Value::Null),
        ValueRef::Ext(code, body) => return unknown::read(*code, body),
        _ => {}
    }
    match ty {
        Type::String => text(wire).map(Value::string),
        Type::Bool => match wire {
            ValueRef::Boolean(truth) => Ok(Value::Bool(*truth)),
            _ => Err(CodecError::new("a bool is required")),
        },
        Type::Number => number(wire).map(Value::Number),
        Type::Dynamic => dynamic(wire),
        Type::List(element) => elements(array(wire)?, element, true).map(Value::List),
        // Elements of a set cannot be addressed: the path stops at the set.
        Type::Set(element) => elements(array(wire)?, element, false).map(Value::Set),
        Type::Tuple(types) => tuple(array(wire)?, types),
        Type::Map(element) => map(entries(wire)?, element),
        Type::Object(attributes) => object(entries(wire)?, attributes),
    }
}

pub(super) fn number(wire: &ValueRef<'_>) -> Result<Number, CodecError> {
    let float = |float| {
        Number::from_f64(float).ok_or_else(|| CodecError::new("a number is required, not NaN"))
    };
    match wire {
        ValueRef::Integer(integer) => match (integer.as_i64(), integer.as_u64()) {
            (Some(signed), _) => Ok(signed.into()),
            (None, Some(unsigned)) => Ok(unsigned.into()),
            (None, None) => Err(CodecError::new("an integer is out of range")),
        },
        ValueRef::F32(number) => float(f64::from(*number)),
        ValueRef::F64(number) => float(*number),
        ValueRef::String(_) => text(wire)?
            .parse()
            .map_err(|error| CodecError::new(format!("a number is required, this is {error}"))),
        _ => Err(CodecError::new("a number is required")),
    }
}

pub(super) fn text<'a>(wire: &ValueRef<'a>) -> Result<&'a str, CodecError> {
    let text = match wire {
        ValueRef::String(text) => text.into_str(),
        ValueRef::Binary(bytes) => str::from_utf8(bytes).ok(),
        _ => return Err(CodecError::new("a string is required")),
    };
    text.ok_or_else(|| CodecError::new("a string is not valid UTF-8"))
}

pub(super) fn array<'a, 'b>(wire: &'b ValueRef<'a>) -> Result<&'b [ValueRef<'a>], CodecError> {
    match wire {
        ValueRef::Array(elements) => Ok(elements),
        _ => Err(CodecError::new("a list, set or tuple is required")),
    }
}

type Entries<'a, 'b> = &'b [(ValueRef<'a>, ValueRef<'a>)];

fn entries<'a, 'b>(wire: &'b ValueRef<'a>) -> Result<Entries<'a, 'b>, CodecError> {
    match wire {
        ValueRef::Map(entries) => Ok(entries),
        _ => Err(CodecError::new("a map or object is required")),
    }
}

fn dynamic(wire: &ValueRef<'_>) -> Result<Value, CodecError> {
    let [ty, inner] = array(wire)? else {
        return Err(CodecError::new("a dynamic value is not a type and a value"));
    };
    let ty = type_expression::decode(text(ty)?.as_bytes())?;
    let inner = value(inner, &ty)?;
    Ok(Value::Dynamic(Box::new((ty, inner))))
}

fn elements(
    wires: &[ValueRef<'_>],
    ty: &Type,
    addressable: bool,
) -> Result<Vec<Value>, CodecError> {
    let element = |(wire, index)| {
        value(wire, ty).map_err(|error| {
            if addressable {
                error.inside(Step::Index(index))
            } else {
                error
            }
        })
    };
    wires.iter().zip(0..).map(element).collect()
}

fn tuple(wires: &[ValueRef<'_>], types: &[Type]) -> Result<Value, CodecError> {
    if wires.len() != types.len() {
        return Err(CodecError::new(format!(
            "a tuple of {} elements is required, this has {}",
            types.len(),
            wires.len()
        )));
    }
    let elements: Result<_, _> = wires
        .iter()
        .zip(types)
        .zip(0..)
        .map(|((wire, ty), index)| value(wire, ty).map_err(|e| e.inside(Step::Index(index))))
        .collect();
    elements.map(Value::Tuple)
}

fn map(wires: Entries<'_, '_>, ty: &Type) -> Result<Value, CodecError> {
    let entries: Result<_, CodecError> = wires
        .iter()
        .map(|(key, wire)| {
            let key = text(key)?.to_owned();
            let value = value(wire, ty).map_err(|e| e.inside(Step::Key(key.clone())))?;
            Ok((key, value))
        })
        .collect();
    entries.map(Value::Map)
}

fn object(wires: Entries<'_, '_>, types: &BTreeMap<String, Type>) -> Result<Value, CodecError> {
    let mut attributes = BTreeMap::new();
    for (name, wire) in wires {
        let name = text(name)?;
        let inside = |error: CodecError| error.inside(Step::Attribute(name.to_owned()));
        let ty = types
            .get(name)
            .ok_or_else(|| inside(CodecError::new("the schema has no such attribute")))?;
        let value = value(wire, ty).map_err(inside)?;
        if attributes.insert(name.to_owned(), value).is_some() {
            return Err(inside(CodecError::new("the attribute is there twice")));
        }
    }
    match types.keys().find(|name| !attributes.contains_key(*name)) {
        None => Ok(Value::Object(attributes)),
        Some(missing) => {
            Err(CodecError::new("the attribute is missing")
                .inside(Step::Attribute(missing.clone())))
        }
    }
}

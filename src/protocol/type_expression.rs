//! Type expressions: how a type stands in a schema and beside a dynamic value.
//!
//! JSON: a name for the simple types, else an array of a kind and its argument, such as
//! `["list","string"]` (the JSON form of cty's types).

use super::codec_error::CodecError;
use crate::framework::types::Type;
use serde_json::{Value as Json, json};

/// Reads a type expression.
///
/// # Errors
/// When the bytes are not JSON, are nested more than about 100 deep, or name no type.
pub fn decode(bytes: &[u8]) -> Result<Type, CodecError> {
    // serde_json itself stops at a depth of 128.
    let json = serde_json::from_slice(bytes)
        .map_err(|error| CodecError::new(format!("a type is not valid JSON ({error})")))?;
    from_json(&json)
}

/// Writes a type expression.
pub fn encode(ty: &Type) -> Vec<u8> {
    to_json(ty).to_string().into_bytes()
}

fn from_json(json: &Json) -> Result<Type, CodecError> {
    match json {
        Json::String(name) => simple(name),
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(kind), argument] => compound(kind, argument),
            // The third element lists optional attributes, which matter to type constraints alone.
            [Json::String(kind), argument, Json::Array(_)] if kind == "object" => {
                compound(kind, argument)
            }
            _ => Err(CodecError::new("a type has the wrong number of parts")),
        },
        _ => Err(CodecError::new("a type is neither a name nor an array")),
    }
}

fn simple(name: &str) -> Result<Type, CodecError> {
    match name {
        "string" => Ok(Type::String),
        "number" => Ok(Type::Number),
        "bool" => Ok(Type::Bool),
        "dynamic" => Ok(Type::Dynamic),
        _ => Err(CodecError::new(format!("there is no type {name:?}"))),
    }
}

fn compound(kind: &str, argument: &Json) -> Result<Type, CodecError> {
    match (kind, argument) {
        ("list", element) => Ok(Type::list(from_json(element)?)),
        ("set", element) => Ok(Type::set(from_json(element)?)),
        ("map", element) => Ok(Type::map(from_json(element)?)),
        ("tuple", Json::Array(elements)) => {
            let elements: Result<_, _> = elements.iter().map(from_json).collect();
            Ok(Type::Tuple(elements?))
        }
        ("object", Json::Object(attributes)) => {
            let attributes: Result<_, CodecError> = attributes
                .iter()
                .map(|(name, ty)| Ok((name.clone(), from_json(ty)?)))
                .collect();
            Ok(Type::Object(attributes?))
        }
        _ => Err(CodecError::new(format!(
            "a type of kind {kind:?} with this argument does not exist"
        ))),
    }
}

fn to_json(ty: &Type) -> Json {
    match ty {
        Type::String => json!("string"),
        Type::Number => json!("number"),
        Type::Bool => json!("bool"),
        Type::Dynamic => json!("dynamic"),
        Type::List(element) => json!(["list", to_json(element)]),
        Type::Set(element) => json!(["set", to_json(element)]),
        Type::Map(element) => json!(["map", to_json(element)]),
        Type::Tuple(elements) => {
            json!(["tuple", elements.iter().map(to_json).collect::<Vec<_>>()])
        }
        Type::Object(attributes) => {
            let attributes: serde_json::Map<_, _> = attributes
                .iter()
                .map(|(name, ty)| (name.clone(), to_json(ty)))
                .collect();
            json!(["object", attributes])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_type_survives_the_way_there_and_back() {
        let text = r#"["object",{"a":["list","string"],"b":["set","number"],"c":["map","bool"],"d":["tuple",["dynamic",["tuple",[]]]],"e":["object",{}]}]"#;
        let ty = decode(text.as_bytes()).expect("a type");
        assert_eq!(String::from_utf8(encode(&ty)).as_deref(), Ok(text));
    }

    #[test]
    fn optional_attributes_are_taken_as_attributes() {
        let with = decode(br#"["object",{"a":"string"},["a"]]"#);
        assert_eq!(with, decode(br#"["object",{"a":"string"}]"#));
        assert!(with.is_ok());
    }

    #[test]
    fn what_is_no_type_is_refused() {
        let deep = r#"["list","#.repeat(100_000);
        for text in [
            "",
            "null",
            "string",
            "\"text\"",
            "[]",
            "[\"list\"]",
            "[\"tuple\",\"string\"]",
            "[\"list\",\"string\",[]]",
            "[\"object\",[]]",
            "[1,2]",
            "\"string\" 1",
            &deep,
        ] {
            assert!(decode(text.as_bytes()).is_err(), "{text:.40} was taken");
        }
    }
}

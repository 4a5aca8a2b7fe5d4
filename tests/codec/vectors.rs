//! The 1,200 cases of `cty-msgpack.jsonl`, encoded with go-cty. Each line has the cty `type` in JSON,
//! the bytes `msgpack` in hex, and `value`: what they mean, as an array that begins with a kind.

use azprivatelink::framework::number::Number;
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::{Refinement, Refinements, Value};
use azprivatelink::protocol::{msgpack, type_expression};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// One line of the file.
#[derive(Deserialize)]
pub struct Case {
    i: u64,
    #[serde(rename = "type")]
    ty: Json,
    msgpack: String,
    value: Json,
}

impl Case {
    /// The type that the bytes are of.
    pub fn ty(&self) -> Type {
        ty(&self.ty)
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let pairs = self.msgpack.as_bytes().chunks(2);
        pairs
            .map(|pair| std::str::from_utf8(pair).expect("hex"))
            .map(|pair| u8::from_str_radix(pair, 16).expect("hex"))
            .collect()
    }
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let lines = include_str!("cty-msgpack.jsonl").lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a case"))
        .collect()
}

fn ty(json: &Json) -> Type {
    type_expression::decode(json.to_string().as_bytes()).expect("a type")
}

fn number(text: &Json) -> Number {
    text.as_str()
        .and_then(|text| text.parse().ok())
        .expect("a number")
}

fn expected(json: &Json) -> Value {
    let argument = &json[1];
    let elements = || {
        argument
            .as_array()
            .expect("elements")
            .iter()
            .map(expected)
            .collect()
    };
    let entries = || -> BTreeMap<String, Value> {
        let entries = argument.as_object().expect("entries").iter();
        entries
            .map(|(key, value)| (key.clone(), expected(value)))
            .collect()
    };
    match json[0].as_str().expect("a kind") {
        "null" => Value::Null,
        "bool" => Value::Bool(argument.as_bool().expect("a bool")),
        "number" => Value::Number(number(argument)),
        "string" => Value::string(argument.as_str().expect("a string")),
        "list" => Value::List(elements()),
        "set" => Value::Set(elements()),
        "tuple" => Value::Tuple(elements()),
        "map" => Value::Map(entries()),
        "object" => Value::Object(entries()),
        "dynamic" => Value::Dynamic(Box::new((ty(argument), expected(&json[2])))),
        "unknown" => Value::Unknown(refinements(argument)),
        kind => panic!("a kind {kind} is not known"),
    }
}

fn refinements(json: &Json) -> Refinements {
    let bound = |name: &str| {
        let bound = json.get(name)?;
        Some((number(&bound[0]), bound[1].as_bool().expect("inclusive")))
    };
    Refinements::from(Refinement {
        not_null: json["not_null"] == true,
        prefix: json["prefix"].as_str().map(str::to_owned),
        min: bound("min"),
        max: bound("max"),
        min_length: json["min_length"].as_u64(),
        max_length: json["max_length"].as_u64(),
    })
}

#[test]
fn every_case_decodes_to_its_value() {
    let cases = cases();
    assert_eq!(cases.len(), 1200);
    for case in &cases {
        let value = msgpack::decode(&case.bytes(), &case.ty());
        assert_eq!(value, Ok(expected(&case.value)), "case {}", case.i);
    }
}

#[test]
fn every_case_encoded_again_decodes_to_the_same_value() {
    for case in cases() {
        let ty = case.ty();
        let value = msgpack::decode(&case.bytes(), &ty).expect("decodes");
        let bytes = msgpack::encode(&value, &ty).expect("encodes");
        assert_eq!(msgpack::decode(&bytes, &ty), Ok(value), "case {}", case.i);
    }
}

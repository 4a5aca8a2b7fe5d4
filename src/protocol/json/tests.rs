//! Single facts of the encoding. Whole values are covered by the properties in `tests/codec`.

use super::{decode, encode};
use crate::framework::types::Type;
use crate::framework::value::Value;

fn read(text: &str, ty: &Type) -> Result<Value, String> {
    decode(text.as_bytes(), ty).map_err(|error| error.to_string())
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

#[test]
fn numbers_beyond_a_float_survive() {
    let text = "[123456789012345678901234567890.000000000000000000001,18446744073709551616]";
    let ty = Type::list(Type::Number);
    let value = read(text, &ty).expect("decodes");
    assert_eq!(value.elements()[1], number("18446744073709551616"));
    assert_eq!(encode(&value, &ty), Ok(text.as_bytes().to_vec()));
}

#[test]
fn whitespace_and_the_order_of_keys_do_not_matter() {
    let ty = Type::object([("a", Type::Number), ("b", Type::set(Type::String))]);
    let expected = Value::object([("a", number("1")), ("b", Value::Set(vec!["x".into()]))]);
    assert_eq!(
        read(" {\n \"b\": [ \"x\" ],\n \"a\": 1e0 }\n", &ty),
        Ok(expected)
    );
}

#[test]
fn missing_attributes_read_as_null_and_unknown_ones_are_errors() {
    let ty = Type::object([("a", Type::object([("b", Type::Bool)]))]);
    let empty = Value::object([("a", Value::object([("b", Value::Null)]))]);
    assert_eq!(read(r#"{"a":{}}"#, &ty), Ok(empty));
    assert_eq!(
        read(r#"{"a":{"c":1}}"#, &ty),
        Err("a.c: the schema has no such attribute".into())
    );
}

#[test]
fn a_dynamic_value_stands_beside_its_type() {
    let value = Value::Dynamic(Box::new((Type::Number, number("1"))));
    assert_eq!(
        read(r#"{"type": "number", "value": 1}"#, &Type::Dynamic),
        Ok(value.clone())
    );
    assert_eq!(
        encode(&value, &Type::Dynamic),
        Ok(br#"{"value":1,"type":"number"}"#.to_vec())
    );
    assert!(read(r#"{"value": 1}"#, &Type::Dynamic).is_err());
    assert!(read("1", &Type::Dynamic).is_err());
}

#[test]
fn a_fault_is_told_with_its_path() {
    let ty = Type::object([("rule", Type::list(Type::object([("port", Type::Number)])))]);
    assert_eq!(
        read(r#"{"rule":[{"port":1},{"port":true}]}"#, &ty),
        Err("rule[1].port: a number is required".into())
    );
}

#[test]
fn what_json_cannot_say_is_not_written() {
    assert!(encode(&Value::unknown(), &Type::String).is_err());
    assert!(encode(&number("Inf"), &Type::Number).is_err());
    assert!(read("\"Inf\"", &Type::Number).is_err());
}

#[test]
fn broken_bytes_are_refused() {
    let deep = "[".repeat(1_000_000);
    for text in ["", "{", "[1,]", "[1] 2", "[1e999999999]", "[\"x\"]", &deep] {
        assert!(
            read(text, &Type::list(Type::Number)).is_err(),
            "{text:.20} was taken"
        );
    }
    assert!(decode(&[b'"', 0xff, b'"'], &Type::String).is_err());
}

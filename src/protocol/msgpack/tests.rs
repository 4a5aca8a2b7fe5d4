//! Single facts of the encoding. Whole values are covered by the vectors and properties in
//! `tests/codec`.

use super::{decode, encode};
use crate::framework::types::Type;
use crate::framework::value::{Refinement, Refinements, Value};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn problem(bytes: &[u8], ty: &Type) -> String {
    match decode(bytes, ty) {
        Ok(value) => format!("was taken as {value:?}"),
        Err(error) => error.to_string(),
    }
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

#[test]
fn numbers_take_the_form_that_terraform_writes() {
    for (text, wire) in [
        ("1", "01"),
        ("-33", "d0df"),
        ("9223372036854775807", "cf7fffffffffffffff"),
        ("0.5", "cb3fe0000000000000"),
        ("0.1", "a3302e31"),
        (
            "18446744073709551615",
            "b43138343436373434303733373039353531363135",
        ),
        (
            "18446744073709551616",
            "b43138343436373434303733373039353531363136",
        ),
        ("-Inf", "cbfff0000000000000"),
    ] {
        let bytes = encode(&number(text), &Type::Number).expect("encodes");
        assert_eq!(hex(&bytes), wire, "{text}");
        assert_eq!(decode(&bytes, &Type::Number), Ok(number(text)));
    }
}

#[test]
fn a_number_written_as_a_float_equals_its_decimal() {
    let mut bytes = vec![0xcb];
    bytes.extend(0.1_f64.to_be_bytes());
    assert_eq!(decode(&bytes, &Type::Number), Ok(number("0.1")));
}

#[test]
fn an_unknown_value_is_a_plain_extension_unless_something_is_known_of_it() {
    let unknown = |refinement: Refinement| {
        encode(&Value::Unknown(refinement.into()), &Type::String).map(|bytes| hex(&bytes))
    };
    assert_eq!(unknown(Refinement::default()), Ok("d40000".into()));
    let not_null = Refinement {
        not_null: true,
        prefix: Some("pe-".into()),
        ..Refinement::default()
    };
    assert_eq!(unknown(not_null), Ok("d70c8201c202a370652d".into()));
}

#[test]
fn every_extension_is_unknown_and_new_kinds_of_facts_are_ignored() {
    let plain = Ok(Value::unknown());
    assert_eq!(decode(&[0xd4, 0x00, 0x00], &Type::Bool), plain);
    assert_eq!(decode(&[0xd4, 0x0c, 0x80], &Type::Bool), plain);
    assert_eq!(decode(&[0xd5, 0x63, 1, 2], &Type::Bool), plain);
    let new_fact = [0xc7, 0x05, 0x0c, 0x82, 0x01, 0xc2, 0x63, 0xc0];
    let not_null = Refinement {
        not_null: true,
        ..Refinement::default()
    };
    assert_eq!(
        decode(&new_fact, &Type::Bool),
        Ok(Value::Unknown(Refinements::from(not_null)))
    );
}

#[test]
fn a_fact_too_long_for_terraform_is_left_out() {
    let known = Refinement {
        not_null: true,
        prefix: Some("x".repeat(2000)),
        ..Refinement::default()
    };
    let bytes = encode(&Value::Unknown(known.into()), &Type::String).expect("encodes");
    assert_eq!(hex(&bytes), "c7030c8101c2");
}

#[test]
fn a_dynamic_value_brings_its_type_even_when_null_or_unknown() {
    for inner in [Value::Null, Value::unknown(), Value::from("x")] {
        let value = Value::Dynamic(Box::new((Type::String, inner)));
        let bytes = encode(&value, &Type::Dynamic).expect("encodes");
        assert_eq!(bytes[..3], [0x92, 0xc4, 0x08]);
        assert_eq!(decode(&bytes, &Type::Dynamic), Ok(value));
    }
    assert_eq!(encode(&Value::Null, &Type::Dynamic), Ok(vec![0xc0]));
    assert!(encode(&Value::from("x"), &Type::Dynamic).is_err());
}

#[test]
fn an_object_has_exactly_its_attributes() {
    let ty = Type::object([("a", Type::Bool), ("b", Type::Bool)]);
    assert_eq!(
        problem(&[0x81, 0xa1, b'a', 0xc2], &ty),
        "b: the attribute is missing"
    );
    assert_eq!(
        problem(&[0x81, 0xa1, b'c', 0xc2], &ty),
        "c: the schema has no such attribute"
    );
    assert_eq!(
        problem(&[0x82, 0xa1, b'a', 0xc2, 0xa1, b'a', 0xc2], &ty),
        "a: the attribute is there twice"
    );
    let incomplete = Value::object([("a", true.into())]);
    let error = encode(&incomplete, &ty).map_err(|error| error.to_string());
    assert_eq!(error, Err("b: the attribute is missing".into()));
}

#[test]
fn a_fault_is_told_with_its_path() {
    let ty = Type::object([("tags", Type::map(Type::list(Type::Bool)))]);
    let mut bytes = vec![0x81, 0xa4];
    bytes.extend(b"tags");
    bytes.extend([0x81, 0xa1, b'k', 0x92, 0xc2, 0x01]);
    assert_eq!(problem(&bytes, &ty), "tags[\"k\"][1]: a bool is required");
}

#[test]
fn broken_bytes_are_refused_without_believing_their_lengths() {
    let list = Type::list(Type::String);
    let huge_array = [0xdd, 0xff, 0xff, 0xff, 0xff];
    let huge_text = [0xdb, 0xff, 0xff, 0xff, 0xff, b'a'];
    let deep = vec![0x91; 1_000_000];
    for bytes in [&[][..], &huge_array, &huge_text, &deep, &[0x90, 0x90]] {
        assert!(decode(bytes, &list).is_err());
    }
    assert_eq!(
        problem(&[0xa1, 0xff], &Type::String),
        "a string is not valid UTF-8"
    );
}

//! Bytes that no client would send get an error (or, by chance, a value), never a panic, and cost no
//! more memory than their own length warrants.

use crate::generate::types;
use crate::vectors::cases;
use azprivatelink::framework::types::Type;
use azprivatelink::protocol::{json, msgpack, type_expression};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// What decodes must also encode, and then decode to the same.
fn decode_encode_decode(bytes: &[u8], ty: &Type) -> Result<(), TestCaseError> {
    if let Ok(value) = msgpack::decode(bytes, ty) {
        let bytes = msgpack::encode(&value, ty)?;
        prop_assert_eq!(msgpack::decode(&bytes, ty), Ok(value));
    }
    if let Ok(value) = json::decode(bytes, ty) {
        let bytes = json::encode(&value, ty)?;
        prop_assert_eq!(json::decode(&bytes, ty), Ok(value));
    }
    Ok(())
}

proptest! {
    #[test]
    fn random_bytes_do_no_harm(
        ty in types(),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        decode_encode_decode(&bytes, &ty)?;
        if let Ok(ty) = type_expression::decode(&bytes) {
            prop_assert_eq!(type_expression::decode(&type_expression::encode(&ty)), Ok(ty));
        }
    }

    #[test]
    fn changed_and_truncated_cases_do_no_harm(
        index in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let cases = CASES.with(Clone::clone);
        let (bytes, ty) = index.get(&cases);
        let mut bytes = bytes.clone();
        for (position, byte) in changes {
            let position = position.index(bytes.len());
            bytes[position] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        decode_encode_decode(&bytes, ty)?;
    }
}

thread_local! {
    /// The cases that are short enough to be changed often.
    static CASES: std::rc::Rc<Vec<(Vec<u8>, Type)>> = std::rc::Rc::new(
        cases()
            .iter()
            .map(|case| (case.bytes(), case.ty()))
            .filter(|(bytes, _)| bytes.len() < 2000)
            .collect(),
    );
}

#[test]
fn every_truncation_of_every_short_case_is_refused() {
    for (bytes, ty) in CASES.with(Clone::clone).iter() {
        for length in 0..bytes.len() {
            assert!(msgpack::decode(&bytes[..length], ty).is_err());
        }
    }
}

#[test]
fn hostile_numbers_and_depths_are_refused_quickly() {
    let mut wrapper = Vec::new();
    for _ in 0..100_000 {
        wrapper.extend([0x92, 0xa9]);
        wrapper.extend(b"\"dynamic\"");
    }
    let mut text = vec![0xdb, 0x00, 0x40, 0x00, 0x00];
    text.resize(5 + 0x0040_0000, b'9');
    let mut wide = vec![0xdd, 0x7f, 0xff, 0xff, 0xff];
    wide.resize(1_000_000, 0xdd);
    let start = Instant::now();
    for bytes in [&wrapper, &text, &wide, &b"\xabe1999999999"[..].to_vec()] {
        assert!(msgpack::decode(bytes, &Type::Dynamic).is_err());
        assert!(msgpack::decode(bytes, &Type::Number).is_err());
        assert!(msgpack::decode(bytes, &Type::list(Type::Number)).is_err());
    }
    let exponent = b"[1e999999999, 1e-999999999]";
    assert!(json::decode(exponent, &Type::list(Type::Number)).is_err());
    assert!(start.elapsed() < Duration::from_secs(10));
}

//! What decodes from MessagePack must encode, and decode to the same. The input is a length, a type
//! expression of that length, and the value.

#![no_main]

use azprivatelink::protocol::{msgpack, type_expression};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&length, rest)) = input.split_first() else {
        return;
    };
    let (ty, bytes) = rest.split_at(usize::from(length).min(rest.len()));
    let Ok(ty) = type_expression::decode(ty) else {
        return;
    };
    if let Ok(value) = msgpack::decode(bytes, &ty) {
        let again = msgpack::encode(&value, &ty).expect("what was decoded can be encoded");
        assert_eq!(msgpack::decode(&again, &ty), Ok(value));
    }
});

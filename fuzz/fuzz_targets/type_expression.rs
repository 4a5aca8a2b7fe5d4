//! A type that decodes must encode, and decode to the same.

#![no_main]

use azprivatelink::protocol::type_expression;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(ty) = type_expression::decode(input) {
        assert_eq!(type_expression::decode(&type_expression::encode(&ty)), Ok(ty));
    }
});

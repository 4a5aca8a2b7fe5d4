//! What is encoded decodes to the same, for any type and value.

use crate::generate::{Scope, types, values};
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use azprivatelink::protocol::{json, msgpack, type_expression};
use proptest::prelude::*;

fn typed_values(scope: Scope) -> impl Strategy<Value = (Type, Value)> {
    types().prop_flat_map(move |ty| (Just(ty.clone()), values(&ty, scope)))
}

proptest! {
    #[test]
    fn a_type_survives_its_expression(ty in types()) {
        let bytes = type_expression::encode(&ty);
        prop_assert_eq!(type_expression::decode(&bytes), Ok(ty));
    }

    #[test]
    fn a_value_survives_msgpack((ty, value) in typed_values(Scope { beyond_json: true })) {
        let bytes = msgpack::encode(&value, &ty)?;
        prop_assert_eq!(msgpack::decode(&bytes, &ty), Ok(value));
    }

    #[test]
    fn a_value_survives_json((ty, value) in typed_values(Scope { beyond_json: false })) {
        let bytes = json::encode(&value, &ty)?;
        prop_assert_eq!(json::decode(&bytes, &ty), Ok(value));
    }
}

//! Strategies for types and for values of a type.

use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::{Refinement, Value};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What values of a type may be.
#[derive(Clone, Copy)]
pub struct Scope {
    /// Also unknown values and infinities, which JSON has no form for.
    pub beyond_json: bool,
}

/// Any type, nested a few deep.
pub fn types() -> BoxedStrategy<Type> {
    let simple = prop_oneof![
        Just(Type::String),
        Just(Type::Number),
        Just(Type::Bool),
        Just(Type::Dynamic)
    ];
    let compound = |inner: BoxedStrategy<Type>| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            vec(inner.clone(), 0..4).prop_map(Type::Tuple),
            btree_map(any::<String>(), inner, 0..4).prop_map(Type::Object),
        ]
    };
    simple.prop_recursive(4, 24, 4, compound).boxed()
}

/// Any value of a type.
pub fn values(ty: &Type, scope: Scope) -> BoxedStrategy<Value> {
    let known = known(ty, scope);
    if scope.beyond_json {
        let unknown = refinements(ty).prop_map(|known| Value::Unknown(known.into()));
        prop_oneof![6 => known, 1 => Just(Value::Null), 1 => unknown].boxed()
    } else {
        prop_oneof![6 => known, 1 => Just(Value::Null)].boxed()
    }
}

fn known(ty: &Type, scope: Scope) -> BoxedStrategy<Value> {
    let elements = |ty: &Type| vec(values(ty, scope), 0..4);
    match ty {
        Type::String => any::<String>().prop_map(Value::from).boxed(),
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => numbers(scope),
        Type::Dynamic => dynamic(scope),
        Type::List(ty) => elements(ty).prop_map(Value::List).boxed(),
        Type::Set(ty) => elements(ty).prop_map(Value::Set).boxed(),
        Type::Map(ty) => btree_map(any::<String>(), values(ty, scope), 0..4)
            .prop_map(Value::Map)
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(|ty| values(ty, scope))
            .collect::<Vec<_>>()
            .prop_map(Value::Tuple)
            .boxed(),
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let values: Vec<_> = types.values().map(|ty| values(ty, scope)).collect();
            values
                .prop_map(move |values| {
                    let attributes: BTreeMap<_, _> = names.iter().cloned().zip(values).collect();
                    Value::Object(attributes)
                })
                .boxed()
        }
    }
}

/// A dynamic value of a simple type or a list; deeper ones are reached through the types themselves.
fn dynamic(scope: Scope) -> BoxedStrategy<Value> {
    let types = prop_oneof![
        Just(Type::String),
        Just(Type::Bool),
        Just(Type::list(Type::Number)),
        Just(Type::object([("a", Type::Bool), ("é", Type::String)])),
    ];
    types
        .prop_flat_map(move |ty| (Just(ty.clone()), values(&ty, scope)))
        .prop_map(|typed| Value::Dynamic(Box::new(typed)))
        .boxed()
}

fn numbers(scope: Scope) -> BoxedStrategy<Value> {
    let parse = |text: String| Value::Number(text.parse().expect("a number"));
    let finite = prop_oneof![
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<u64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>()
            .prop_map(|number| number.to_string())
            .prop_map(parse),
        "-?[0-9]{1,60}(\\.[0-9]{1,60})?(e-?[0-9]{1,2})?".prop_map(parse),
    ];
    if scope.beyond_json {
        let infinite = prop_oneof![Just("Inf"), Just("-Inf")];
        prop_oneof![9 => finite, 1 => infinite.prop_map(str::to_owned).prop_map(parse)].boxed()
    } else {
        finite.boxed()
    }
}

fn refinements(ty: &Type) -> BoxedStrategy<Refinement> {
    let ty = ty.clone();
    let bound = || option::of((any::<i64>(), any::<bool>()));
    (
        any::<bool>(),
        option::of("[a-zé]{0,20}"),
        (bound(), bound()),
        (option::of(any::<u64>()), option::of(any::<u64>())),
    )
        .prop_map(
            move |(not_null, prefix, (min, max), (min_length, max_length))| {
                let is_number = ty == Type::Number;
                let is_collection = matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(_));
                let number = |(limit, inclusive): (i64, bool)| (limit.into(), inclusive);
                Refinement {
                    not_null: not_null && ty != Type::Dynamic,
                    prefix: prefix.filter(|_| ty == Type::String),
                    min: min.filter(|_| is_number).map(number),
                    max: max.filter(|_| is_number).map(number),
                    min_length: min_length.filter(|_| is_collection),
                    max_length: max_length.filter(|_| is_collection),
                }
            },
        )
        .boxed()
}

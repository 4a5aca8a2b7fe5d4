//! Unknown values: MessagePack extensions, plain or with what is known already (refinements, sent by
//! Terraform 1.6 and later).

use super::decode::{array, number, text};
use super::encode;
use crate::framework::number::Number;
use crate::framework::value::{Refinement, Refinements, Value};
use crate::protocol::codec_error::CodecError;
use rmpv::ValueRef;
use rmpv::decode::read_value_ref_with_max_depth;

/// Extension type of an unknown value with refinements; every other one is a plain unknown.
const REFINED: i8 = 12;
/// The longest body that Terraform reads.
const MAX_BODY: usize = 1024;
/// The body is a map of numbers and pairs; nothing in it is nested more deeply.
const MAX_DEPTH: usize = 16;

/// The keys of a body. Others may be added by a later Terraform and are ignored.
mod key {
    /// False: the value will not be null.
    pub const NULLNESS: u64 = 1;
    /// How the string begins.
    pub const PREFIX: u64 = 2;
    /// Lower bound of a number, and whether it is inclusive.
    pub const MIN: u64 = 3;
    /// Upper bound of a number, and whether it is inclusive.
    pub const MAX: u64 = 4;
    /// Least number of elements.
    pub const MIN_LENGTH: u64 = 5;
    /// Greatest number of elements.
    pub const MAX_LENGTH: u64 = 6;
}

/// Reads an extension. Any of them is an unknown value.
pub(super) fn read(code: i8, body: &[u8]) -> Result<Value, CodecError> {
    if code != REFINED || body.len() <= 1 {
        return Ok(Value::unknown());
    }
    if body.len() > MAX_BODY {
        return Err(CodecError::new(
            "the refinements of an unknown value are too long",
        ));
    }
    let mut rest = body;
    match read_value_ref_with_max_depth(&mut rest, MAX_DEPTH) {
        Ok(ValueRef::Map(entries)) => {
            refinement(&entries).map(|known| Value::Unknown(Refinements::from(known)))
        }
        _ => Err(CodecError::new(
            "the refinements of an unknown value are broken",
        )),
    }
}

fn refinement(entries: &[(ValueRef<'_>, ValueRef<'_>)]) -> Result<Refinement, CodecError> {
    let mut known = Refinement::default();
    for (key, fact) in entries {
        match key.as_u64() {
            Some(key::NULLNESS) => known.not_null = *fact == ValueRef::Boolean(false),
            Some(key::PREFIX) => known.prefix = Some(text(fact)?.to_owned()),
            Some(key::MIN) => known.min = Some(bound(fact)?),
            Some(key::MAX) => known.max = Some(bound(fact)?),
            Some(key::MIN_LENGTH) => known.min_length = fact.as_u64(),
            Some(key::MAX_LENGTH) => known.max_length = fact.as_u64(),
            _ => {}
        }
    }
    Ok(known)
}

fn bound(fact: &ValueRef<'_>) -> Result<(Number, bool), CodecError> {
    match array(fact)? {
        [limit, ValueRef::Boolean(inclusive)] => Ok((number(limit)?, *inclusive)),
        _ => Err(CodecError::new("the bound of an unknown number is broken")),
    }
}

/// The extension for an unknown value. Terraform refuses an empty map of refinements, so that is
/// never written; facts that do not fit into a body are left out, since knowing less is still true.
pub(super) fn write(refinements: &Refinements) -> Result<rmpv::Value, CodecError> {
    let plain = rmpv::Value::Ext(0, vec![0]);
    let Some(known) = refinements.get() else {
        return Ok(plain);
    };
    let mut body = vec![0];
    let mut count = 0_u8;
    for (key, fact) in facts(known) {
        let mut entry = encode::to_bytes(&key.into())?;
        entry.extend(encode::to_bytes(&fact)?);
        if body.len() + entry.len() <= MAX_BODY {
            body.extend(entry);
            count += 1;
        }
    }
    if count == 0 {
        return Ok(plain);
    }
    // A map of up to 15 entries is announced by one byte; there are six facts at most.
    body[0] = 0x80 | count;
    Ok(rmpv::Value::Ext(REFINED, body))
}

fn facts(known: &Refinement) -> Vec<(u64, rmpv::Value)> {
    let bound = |(limit, inclusive): &(Number, bool)| {
        rmpv::Value::Array(vec![encode::number(limit), (*inclusive).into()])
    };
    let facts = [
        (key::NULLNESS, known.not_null.then(|| false.into())),
        (key::MIN_LENGTH, known.min_length.map(Into::into)),
        (key::MAX_LENGTH, known.max_length.map(Into::into)),
        (key::MIN, known.min.as_ref().map(bound)),
        (key::MAX, known.max.as_ref().map(bound)),
        (key::PREFIX, known.prefix.as_deref().map(Into::into)),
    ];
    let given = facts.into_iter();
    given.filter_map(|(key, fact)| Some((key, fact?))).collect()
}

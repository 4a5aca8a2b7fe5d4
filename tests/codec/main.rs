//! The value codec against cases made by the library that Terraform itself uses, against generated
//! values, and against garbage.
//!
//! - [`vectors`]: the cases of `cty-msgpack.jsonl`
//! - [`round_trip`]: generated types and values, there and back
//! - [`garbage`]: bytes that no client would send

mod garbage;
mod generate;
mod round_trip;
mod vectors;

//! Decodes and encodes again the cases on standard input, for checking the value codec against other
//! implementations.
//!
//! Each line is a JSON object with a number `i`, a cty `type` in JSON and the bytes `msgpack` in hex.
//! Each line of output has the same `i` and either `msgpack`, encoded again, or an `error`.
//!
//! ```sh
//! cargo run --example recode < tests/codec/cty-msgpack.jsonl
//! ```

use azprivatelink::protocol::{msgpack, type_expression};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{self, BufRead, Write};

#[derive(Deserialize)]
struct Case<'a> {
    #[serde(borrow)]
    i: &'a RawValue,
    #[serde(borrow, rename = "type")]
    ty: &'a RawValue,
    msgpack: String,
}

fn main() -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(output, "{}", answer(&line))?;
        }
    }
    output.flush()
}

fn answer(line: &str) -> serde_json::Value {
    match serde_json::from_str::<Case<'_>>(line) {
        Err(error) => serde_json::json!({ "i": null, "error": error.to_string() }),
        Ok(case) => match recode(&case) {
            Ok(msgpack) => serde_json::json!({ "i": case.i, "msgpack": msgpack }),
            Err(error) => serde_json::json!({ "i": case.i, "error": error }),
        },
    }
}

fn recode(case: &Case<'_>) -> Result<String, String> {
    let bytes = from_hex(&case.msgpack).ok_or("msgpack is not in hex")?;
    let ty = type_expression::decode(case.ty.get().as_bytes()).map_err(|e| e.to_string())?;
    let value = msgpack::decode(&bytes, &ty).map_err(|error| error.to_string())?;
    let bytes = msgpack::encode(&value, &ty).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| Some(pair.first()? << 4 | pair.get(1)?))
        .collect()
}

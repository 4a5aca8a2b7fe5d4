//! Numbers of Terraform's language: decimals of any precision, and the two infinities.
//!
//! Terraform computes with 512 bits of mantissa, so neither `i64` nor `f64` is enough. Two numbers
//! are equal when they are the same number in decimal, which is how Terraform itself compares them.
//! How a number looks on the wire is the protocol layer's business.

use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::{BigInt, BigUint};
use bigdecimal::num_traits::ToPrimitive;
use std::fmt;
use std::str::FromStr;

/// The most digits that a number may have when it is written without an exponent. Terraform itself
/// sends hundreds at most; the bound keeps `1e999999999` from filling the memory.
const MAX_DIGITS: u64 = 10_000;

/// Bits of mantissa that Terraform computes with. Longer integers are rounded as it rounds them;
/// fractions are kept as written, since they are compared as text.
const MANTISSA_BITS: u64 = 512;

/// A number. Equality is equality as numbers: `1.50` equals `1.5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// The invariant: a finite number is normalized and has at most [`MAX_DIGITS`] digits in plain form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Repr {
    Finite(BigDecimal),
    /// Travels as a float; never stored in a state.
    Infinite(Sign),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sign {
    Positive,
    Negative,
}

/// The text is not a decimal number, or has more digits than any number of Terraform's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most {MAX_DIGITS} digits")]
pub struct InvalidNumber;

impl Number {
    /// Positive infinity.
    pub const INFINITY: Self = Self(Repr::Infinite(Sign::Positive));
    /// Negative infinity.
    pub const NEGATIVE_INFINITY: Self = Self(Repr::Infinite(Sign::Negative));

    /// The number that Terraform takes a float for: an integral one exactly, another one as the
    /// shortest decimal that names the float. `None` for "not a number".
    pub fn from_f64(float: f64) -> Option<Self> {
        if float.is_nan() {
            None
        } else if float.is_infinite() {
            Some(if float > 0.0 {
                Self::INFINITY
            } else {
                Self::NEGATIVE_INFINITY
            })
        } else if float.is_normal() && float.fract() != 0.0 {
            float.to_string().parse().ok()
        } else {
            // Go knows no subnormal big floats, so its shortest decimal of one has more digits than
            // ours: only the exact number is the same for both.
            BigDecimal::try_from(float).ok().map(Self::finite)
        }
    }

    /// The number as an integer, if it is one in the range of `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Finite(number) if number.is_integer() => number.to_i64(),
            _ => None,
        }
    }

    /// The number as a float, if that is exactly the same number. `0.5` is one, `0.1` is none.
    pub fn as_exact_f64(&self) -> Option<f64> {
        match &self.0 {
            Repr::Infinite(Sign::Positive) => Some(f64::INFINITY),
            Repr::Infinite(Sign::Negative) => Some(f64::NEG_INFINITY),
            Repr::Finite(number) => {
                let float: f64 = number.to_plain_string().parse().ok()?;
                let exact = BigDecimal::try_from(float).ok()?;
                (exact == *number).then_some(float)
            }
        }
    }

    /// Whether the number is one of the infinities.
    pub fn is_infinite(&self) -> bool {
        matches!(self.0, Repr::Infinite(_))
    }

    fn finite(number: BigDecimal) -> Self {
        Self(Repr::Finite(number.normalized()))
    }
}

/// The integer with at most [`MANTISSA_BITS`] significant bits that is next to this one; half-way
/// goes to the even one.
fn rounded(integer: BigInt) -> BigInt {
    let excess = integer.bits().saturating_sub(MANTISSA_BITS);
    if excess == 0 {
        return integer;
    }
    let (sign, magnitude) = integer.into_parts();
    let half = BigUint::from(1_u8) << (excess - 1);
    let kept = &magnitude >> excess;
    let rest = magnitude - (&kept << excess);
    let is_odd = kept.bit(0);
    let up = rest > half || (rest == half && is_odd);
    BigInt::from_biguint(sign, (kept + u8::from(up)) << excess)
}

/// Reads a decimal with or without an exponent, or `Inf` and `-Inf`.
impl FromStr for Number {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        match text {
            "Inf" | "+Inf" => return Ok(Self::INFINITY),
            "-Inf" => return Ok(Self::NEGATIVE_INFINITY),
            _ if !is_bounded_decimal(text) => return Err(InvalidNumber),
            _ => {}
        }
        let number = BigDecimal::from_str(text).map_err(|_| InvalidNumber)?;
        let number = number.normalized();
        if plain_digits(&number) > MAX_DIGITS {
            return Err(InvalidNumber);
        }
        if number.is_integer() {
            let (integer, _) = number.with_scale(0).into_bigint_and_exponent();
            Ok(Self::finite(rounded(integer).into()))
        } else {
            Ok(Self::finite(number))
        }
    }
}

/// Whether the text has the form `[sign] digits [. digits] [e [sign] digits]` and a length that is
/// cheap to parse. The parser itself would also take underscores.
fn is_bounded_decimal(text: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text| str::strip_prefix(text, ['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, unsigned(exponent)),
        None => (text, "0"),
    };
    let (whole, fraction) = unsigned(mantissa)
        .split_once('.')
        .unwrap_or((unsigned(mantissa), ""));
    text.len() as u64 <= MAX_DIGITS
        && is_digits(whole)
        && is_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && (1..=9).contains(&exponent.len())
        && is_digits(exponent)
}

/// How many digits the number has when it is written without an exponent.
fn plain_digits(number: &BigDecimal) -> u64 {
    let scale = number.fractional_digit_count();
    if scale > 0 {
        number.digits().max(scale.unsigned_abs())
    } else {
        number.digits().saturating_add(scale.unsigned_abs())
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self::finite(BigDecimal::from(number))
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self::finite(BigDecimal::from(number))
    }
}

/// Plain decimal without an exponent, as Terraform sends and stores it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Finite(number) => f.write_str(&number.to_plain_string()),
            Repr::Infinite(Sign::Positive) => f.write_str("Inf"),
            Repr::Infinite(Sign::Negative) => f.write_str("-Inf"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn equal_numbers_are_equal_in_any_spelling() {
        for (left, right) in [
            ("1.50", "1.5"),
            ("1e2", "100"),
            ("-0", "0"),
            ("0e500", "0.000"),
            ("+.5", "0.5"),
        ] {
            assert_eq!(number(left), number(right));
        }
        assert_ne!(number("0.1"), number("0.10000000000000001"));
    }

    #[test]
    fn integers_beyond_the_mantissa_are_rounded_as_terraform_rounds_them() {
        let power = |bits: u32| BigInt::from(2_u8).pow(bits);
        let read = |integer: BigInt| number(&integer.to_string());
        assert_eq!(read(power(600) + 1_u8), read(power(600)));
        assert_ne!(read(power(600) + power(89)), read(power(600)));
        let exact = power(512) - 1_u8;
        assert_eq!(read(exact.clone()).to_string(), exact.to_string());
    }

    #[test]
    fn numbers_are_shown_in_plain_decimal() {
        for (text, plain) in [
            ("1e30", "1000000000000000000000000000000"),
            ("-1.25e-3", "-0.00125"),
            ("-Inf", "-Inf"),
            ("100", "100"),
            ("0", "0"),
        ] {
            assert_eq!(number(text).to_string(), plain);
        }
    }

    #[test]
    fn a_float_stands_for_the_decimal_that_terraform_shows() {
        let shown = |float| Number::from_f64(float).map(|number| number.to_string());
        assert_eq!(shown(0.1), Some("0.1".into()));
        assert_eq!(shown(-0.0), Some("0".into()));
        assert_eq!(shown(1e23), Some("99999999999999991611392".into()));
        assert_eq!(shown(f64::NAN), None);
        assert_eq!(
            Number::from_f64(f64::INFINITY),
            Some(Number::INFINITY.clone())
        );
    }

    #[test]
    fn only_the_very_same_number_is_given_as_a_float() {
        assert_eq!(number("0.5").as_exact_f64(), Some(0.5));
        assert_eq!(number("0.1").as_exact_f64(), None);
        assert_eq!(number("18446744073709551615").as_exact_f64(), None);
        assert_eq!(number("1e400").as_exact_f64(), None);
        let subnormal = Number::from_f64(5e-324).expect("finite");
        assert_eq!(subnormal.as_exact_f64(), Some(5e-324));
    }

    #[test]
    fn an_integer_is_given_only_in_range() {
        assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
        assert_eq!(number("9223372036854775808").as_i64(), None);
        assert_eq!(number("1.5").as_i64(), None);
    }

    #[test]
    fn what_is_no_number_or_far_too_long_is_refused() {
        let long = "1".repeat(20_000);
        for text in [
            "",
            "-",
            ".",
            "1_000",
            "0x10",
            "1e",
            "1e+",
            "e5",
            "--1",
            "1 ",
            "nan",
            "1e10001",
            "1e-10001",
            "1e999999999",
            "1e9999999999999999999",
            &long,
        ] {
            assert!(text.parse::<Number>().is_err(), "{text:?} was taken");
        }
    }
}

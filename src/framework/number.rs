//! Numbers of Terraform's language: decimals of any precision, and the two infinities.

use bigdecimal::BigDecimal;
use std::fmt;
use std::str::FromStr;

/// A number. Terraform computes with 512 bits of mantissa, so neither `i64` nor `f64` is enough.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// A finite number.
    Finite(BigDecimal),
    /// Travels as a float; never stored in a state.
    PositiveInfinity,
    /// Travels as a float; never stored in a state.
    NegativeInfinity,
}

/// The text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct InvalidNumber;

impl FromStr for Number {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        match text {
            "Inf" | "+Inf" => Ok(Self::PositiveInfinity),
            "-Inf" => Ok(Self::NegativeInfinity),
            _ => BigDecimal::from_str(text)
                .map(|number| Self::Finite(number.normalized()))
                .map_err(|_| InvalidNumber),
        }
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self::Finite(BigDecimal::from(number).normalized())
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self::Finite(BigDecimal::from(number).normalized())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite(number) => f.write_str(&number.to_plain_string()),
            Self::PositiveInfinity => f.write_str("Inf"),
            Self::NegativeInfinity => f.write_str("-Inf"),
        }
    }
}

//! Checks of single values, made before anything is planned.

use crate::framework::value::Value;

/// A check of one known value that is not null. The text it returns completes the sentence
/// "Invalid value for `name`: …" and says what would be right.
pub type Validator = fn(&Value) -> Result<(), String>;

//! Everything that can go wrong, as one type. May use `id` and `limits`.
//!
//! - `kind`: [`Error`] and the questions callers ask of it
//! - `cause`: the request, the answer, the transport problem or the deadline behind an error
//! - `body`: reading the error bodies of Resource Manager and the services behind it

mod body;
mod cause;
mod kind;

pub use body::ArmError;
pub use cause::{
    Attempt, CredentialError, CredentialProblem, Deadline, Refusal, TransportError,
    TransportProblem,
};
pub use kind::Error;

pub(crate) use body::{field, parse_json, text};

//! The one error of this client, with the questions that callers ask of it.
//!
//! A cause is printed once, by [`Display`](std::fmt::Display); there is no `source()` chain to print again.
//! No variant holds a secret, a token, or the signed query of a polling address.

use std::time::Duration;

use super::cause::{
    Attempt, CredentialError, CredentialProblem, Deadline, Refusal, TransportError,
    TransportProblem, seconds,
};
use crate::azure::id::{ConnectionId, ResourceId};
use crate::azure::limits::{Interrupted, Limits};

/// Codes that say that the resource, its parent or its group does not exist. Other codes of a 404, such as
/// `SubscriptionNotFound` or `InvalidResourceType`, mean a wrong cloud, tenant or api-version instead.
const GONE_CODES: [&str; 3] = [
    "ResourceNotFound",
    "ParentResourceNotFound",
    "ResourceGroupNotFound",
];

/// Codes with which a flexible server refuses a write because another operation runs; one is misspelled by the service.
const BUSY_CODES: [&str; 5] = [
    "ServerIsBusy",
    "ServerBusy",
    "SeverBusyWithOtherOperation",
    "ServerBusyWithOtherOperation",
    "ServerIsNotReady",
];

/// Codes of reads that are refused because of the server's state (observed on other children of a stopped server).
const STATE_CODES: [&str; 2] = ["ServerStoppedError", "ServerIsNotReady"];

/// What went wrong.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Azure answered a request with an error.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Azure accepted a request and later said that the operation failed.
    #[error("{0}")]
    OperationFailed(Box<Refusal>),
    /// No answer came.
    #[error("{0}")]
    Transport(Box<TransportError>),
    /// No usable token could be had, or Azure did not take it.
    #[error("{0}")]
    Credential(Box<CredentialError>),
    /// The operation's time ended.
    #[error("{0}")]
    Deadline(Box<Deadline>),
    /// The operation was cancelled from outside.
    #[error("cancelled while {doing}")]
    Cancelled {
        /// What was going on, such as `waiting for …`.
        doing: String,
    },
    /// The target is in a state that takes no changes and does not end by itself.
    #[error("{target} takes no changes: its state is {state}. {advice}")]
    LastingState {
        /// The target resource.
        target: ResourceId,
        /// Its state, as Azure spells it.
        state: String,
        /// What the user can do.
        advice: &'static str,
    },
    /// The service would accept this change of status and then fail it, or refuse it.
    #[error(
        "{connection} cannot be changed from {from} to {to}: a {resource_type} carries out no such change"
    )]
    ForbiddenChange {
        /// The connection.
        connection: ConnectionId,
        /// The status it has.
        from: String,
        /// The status that was wanted.
        to: String,
        /// The type of its target.
        resource_type: String,
    },
    /// The resource that was to be changed does not exist.
    #[error("{resource} does not exist")]
    Missing {
        /// Its id.
        resource: ResourceId,
    },
    /// Azure reported success, yet reading the connection does not show it.
    #[error(
        "Azure reported that {action} of {connection} succeeded, but after {} {found}",
        seconds(window)
    )]
    NotConfirmed {
        /// The connection.
        connection: ConnectionId,
        /// `the update` or `the deletion`.
        action: &'static str,
        /// What reading showed instead, as a clause.
        found: String,
        /// How long it was read again.
        window: Duration,
    },
    /// The target's type is not one this client knows the rules of.
    #[error(
        "connections of a {resource_type} are not supported; supported target types: {supported}"
    )]
    UnsupportedTarget {
        /// The full type.
        resource_type: String,
        /// The supported ones, separated by commas.
        supported: String,
    },
    /// Azure answered, and the answer makes no sense.
    #[error("{attempt} got an answer that cannot be used: {problem}")]
    UnexpectedAnswer {
        /// The request.
        attempt: Attempt,
        /// What is wrong with the answer.
        problem: String,
    },
    /// The client was given settings it cannot work with.
    #[error("{0}")]
    Configuration(String),
}

impl Error {
    /// What Azure itself reported: the answer, the failed operation, or the last of these before a deadline.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) | Error::OperationFailed(refusal) => Some(refusal),
            Error::Deadline(deadline) => deadline.last.as_ref()?.refusal(),
            _ => None,
        }
    }

    /// Azure's outermost code.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.error.code.as_deref()
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.refusal()?.status
    }

    /// Whether the resource does not exist, by a code that says so; never for any other 404.
    pub fn is_gone(&self) -> bool {
        match self {
            Error::Refused(refusal) => {
                refusal.status == Some(404) && refusal.error.has_code(&GONE_CODES)
            }
            Error::Missing { .. } => true,
            _ => false,
        }
    }

    /// Whether a right is missing (403).
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Error::Refused(refusal) if refusal.status == Some(403))
    }

    /// Whether the target refused a write because another operation runs, in whatever form it said so.
    pub fn is_busy(&self) -> bool {
        match self {
            Error::Refused(refusal) => {
                matches!(refusal.status, Some(400 | 409)) && refusal.error.has_code(&BUSY_CODES)
            }
            Error::OperationFailed(refusal) => refusal.error.has_code(&BUSY_CODES),
            _ => false,
        }
    }

    /// Whether a read was refused because of the target's state (a stopped server).
    pub fn is_refused_by_state(&self) -> bool {
        matches!(self, Error::Refused(refusal)
            if matches!(refusal.status, Some(400 | 409)) && refusal.error.has_code(&STATE_CODES))
    }

    /// Whether the operation was cancelled from outside.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Error::Cancelled { .. })
    }

    /// Whether the operation's time ended.
    pub fn is_deadline(&self) -> bool {
        matches!(self, Error::Deadline(_))
    }

    /// Whether no token could be had or Azure did not take it.
    pub fn is_unauthenticated(&self) -> bool {
        match self {
            Error::Credential(error) => {
                matches!(
                    error.problem,
                    CredentialProblem::Refused | CredentialProblem::ClaimsChallenge
                )
            }
            Error::Refused(refusal) => refusal.status == Some(401),
            _ => false,
        }
    }

    /// Whether a certificate was not trusted.
    pub fn is_tls(&self) -> bool {
        match self {
            Error::Transport(error) => error.problem == TransportProblem::Tls,
            Error::Credential(error) => error.problem == CredentialProblem::Tls,
            _ => false,
        }
    }

    /// Whether a host could not be reached at all.
    pub fn is_connect(&self) -> bool {
        match self {
            Error::Transport(error) => error.problem == TransportProblem::Unreachable,
            Error::Credential(error) => error.problem == CredentialProblem::Unreachable,
            _ => false,
        }
    }

    /// Whether the request may have been carried out although no proper answer came: the connection was cut, or a
    /// gateway answered in the service's place.
    pub fn is_lost(&self) -> bool {
        match self {
            Error::Transport(error) => error.problem == TransportProblem::Lost,
            Error::Refused(refusal) => matches!(refusal.status, Some(500 | 502 | 504)),
            _ => false,
        }
    }

    /// The state of the target when that is what forbids the change.
    pub fn lasting_state(&self) -> Option<&str> {
        match self {
            Error::LastingState { state, .. } => Some(state),
            _ => None,
        }
    }

    /// The error of an operation whose time ended.
    pub(crate) fn deadline(doing: impl Into<String>, timeout: Duration) -> Error {
        Error::Deadline(Box::new(Deadline {
            doing: doing.into(),
            timeout,
            turn: None,
            last: None,
        }))
    }

    /// The error of a wait that was interrupted while `doing`.
    pub(crate) fn interrupted(
        why: Interrupted,
        doing: impl Into<String>,
        limits: &Limits,
    ) -> Error {
        match why {
            Interrupted::Cancelled => Error::Cancelled {
                doing: doing.into(),
            },
            Interrupted::DeadlineExceeded => Error::deadline(doing, limits.timeout()),
        }
    }

    /// Adds to a deadline's error how long the operation waited for its turn.
    pub(crate) fn with_turn(mut self, waited: Duration) -> Error {
        if let Error::Deadline(deadline) = &mut self {
            deadline.turn = Some(waited);
        }
        self
    }

    /// Adds to a deadline's error the last real problem, unless it knows a later one.
    pub(crate) fn with_last(mut self, last: Option<Error>) -> Error {
        if let Error::Deadline(deadline) = &mut self {
            deadline.last = deadline.last.take().or(last);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::error::ArmError;

    fn refused(status: u16, code: &str) -> Error {
        Error::Refused(Box::new(Refusal {
            attempt: Attempt {
                method: "DELETE",
                resource: "/subscriptions/s".to_owned(),
            },
            status: Some(status),
            error: ArmError {
                code: Some(code.to_owned()),
                message: "why".to_owned(),
                ..ArmError::default()
            },
            request_id: Some("r1".to_owned()),
            correlation_id: None,
        }))
    }

    #[test]
    fn only_a_404_whose_code_says_so_means_gone() {
        assert!(refused(404, "ResourceNotFound").is_gone());
        assert!(refused(404, "ResourceGroupNotFound").is_gone());
        assert!(!refused(404, "SubscriptionNotFound").is_gone());
        assert!(!refused(404, "InvalidResourceType").is_gone());
        assert!(!refused(409, "ResourceNotFound").is_gone());
    }

    #[test]
    fn busy_is_what_the_list_says_and_a_lock_is_not() {
        assert!(refused(409, "ServerIsBusy").is_busy());
        assert!(refused(400, "SeverBusyWithOtherOperation").is_busy());
        assert!(!refused(409, "ScopeLocked").is_busy());
        assert!(!refused(409, "Conflict").is_busy());
    }

    #[test]
    fn an_answer_is_told_with_its_code_and_ids() {
        let text = refused(409, "ScopeLocked").to_string();
        assert_eq!(
            text,
            "DELETE /subscriptions/s was answered with 409 ScopeLocked: why (request id r1)"
        );
    }

    #[test]
    fn a_deadline_tells_the_last_problem_and_the_time_spent_in_the_queue() {
        let deadline = Error::deadline("waiting for x", Duration::from_secs(120));
        let error = deadline
            .with_last(Some(refused(409, "ServerIsBusy")))
            .with_turn(Duration::from_secs(90));
        let text = error.to_string();
        assert!(
            text.starts_with("the time limit of 2 min ended while waiting for x; 90 s of it"),
            "{text}"
        );
        assert!(text.contains("the last problem was: DELETE"), "{text}");
        assert_eq!(error.code(), Some("ServerIsBusy"));
    }
}

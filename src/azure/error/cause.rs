//! What an error is about and why it happened: the parts that [`Error`](super::Error) is made of.
//!
//! Each part prints itself as one sentence; which questions can be asked of them is decided in `kind`.

use std::fmt;
use std::time::Duration;

use super::body::ArmError;
use super::kind::Error;

/// The request that an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The HTTP method.
    pub method: &'static str,
    /// The id of the resource, or the path of a polling address without its query.
    pub resource: String,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.resource)
    }
}

/// An error that Azure itself reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The request that was refused, or that started the operation that failed.
    pub attempt: Attempt,
    /// The HTTP status; `None` for the failure of an accepted operation.
    pub status: Option<u16>,
    /// Code, message and inner errors.
    pub error: ArmError,
    /// `x-ms-request-id`, for support requests.
    pub request_id: Option<String>,
    /// `x-ms-correlation-request-id`, for the activity log.
    pub correlation_id: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "{} was answered with {status} ", self.attempt)?,
            None => write!(
                f,
                "{} was accepted, but the operation failed: ",
                self.attempt
            )?,
        }
        f.write_str(&self.error.describe())?;
        let ids = [
            ("request id", &self.request_id),
            ("correlation id", &self.correlation_id),
        ];
        let ids: Vec<String> = ids
            .iter()
            .filter_map(|(name, id)| Some(format!("{name} {}", id.as_ref()?)))
            .collect();
        if ids.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", ids.join(", "))
        }
    }
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportProblem {
    /// The name could not be resolved, or nothing accepted the connection: nothing was sent.
    Unreachable,
    /// The peer's certificate is not trusted, or the TLS handshake failed: nothing was sent.
    Tls,
    /// The connection was cut or the answer did not come in time: the request may have been carried out.
    Lost,
}

/// A request that got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportError {
    /// The request.
    pub attempt: Attempt,
    /// The host that was called.
    pub host: String,
    /// What happened.
    pub problem: TransportProblem,
    /// The cause, as the layers below tell it.
    pub cause: String,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            attempt,
            host,
            cause,
            ..
        } = self;
        match self.problem {
            TransportProblem::Unreachable => {
                write!(f, "{attempt}: {host} cannot be reached: {cause}")
            }
            TransportProblem::Tls => write!(
                f,
                "{attempt}: the certificate of {host} is not trusted or the TLS handshake failed: {cause}. If a proxy or \
                 an own endpoint answers there, its certificate authority must be made known"
            ),
            TransportProblem::Lost => {
                write!(f, "{attempt}: no complete answer came from {host}: {cause}")
            }
        }
    }
}

/// Why there is no usable token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialProblem {
    /// Microsoft Entra ID refused the credential.
    Refused,
    /// The authority cannot be reached.
    Unreachable,
    /// The authority's certificate is not trusted.
    Tls,
    /// The authority is out of order, throttles, or gave an answer that cannot be used.
    Unavailable,
    /// Resource Manager asks for claims (conditional access) that a program cannot provide.
    ClaimsChallenge,
}

/// A failed attempt to get a token that Azure takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError {
    /// What happened.
    pub problem: CredentialProblem,
    /// Who was asked: the authority, or Resource Manager for a claims challenge.
    pub authority: String,
    /// The text of the answer (with its `AADSTS` code) or the cause.
    pub message: String,
    /// What the user can do, where that is known.
    pub advice: Option<&'static str>,
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            authority, message, ..
        } = self;
        match self.problem {
            CredentialProblem::Refused => {
                write!(f, "{authority} refused to issue a token: {message}")?
            }
            CredentialProblem::Unreachable => {
                write!(f, "{authority} cannot be reached for a token: {message}")?
            }
            CredentialProblem::Tls => write!(
                f,
                "the certificate of {authority} is not trusted: {message}"
            )?,
            CredentialProblem::Unavailable => write!(f, "{authority} issued no token: {message}")?,
            CredentialProblem::ClaimsChallenge => write!(
                f,
                "{authority} asks for more claims than a program can provide (conditional access or continuous access \
                 evaluation): {message}"
            )?,
        }
        match self.advice {
            Some(advice) if message.ends_with('.') => write!(f, " {advice}"),
            Some(advice) => write!(f, ". {advice}"),
            None => Ok(()),
        }
    }
}

/// The end of an operation's time, with the last thing that really happened.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// What was going on, such as `waiting for …`.
    pub doing: String,
    /// The whole time that was granted.
    pub timeout: Duration,
    /// How long the operation waited for its turn at the target, where it did.
    pub turn: Option<Duration>,
    /// The last error before the time ended.
    pub last: Option<Error>,
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the time limit of {} ended while {}",
            seconds(&self.timeout),
            self.doing
        )?;
        if let Some(turn) = self.turn.filter(|turn| turn.as_millis() > 0) {
            write!(
                f,
                "; {} of it went by waiting for other changes of the same target to finish",
                seconds(&turn)
            )?;
        }
        self.last
            .as_ref()
            .map_or(Ok(()), |last| write!(f, "; the last problem was: {last}"))
    }
}

/// A duration as users read it.
pub(super) fn seconds(duration: &Duration) -> String {
    match (duration.as_secs(), duration.subsec_millis()) {
        (seconds, 0) if seconds >= 60 && seconds % 60 == 0 => format!("{} min", seconds / 60),
        (0, millis) => format!("{millis} ms"),
        (seconds, _) => format!("{seconds} s"),
    }
}

//! How long the client waits between tries, and how often it tries.
//!
//! The defaults are what Azure is known to need; tests give shorter times.

use std::time::Duration;

/// Waiting times and attempt limits of one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pacing {
    /// The first wait before a request is repeated; each further one doubles.
    pub retry_base: Duration,
    /// The longest wait before a request is repeated, unless Azure asks for more.
    pub retry_cap: Duration,
    /// How often a request is repeated after 500, 502, 504 or a cut connection.
    pub transient_attempts: u32,
    /// How long such repeats may go on.
    pub transient_window: Duration,
    /// How long an unreachable host is tried again.
    pub unreachable_window: Duration,
    /// The wait between two looks at an operation, a server's state or a connection when Azure asks for no other.
    pub poll_interval: Duration,
    /// The shortest wait between two polls, whatever Azure asks for.
    pub poll_minimum: Duration,
    /// How long a reported success may take to show when the connection is read.
    pub confirm_window: Duration,
    /// How long one request may take. Resource providers have to answer within 60 s (ARM RPC, common API details).
    pub request_timeout: Duration,
    /// How long a list of connections serves reads of the same target.
    pub list_lifetime: Duration,
    /// How long before its end a token is replaced.
    pub token_margin: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        Pacing {
            retry_base: Duration::from_secs(2),
            retry_cap: Duration::from_secs(60),
            transient_attempts: 5,
            transient_window: Duration::from_secs(180),
            unreachable_window: Duration::from_secs(30),
            poll_interval: Duration::from_secs(10),
            poll_minimum: Duration::from_secs(1),
            confirm_window: Duration::from_secs(300),
            request_timeout: Duration::from_secs(100),
            list_lifetime: Duration::from_secs(30),
            token_margin: Duration::from_secs(300),
        }
    }
}

//! A fault: which requests, and what goes wrong with them. Armed by a scenario, by a program or
//! over the control path; the same fields everywhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::http_status::{some_status, status};
use super::values;
use super::{OperationStyle, Origin};

/// A fault to inject. The first one in order of registration that fits a request is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Name shown in the journal; a number when left out.
    #[serde(default)]
    pub name: Option<String>,
    /// HTTP method; every method when left out.
    #[serde(default, deserialize_with = "values::method")]
    pub method: Option<String>,
    /// Path pattern without regard to case; `*` stands for any text, `/` included.
    pub path: String,
    /// Matching requests to let pass first.
    #[serde(default)]
    pub skip: u32,
    /// Matching requests to hit after that; every one when left out.
    #[serde(default)]
    pub count: Option<u32>,
    /// What goes wrong.
    pub effect: FaultEffect,
}

/// What goes wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FaultEffect {
    /// This answer, and the request is never carried out.
    Respond {
        /// HTTP status, from 200.
        #[serde(deserialize_with = "status")]
        status: u16,
        /// Headers.
        #[serde(default, deserialize_with = "values::headers")]
        headers: BTreeMap<String, String>,
        /// Body: text is sent as it is, anything else as JSON.
        #[serde(default)]
        body: Option<Value>,
    },
    /// The request is carried out, and its answer is changed.
    Alter {
        /// Another status, from 200.
        #[serde(default, deserialize_with = "some_status")]
        status: Option<u16>,
        /// Headers to set, `content-type` included.
        #[serde(default, deserialize_with = "values::headers")]
        set_headers: BTreeMap<String, String>,
        /// Headers to leave out.
        #[serde(default, deserialize_with = "values::header_names")]
        remove_headers: Vec<String>,
        /// Another body: text is sent as it is, anything else as JSON.
        #[serde(default)]
        body: Option<Value>,
    },
    /// The request is carried out after a pause.
    Delay {
        /// Milliseconds.
        milliseconds: u64,
    },
    /// The connection is cut instead of an answer.
    Cut {
        /// Whether the request was carried out.
        when: CutMoment,
    },
    /// The request is carried out, and half of the body is missing.
    Truncate {},
    /// No answer, and the request is never carried out.
    Hang {},
    /// The request waits until the fault is lifted, and is then carried out.
    Pause {},
    /// A 401 that asks for a newer token with a claims challenge; the request is not carried out.
    ClaimsChallenge {
        /// Whether the claims' base64 is padded.
        #[serde(default = "padded")]
        padded: bool,
    },
    /// The request is carried out, and a byte order mark stands in front of the body.
    ByteOrderMark {},
    /// The request is sent elsewhere and never carried out.
    Redirect {
        /// HTTP status.
        #[serde(default = "temporary_redirect", deserialize_with = "status")]
        status: u16,
        /// Where the same path and query are to be asked for.
        origin: Origin,
    },
    /// The request is carried out; the addresses in its answer (`nextLink`, `Location`,
    /// `Azure-AsyncOperation`) lead to another host.
    Readdress {
        /// Where they lead.
        origin: Origin,
    },
    /// The request is carried out; the last page of a list has a `nextLink` all the same.
    LastLink {
        /// What stands there.
        link: LastLink,
    },
    /// The request is carried out; the long running operation that it starts is of another style.
    Operation(OperationStyle),
}

/// `nextLink` of a last page, which Azure leaves out in lists of connections (recorded).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastLink {
    /// `null`.
    Null,
    /// An empty text, which the rules forbid and services send (observed).
    Empty,
}

/// When a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutMoment {
    /// Before the request took effect.
    Before,
    /// After it took effect.
    After,
}

fn padded() -> bool {
    true
}

fn temporary_redirect() -> u16 {
    307
}

impl Fault {
    /// A fault for every request of a method whose path fits the pattern.
    #[must_use]
    pub fn on(method: &str, path: &str, effect: FaultEffect) -> Self {
        Self {
            name: None,
            method: Some(method.to_owned()),
            path: path.to_owned(),
            skip: 0,
            count: None,
            effect,
        }
    }

    /// Lets that many matching requests pass first.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Hits that many matching requests only.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }

    /// Sets the name shown in the journal.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..self
        }
    }
}

impl FaultEffect {
    /// An answer in place of the real one, without the request being carried out.
    #[must_use]
    pub fn respond(status: u16) -> Self {
        Self::Respond {
            status,
            headers: BTreeMap::new(),
            body: None,
        }
    }

    /// A Resource Manager error in place of the real answer.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = serde_json::json!({ "error": { "code": code, "message": message } });
        Self::Respond {
            status,
            headers: BTreeMap::new(),
            body: Some(body),
        }
    }

    /// Adds a header to `Respond` or `Alter`; other effects have none.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Self::Respond { headers, .. }
        | Self::Alter {
            set_headers: headers,
            ..
        } = &mut self
        {
            headers.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// Sets the body of `Respond` or `Alter`; other effects have none.
    #[must_use]
    pub fn with_body(mut self, text: impl Into<Value>) -> Self {
        if let Self::Respond { body, .. } | Self::Alter { body, .. } = &mut self {
            *body = Some(text.into());
        }
        self
    }

    /// Carries the request out and changes nothing yet; headers and body may follow.
    #[must_use]
    pub fn alter() -> Self {
        Self::Alter {
            status: None,
            set_headers: BTreeMap::new(),
            remove_headers: Vec::new(),
            body: None,
        }
    }
}

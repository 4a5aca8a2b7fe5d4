//! Faults on demand: which requests, and what goes wrong with them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use axum::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fault to inject. The first one in order of registration that fits a request is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Name shown in the journal; a number when left out.
    #[serde(default)]
    pub name: Option<String>,
    /// HTTP method; every method when left out.
    #[serde(default)]
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
        /// HTTP status.
        status: u16,
        /// Headers.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Body: text is sent as it is, anything else as JSON.
        #[serde(default)]
        body: Option<Value>,
    },
    /// The request is carried out, and its answer is changed.
    Alter {
        /// Another status.
        #[serde(default)]
        status: Option<u16>,
        /// Headers to set, `content-type` included.
        #[serde(default)]
        set_headers: BTreeMap<String, String>,
        /// Headers to leave out.
        #[serde(default)]
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
    Truncate,
    /// No answer, and the request is never carried out.
    Hang,
    /// A 401 that asks for a newer token with a claims challenge; the request is not carried out.
    ClaimsChallenge {
        /// Whether the claims' base64 is padded.
        #[serde(default = "padded")]
        padded: bool,
    },
}

fn padded() -> bool {
    true
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

/// Names a fault that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultId(pub u64);

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

    fn fits(&self, method: &Method, path: &str) -> bool {
        self.method
            .as_ref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && glob(&self.path.to_ascii_lowercase(), &path.to_ascii_lowercase())
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

/// Faults in force.
#[derive(Default)]
pub(crate) struct Faults {
    armed: Mutex<Armory>,
}

#[derive(Default)]
struct Armory {
    last: u64,
    faults: Vec<Armed>,
}

struct Armed {
    id: FaultId,
    fault: Fault,
    seen: u32,
}

/// A fault for one request.
pub(crate) struct Injected {
    pub(crate) name: String,
    pub(crate) effect: FaultEffect,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) -> FaultId {
        let mut armory = self.lock();
        armory.last += 1;
        let id = FaultId(armory.last);
        armory.faults.push(Armed { id, fault, seen: 0 });
        id
    }

    pub(crate) fn clear(&self) {
        self.lock().faults.clear();
    }

    pub(crate) fn all(&self) -> Vec<(FaultId, Fault)> {
        self.lock()
            .faults
            .iter()
            .map(|armed| (armed.id, armed.fault.clone()))
            .collect()
    }

    /// Counts the request and returns the fault that hits it.
    pub(crate) fn strike(&self, method: &Method, path: &str) -> Option<Injected> {
        for armed in &mut self.lock().faults {
            if !armed.fault.fits(method, path) {
                continue;
            }
            armed.seen += 1;
            let position = armed.seen;
            let (skip, count) = (armed.fault.skip, armed.fault.count);
            let last = count.map_or(u32::MAX, |count| skip.saturating_add(count));
            if position > skip && position <= last {
                let name = armed
                    .fault
                    .name
                    .clone()
                    .unwrap_or_else(|| armed.id.0.to_string());
                return Some(Injected {
                    name,
                    effect: armed.fault.effect.clone(),
                });
            }
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Armory> {
        self.armed
            .lock()
            .expect("no code panics while it holds the faults")
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.find(piece) {
            Some(at) => text = &text[at + piece.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glob_star_crosses_slashes() {
        assert!(glob(
            "*/privateendpointconnections/*",
            "/a/b/privateendpointconnections/c.d"
        ));
        assert!(glob("/a/*/c", "/a/b/b/c"));
        assert!(!glob("/a/*/c", "/a/b/b/d"));
        assert!(!glob("/a", "/a/b"));
    }

    #[test]
    fn fault_skips_then_hits_as_often_as_asked() {
        let faults = Faults::default();
        faults.add(Fault::on("GET", "*", FaultEffect::Hang).skip(1).times(2));
        let hits: Vec<bool> = (0..5)
            .map(|_| faults.strike(&Method::GET, "/x").is_some())
            .collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert!(faults.strike(&Method::PUT, "/x").is_none());
    }
}

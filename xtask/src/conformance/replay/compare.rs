//! Compares a recorded answer with a live one: status, names and values of headers, body.
//!
//! May differ: GUIDs, times and signatures (see `text`); the host; the region that served a poll;
//! and what the recordings say was cut: some headers, tenant and object ids, and of an exchange
//! whose status line was not caught the status and the remaining quota.

use std::fmt::Debug;

use serde_json::{Map, Value};

use super::recording::Response;
use super::text::{Texts, is_guid};

/// Headers that Azure sends on every answer and the recorder removes.
const REMOVED: [&str; 2] = ["x-ms-correlation-request-id", "x-ms-request-id"];
/// Headers that Azure sends on some answers and no recording has, and what only the transport needs.
const UNRECORDED: [&str; 3] = ["content-length", "retry-after", "x-ms-routing-request-id"];
/// Start of the headers with remaining quotas.
const QUOTA: &str = "x-ms-ratelimit-";
/// Names the caller, the region that served the request, and the operation.
const IDENTIFIER: &str = "x-ms-operation-identifier";

/// Compares the exchanges of one recording.
#[derive(Debug)]
pub struct Comparison {
    texts: Texts,
    /// Where the current exchange is, for messages.
    place: String,
    /// Statuses, headers and values compared so far.
    pub values: usize,
    /// What differs, one line each.
    pub differences: Vec<String>,
}

impl Comparison {
    /// Nothing compared yet.
    pub fn new(texts: Texts) -> Self {
        Self {
            texts,
            place: String::new(),
            values: 0,
            differences: Vec::new(),
        }
    }

    /// Compares one exchange; a poll may be served by another region.
    pub fn exchange(&mut self, place: &str, recorded: &Response, live: &Response, is_poll: bool) {
        place.clone_into(&mut self.place);
        if recorded.status.is_some() {
            self.check(
                "status",
                recorded.status == live.status,
                &recorded.status,
                &live.status,
            );
        }
        self.headers(recorded, live, is_poll);
        match (&recorded.body, &live.body) {
            (Some(recorded), Some(live)) => self.value("body", recorded, live),
            (recorded, live) => self.check("body", recorded == live, recorded, live),
        }
    }

    fn headers(&mut self, recorded: &Response, live: &Response, is_poll: bool) {
        for (name, value) in &recorded.headers {
            let Some(found) = live.headers.get(name) else {
                self.check(name, false, value, &"no such header");
                continue;
            };
            let agrees = match name.as_str() {
                "date" => date_form(value) == date_form(found),
                IDENTIFIER => identifiers_agree(value, found, is_poll),
                _ => self.texts.agree(value, found),
            };
            self.check(name, agrees, value, found);
        }
        for name in REMOVED {
            let sent = live.headers.contains_key(name);
            self.check(name, sent, &"removed", &"no such header");
        }
        for (name, value) in &live.headers {
            let was_cut = REMOVED.contains(&name.as_str())
                || UNRECORDED.contains(&name.as_str())
                || (recorded.status.is_none() && name.starts_with(QUOTA));
            if !recorded.headers.contains_key(name) && !was_cut {
                self.check(name, false, &"no such header", value);
            }
        }
    }

    fn value(&mut self, path: &str, recorded: &Value, live: &Value) {
        match (recorded, live) {
            (Value::Object(recorded), Value::Object(live)) => self.members(path, recorded, live),
            (Value::Array(recorded), Value::Array(live)) if recorded.len() == live.len() => {
                for (at, (recorded, live)) in recorded.iter().zip(live).enumerate() {
                    self.value(&format!("{path}[{at}]"), recorded, live);
                }
            }
            (Value::String(recorded), Value::String(live)) => {
                let agree = self.texts.agree(recorded, live);
                self.check(path, agree, recorded, live);
            }
            _ => self.check(path, recorded == live, recorded, live),
        }
    }

    fn members(&mut self, path: &str, recorded: &Map<String, Value>, live: &Map<String, Value>) {
        for (name, value) in recorded {
            let path = format!("{path}.{name}");
            match live.get(name) {
                Some(found) => self.value(&path, value, found),
                None => self.check(&path, false, value, &"no such member"),
            }
        }
        for (name, value) in live
            .iter()
            .filter(|(name, _)| !recorded.contains_key(*name))
        {
            self.check(&format!("{path}.{name}"), false, &"no such member", value);
        }
    }

    fn check(&mut self, what: &str, agrees: bool, recorded: &dyn Debug, live: &dyn Debug) {
        self.values += 1;
        if !agrees {
            let (recorded, live) = (shown(recorded), shown(live));
            let place = &self.place;
            self.differences.push(format!(
                "{place}: {what}: Azure {recorded}, simulator {live}"
            ));
        }
    }
}

/// A value for a message, cut where it is a signed address.
fn shown(value: &dyn Debug) -> String {
    const LONGEST: usize = 300;
    let text = format!("{value:?}");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// `tenantId=…,objectId=…/<region>/<guid>`, ids cut in the recordings.
fn identifiers_agree(recorded: &str, live: &str, is_poll: bool) -> bool {
    let (recorded, live): (Vec<_>, Vec<_>) =
        (recorded.split('/').collect(), live.split('/').collect());
    let ([_, recorded_region, _], [caller, region, operation]) = (&recorded[..], &live[..]) else {
        return false;
    };
    let named = caller.strip_prefix("tenantId=");
    let ids = named.and_then(|rest| rest.split_once(",objectId="));
    ids.is_some_and(|(tenant, object)| is_guid(tenant) && is_guid(object))
        && is_guid(operation)
        && (is_poll || recorded_region == region)
}

/// A date with `0` for digits and `a` for letters.
fn date_form(text: &str) -> String {
    let form = |c: char| match c {
        _ if c.is_ascii_digit() => '0',
        _ if c.is_ascii_alphabetic() => 'a',
        _ => c,
    };
    text.chars().map(form).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CALLER: &str = "tenantId=c9a0f1b2-63d4-4e8a-8f15-2b7c90d1e6a3,objectId=e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214";
    const GUID: &str = "9a60b766-5d7d-45c7-9843-99c57d22289f";

    fn response(status: u16, headers: &[(&str, &str)], body: Value) -> Response {
        let always = REMOVED.iter().map(|name| (*name, GUID));
        let headers = headers.iter().copied().chain(always);
        Response {
            status: Some(status),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: Some(body),
        }
    }

    fn differences(recorded: &Response, live: &Response) -> Vec<String> {
        let mut comparison = Comparison::new(Texts::new("https://a", "https://b"));
        comparison.exchange("GET", recorded, live, false);
        comparison.differences
    }

    #[test]
    fn status_headers_and_body_must_agree() {
        let headers = [("pragma", "no-cache")];
        let recorded = response(200, &headers, json!({ "a": [1, { "b": "x" }] }));
        assert_eq!(differences(&recorded, &recorded.clone()), [""; 0]);
        for (live, place) in [
            (
                response(201, &headers, json!({ "a": [1, { "b": "x" }] })),
                "status",
            ),
            (
                response(200, &[], json!({ "a": [1, { "b": "x" }] })),
                "pragma",
            ),
            (
                response(200, &headers, json!({ "a": [1, { "b": "y" }] })),
                "body.a[1].b",
            ),
            (
                response(200, &headers, json!({ "a": [2, { "b": "x" }] })),
                "body.a[0]",
            ),
            (response(200, &headers, json!({ "a": [1] })), "body.a"),
            (response(200, &headers, json!({})), "body.a"),
            (
                response(200, &headers, json!({ "a": [1, { "b": "x" }], "c": null })),
                "body.c",
            ),
            (
                response(
                    200,
                    &[("pragma", "no-cache"), ("x-new", "1")],
                    json!({ "a": [1, { "b": "x" }] }),
                ),
                "x-new",
            ),
        ] {
            let found = differences(&recorded, &live);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(
                found[0].starts_with(&format!("GET: {place}: ")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_body_must_be_there_exactly_when_it_was_recorded() {
        let recorded = response(200, &[], json!({}));
        let mut live = recorded.clone();
        live.body = None;
        assert_eq!(differences(&recorded, &live).len(), 1);
        assert_eq!(differences(&live, &recorded).len(), 1);
    }

    #[test]
    fn headers_that_the_recorder_removes_may_come_and_quotas_only_without_a_status_line() {
        let mut recorded = response(200, &[], json!({}));
        let cut = response(
            200,
            &[("retry-after", "1"), ("content-length", "2")],
            json!({}),
        );
        assert_eq!(differences(&recorded, &cut), [""; 0]);
        let quota = response(
            201,
            &[("x-ms-ratelimit-remaining-subscription-writes", "799")],
            json!({}),
        );
        assert_eq!(differences(&recorded, &quota).len(), 2);
        recorded.status = None;
        assert_eq!(differences(&recorded, &quota), [""; 0]);
    }

    #[test]
    fn headers_that_azure_always_sends_must_come_though_no_recording_has_them() {
        let recorded = response(200, &[], json!({}));
        let mut live = recorded.clone();
        live.headers.clear();
        assert_eq!(differences(&recorded, &live).len(), 2 * REMOVED.len());
        let mut as_recorded = recorded.clone();
        as_recorded.headers.clear();
        assert_eq!(differences(&as_recorded, &live).len(), REMOVED.len());
    }

    #[test]
    fn identifier_keeps_its_region_but_for_polls() {
        let recorded = "tenantId=...,objectId=.../canadacentral/<guid>";
        let here = format!("{CALLER}/canadacentral/{GUID}");
        let there = format!("{CALLER}/uksouth/{GUID}");
        assert!(identifiers_agree(recorded, &here, false));
        assert!(!identifiers_agree(recorded, &there, false));
        assert!(identifiers_agree(recorded, &there, true));
        assert!(!identifiers_agree(
            recorded,
            "tenantId=,objectId=/canadacentral/1",
            true
        ));
    }

    #[test]
    fn date_is_compared_by_its_form() {
        let recorded = response(200, &[("date", "Thu, 16 Apr 2026 21:35:51 GMT")], json!({}));
        let live = response(200, &[("date", "Tue, 24 Nov 2026 05:40:00 GMT")], json!({}));
        assert_eq!(differences(&recorded, &live), [""; 0]);
        let other = response(200, &[("date", "2026-11-24T05:40:00Z")], json!({}));
        assert_eq!(differences(&recorded, &other).len(), 1);
    }
}

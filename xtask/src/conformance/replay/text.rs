//! What may differ between two texts that mean the same: GUIDs, times, the host, signatures.
//!
//! GUIDs and times may be others, but consistently: one of the recording stands for the same one
//! of the simulator everywhere in a recording.

use std::collections::BTreeMap;

/// Query parameters that sign an address.
const SIGNATURE: [&str; 4] = ["t", "c", "s", "h"];

/// Compares texts, and remembers what stands for what.
#[derive(Debug, Default)]
pub struct Texts {
    /// Host of the recorded addresses, and of the live ones.
    hosts: (String, String),
    stands_for: BTreeMap<String, String>,
    /// The recorded GUID of a live one.
    meant_by: BTreeMap<String, String>,
}

impl Texts {
    /// For a recording of one host that is replayed to another, such as `https://localhost:8443`.
    pub fn new(recorded_host: &str, live_host: &str) -> Self {
        Self {
            hosts: (recorded_host.to_owned(), live_host.to_owned()),
            stands_for: BTreeMap::new(),
            meant_by: BTreeMap::new(),
        }
    }

    /// Whether a live text says what the recorded one says.
    pub fn agree(&mut self, recorded: &str, live: &str) -> bool {
        let (recorded_host, live_host) = &self.hosts;
        if let Some(recorded) = recorded.strip_prefix(recorded_host.as_str()) {
            let Some(live) = live.strip_prefix(live_host.as_str()) else {
                return false;
            };
            let (recorded, live) = (recorded.to_owned(), live.to_owned());
            return self.addresses_agree(&recorded, &live);
        }
        if let Some(form) = time_form(recorded) {
            return time_form(live) == Some(form) && self.stand_for_each_other(recorded, live);
        }
        self.pieces_agree(recorded, live)
    }

    /// Addresses without their host: path, names of the query and all values but signatures.
    fn addresses_agree(&mut self, recorded: &str, live: &str) -> bool {
        let (recorded_path, recorded_query) = recorded.split_once('?').unwrap_or((recorded, ""));
        let (live_path, live_query) = live.split_once('?').unwrap_or((live, ""));
        let mut live_pairs = live_query.split('&');
        let queries_agree = recorded_query.split('&').all(|recorded| {
            let live = live_pairs.next().unwrap_or_default();
            recorded == live || both_sign(recorded, live)
        });
        queries_agree && live_pairs.next().is_none() && self.pieces_agree(recorded_path, live_path)
    }

    fn pieces_agree(&mut self, recorded: &str, live: &str) -> bool {
        let (recorded, live) = (pieces(recorded), pieces(live));
        recorded.len() == live.len()
            && recorded.iter().zip(&live).all(|(recorded, live)| {
                if is_guid(recorded) && is_guid(live) {
                    // No two recorded ones may stand for the same live one either.
                    let known = self.meant_by.entry((*live).to_owned());
                    known.or_insert_with(|| (*recorded).to_owned()) == recorded
                        && self.stand_for_each_other(recorded, live)
                } else {
                    recorded == live
                }
            })
    }

    fn stand_for_each_other(&mut self, recorded: &str, live: &str) -> bool {
        let known = self.stands_for.entry(recorded.to_owned());
        known.or_insert_with(|| live.to_owned()) == live
    }
}

/// Both are the same signature parameter with a value.
fn both_sign(recorded: &str, live: &str) -> bool {
    match (recorded.split_once('='), live.split_once('=')) {
        (Some((recorded, _)), Some((live, value))) => {
            recorded == live && SIGNATURE.contains(&live) && !value.is_empty()
        }
        _ => false,
    }
}

/// A text in pieces that are GUIDs or hold none.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        match text.get(at..at + GUID_LENGTH).filter(|part| is_guid(part)) {
            Some(guid) => {
                pieces.extend([&text[start..at], guid]);
                at += GUID_LENGTH;
                start = at;
            }
            None => at += 1,
        }
    }
    pieces.push(&text[start..]);
    pieces
}

const GUID_LENGTH: usize = 36;

/// Whether a text is one GUID in lower case.
pub fn is_guid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    text.len() == GUID_LENGTH && text.bytes().enumerate().all(fits)
}

/// How a point in time is written, with `0` for every digit and no fraction, whose length varies
/// because zeros at its end are dropped; nothing for another text.
fn time_form(text: &str) -> Option<String> {
    let zeros: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let rest = zeros.strip_prefix("0000-00-00T00:00:00")?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    Some(zone.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "9a60b766-5d7d-45c7-9843-99c57d22289f";
    const ONE_MORE: &str = "d41b656a-4bca-4058-9527-30cad5bd7b0d";
    const OTHER: &str = "dde06804-0bce-40c3-845e-082040565f37";

    fn texts() -> Texts {
        Texts::new("https://management.azure.com", "https://localhost:1")
    }

    #[test]
    fn a_guid_may_be_another_one_but_the_same_everywhere() {
        let mut texts = texts();
        assert!(texts.agree(&format!("a/{ONE}/b"), &format!("a/{OTHER}/b")));
        assert!(texts.agree(ONE, OTHER));
        assert!(!texts.agree(ONE, ONE), "it stood for another one before");
        assert!(
            !texts.agree(ONE_MORE, OTHER),
            "another one stood for it before"
        );
        assert!(!texts.agree(&format!("a/{ONE}"), &format!("b/{OTHER}")));
        assert!(!texts.agree(ONE, "no guid"));
    }

    #[test]
    fn a_time_may_be_another_one_in_the_same_form() {
        let mut texts = texts();
        assert!(texts.agree("2026-04-16T21:35:52.927Z", "2026-11-24T05:00:00.5Z"));
        assert!(
            !texts.agree("2026-04-16T21:35:52.927Z", "2026-11-24T05:00:01Z"),
            "it stood for another one"
        );
        assert!(!texts.agree("2026-04-16T21:35:53Z", "2026-11-24T05:00:00+00:00"));
        assert!(!texts.agree("2026-04-16T21:35:54Z", "yesterday"));
    }

    #[test]
    fn addresses_differ_in_host_and_signature_alone() {
        let mut texts = texts();
        let recorded = "https://management.azure.com/x?api-version=1&t=1&c=MIIH...&s=...";
        assert!(texts.agree(recorded, "https://localhost:1/x?api-version=1&t=9&c=A&s=B"));
        for live in [
            "https://localhost:1/y?api-version=1&t=9&c=A&s=B",
            "https://localhost:1/x?api-version=2&t=9&c=A&s=B",
            "https://localhost:1/x?api-version=1&t=9&c=A",
            "https://localhost:1/x?api-version=1&t=9&c=A&s=B&h=C",
            "https://localhost:1/x?api-version=1&t=9&c=A&s=",
            "https://management.azure.com/x?api-version=1&t=9&c=A&s=B",
        ] {
            assert!(!texts.agree(recorded, live), "{live}");
        }
    }

    #[test]
    fn any_other_text_is_compared_to_the_letter() {
        let mut texts = texts();
        assert!(texts.agree("Ready", "Ready"));
        assert!(!texts.agree("Ready", "ready"));
        assert!(!texts.agree("", "None"));
    }
}

//! Values that would make no sense, refused where they are read.

use std::collections::BTreeMap;

use axum::http::{HeaderName, HeaderValue};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use uuid::Uuid;

/// Methods that Resource Manager and clients of it use.
const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"];
/// Words for the end of an operation, of which Azure writes one in two ways.
const OUTCOMES: [&str; 5] = ["Succeeded", "Completed", "Failed", "Canceled", "Cancelled"];
/// Most endpoints that one table stands for.
const MOST_ENDPOINTS: u32 = 10_000;

type Read<'de, T, D> = Result<T, <D as Deserializer<'de>>::Error>;

/// Reads a value and refuses it for the reason that a check gives.
pub(super) fn checked<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    check: impl FnOnce(&T) -> Result<(), String>,
) -> Read<'de, T, D> {
    let value = T::deserialize(deserializer)?;
    check(&value).map_err(D::Error::custom)?;
    Ok(value)
}

/// Reads the method of a fault.
pub(super) fn method<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Option<String>, D> {
    checked(d, |method: &Option<String>| one_of(method, &METHODS))
}

/// Reads the outcome of an operation.
pub(super) fn outcome<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Option<String>, D> {
    checked(d, |outcome: &Option<String>| one_of(outcome, &OUTCOMES))
}

fn one_of(word: &Option<String>, known: &[&str]) -> Result<(), String> {
    match word {
        Some(word) if !known.iter().any(|known| known.eq_ignore_ascii_case(word)) => {
            Err(format!("`{word}` is none of {}", known.join(", ")))
        }
        _ => Ok(()),
    }
}

/// Reads headers to set.
pub(super) fn headers<'de, D: Deserializer<'de>>(d: D) -> Read<'de, BTreeMap<String, String>, D> {
    checked(d, |headers: &BTreeMap<String, String>| {
        headers.iter().try_for_each(|(name, value)| {
            header_name(name)?;
            HeaderValue::try_from(value).map(drop).map_err(|_| {
                format!(
                    "the header {name} cannot have the value `{}`",
                    value.escape_debug()
                )
            })
        })
    })
}

/// Reads names of headers.
pub(super) fn header_names<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Vec<String>, D> {
    checked(d, |names: &Vec<String>| {
        names.iter().try_for_each(|name| header_name(name))
    })
}

fn header_name(name: &str) -> Result<(), String> {
    HeaderName::try_from(name)
        .map(drop)
        .map_err(|_| format!("`{}` is no name of a header", name.escape_debug()))
}

/// Reads a GUID.
pub(super) fn guid<'de, D: Deserializer<'de>>(d: D) -> Read<'de, String, D> {
    checked(d, |text: &String| is_guid(text))
}

/// Reads a GUID that may be left out.
pub(super) fn some_guid<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Option<String>, D> {
    guid(d).map(Some)
}

/// Whether a text is a GUID in the form that Azure writes.
pub(super) fn is_guid(text: &str) -> Result<(), String> {
    match Uuid::parse_str(text) {
        Ok(id) if id.hyphenated().to_string().eq_ignore_ascii_case(text) => Ok(()),
        _ => Err(format!("`{text}` is not a GUID")),
    }
}

/// Reads actions of which there must be one at least.
pub(super) fn actions<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Vec<String>, D> {
    checked(d, |actions: &Vec<String>| match actions.is_empty() {
        true => Err("there are no actions".to_owned()),
        false => Ok(()),
    })
}

/// Reads the type of a resource.
pub(super) fn resource_type<'de, D: Deserializer<'de>>(d: D) -> Read<'de, String, D> {
    checked(d, |text: &String| {
        if text.split('/').count() > 1 && text.split('/').all(|part| !part.is_empty()) {
            return Ok(());
        }
        Err(format!(
            "`{text}` is no resource type such as `Microsoft.Network/privateEndpoints`"
        ))
    })
}

/// Reads how long tokens live.
pub(super) fn lifetime<'de, D: Deserializer<'de>>(d: D) -> Read<'de, u32, D> {
    checked(d, |seconds: &u32| match seconds {
        0 => Err("a token has to live for a second at least".to_owned()),
        _ => Ok(()),
    })
}

/// Reads how many endpoints a table stands for.
pub(super) fn count<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Option<u32>, D> {
    checked(d, |count: &Option<u32>| match count {
        Some(count) if !(1..=MOST_ENDPOINTS).contains(count) => Err(format!(
            "`count = {count}` is not between 1 and {MOST_ENDPOINTS}"
        )),
        _ => Ok(()),
    })
}

/// Reads the issuer of tokens.
pub(super) fn issuer<'de, D: Deserializer<'de>>(d: D) -> Read<'de, Spanned<String>, D> {
    checked(d, |issuer: &Spanned<String>| {
        let text = issuer.get_ref();
        match url::Url::parse(text) {
            Ok(url) if url.scheme() == "https" => Ok(()),
            _ => Err(format!("the issuer `{text}` is no https address")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;
    use super::super::checks::tests::{SMALL, refused, small_with};

    const SECRET: &str = "client_secret = \"simulated-secret\"";

    fn fault(more: &str) -> String {
        small_with(&format!("[[fault]]\npath = \"*\"\n{more}"))
    }

    fn effect(effect: &str) -> String {
        fault(&format!("effect = {{ {effect} }}"))
    }

    #[test]
    fn effect_without_keys_takes_none() {
        for kind in ["truncate", "hang", "pause", "byte-order-mark"] {
            assert!(Scenario::parse(&effect(&format!("kind = \"{kind}\""))).is_ok());
            let (message, line) = refused(&effect(&format!("kind = \"{kind}\", x = 1")));
            assert!(message.contains("unknown field `x`"), "{message}");
            assert!(line.starts_with("effect ="), "{line}");
        }
    }

    #[test]
    fn value_of_a_fault_that_makes_no_sense_is_refused() {
        let method = |method| {
            fault(&format!(
                "method = \"{method}\"\neffect = {{ kind = \"hang\" }}"
            ))
        };
        for known in ["get", "Options", "DELETE"] {
            assert!(Scenario::parse(&method(known)).is_ok(), "{known}");
        }
        let (message, line) = refused(&method("GTE"));
        assert!(message.contains("`GTE` is none of GET"), "{message}");
        assert_eq!(line, "method = \"GTE\"");
        for (wrong, reason) in [
            (
                "kind = \"respond\", status = 200, headers = { \"a b\" = \"c\" }",
                "`a b` is no name",
            ),
            (
                "kind = \"respond\", status = 200, headers = { a = \"b\\nc\" }",
                "cannot have the value `b\\nc`",
            ),
            (
                "kind = \"alter\", set_headers = { \"\" = \"c\" }",
                "`` is no name",
            ),
            (
                "kind = \"alter\", remove_headers = [\"a:\"]",
                "`a:` is no name",
            ),
            ("kind = \"redirect\", origin = \"https://\"", "an address"),
            (
                "kind = \"operation\", outcome = \"Succeded\"",
                "`Succeded` is none of Succeeded",
            ),
        ] {
            let (message, line) = refused(&effect(wrong));
            assert!(message.contains(reason), "{wrong}: {message}");
            assert!(line.starts_with("effect ="), "{line}");
        }
        assert!(Scenario::parse(&effect("kind = \"operation\", outcome = \"canceled\"")).is_ok());
    }

    #[test]
    fn value_of_a_principal_that_makes_no_sense_is_refused_with_its_line() {
        let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
        for (old, new, reason) in [
            (SECRET, "client_secret = \"\"", "a secret must not be empty"),
            (object, "object_id = \"o\"", "`o` is not a GUID"),
            (SECRET, "tenant_id = \"t\"", "`t` is not a GUID"),
            (
                "federated_credentials = [",
                "federated_credentials = [{ issuer = \"http://i\", subject = \"s\" },",
                "`http://i` is no https address",
            ),
        ] {
            let (message, line) = refused(&SMALL.replacen(old, new, 1));
            assert!(message.contains(reason), "{message}");
            assert_eq!(line, new);
        }
    }

    #[test]
    fn other_values_that_make_no_sense_are_refused_with_their_line() {
        for (table, wrong, reason) in [
            (
                "[[deny_assignment]]\nname = \"a\"",
                "actions = []",
                "there are no actions",
            ),
            (
                "[[policy]]\nname = \"a\"",
                "resource_type = \"servers\"",
                "no resource type",
            ),
            ("[github_actions]", "token_seconds = 0", "live for a second"),
            (
                "[azure_pipelines]",
                "token_seconds = 0",
                "live for a second",
            ),
        ] {
            let (message, line) = refused(&small_with(&format!("{table}\n{wrong}")));
            assert!(message.contains(reason), "{message}");
            assert_eq!(line, wrong);
        }
        let (message, line) = refused(&SMALL.replace("retry_after = 1", "token_seconds = 0"));
        assert!(message.contains("live for a second"), "{message}");
        assert_eq!(line, "token_seconds = 0");
        let guid = "connection = { guid = \"1\" }";
        let (message, line) =
            refused(&SMALL.replace("connection = { status = \"Pending\" }", guid));
        assert_eq!(
            (message.as_str(), line.as_str()),
            ("`1` is not a GUID", guid)
        );
    }
}

//! Names that Azure would take: Resource Manager's naming rules, and the server's pattern in the
//! service's definitions.

use serde::Deserializer;
use toml::Spanned;

use super::values::checked;

type Name<'de, D> = Result<Spanned<String>, <D as Deserializer<'de>>::Error>;

/// Longest name of most resources.
const LONGEST: usize = 90;

/// Reads the name of a server.
pub(super) fn server<'de, D: Deserializer<'de>>(deserializer: D) -> Name<'de, D> {
    read(deserializer, |name| {
        let parts = name
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        let fits = (3..=63).contains(&name.len()) && parts;
        fits.then_some(())
            .ok_or("3 to 63 letters and digits, with single hyphens between them")
    })
}

/// Reads the name of a resource group.
pub(super) fn group<'de, D: Deserializer<'de>>(deserializer: D) -> Name<'de, D> {
    read(deserializer, |name| {
        let inside = |c: char| c.is_alphanumeric() || "_-.()".contains(c);
        let fits = long_enough(name, LONGEST) && name.chars().all(inside) && !name.ends_with('.');
        fits.then_some(())
            .ok_or("1 to 90 letters, digits and `_-.()`, without a period at its end")
    })
}

/// Reads the name of a private endpoint.
pub(super) fn endpoint<'de, D: Deserializer<'de>>(deserializer: D) -> Name<'de, D> {
    read(deserializer, |name| {
        is_endpoint(name).then_some(()).ok_or(ENDPOINT)
    })
}

/// What the name of a private endpoint is made of.
pub(super) const ENDPOINT: &str = "2 to 64 letters, digits and `_-.`, with a letter or digit first and a letter, digit or `_` last";

/// Whether a private endpoint can have this name.
pub(super) fn is_endpoint(name: &str) -> bool {
    let bytes = name.as_bytes();
    let inside = |b: &u8| b.is_ascii_alphanumeric() || b"_-.".contains(b);
    (2..=64).contains(&bytes.len())
        && bytes.iter().all(inside)
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .last()
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Reads the name of anything else that is a part of ids.
pub(super) fn segment<'de, D: Deserializer<'de>>(deserializer: D) -> Name<'de, D> {
    read(deserializer, |name| {
        let inside = |c: char| c != '/' && !c.is_control();
        let fits = long_enough(name, LONGEST) && name.chars().all(inside);
        fits.then_some(())
            .ok_or("1 to 90 characters without a slash")
    })
}

fn long_enough(name: &str, longest: usize) -> bool {
    (1..=longest).contains(&name.chars().count())
}

fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
    check: impl FnOnce(&str) -> Result<(), &'static str>,
) -> Name<'de, D> {
    checked(deserializer, |name: &Spanned<String>| {
        let text = name.get_ref();
        check(text).map_err(|rule| format!("`{}` is no such name: {rule}", text.escape_debug()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;
    use super::super::checks::tests::{SMALL, refused, small_with};

    #[test]
    fn name_that_azure_would_not_take_is_refused_with_its_line() {
        let (long, longest) = ("a".repeat(64), "a".repeat(91));
        let cases: [(&str, &[&str]); 3] = [
            (
                "pg-orders",
                &["", "pg", "pg--x", "-pg", "pg-", "pg_x", "pg/x", &long],
            ),
            ("rg-apps", &["", "rg/x", "rg x", "rg.", &longest]),
            (
                "pe-batch",
                &["", "p", "pe/x", "pe x", ".pe", "pe-", &longest],
            ),
        ];
        for (old, names) in cases {
            for name in names {
                let line = format!("name = \"{name}\"");
                let text = SMALL.replace(&format!("name = \"{old}\""), &line);
                let (message, at) = refused(&text);
                assert!(message.contains("is no such name: "), "{message}");
                assert_eq!(at, line);
            }
        }
        for name in ["", "a/b"] {
            let lock = format!("[[lock]]\nlevel = \"ReadOnly\"\nname = \"{name}\"");
            assert!(refused(&small_with(&lock)).0.contains("without a slash"));
        }
    }

    #[test]
    fn name_that_azure_would_take_is_taken() {
        for (old, name) in [
            ("pe-batch", "pe.a-b_c_"),
            ("pe-batch", "0p"),
            ("pe-web", "PE-9"),
        ] {
            let text = SMALL.replace(&format!("\"{old}\""), &format!("\"{name}\""));
            assert!(Scenario::parse(&text).is_ok(), "{name}");
        }
        for (old, name) in [("rg-data", "RG_(ä).x"), ("pg-orders", "9Pg-x-1")] {
            let text = SMALL.replace(&format!("\"{old}\""), &format!("\"{name}\""));
            assert!(Scenario::parse(&text).is_ok(), "{name}");
        }
    }
}

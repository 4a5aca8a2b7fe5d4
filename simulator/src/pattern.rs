//! Patterns of paths and of provider operations.

/// Whether a whole text fits a pattern, in any case; each `*` stands for any run of characters,
/// slashes included.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.split_once(piece) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_stands_for_any_run_of_characters() {
        for (pattern, text) in [
            ("*", "a/b/delete"),
            ("*/read", "Microsoft.A/b/c/Read"),
            ("Microsoft.A/*", "microsoft.a/b/write"),
            (
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/locks/write",
            ),
            (
                "*/privateEndpointConnections/*",
                "/a/b/privateendpointconnections/c.d",
            ),
            ("a/b", "A/B"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn pattern_covers_the_whole_text() {
        for (pattern, text) in [
            ("*/read", "a/b/readmore"),
            ("a/b", "a/b/c"),
            ("/a/*/c", "/a/b/b/d"),
            ("a/*/b/*/c", "a/x/c"),
            ("ab*ba", "aba"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}

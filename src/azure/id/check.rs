//! Which segment of a text keeps it from being an id, and how that is told to users.

/// Segments before the first resource type: `subscriptions`, its id, `resourceGroups`, its name,
/// `providers`, and the namespace.
pub(super) const SCOPE_SEGMENTS: usize = 6;

/// Why a text is not the id that was wanted. Its [`Display`](fmt::Display) is complete and meant for users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{input}\" {problem}")]
pub struct IdError {
    pub(super) input: String,
    pub(super) problem: IdProblem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum IdProblem {
    #[error("is not an Azure resource id: it must start with \"/subscriptions/\"")]
    NoLeadingSlash,
    #[error("is not an Azure resource id: segment {position} is empty, expected {expected}")]
    Empty {
        position: usize,
        expected: &'static str,
    },
    #[error(
        "is not an Azure resource id: segment {position} is \"{found}\", expected \"{expected}\""
    )]
    Keyword {
        position: usize,
        found: String,
        expected: &'static str,
    },
    #[error(
        "is not an Azure resource id: it ends after segment {position}, expected {expected} to follow"
    )]
    TooShort {
        position: usize,
        expected: &'static str,
    },
    #[error(
        "is not an Azure resource id: segment {position} (\"{found}\") holds a character that no id can have"
    )]
    Character { position: usize, found: String },
    #[error(
        "is the id of an extension resource: segment {position} is a second \"providers\", expected a resource type"
    )]
    Extension { position: usize },
    #[error(
        "is the id of a private endpoint (the consumer's side); expected the id of a connection, which belongs to \
         the target resource: <target id>/privateEndpointConnections/<connection name>"
    )]
    PrivateEndpoint,
    #[error(
        "is the id of a {resource_type}; expected the id of one of its connections: \
         <that id>/privateEndpointConnections/<connection name>"
    )]
    NotAConnection { resource_type: String },
}

/// Checks all segments from the left, so that the first wrong one is reported.
pub(super) fn check_segments(segments: &[String]) -> Result<(), IdProblem> {
    for (index, segment) in segments.iter().enumerate() {
        let (position, expected) = (index + 1, expected_at(index));
        if segment.is_empty() {
            return Err(IdProblem::Empty { position, expected });
        }
        if segment == "."
            || segment == ".."
            || segment.trim() != segment
            || segment.contains(is_forbidden)
        {
            return Err(IdProblem::Character {
                position,
                found: segment.clone(),
            });
        }
        match keyword_at(index) {
            Some(word) if !segment.eq_ignore_ascii_case(word) => {
                return Err(IdProblem::Keyword {
                    position,
                    found: segment.clone(),
                    expected: word,
                });
            }
            None if is_kind(index) && segment.eq_ignore_ascii_case("providers") => {
                return Err(IdProblem::Extension { position });
            }
            _ => {}
        }
    }
    let next = segments.len();
    if next < SCOPE_SEGMENTS + 2 || !is_kind(next) {
        return Err(IdProblem::TooShort {
            position: next,
            expected: expected_at(next),
        });
    }
    Ok(())
}

fn is_kind(index: usize) -> bool {
    index >= SCOPE_SEGMENTS && index.is_multiple_of(2)
}

fn keyword_at(index: usize) -> Option<&'static str> {
    match index {
        0 => Some("subscriptions"),
        2 => Some("resourceGroups"),
        4 => Some("providers"),
        _ => None,
    }
}

fn expected_at(index: usize) -> &'static str {
    match index {
        0 => "\"subscriptions\"",
        1 => "a subscription id",
        2 => "\"resourceGroups\"",
        3 => "a resource group name",
        4 => "\"providers\"",
        5 => "a provider namespace such as \"Microsoft.DBforPostgreSQL\"",
        _ if is_kind(index) => "a resource type",
        _ => "a resource name",
    }
}

/// Characters that Resource Manager allows in no name, and that would change the meaning of a request's path.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '<' | '>' | '%' | '&' | '\\' | '?' | '#' | '"')
}

#[cfg(test)]
mod tests {
    use super::super::resource::ResourceId;

    const SERVER: &str =
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";

    fn message(text: &str) -> String {
        ResourceId::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_wrong_segment_is_named_with_what_was_expected() {
        assert!(message("pg").contains("must start with \"/subscriptions/\""));
        assert!(
            message("/subscription/S")
                .contains("segment 1 is \"subscription\", expected \"subscriptions\"")
        );
        assert!(
            message("/subscriptions//resourceGroups/G")
                .contains("segment 2 is empty, expected a subscription id")
        );
        assert!(
            message("/subscriptions/S/resourceGroups/G")
                .contains("ends after segment 4, expected \"providers\"")
        );
        assert!(
            message(&format!("{SERVER}/")).contains("segment 9 is empty, expected a resource type")
        );
        assert!(
            message(&format!("{SERVER}/x"))
                .contains("ends after segment 9, expected a resource name")
        );
        assert!(message(&SERVER.replace("pg", "p?g")).contains("segment 8 (\"p?g\")"));
        assert!(message(&format!("{SERVER}/providers/Microsoft.X")).contains("extension resource"));
    }

    #[test]
    fn a_dotted_segment_cannot_climb_out_of_its_path() {
        assert!(message(&SERVER.replace("pg", "..")).contains("segment 8"));
    }
}

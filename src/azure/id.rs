//! Ids of Azure Resource Manager resources: parsed into segments, compared without regard to case.
//!
//! Resource Manager accepts ids in any casing and services echo the casing of whoever asked last,
//! so two spellings of one id are equal here while the text that was given is kept.
//! Whether a resource exists, and whether its type is supported, is not decided here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The child type under which every Private Link target lists its connections.
pub(crate) const CONNECTIONS: &str = "privateEndpointConnections";

/// The consumer's side of Private Link, whose ids are often given where a connection's is wanted.
const PRIVATE_ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";

/// Segments before the first resource type: `subscriptions`, its id, `resourceGroups`, its name,
/// `providers`, and the namespace.
const SCOPE_SEGMENTS: usize = 6;

/// The id of a resource in a resource group:
/// `/subscriptions/{id}/resourceGroups/{name}/providers/{namespace}/{type}/{name}[/{type}/{name}…]`.
///
/// Equality, order and hash disregard case; [`Display`](fmt::Display) and [`ResourceId::as_str`]
/// give the original spelling.
#[derive(Clone)]
pub struct ResourceId(Arc<Parts>);

/// The original spelling, the one that all spellings share, and the segments between slashes.
struct Parts {
    text: String,
    folded: String,
    segments: Vec<String>,
}

impl ResourceId {
    /// Parses an id.
    ///
    /// # Errors
    /// When the text is not an id of the form above; the error names the segment that is wrong
    /// and what was expected there.
    pub fn parse(text: &str) -> Result<ResourceId, IdError> {
        let fail = |problem| IdError {
            input: text.to_owned(),
            problem,
        };
        let Some(rest) = text.strip_prefix('/') else {
            return Err(fail(IdProblem::NoLeadingSlash));
        };
        let segments: Vec<String> = rest.split('/').map(str::to_owned).collect();
        check_segments(&segments).map_err(fail)?;
        Ok(Self::from_segments(segments))
    }

    fn from_segments(segments: Vec<String>) -> ResourceId {
        let text = format!("/{}", segments.join("/"));
        let folded = text.to_lowercase();
        ResourceId(Arc::new(Parts {
            text,
            folded,
            segments,
        }))
    }

    /// The subscription's id, as spelled.
    pub fn subscription_id(&self) -> &str {
        &self.0.segments[1]
    }

    /// The resource group's name, as spelled.
    pub fn resource_group(&self) -> &str {
        &self.0.segments[3]
    }

    /// The provider's namespace, such as `Microsoft.DBforPostgreSQL`, as spelled.
    pub fn provider(&self) -> &str {
        &self.0.segments[5]
    }

    /// The full type, such as `Microsoft.DBforPostgreSQL/flexibleServers`, as spelled.
    pub fn resource_type(&self) -> String {
        let kinds = self.0.segments[SCOPE_SEGMENTS..].iter().step_by(2);
        kinds.fold(self.provider().to_owned(), |full, kind| {
            format!("{full}/{kind}")
        })
    }

    /// The resource's own name: the last segment.
    pub fn name(&self) -> &str {
        self.0.segments.last().map_or("", String::as_str)
    }

    /// The resource that this one is a child of; `None` for a top-level resource.
    pub fn parent(&self) -> Option<ResourceId> {
        let keep = self.0.segments.len() - 2;
        (keep > SCOPE_SEGMENTS).then(|| Self::from_segments(self.0.segments[..keep].to_vec()))
    }

    /// The id in its original spelling.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Whether the resource is of this full type, without regard to case.
    pub fn is_type(&self, resource_type: &str) -> bool {
        self.resource_type().to_lowercase() == resource_type.to_lowercase()
    }

    /// The id of a child resource.
    pub fn child(&self, kind: &str, name: &str) -> ResourceId {
        let mut segments = self.0.segments.clone();
        segments.extend([kind.to_owned(), name.to_owned()]);
        Self::from_segments(segments)
    }

    /// The spelling that is the same for all spellings of one id: a key for maps.
    pub(crate) fn folded(&self) -> &str {
        &self.0.folded
    }

    /// The segments between slashes, for building a request path that encodes each of them.
    pub(crate) fn segments(&self) -> &[String] {
        &self.0.segments
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceId({})", self.0.text)
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.0.folded == other.0.folded
    }
}

impl Eq for ResourceId {}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.folded.hash(state);
    }
}

impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.folded.cmp(&other.0.folded)
    }
}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The id of a private endpoint connection: `{target}/privateEndpointConnections/{name}`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId {
    id: ResourceId,
    target: ResourceId,
}

impl ConnectionId {
    /// Parses a connection's id.
    ///
    /// # Errors
    /// When the text is not an id, or is the id of something else; an endpoint's and a target's id
    /// are recognized and said to be that.
    pub fn parse(text: &str) -> Result<ConnectionId, IdError> {
        let id = ResourceId::parse(text)?;
        let fail = |problem| {
            Err(IdError {
                input: text.to_owned(),
                problem,
            })
        };
        let (kind, endpoint) = (
            id.resource_type().to_lowercase(),
            PRIVATE_ENDPOINTS.to_lowercase(),
        );
        if kind == endpoint || kind.starts_with(&format!("{endpoint}/")) {
            return fail(IdProblem::PrivateEndpoint);
        }
        let is_connection = kind.rsplit('/').next() == Some(&CONNECTIONS.to_lowercase());
        match id.parent() {
            Some(target) if is_connection => Ok(ConnectionId { id, target }),
            _ => fail(IdProblem::NotAConnection {
                resource_type: id.resource_type(),
            }),
        }
    }

    /// The id of the connection with this name on this target.
    pub fn new(target: &ResourceId, name: &str) -> ConnectionId {
        ConnectionId {
            id: target.child(CONNECTIONS, name),
            target: target.clone(),
        }
    }

    /// The Private Link target that the connection belongs to.
    pub fn target(&self) -> &ResourceId {
        &self.target
    }

    /// The connection's name; opaque, in practice `{endpoint}.{guid}`.
    pub fn name(&self) -> &str {
        self.id.name()
    }

    /// The id in its original spelling.
    pub fn as_str(&self) -> &str {
        self.id.as_str()
    }

    /// The same id without the knowledge that it is a connection's.
    pub fn resource(&self) -> &ResourceId {
        &self.id
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl fmt::Debug for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionId({})", self.id)
    }
}

/// Why a text is not the id that was wanted. Its [`Display`](fmt::Display) is complete and meant for users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{input}\" {problem}")]
pub struct IdError {
    input: String,
    problem: IdProblem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum IdProblem {
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
fn check_segments(segments: &[String]) -> Result<(), IdProblem> {
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
    use super::*;

    const SERVER: &str =
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";

    fn message(text: &str) -> String {
        ResourceId::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn an_id_is_taken_apart_as_it_was_spelled() {
        let id = ResourceId::parse(SERVER).unwrap();
        assert_eq!(
            (id.subscription_id(), id.resource_group(), id.name()),
            ("S", "G", "pg")
        );
        assert_eq!(
            id.resource_type(),
            "Microsoft.DBforPostgreSQL/flexibleServers"
        );
        assert_eq!(id.to_string(), SERVER);
        assert_eq!(id.parent(), None);
    }

    #[test]
    fn ids_that_differ_in_case_alone_are_equal_and_keep_their_spelling() {
        let (one, two) = (
            ResourceId::parse(SERVER).unwrap(),
            ResourceId::parse(&SERVER.to_uppercase()).unwrap(),
        );
        assert_eq!(one, two);
        assert_ne!(one.as_str(), two.as_str());
        assert!(two.is_type("microsoft.dbforpostgresql/FLEXIBLESERVERS"));
        assert_eq!(std::collections::HashSet::from([one, two]).len(), 1);
    }

    #[test]
    fn a_child_knows_its_parent() {
        let server = ResourceId::parse(SERVER).unwrap();
        let connection = ConnectionId::new(&server, "pe.guid");
        assert_eq!(
            ConnectionId::parse(connection.as_str()).unwrap().target(),
            &server
        );
        assert_eq!(connection.resource().parent(), Some(server));
        assert_eq!(connection.name(), "pe.guid");
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

    #[test]
    fn an_endpoints_or_a_targets_id_is_recognized_where_a_connections_is_wanted() {
        let endpoint =
            "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/privateEndpoints/pe";
        let said = ConnectionId::parse(endpoint).unwrap_err().to_string();
        assert!(said.contains("is the id of a private endpoint"), "{said}");
        let said = ConnectionId::parse(SERVER).unwrap_err().to_string();
        assert!(
            said.contains("is the id of a Microsoft.DBforPostgreSQL/flexibleServers;"),
            "{said}"
        );
    }

    #[test]
    fn no_connection_id_can_point_below_a_private_endpoint() {
        let id = "/subscriptions/S/resourceGroups/G/providers/microsoft.network/PrivateEndpoints/pe/privateEndpointConnections/c";
        assert!(ConnectionId::parse(id).is_err());
    }
}

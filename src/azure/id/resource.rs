//! The id of any resource in a resource group.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::check::{IdError, IdProblem, SCOPE_SEGMENTS, check_segments};

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

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str =
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";

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
}

//! How lists are cut into pages. Azure's own lists of connections came in one page whenever they
//! were recorded; the definitions allow more, and clients must follow.

use serde::Deserialize;

/// `[paging]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Paging {
    /// Elements of a page; left out, a list is one page.
    pub size: Option<std::num::NonZeroUsize>,
    /// Whether an empty page with a link comes before each page with elements.
    pub empty_pages: bool,
}

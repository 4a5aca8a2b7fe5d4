//! What handlers read from an address. Nothing of it is refused here: every refusal is the
//! service's own.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// Parameters of the query, in order.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The value of a parameter, which may have several names. Values of one that is there more
    /// than once stand side by side, so that none of them is taken for itself (assumed: what
    /// ASP.NET makes of them).
    pub(super) fn get(&self, names: &[&str]) -> Option<String> {
        let found = self.0.iter();
        let found = found.filter(|(name, _)| names.contains(&name.as_str()));
        let values: Vec<&str> = found.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Ok(Self(pairs.into_owned().collect()))
    }
}

/// The tenant in the path; one that is no text is taken as it was sent.
pub(super) struct Tenant(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        if let Ok(Path(tenant)) = Path::from_request_parts(parts, state).await {
            return Ok(Self(tenant));
        }
        let sent = parts.uri.path().split('/').find(|part| !part.is_empty());
        Ok(Self(sent.unwrap_or_default().to_owned()))
    }
}

//! The body of a token request, read as Entra reads it.

use std::collections::HashSet;

use super::error::EntraError;

/// Form fields of a token request; fields that are not listed are ignored, as Entra does.
#[derive(Clone, Default)]
pub struct TokenForm {
    /// `client_credentials`.
    pub grant_type: Option<String>,
    /// Application id.
    pub client_id: Option<String>,
    /// Client secret.
    pub client_secret: Option<String>,
    /// The kind of the assertion.
    pub client_assertion_type: Option<String>,
    /// JSON Web Token that stands for the secret.
    pub client_assertion: Option<String>,
    /// JSON with requested claims.
    pub claims: Option<String>,
    /// Resource with `/.default`.
    pub scope: Option<String>,
    /// Whether a field stands there twice, whichever.
    repeated: bool,
}

impl TokenForm {
    /// Reads a body. One that does not say that it is a form has no fields: JSON is answered like
    /// an empty body (observed), and so is a body of no type (assumed).
    #[must_use]
    pub fn read(content_type: Option<&str>, body: &[u8]) -> Self {
        let mut form = Self::default();
        if !content_type.is_some_and(is_form) {
            return form;
        }
        let mut seen = HashSet::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if let Some(field) = form.field(&name) {
                field.get_or_insert_with(|| value.into_owned());
            }
            form.repeated |= !seen.insert(name);
        }
        form
    }

    /// Refuses a field that is there twice, which OAuth forbids. Assumed: the error.
    pub(super) fn check(&self) -> Result<(), EntraError> {
        if self.repeated {
            return Err(EntraError::malformed());
        }
        Ok(())
    }

    fn field(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "grant_type" => &mut self.grant_type,
            "client_id" => &mut self.client_id,
            "client_secret" => &mut self.client_secret,
            "client_assertion_type" => &mut self.client_assertion_type,
            "client_assertion" => &mut self.client_assertion,
            "claims" => &mut self.claims,
            "scope" => &mut self.scope,
            _ => return None,
        })
    }
}

fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

//! The form field `claims` of a token request: what a client announces that it can do.

use serde::Deserialize;

use super::error::EntraError;

#[derive(Deserialize)]
struct ClaimsRequest {
    #[serde(default)]
    access_token: AccessTokenClaims,
}

#[derive(Default, Deserialize)]
struct AccessTokenClaims {
    xms_cc: Option<Capabilities>,
}

#[derive(Deserialize)]
struct Capabilities {
    #[serde(default)]
    values: Vec<String>,
}

/// Values of `xms_cc`, which come back as a claim of the token; other claims are taken and have
/// no effect.
pub(super) fn announced(claims: Option<&str>) -> Result<Option<Vec<String>>, EntraError> {
    let Some(text) = claims.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let request: ClaimsRequest =
        serde_json::from_str(text).map_err(|_| EntraError::malformed_claims())?;
    Ok(request.access_token.xms_cc.map(|found| found.values))
}

//! OIDC tokens of GitHub Actions and Azure Pipelines, which sign in through federated credentials.

use aws_lc_rs::error::Unspecified;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::keys::Signer;
use crate::scenario::{AzurePipelinesSettings, GITHUB_ISSUER, GithubActionsSettings};

/// Audience of Azure Pipelines' tokens when none is asked for.
const EXCHANGE: &str = "api://AzureADTokenExchange";

/// Answer of `GET {ACTIONS_ID_TOKEN_REQUEST_URL}`. Without an audience the token is for the
/// repository's owner (documented).
///
/// # Errors
/// When there is no key.
pub fn github_token(
    settings: &GithubActionsSettings,
    audience: Option<&str>,
    now: Timestamp,
) -> Result<Value, Unspecified> {
    let subject = &settings.subject;
    let mut parts = subject.split(':').skip(1);
    let (repository, git_ref) = (parts.next().unwrap_or_default(), subject.rsplit(':').next());
    let owner = repository.split('/').next().unwrap_or_default();
    let own_audience = format!("https://github.com/{owner}");
    let mut claims = claims(
        GITHUB_ISSUER,
        subject,
        audience.unwrap_or(&own_audience),
        settings.token_seconds,
        now,
    );
    claims["repository"] = json!(repository);
    claims["repository_owner"] = json!(owner);
    claims["ref"] = json!(git_ref);
    let token = Signer::GithubActions.key()?.sign(&claims)?;
    Ok(json!({ "count": token.len(), "value": token }))
}

/// Answer of `POST {SYSTEM_OIDCREQUESTURI}`.
///
/// # Errors
/// When there is no key.
pub fn pipelines_token(
    settings: &AzurePipelinesSettings,
    audience: Option<&str>,
    now: Timestamp,
) -> Result<Value, Unspecified> {
    let claims = claims(
        &settings.issuer,
        &settings.subject,
        audience.unwrap_or(EXCHANGE),
        settings.token_seconds,
        now,
    );
    let token = Signer::AzurePipelines.key()?.sign(&claims)?;
    Ok(json!({ "oidcToken": token }))
}

fn claims(issuer: &str, subject: &str, audience: &str, seconds: u32, now: Timestamp) -> Value {
    let begun = now.as_second();
    json!({
        "jti": Uuid::new_v4().to_string(),
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        "iat": begun,
        "nbf": begun,
        "exp": begun + i64::from(seconds),
    })
}

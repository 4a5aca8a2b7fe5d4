//! Client assertions: what a principal signs with its certificate, and tokens of other issuers.
//!
//! Assumed: an `iss` that is an https address belongs to another issuer; checks come in the order
//! key, signature, client, audience, lifetime, for another issuer's token issuer, subject,
//! audience, signature, lifetime; and clocks get no leeway.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, Header, decode_header};
use serde::Deserialize;

use super::error::EntraError;
use super::keys::Signer;
use super::thumbprint;
use super::{TokenAuthority, keys};
use crate::scenario::{FederatedCredentialSettings, GITHUB_ISSUER, PrincipalSettings};

/// A client assertion on its way through the checks.
pub(super) struct Assertion<'a> {
    token: &'a str,
    header: Header,
    claims: AssertionClaims,
    tenant: &'a str,
    now: Timestamp,
}

#[derive(Deserialize)]
struct AssertionClaims {
    iss: String,
    sub: String,
    aud: Audience,
    /// Seconds since 1970; MSAL for Python writes fractions.
    exp: f64,
    /// Seconds since 1970.
    #[serde(default)]
    nbf: f64,
}

/// One audience or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn all(&self) -> &[String] {
        match self {
            Self::One(audience) => std::slice::from_ref(audience),
            Self::Several(audiences) => audiences,
        }
    }
}

impl<'a> Assertion<'a> {
    /// Reads an assertion and believes nothing of it yet.
    pub(super) fn read(
        token: &'a str,
        tenant: &'a str,
        now: Timestamp,
    ) -> Result<Self, EntraError> {
        let malformed = |_| EntraError::malformed_assertion();
        Ok(Self {
            token,
            header: decode_header(token).map_err(malformed)?,
            claims: insecure_decode_claims(token).map_err(malformed)?,
            tenant,
            now,
        })
    }

    /// Whether it signs in as a principal.
    pub(super) fn check(
        &self,
        authority: &TokenAuthority,
        principal: &PrincipalSettings,
    ) -> Result<(), EntraError> {
        if self.claims.iss.starts_with("https://") {
            self.check_federated(authority, principal)?;
        } else {
            self.check_certificate(authority, principal)?;
        }
        let AssertionClaims { nbf, exp, .. } = self.claims;
        let (from, until) = (time(nbf), time(exp));
        if from <= self.now && self.now < until {
            return Ok(());
        }
        Err(EntraError::assertion_out_of_time(from, until, self.now))
    }

    fn check_certificate(
        &self,
        authority: &TokenAuthority,
        principal: &PrincipalSettings,
    ) -> Result<(), EntraError> {
        let client_id = principal.client_id.get_ref();
        let shown = thumbprint::shown(&self.header);
        let shown = shown.ok_or_else(EntraError::missing_thumbprint)?;
        let mut registered = principal.certificates.iter();
        let certificate = registered
            .find(|certificate| thumbprint::names(&self.header, certificate.der()))
            .ok_or_else(|| EntraError::unknown_certificate(&shown, client_id))?;
        if !self.is_signed_with(certificate.key().der()) {
            return Err(EntraError::wrong_signature(&shown, client_id));
        }
        let is_client = |text: &String| text.eq_ignore_ascii_case(client_id);
        if !is_client(&self.claims.iss) || !is_client(&self.claims.sub) {
            return Err(EntraError::assertion_of_another_client());
        }
        let own = authority.addresses(self.tenant);
        let mut audiences = self.claims.aud.all().iter();
        if !audiences.any(|audience| own.iter().any(|own| own.eq_ignore_ascii_case(audience))) {
            return Err(EntraError::assertion_for_another_audience());
        }
        Ok(())
    }

    /// Issuer, subject and audience must be those of one federated credential, byte for byte.
    fn check_federated(
        &self,
        authority: &TokenAuthority,
        principal: &PrincipalSettings,
    ) -> Result<(), EntraError> {
        let claims = &self.claims;
        let of_issuer: Vec<_> = principal
            .federated_credentials
            .iter()
            .filter(|found| *found.issuer.get_ref() == claims.iss)
            .collect();
        if of_issuer.is_empty() {
            return Err(EntraError::no_record_of_issuer(&claims.iss));
        }
        let of_subject: Vec<_> = of_issuer
            .iter()
            .filter(|found| found.subject == claims.sub)
            .collect();
        if of_subject.is_empty() {
            let in_other_case = of_issuer
                .iter()
                .any(|found| found.subject.eq_ignore_ascii_case(&claims.sub));
            return Err(EntraError::no_record_of_subject(&claims.sub, in_other_case));
        }
        let credential = of_subject
            .into_iter()
            .find(|found| claims.aud.all().contains(&found.audience))
            .ok_or_else(|| EntraError::no_record_of_audience(&claims.aud.all().join(",")))?;
        self.check_issuer(authority, credential)
    }

    fn check_issuer(
        &self,
        authority: &TokenAuthority,
        credential: &FederatedCredentialSettings,
    ) -> Result<(), EntraError> {
        let issuer = credential.issuer.get_ref();
        let signed = match (&credential.public_key, issuer.as_str()) {
            (Some(key), _) => self.is_signed_with(key.der()),
            (None, GITHUB_ISSUER) => self.is_signed_by(Signer::GithubActions),
            (None, issuer) if issuer == authority.azure_pipelines.issuer => {
                self.is_signed_by(Signer::AzurePipelines)
            }
            (None, _) => false,
        };
        if signed {
            return Ok(());
        }
        let shown = thumbprint::shown(&self.header).unwrap_or_default();
        Err(EntraError::wrong_signature(&shown, issuer))
    }

    fn is_signed_by(&self, signer: Signer) -> bool {
        signer
            .key()
            .is_ok_and(|key| self.is_signed_with(key.public()))
    }

    fn is_signed_with(&self, public: &[u8]) -> bool {
        matches!(self.header.alg, Algorithm::RS256 | Algorithm::PS256)
            && keys::verify::<serde::de::IgnoredAny>(self.token, public).is_some()
    }
}

/// A time in seconds since 1970; one that is too far away is as far away as possible.
fn time(seconds: f64) -> Timestamp {
    let furthest = if seconds < 0.0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    SignedDuration::try_from_secs_f64(seconds)
        .and_then(Timestamp::from_duration)
        .unwrap_or(furthest)
}

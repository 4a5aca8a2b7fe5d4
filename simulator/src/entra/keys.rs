//! The RSA keys that tokens are signed with: one for Entra ID, one for each simulated issuer.
//!
//! Making a key costs 0.1 s or more, so all simulators of a process share them.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::thumbprint;

/// Whose key.
#[derive(Debug, Clone, Copy)]
pub enum Signer {
    /// Entra ID, for access tokens.
    Entra,
    /// GitHub, for the tokens of its jobs.
    GithubActions,
    /// Azure DevOps, for the tokens of its service connections.
    AzurePipelines,
}

/// An RSA key of 2048 bits that signs with RS256.
pub struct SigningKey {
    pair: KeyPair,
    /// `SubjectPublicKeyInfo` in DER.
    public: Vec<u8>,
    /// Names the key in `kid` and `x5t`.
    id: String,
}

type Shared = LazyLock<Result<SigningKey, Unspecified>>;

static ENTRA: Shared = LazyLock::new(SigningKey::generate);
static GITHUB_ACTIONS: Shared = LazyLock::new(SigningKey::generate);
static AZURE_PIPELINES: Shared = LazyLock::new(SigningKey::generate);

impl Signer {
    /// The key of this process, made when it is first needed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn key(self) -> Result<&'static SigningKey, Unspecified> {
        let key: &'static Shared = match self {
            Self::Entra => &ENTRA,
            Self::GithubActions => &GITHUB_ACTIONS,
            Self::AzurePipelines => &AZURE_PIPELINES,
        };
        key.as_ref().map_err(|_| Unspecified)
    }
}

impl SigningKey {
    fn generate() -> Result<Self, Unspecified> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
        let public = public.as_ref().to_vec();
        let id = URL_SAFE_NO_PAD.encode(thumbprint::sha1(&public));
        Ok(Self { pair, public, id })
    }

    /// Signs claims as a JSON Web Token with RS256.
    pub(super) fn sign(&self, claims: &impl Serialize) -> Result<String, Unspecified> {
        let header = Header {
            kid: Some(self.id.clone()),
            x5t: Some(self.id.clone()),
            ..Header::new(Algorithm::RS256)
        };
        let signed = format!("{}.{}", encoded(&header)?, encoded(claims)?);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        let message = signed.as_bytes();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The public key as `SubjectPublicKeyInfo` in DER.
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    /// The public key as JSON Web Key Set.
    ///
    /// # Errors
    /// Never for a key that was made here.
    pub fn key_set(&self) -> Result<Value, jsonwebtoken::errors::Error> {
        let public = DecodingKey::from_rsa_der(self.pair.public_key().as_ref());
        let key = Jwk::from_decoding_key(&public, Some(Algorithm::RS256))?;
        let mut key = serde_json::to_value(key)?;
        key["use"] = json!("sig");
        key["kid"] = json!(self.id);
        key["x5t"] = json!(self.id);
        Ok(json!({ "keys": [key] }))
    }
}

/// Claims of a token whose RS256 or PS256 signature a public key fits; times are not checked.
pub(super) fn verify<T: DeserializeOwned>(token: &str, public: &[u8]) -> Option<T> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.algorithms.push(Algorithm::PS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_rsa_der(public);
    Some(decode(token, &key, &validation).ok()?.claims)
}

fn encoded(part: &impl Serialize) -> Result<String, Unspecified> {
    let json = serde_json::to_vec(part).map_err(|_| Unspecified)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

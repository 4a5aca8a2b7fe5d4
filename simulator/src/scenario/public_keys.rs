//! Certificates and public keys of a scenario, from PEM text to checked values.

use aws_lc_rs::rsa::PublicEncryptingKey;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use rustls::server::ParsedCertificate;
use serde::Deserialize;

/// A certificate with an RSA key of 2048 bits or more, as registered with an application.
///
/// Entra ID takes other keys as well; RS256 and PS256 need this one.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Certificate {
    der: Vec<u8>,
    key: PublicKey,
}

impl Certificate {
    /// The whole certificate in DER: what thumbprints are made of.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

impl TryFrom<String> for Certificate {
    type Error = String;

    fn try_from(pem: String) -> Result<Self, String> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|error| format!("not a certificate in PEM: {error}"))?;
        let parsed = ParsedCertificate::try_from(&der)
            .map_err(|error| format!("not an X.509 certificate: {error}"))?;
        let key = PublicKey::checked(parsed.subject_public_key_info().as_ref().to_vec())?;
        Ok(Self {
            der: der.as_ref().to_vec(),
            key,
        })
    }
}

/// An RSA public key of 2048 bits or more.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// The key as `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    fn checked(der: Vec<u8>) -> Result<Self, String> {
        PublicEncryptingKey::from_der(&der)
            .map_err(|error| format!("not an RSA key of 2048 bits or more: {error}"))?;
        Ok(Self(der))
    }
}

impl TryFrom<String> for PublicKey {
    type Error = String;

    fn try_from(pem: String) -> Result<Self, String> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes())
            .map_err(|error| format!("not a public key in PEM: {error}"))?;
        Self::checked(der.as_ref().to_vec())
    }
}

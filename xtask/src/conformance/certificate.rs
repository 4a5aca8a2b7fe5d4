//! A certificate for a principal to sign in with.

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};

use crate::error::TaskError;

/// A self-signed certificate with an RSA key: Microsoft Entra ID takes no other.
pub struct Certificate {
    alone: String,
    /// PEM of the key and the certificate, as Azure's clients read it.
    pub with_key: String,
}

impl Certificate {
    /// Makes one that nobody has yet.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new() -> Result<Self, TaskError> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
        let alone = CertificateParams::new(Vec::new())?.self_signed(&key)?.pem();
        Ok(Self {
            with_key: format!("{}{alone}", key.serialize_pem()),
            alone,
        })
    }

    /// A scenario whose first principal has the certificate.
    pub fn registered_in(&self, scenario: &str) -> String {
        let key = "certificates = ['''\n";
        let registered = format!("{key}{}''']\nclient_id =", self.alone);
        scenario.replacen("client_id =", &registered, 1)
    }
}

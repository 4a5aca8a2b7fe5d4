//! Mutual TLS with the host that started the process, and nobody else.
//!
//! The host's certificate is self-signed, on P-521, and marked as a certificate authority, which the
//! usual verifier refuses as a peer's own. So the peer must present exactly the announced certificate,
//! and rustls checks its signature: the comparison alone would prove nothing.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// The side of this process: its certificate and what it accepts.
pub struct Identity {
    /// The certificate to announce, in DER.
    pub certificate: CertificateDer<'static>,
    /// Accepts connections of the pinned host alone.
    pub acceptor: TlsAcceptor,
}

/// No TLS can be had.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No certificate could be made.
    #[error("making the certificate failed: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The settings do not fit together.
    #[error("setting up TLS failed: {0}")]
    Settings(#[from] rustls::Error),
}

impl Identity {
    /// Makes a certificate for `localhost`, the name that hosts ask for, and an acceptor that pins the
    /// host's certificate. ALPN `h2` is demanded by hosts since Terraform 1.12.
    ///
    /// # Errors
    /// When the system gives no random numbers, in practice.
    pub fn new(host: CertificateDer<'static>) -> Result<Self, TlsError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut parameters = CertificateParams::new(["localhost".to_owned()])?;
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = parameters.self_signed(&key)?.der().clone();
        let crypto = Arc::new(aws_lc_rs::default_provider());
        let pinned = Arc::new(PinnedHost {
            certificate: host,
            crypto: Arc::clone(&crypto),
        });
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let mut settings = ServerConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(pinned)
            .with_single_cert(vec![certificate.clone()], key.into())?;
        settings.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            certificate,
            acceptor: TlsAcceptor::from(Arc::new(settings)),
        })
    }
}

/// Accepts one certificate, byte for byte.
#[derive(Debug)]
struct PinnedHost {
    certificate: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

impl ClientCertVerifier for PinnedHost {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *end_entity == self.certificate {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.crypto.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.crypto.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto
            .signature_verification_algorithms
            .supported_schemes()
    }
}

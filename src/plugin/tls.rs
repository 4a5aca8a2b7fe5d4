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
        // The one connection is never resumed. Writing a ticket to a host that has just gone would also
        // make a failed handshake of a complete one.
        settings.send_tls13_tickets = 0;
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

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, IsCa, PKCS_ECDSA_P521_SHA512};
    use rustls::client::ResolvesClientCert;
    use rustls::pki_types::{PrivateKeyDer, ServerName};
    use rustls::sign::{CertifiedKey, SingleCertAndKey};
    use rustls::{ClientConfig, RootCertStore};
    use std::io;
    use tokio::io::AsyncReadExt;
    use tokio_rustls::TlsConnector;

    /// A certificate as a host makes it, and its key.
    fn host() -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).expect("a key");
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).expect("a certificate");
        (certificate.der().clone(), key)
    }

    /// What a client offers: this certificate, signed for with this key, whether they fit or not.
    fn offer(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<dyn ResolvesClientCert> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let key = aws_lc_rs::sign::any_supported_type(&key).expect("a signing key");
        let pair = CertifiedKey::new(vec![certificate], key);
        Arc::new(SingleCertAndKey::from(pair))
    }

    /// A handshake with a process that pins `pinned`, over a pipe in memory.
    async fn handshake(
        pinned: CertificateDer<'static>,
        offer: Arc<dyn ResolvesClientCert>,
    ) -> io::Result<Option<Vec<u8>>> {
        let identity = Identity::new(pinned).expect("an identity");
        let mut roots = RootCertStore::empty();
        roots.add(identity.certificate.clone()).expect("a root");
        let crypto = Arc::new(aws_lc_rs::default_provider());
        let mut settings = ClientConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_client_cert_resolver(offer);
        settings.alpn_protocols = vec![b"h2".to_vec()];
        let (near, far) = tokio::io::duplex(64 * 1024);
        let client = tokio::spawn(async move {
            let name = ServerName::try_from("localhost").expect("a name");
            let connector = TlsConnector::from(Arc::new(settings));
            // Read on, for a refusal comes after the client's part of the handshake.
            if let Ok(mut stream) = connector.connect(name, far).await {
                let _ = stream.read_u8().await;
            }
        });
        let accepted = identity.acceptor.accept(near).await?;
        let protocol = accepted.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        drop(accepted);
        client.await.expect("no panic");
        Ok(protocol)
    }

    #[tokio::test]
    async fn the_host_is_accepted_and_speaks_http_2() {
        let (certificate, key) = host();
        let protocol = handshake(certificate.clone(), offer(certificate, &key)).await;
        assert_eq!(protocol.expect("accepted"), Some(b"h2".to_vec()));
    }

    #[tokio::test]
    async fn another_certificate_of_the_same_form_is_refused() {
        let (pinned, _) = host();
        let (other, key) = host();
        let error = handshake(pinned, offer(other, &key)).await;
        let text = error.expect_err("refused").to_string();
        assert!(text.contains("ApplicationVerificationFailure"), "{text}");
    }

    #[tokio::test]
    async fn the_hosts_certificate_without_its_key_is_refused() {
        let (pinned, _) = host();
        let (_, other_key) = host();
        let error = handshake(pinned.clone(), offer(pinned, &other_key)).await;
        let text = error.expect_err("refused").to_string();
        assert!(text.contains("BadSignature"), "{text}");
    }
}

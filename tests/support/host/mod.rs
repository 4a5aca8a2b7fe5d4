//! A scripted plugin host: starts the provider as Terraform does and gives a channel to it.
//!
//! Its certificate is made like the one that Terraform's plugin library makes: ECDSA on P-521,
//! self-signed, marked as a certificate authority.

#![allow(dead_code, reason = "tests and benchmarks each use their own part")]

use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P521_SHA512,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;
use tonic::transport::{Channel, Endpoint};

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/// Longer than anything a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A host's certificate with its key.
pub struct Certificate {
    pub pem: String,
    der: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Certificate {
    /// A new certificate, as a host makes one for each process.
    pub fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).expect("a key");
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).expect("parameters");
        parameters
            .distinguished_name
            .push(DnType::OrganizationName, "HashiCorp");
        parameters
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyCertSign,
        ];
        parameters.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        let certificate = parameters.self_signed(&key).expect("a certificate");
        Self {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            key: key.serialize_der(),
        }
    }
}

/// A started provider.
pub struct Host {
    pub child: Child,
    /// The handshake line, without its end.
    pub line: String,
    pub certificate: Certificate,
    stdout: BufReader<ChildStdout>,
}

/// How a provider is started; [`Host::start`] is the usual way.
pub struct Launch {
    command: Command,
    certificate: Certificate,
}

impl Launch {
    /// The provider, not yet started, with nothing of this process's environment but what a host gives.
    pub fn new(program: &str) -> Self {
        let certificate = Certificate::new();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5");
        command
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_CLIENT_CERT", &certificate.pem);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self {
            command,
            certificate,
        }
    }

    /// With another variable.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Without a variable.
    pub fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// With an argument.
    pub fn argument(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// Runs a program that ends by itself.
    pub async fn output(mut self) -> std::process::Output {
        tokio::time::timeout(PATIENCE, self.command.output())
            .await
            .expect("it ends")
            .expect("it runs")
    }

    /// Starts the provider and reads its first line.
    pub async fn start(mut self) -> Host {
        let mut child = self.command.spawn().expect("the provider starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, stdout.read_line(&mut line))
            .await
            .expect("a line comes")
            .expect("a line");
        let line = line.trim_end().to_owned();
        Host {
            child,
            line,
            certificate: self.certificate,
            stdout,
        }
    }
}

impl Host {
    /// Starts the provider as Terraform does.
    pub async fn start(program: &str) -> Self {
        Launch::new(program).start().await
    }

    /// A field of the handshake line, counted from 0.
    pub fn field(&self, index: usize) -> &str {
        self.line.split('|').nth(index).unwrap_or_default()
    }

    /// A channel over mutual TLS, as the host that started the provider.
    pub async fn channel(&self) -> Channel {
        channel_over(
            self.connect_as(Some(&self.certificate))
                .await
                .expect("the provider accepts its host"),
        )
        .await
    }

    /// A TLS connection with this certificate, or none.
    pub async fn connect_as(
        &self,
        client: Option<&Certificate>,
    ) -> io::Result<TlsStream<Either<UnixStream, TcpStream>>> {
        use base64::Engine;
        let der = base64::engine::general_purpose::STANDARD_NO_PAD
            .decode(self.field(5))
            .expect("a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(der)).expect("a certificate");
        let settings = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots);
        let mut settings = match client {
            Some(own) => settings
                .with_client_auth_cert(
                    vec![own.der.clone()],
                    PrivatePkcs8KeyDer::from(own.key.clone()).into(),
                )
                .expect("a certificate with its key"),
            None => settings.with_no_client_auth(),
        };
        settings.alpn_protocols = vec![b"h2".to_vec()];
        let name = ServerName::try_from("localhost").expect("a name");
        let mut stream = TlsConnector::from(Arc::new(settings))
            .connect(name, self.socket().await?)
            .await?;
        // In TLS 1.3 the server's refusal comes after the client's part of the handshake is done: a
        // server that accepts sends its HTTP/2 settings only when spoken to, so ask for a byte briefly.
        if client.is_none_or(|own| own.der != self.certificate.der) {
            let mut byte = [0];
            stream.read_exact(&mut byte).await?;
        }
        Ok(stream)
    }

    /// The bare socket.
    pub async fn socket(&self) -> io::Result<Either<UnixStream, TcpStream>> {
        match self.field(2) {
            "unix" => Ok(Either::Left(UnixStream::connect(self.field(3)).await?)),
            _ => Ok(Either::Right(TcpStream::connect(self.field(3)).await?)),
        }
    }

    /// Waits for the end of the process.
    pub async fn exited(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .expect("the provider ends")
            .expect("its status")
    }

    /// What came on standard output after the handshake line, and on standard error, until the end.
    pub async fn rest(mut self) -> (String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).await.expect("text");
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut err).await.expect("text");
        }
        (out, err)
    }

    /// Resident memory in KiB, by the kernel's count.
    pub fn resident_kib(&self) -> u64 {
        let id = self.child.id().expect("a running process");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("its status");
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .expect("its memory");
        line.split_whitespace()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .expect("a number")
    }
}

/// A channel over one connection; like a host, it never makes a second one.
pub async fn channel_over<T>(stream: T) -> Channel
where
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    let mut stream = Some(stream);
    let connector = tower::service_fn(move |_| {
        let stream = stream
            .take()
            .ok_or_else(|| io::Error::other("the connection was closed"));
        async move { stream.map(TokioIo::new) }
    });
    Endpoint::from_static("http://localhost")
        .connect_with_connector(connector)
        .await
        .expect("a channel")
}

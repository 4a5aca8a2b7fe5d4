//! Starting and stopping a simulator.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use tempfile::NamedTempFile;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::arm::{AddressSigner, Manager};
use crate::entra::{Signer, TokenAuthority};
use crate::faults::Faults;
use crate::gateway;
use crate::journal::Journal;
use crate::listener::{ConnectionSwitch, TlsListener};
use crate::log::{Log, Logger};
use crate::scenario::Scenario;
use crate::service::Service;
use crate::state::World;
use crate::tls::{Identity, TlsError};
use crate::traffic::Traffic;

/// A running simulator. Clones are handles to the same one; it runs until [`stop`](Self::stop)
/// or until the last handle is dropped.
#[derive(Clone)]
pub struct Simulator {
    inner: Arc<Inner>,
}

struct Inner {
    service: Arc<Service>,
    ready: Ready,
    stop: CancellationToken,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    /// Removed with the simulator.
    _certificate: NamedTempFile,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// How to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Overrides the scenario's `operation_seconds`.
    pub operation_seconds: Option<f64>,
    /// What is written to stderr for each finished request.
    pub log: Log,
    /// Folder for traffic files, one for each exchange with Resource Manager, in the form that
    /// Microsoft's validator `oav` reads; requests that met a fault are kept apart, in `faults`
    /// below it. Bodies are kept nowhere else.
    pub traffic: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            operation_seconds: None,
            log: Log::Off,
            traffic: None,
        }
    }
}

/// What clients need to know.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// `https://localhost:PORT`, Resource Manager and Entra ID alike.
    pub endpoint: String,
    /// PEM file of the authority to trust; exists as long as the simulator.
    pub ca_certificate: PathBuf,
    /// Subscription of the scenario.
    pub subscription_id: String,
    /// Its tenant.
    pub tenant_id: String,
    /// Application id of the first principal.
    pub client_id: String,
    /// Its secret; empty when it signs in by other means.
    pub client_secret: String,
}

/// Why a simulator did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Address in use, or no such address.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The authority's certificate could not be written for clients to read.
    #[error("cannot write the certificate file")]
    CertificateFile(#[source] std::io::Error),
    /// The folder for traffic files cannot be made.
    #[error("cannot make the folder for traffic files")]
    Traffic(#[source] std::io::Error),
    /// No certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system gives no random numbers.
    #[error("cannot make keys")]
    Keys,
    /// The scenario has nobody who could sign in.
    #[error("the scenario has no principal")]
    NoPrincipal,
}

impl Simulator {
    /// Starts a simulator; it serves when this returns.
    ///
    /// # Errors
    /// When the address cannot be used, or no keys or certificate can be made.
    pub async fn start(mut scenario: Scenario, options: Options) -> Result<Self, StartError> {
        if let Some(seconds) = options.operation_seconds {
            scenario.timing.operation_seconds = seconds;
        }
        let at = |source| StartError::Listen {
            address: options.listen,
            source,
        };
        let listener = TcpListener::bind(options.listen).await.map_err(at)?;
        let port = listener.local_addr().map_err(at)?.port();
        let endpoint = format!("https://localhost:{port}");
        let identity = Identity::new()?;
        let certificate = certificate_file(&identity).map_err(StartError::CertificateFile)?;
        let ready = ready(&scenario, &endpoint, certificate.path().to_owned())?;
        // Tokens wait for their key, the start does not.
        std::thread::spawn(|| Signer::Entra.key().map(drop));
        let service = Arc::new(service(&scenario, endpoint, &options)?);

        let stop = CancellationToken::new();
        let listener = TlsListener::new(listener, identity.server, stop.clone()).map_err(at)?;
        let task = tokio::spawn(serve(listener, Arc::clone(&service), stop.clone()));
        Ok(Self {
            inner: Arc::new(Inner {
                service,
                ready,
                stop,
                task: tokio::sync::Mutex::new(Some(task)),
                _certificate: certificate,
            }),
        })
    }

    /// How clients reach it.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.inner.ready
    }

    /// Stops serving and cuts every connection.
    pub async fn stop(self) {
        self.inner.stop.cancel();
        if let Some(task) = self.inner.task.lock().await.take() {
            // A task that panicked has stopped as well.
            let _ = task.await;
        }
    }

    pub(crate) fn service(&self) -> &Arc<Service> {
        &self.inner.service
    }
}

async fn serve(listener: TlsListener, service: Arc<Service>, stop: CancellationToken) {
    let app = gateway::router(service).into_make_service_with_connect_info::<ConnectionSwitch>();
    // Connections are cut through their own switches, which hang on the same token.
    stop.run_until_cancelled(axum::serve(listener, app).into_future())
        .await;
}

fn service(
    scenario: &Scenario,
    endpoint: String,
    options: &Options,
) -> Result<Service, StartError> {
    let authority = TokenAuthority::new(scenario, &endpoint);
    let signer = AddressSigner::new().map_err(|_| StartError::Keys)?;
    let traffic = options.traffic.as_deref().map(Traffic::open);
    let world = World::new(scenario, jiff::Timestamp::now());
    Ok(Service {
        manager: Manager::new(world, authority, signer, endpoint.clone(), scenario),
        journal: Journal::new(),
        faults: Faults::new(&scenario.faults),
        endpoint,
        logger: Logger::new(options.log, scenario),
        traffic: traffic.transpose().map_err(StartError::Traffic)?,
        started: Instant::now(),
    })
}

fn certificate_file(identity: &Identity) -> std::io::Result<NamedTempFile> {
    let file = tempfile::Builder::new()
        .prefix("azure-simulator-")
        .suffix(".pem")
        .tempfile()?;
    std::fs::write(file.path(), &identity.authority_pem)?;
    Ok(file)
}

fn ready(scenario: &Scenario, endpoint: &str, ca: PathBuf) -> Result<Ready, StartError> {
    let principal = scenario.principals.first().ok_or(StartError::NoPrincipal)?;
    let secret = principal.client_secret.as_ref();
    Ok(Ready {
        endpoint: endpoint.to_owned(),
        ca_certificate: ca,
        subscription_id: scenario.subscription.id.get_ref().clone(),
        tenant_id: scenario.subscription.tenant_id.get_ref().clone(),
        client_id: principal.client_id.get_ref().clone(),
        client_secret: secret.map_or(String::new(), |secret| secret.reveal().to_owned()),
    })
}

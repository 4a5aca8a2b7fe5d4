//! All of it together: from `main` to the end of the process.

use super::accept::accept;
use super::connection::Connection;
use super::control::Control;
use super::handshake;
use super::launch::{Launch, LaunchError};
use super::listener::{Address, Listener};
use super::shutdown::{GRACE, Shutdown};
use super::{log, panics, tls};
use crate::protocol::wire::go_plugin::grpc_broker_server::GrpcBrokerServer;
use crate::protocol::wire::go_plugin::grpc_controller_server::GrpcControllerServer;
use crate::protocol::wire::go_plugin::grpc_stdio_server::GrpcStdioServer;
use crate::protocol::wire::health::health_server::HealthServer;
use crate::protocol::wire::tfplugin5::provider_server::{Provider, ProviderServer};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;

/// Go's own servers take messages of this size; large configurations and states need it.
const LARGEST_MESSAGE: usize = 256 << 20;

/// Who the program is.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// The program's name.
    pub name: &'static str,
    /// The provider's source address.
    pub address: &'static str,
    /// The version.
    pub version: &'static str,
}

/// Runs the program: serves the host that started it, or says what it is. Each accepted connection gets
/// a session of its own from `open_session`, which handlers find in a request's extensions.
pub fn run<P, S>(
    identity: Identity,
    environment: &BTreeMap<String, String>,
    service: P,
    open_session: impl Fn() -> S + Send + Sync + 'static,
) -> ExitCode
where
    P: Provider,
    S: Clone + Send + Sync + Unpin + 'static,
{
    let argument = std::env::args().nth(1);
    let launch = match argument.as_deref() {
        Some("-version" | "--version") => {
            println!("{} {}", identity.name, identity.version);
            return ExitCode::SUCCESS;
        }
        Some("-debug" | "--debug") => None,
        _ => match Launch::from_environment(environment) {
            Ok(launch) => Some(launch),
            Err(error) => return refuse(identity, &error),
        },
    };
    panics::report();
    log::install(log::level(environment, identity.name));
    match serve(identity, launch, service, open_session) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", identity.name);
            ExitCode::FAILURE
        }
    }
}

fn refuse(identity: Identity, error: &LaunchError) -> ExitCode {
    let Identity {
        name,
        address,
        version,
    } = identity;
    match error {
        LaunchError::ByHand => eprintln!(
            "{name} {version} is a plugin: Terraform or OpenTofu start it, it does nothing by itself.\n\
             Name it in a configuration as the provider {address}, and run `terraform init`.\n\
             To attach a debugger, start it with -debug and paste the line that it prints."
        ),
        error => eprintln!("{name}: {error}"),
    }
    ExitCode::FAILURE
}

/// Serves until asked to end. Without a launch, serves in plaintext for any number of runs, to which a
/// developer hands the address.
fn serve<P, S>(
    identity: Identity,
    launch: Option<Launch>,
    service: P,
    open_session: impl Fn() -> S + Send + Sync + 'static,
) -> Result<(), Box<dyn Error>>
where
    P: Provider,
    S: Clone + Send + Sync + Unpin + 'static,
{
    // Calls mostly wait for answers; few threads start faster and need less memory.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let result = runtime.block_on(async {
        let shutdown = Shutdown::new();
        let (listener, tls) = match launch {
            Some(launch) => open_to_host(launch, &shutdown).await?,
            None => open_to_developer(identity, &shutdown).await?,
        };
        let (connections, accepting) = accept(listener, tls, shutdown.clone(), open_session);
        let served = serve_connections(service, connections, &shutdown).await;
        shutdown.trigger();
        // It owns the listener, which removes its socket file when dropped.
        let _ = accepting.await;
        served
    });
    // Blocking work that is still running must not hold the process.
    runtime.shutdown_background();
    result
}

/// Binds, and tells the host where.
async fn open_to_host(
    mut launch: Launch,
    shutdown: &Shutdown,
) -> Result<(Listener, Option<TlsAcceptor>), Box<dyn Error>> {
    shutdown.ignore_interrupts()?;
    shutdown.end_on_termination()?;
    let listener = Listener::bind(&launch).await?;
    let host = launch.host_certificate.take();
    let tls = host.map(tls::Identity::new).transpose()?;
    let certificate = tls.as_ref().map(|tls| tls.certificate.as_ref());
    let asked = launch.multiplexing_asked;
    announce(&handshake::line(listener.address(), certificate, asked))?;
    let watching = shutdown.clone();
    tokio::spawn(async move { watching.end_with_the_host().await });
    Ok((listener, tls.map(|tls| tls.acceptor)))
}

/// Binds, and tells a developer where. Hosts speak plaintext to a process that they did not start.
async fn open_to_developer(
    identity: Identity,
    shutdown: &Shutdown,
) -> Result<(Listener, Option<TlsAcceptor>), Box<dyn Error>> {
    shutdown.end_on_interrupt()?;
    shutdown.end_on_termination()?;
    let listener = Listener::bind(&Launch::default()).await?;
    announce(&reattach_line(identity, listener.address()))?;
    Ok((listener, None))
}

async fn serve_connections<P, S>(
    service: P,
    connections: mpsc::Receiver<io::Result<Connection<S>>>,
    shutdown: &Shutdown,
) -> Result<(), Box<dyn Error>>
where
    P: Provider,
    S: Clone + Send + Sync + Unpin + 'static,
{
    let control = Control::new(shutdown.clone());
    let serving = Server::builder()
        .add_service(ProviderServer::new(service).max_decoding_message_size(LARGEST_MESSAGE))
        .add_service(GrpcControllerServer::new(control.clone()))
        .add_service(GrpcStdioServer::new(control.clone()))
        .add_service(GrpcBrokerServer::new(control.clone()))
        .add_service(HealthServer::new(control))
        .serve_with_incoming_shutdown(
            ReceiverStream::new(connections),
            shutdown.signal().cancelled(),
        );
    let too_late = async {
        shutdown.signal().cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving => Ok(served?),
        () = too_late => Ok(()),
    }
}

/// One line, and nothing else ever, on standard output.
fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

fn reattach_line(identity: Identity, address: &Address) -> String {
    let address_of = serde_json::json!({"Network": address.network(), "String": address.text()});
    let provider = serde_json::json!({
        identity.address: {
            "Protocol": "grpc", "ProtocolVersion": 5, "Pid": std::process::id(), "Test": true, "Addr": address_of,
        }
    });
    format!("TF_REATTACH_PROVIDERS='{provider}'")
}

//! Accepting peers: each one is authenticated by itself and then handed on as a connection.

use super::connection::Connection;
use super::listener::{Listener, Socket};
use super::shutdown::Shutdown;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How long a peer may take for the TLS handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How long to wait after a peer could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts peers until the end; each handshake runs by itself, so that a silent peer holds up nobody.
pub fn accept<S: Send + 'static>(
    listener: Listener,
    acceptor: Option<TlsAcceptor>,
    shutdown: Shutdown,
    open_session: impl Fn() -> S + Send + Sync + 'static,
) -> (mpsc::Receiver<io::Result<Connection<S>>>, JoinHandle<()>) {
    let (accepted, connections) = mpsc::channel(1);
    let open_session = Arc::new(open_session);
    let accepting = tokio::spawn(async move {
        loop {
            let socket = tokio::select! {
                () = shutdown.signal().cancelled() => break,
                socket = listener.accept() => socket,
            };
            let socket = match socket {
                Ok(socket) => socket,
                Err(error) => {
                    // Out of file descriptors, mostly: trying again at once would only spin.
                    tracing::debug!(%error, "a peer could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let (accepted, acceptor) = (accepted.clone(), acceptor.clone());
            let (open_session, shutdown) = (Arc::clone(&open_session), shutdown.clone());
            tokio::spawn(async move {
                match authenticate(socket, acceptor).await {
                    Ok(socket) => {
                        let connection =
                            Connection::new(socket, open_session(), shutdown.connected());
                        // Nobody receives any more when the process is ending.
                        let _ = accepted.send(Ok(connection)).await;
                    }
                    Err(error) => tracing::debug!(%error, "a peer was refused"),
                }
            });
        }
    });
    (connections, accepting)
}

async fn authenticate(
    socket: Box<dyn Socket>,
    acceptor: Option<TlsAcceptor>,
) -> io::Result<Box<dyn Socket>> {
    let Some(acceptor) = acceptor else {
        return Ok(socket);
    };
    let stream = tokio::time::timeout(HANDSHAKE_TIME, acceptor.accept(socket)).await??;
    Ok(Box::new(stream))
}

//! Accepts TLS connections for axum, each with a switch that cuts it.
//!
//! Handshakes run in tasks of their own, so that a slow client holds up nobody.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// Pause after a connection that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// TLS connections as they finish their handshakes.
pub(crate) struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(CuttableStream, SocketAddr)>,
}

impl TlsListener {
    /// Starts accepting; cancelling `stop` ends that and every connection.
    pub(crate) fn new(
        listener: TcpListener,
        tls: ServerConfig,
        stop: CancellationToken,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(64);
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        tokio::spawn(async move {
            let accept = accept_all(&listener, &acceptor, &sender, &stop);
            stop.run_until_cancelled(accept).await;
        });
        Ok(Self { address, ready })
    }
}

async fn accept_all(
    listener: &TcpListener,
    acceptor: &TlsAcceptor,
    sender: &mpsc::Sender<(CuttableStream, SocketAddr)>,
    stop: &CancellationToken,
) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // One connection that is gone already, or no file descriptor left: until others end.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (acceptor, sender, cut) = (acceptor.clone(), sender.clone(), stop.child_token());
        tokio::spawn(async move {
            let handshake = tokio::time::timeout(HANDSHAKE_LIMIT, acceptor.accept(stream));
            if let Ok(Ok(stream)) = handshake.await {
                // Fails only when the simulator has been stopped meanwhile.
                let _ = sender.send((CuttableStream::new(stream, cut), peer)).await;
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableStream, SocketAddr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            // The simulator is being stopped; there is nothing left to accept.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// A connection that fails both ways once it is cut.
pub(crate) struct CuttableStream {
    inner: TlsStream<TcpStream>,
    cut: CancellationToken,
    cancelled: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl CuttableStream {
    fn new(inner: TlsStream<TcpStream>, cut: CancellationToken) -> Self {
        let cancelled = Box::pin(cut.clone().cancelled_owned());
        Self {
            inner,
            cut,
            cancelled,
        }
    }

    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.cancelled.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::ConnectionReset.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A cut connection says no goodbye.
        self.check(cx)?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// What a handler may do to the connection its request came on.
#[derive(Clone)]
pub(crate) struct ConnectionSwitch(CancellationToken);

impl ConnectionSwitch {
    /// Cuts the connection: nothing more is read or written.
    pub(crate) fn cut(&self) {
        self.0.cancel();
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for ConnectionSwitch {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(stream.io().cut.clone())
    }
}

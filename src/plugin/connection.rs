//! One accepted peer: its byte stream, and the session that its calls belong to.
//!
//! In reattach mode one process serves several runs at once, so what a provider is told by Configure
//! belongs to the connection it came on. The session travels as tonic's connect info; handlers find it
//! in the request's extensions.

use super::listener::Socket;
use super::shutdown::Presence;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tonic::transport::server::Connected;

/// An accepted and, where demanded, authenticated peer.
pub struct Connection<S> {
    socket: Box<dyn Socket>,
    session: S,
    /// Counts as an open connection until dropped.
    _presence: Presence,
}

impl<S> Connection<S> {
    /// A peer with a session of its own.
    pub fn new(socket: Box<dyn Socket>, session: S, presence: Presence) -> Self {
        Self {
            socket,
            session,
            _presence: presence,
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Connected for Connection<S> {
    type ConnectInfo = S;

    fn connect_info(&self) -> S {
        self.session.clone()
    }
}

impl<S: Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl<S: Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

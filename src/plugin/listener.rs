//! Where the process listens: a Unix socket, or a local port where there are none.

use super::launch::Launch;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

/// A byte stream to a peer.
pub trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// Where a listener is reached.
#[derive(Clone, Debug)]
pub enum Address {
    /// The path of a Unix socket.
    Unix(PathBuf),
    /// A local port.
    Tcp(SocketAddr),
}

impl Address {
    /// The network's name in the handshake line.
    pub fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }

    /// The address as the handshake line has it.
    pub fn text(&self) -> String {
        match self {
            Self::Unix(path) => path.display().to_string(),
            Self::Tcp(address) => address.to_string(),
        }
    }
}

/// A bound listener. Dropping it removes its socket file.
pub struct Listener {
    kind: Kind,
    address: Address,
}

enum Kind {
    #[cfg(unix)]
    Unix(tokio::net::UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    /// Binds a Unix socket in the host's folder or the temporary one. Where that cannot be had (other
    /// systems, a folder whose path is too long for a socket), binds a port of the host's range, which
    /// hosts take on every system.
    ///
    /// # Errors
    /// When neither can be bound.
    pub async fn bind(launch: &Launch) -> io::Result<Self> {
        #[cfg(unix)]
        match Self::bind_unix(launch) {
            Ok(listener) => return Ok(listener),
            Err(error) => tracing::debug!(%error, "no Unix socket could be bound"),
        }
        Self::bind_tcp(launch.ports.clone()).await
    }

    #[cfg(unix)]
    fn bind_unix(launch: &Launch) -> io::Result<Self> {
        let folder = launch
            .socket_folder
            .clone()
            .unwrap_or_else(std::env::temp_dir);
        // Short, for a socket's path is limited to about a hundred bytes, and unique, for many
        // providers run at once.
        let path = folder.join(format!("plugin{}", uuid::Uuid::new_v4().simple()));
        let listener = tokio::net::UnixListener::bind(&path)?;
        let listener = Self {
            kind: Kind::Unix(listener),
            address: Address::Unix(path.clone()),
        };
        if let Some(group) = &launch.socket_group {
            give_to_group(&path, group)?;
        }
        Ok(listener)
    }

    /// Binds the first free local port of a range, or any where none is given.
    ///
    /// # Errors
    /// When none is free.
    async fn bind_tcp(ports: Option<std::ops::RangeInclusive<u16>>) -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for port in ports.unwrap_or(0..=0) {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(listener) => {
                    let address = Address::Tcp(listener.local_addr()?);
                    return Ok(Self {
                        kind: Kind::Tcp(listener),
                        address,
                    });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Where the listener is reached.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The next peer.
    ///
    /// # Errors
    /// When the system cannot accept one.
    pub async fn accept(&self) -> io::Result<Box<dyn Socket>> {
        match &self.kind {
            #[cfg(unix)]
            Kind::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
            Kind::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // Calls are small and waited for: sent at once, not collected.
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Address::Unix(path) = &self.address {
            // A file that somebody else has removed is gone all the same.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Lets a group, given by its number or name, use the socket.
#[cfg(unix)]
fn give_to_group(path: &std::path::Path, group: &str) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let number = match group.parse() {
        Ok(number) => number,
        Err(_) => nix::unistd::Group::from_name(group)?
            .ok_or_else(|| io::Error::other(format!("there is no group {group}")))?
            .gid
            .as_raw(),
    };
    std::os::unix::fs::chown(path, None, Some(number))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))
}

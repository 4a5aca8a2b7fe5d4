//! Ending the process: asked for by the host, by SIGTERM, or because the host is gone.
//!
//! A host waits 2 seconds for the process after `Shutdown` and kills it then, so nothing here takes
//! longer than [`GRACE`].

use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How long running calls may take to end once the process is asked to.
pub const GRACE: Duration = Duration::from_millis(500);

/// How long the process stays without any connection: a host that was killed never says so. Long
/// enough for a host under load to come, and far longer than any host takes to connect.
const PATIENCE: Duration = Duration::from_secs(60);

/// The signal to end, and the count of open connections.
#[derive(Clone)]
pub struct Shutdown {
    signal: CancellationToken,
    open: Arc<watch::Sender<Count>>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    open: usize,
    ever: bool,
}

/// An open connection, counted until dropped.
pub struct Presence(Arc<watch::Sender<Count>>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.send_modify(|count| count.open -= 1);
    }
}

impl Shutdown {
    /// Nothing has asked to end yet.
    pub fn new() -> Self {
        Self {
            signal: CancellationToken::new(),
            open: Arc::new(watch::Sender::new(Count::default())),
        }
    }

    /// Asks the process to end.
    pub fn trigger(&self) {
        self.signal.cancel();
    }

    /// The signal to end.
    pub fn signal(&self) -> &CancellationToken {
        &self.signal
    }

    /// Counts a connection that was accepted.
    pub fn connected(&self) -> Presence {
        self.open.send_modify(|count| {
            count.open += 1;
            count.ever = true;
        });
        Presence(Arc::clone(&self.open))
    }

    /// Ends the process when its host is gone: when the last connection closes, or none ever comes.
    pub async fn end_with_the_host(&self) {
        let mut open = self.open.subscribe();
        let came = tokio::time::timeout(PATIENCE, open.wait_for(|count| count.ever))
            .await
            .is_ok();
        if came {
            // The sender lives in `self`, so this ends only when the last connection closes.
            let _ = open.wait_for(|count| count.open == 0).await;
        }
        self.trigger();
    }

    /// Leaves Ctrl-C to the host, which says `Stop` and waits; a terminal sends it to every process in
    /// front.
    ///
    /// # Errors
    /// When the system does not let the signal be watched.
    pub fn ignore_interrupts(&self) -> io::Result<()> {
        let mut interrupts = interrupts()?;
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
        Ok(())
    }

    /// Ends the process on Ctrl-C, where a developer started it.
    ///
    /// # Errors
    /// When the system does not let the signal be watched.
    pub fn end_on_interrupt(&self) -> io::Result<()> {
        let mut interrupts = interrupts()?;
        let shutdown = self.clone();
        tokio::spawn(async move {
            interrupts.recv().await;
            shutdown.trigger();
        });
        Ok(())
    }

    /// Ends the process on SIGTERM, in order, so that its socket file goes too.
    ///
    /// # Errors
    /// When the system does not let the signal be watched.
    #[cfg(unix)]
    pub fn end_on_termination(&self) -> io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminations = signal(SignalKind::terminate())?;
        let shutdown = self.clone();
        tokio::spawn(async move {
            terminations.recv().await;
            shutdown.trigger();
        });
        Ok(())
    }

    /// There is no such signal here.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub fn end_on_termination(&self) -> io::Result<()> {
        Ok(())
    }
}

// Both watch from the call on, not from the first wait on: a signal right after the handshake line must
// not end the process.
#[cfg(unix)]
fn interrupts() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn interrupts() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_process_ends_when_its_last_connection_closes_and_not_before() {
        let shutdown = Shutdown::new();
        let (first, second) = (shutdown.connected(), shutdown.connected());
        let watching = shutdown.clone();
        let end = tokio::spawn(async move { watching.end_with_the_host().await });
        drop(first);
        tokio::time::sleep(10 * PATIENCE).await;
        assert!(!shutdown.signal().is_cancelled(), "one is still open");
        drop(second);
        end.await.expect("no panic");
        assert!(shutdown.signal().is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn the_process_ends_when_nobody_ever_connects() {
        let shutdown = Shutdown::new();
        let started = tokio::time::Instant::now();
        shutdown.end_with_the_host().await;
        assert!(shutdown.signal().is_cancelled());
        assert!(started.elapsed() >= PATIENCE);
    }
}

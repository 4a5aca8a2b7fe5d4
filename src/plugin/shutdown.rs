//! Ending the process: asked for by the host, by SIGTERM, or because the host is gone.
//!
//! A host waits 2 seconds for the process after `Shutdown` and kills it then, so nothing here takes
//! longer than [`GRACE`].

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
    /// front. SIGTERM ends the process.
    ///
    /// # Errors
    /// When the system does not let signals be watched.
    #[cfg(unix)]
    pub fn watch_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupts = signal(SignalKind::interrupt())?;
        let mut terminations = signal(SignalKind::terminate())?;
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
        let shutdown = self.clone();
        tokio::spawn(async move {
            terminations.recv().await;
            shutdown.trigger();
        });
        Ok(())
    }

    /// Leaves Ctrl-C to the host, which says `Stop` and waits.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub fn watch_signals(&self) -> std::io::Result<()> {
        tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        Ok(())
    }
}

//! What a task prints: numbered steps with their duration, the output of a client beneath them,
//! and a sign of life during long waits where somebody watches.

use std::io::{self, IsTerminal, Write};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::Command;

/// Standard output, with or without somebody who watches.
#[derive(Debug)]
pub struct Console {
    watched: bool,
    steps: usize,
    begun: usize,
    step_started: Instant,
    /// Whether an unfinished waiting line is on the screen.
    waiting: bool,
}

/// A quiet client is said to be still running after this time.
const QUIET: Duration = Duration::from_secs(2);

impl Console {
    /// A console for so many steps.
    #[must_use]
    pub fn new(steps: usize) -> Self {
        Self {
            watched: io::stdout().is_terminal(),
            steps,
            begun: 0,
            step_started: Instant::now(),
            waiting: false,
        }
    }

    /// Whether clients should color their output.
    #[must_use]
    pub fn colored(&self) -> bool {
        self.watched && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }

    /// Begins the next step.
    pub fn step(&mut self, title: &str) {
        self.begun += 1;
        self.step_started = Instant::now();
        println!("\n[{}/{}] {title}", self.begun, self.steps);
        // Cargo and pip print on standard error what belongs under this title.
        let _ = io::stdout().flush();
    }

    /// Ends the step with how long it took.
    pub fn done(&mut self, result: &str) {
        let seconds = self.step_started.elapsed().as_secs_f64();
        println!("    {result} ({seconds:.1} s)");
    }

    /// Prints lines as they are, indented.
    pub fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// Runs a command and shows both its outputs line by line, as they come.
    ///
    /// # Errors
    /// When it cannot be started or its output not read.
    pub async fn stream(&mut self, mut command: Command) -> io::Result<ExitStatus> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut stdout = child.stdout.take().map(|pipe| BufReader::new(pipe).lines());
        let mut stderr = child.stderr.take().map(|pipe| BufReader::new(pipe).lines());
        while stdout.is_some() || stderr.is_some() {
            tokio::select! {
                line = next_line(&mut stdout) => self.take(line?),
                line = next_line(&mut stderr) => self.take(line?),
                () = tokio::time::sleep(QUIET) => self.still_running(),
            }
        }
        self.clear_waiting();
        child.wait().await
    }

    fn take(&mut self, line: Option<String>) {
        if let Some(line) = line {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.clear_waiting();
        println!("    {line}");
    }

    fn still_running(&mut self) {
        if self.watched {
            let seconds = self.step_started.elapsed().as_secs();
            print!("\r    ... {seconds} s");
            let _ = io::stdout().flush();
            self.waiting = true;
        }
    }

    fn clear_waiting(&mut self) {
        if self.waiting {
            print!("\r\x1b[K");
            self.waiting = false;
        }
    }
}

/// The next line, or none once when the pipe ends; afterwards it waits forever, so that
/// `select!` goes on with the other pipe.
async fn next_line<R: tokio::io::AsyncRead + Unpin>(
    lines: &mut Option<Lines<BufReader<R>>>,
) -> io::Result<Option<String>> {
    let Some(open) = lines else {
        return std::future::pending().await;
    };
    let line = open.next_line().await?;
    if line.is_none() {
        *lines = None;
    }
    Ok(line)
}

//! A finished run of the CLI, and what can be asked of it.

use std::time::Duration;
use xtask::workspace::Running;

/// Longer than anything a case waits for; a case that hangs fails instead of blocking the run.
const PATIENCE: Duration = Duration::from_secs(240);

/// A finished run of the CLI.
pub struct Run(xtask::workspace::Run);

/// Waits for the end of the CLI.
pub async fn finished(running: Running) -> Run {
    let run = tokio::time::timeout(PATIENCE, running.wait()).await;
    Run(run
        .expect("the CLI ends in time")
        .expect("the CLI is waited for"))
}

impl Run {
    pub fn code(&self) -> Option<i32> {
        self.0.code()
    }

    pub fn stdout(&self) -> &str {
        self.0.stdout.trim()
    }

    pub fn ok(self) -> Self {
        assert_eq!(self.code(), Some(0), "{}", self.0);
        self
    }

    pub fn fails(self) -> Self {
        assert_eq!(self.code(), Some(1), "{}", self.0);
        self
    }

    /// Asserts that the output has a text, however the CLI has wrapped it.
    pub fn says(self, text: &str) -> Self {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            self.0.text().contains(&words),
            "no {text:?} in:\n{}",
            self.0
        );
        self
    }

    pub fn all(&self) -> String {
        self.0.output()
    }

    /// The error diagnostics, each paragraph in one line, without the CLI's decoration.
    pub fn errors(&self) -> String {
        let bare: Vec<_> = self
            .0
            .stderr
            .lines()
            .map(|line| line.trim_start_matches(['│', '╷', '╵']))
            .collect();
        let text = bare.join("\n");
        let from = text.find("Error: ").unwrap_or_default();
        let paragraphs = text[from..].split("\n\n").map(|paragraph| {
            let listed = paragraph.lines().any(|line| line.starts_with("  "));
            if listed {
                paragraph.trim_end().to_owned()
            } else {
                paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
            }
        });
        paragraphs
            .collect::<Vec<_>>()
            .join("\n\n")
            .trim()
            .to_owned()
    }
}

//! One line on stderr for each finished request: text for people, JSON for programs.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::RangeInclusive;

use jiff::Timestamp;

use crate::journal::Exchange;
use crate::scenario::Scenario;

/// Separators of lines and paragraphs, and marks of the direction of writing.
const INVISIBLE: [RangeInclusive<char>; 3] = [
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
];

/// What is written for each finished request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Log {
    /// Nothing.
    #[default]
    Off,
    /// The journal's entry as one line of JSON.
    Json,
    /// Time, status, method, duration, principal and path, to be read on a terminal.
    Text,
}

/// Writes the lines.
#[derive(Debug)]
pub(crate) struct Logger {
    format: Log,
    /// Names of principals by their application ids.
    names: HashMap<String, String>,
}

impl Logger {
    pub(crate) fn new(format: Log, scenario: &Scenario) -> Self {
        let names = scenario.principals.iter().map(|principal| {
            let id = principal.client_id.get_ref().to_ascii_lowercase();
            (id, principal.name.clone())
        });
        Self {
            format,
            names: names.filter(|(_, name)| !name.is_empty()).collect(),
        }
    }

    pub(crate) fn write(&self, exchange: &Exchange, now: Timestamp) {
        match self.format {
            Log::Off => {}
            Log::Json => {
                if let Ok(line) = serde_json::to_string(exchange) {
                    say(&line);
                }
            }
            Log::Text => say(&self.text(exchange, now)),
        }
    }

    fn text(&self, exchange: &Exchange, now: Timestamp) -> String {
        let time = now.strftime("%H:%M:%S");
        let status = exchange.status.map_or("cut".to_owned(), |s| s.to_string());
        let duration = exchange.duration_ms.unwrap_or_default();
        let client = exchange.client_id.as_deref().unwrap_or("-");
        let name = self.names.get(&client.to_ascii_lowercase());
        let client = name.map_or(client, String::as_str);
        let fault = exchange.fault.as_deref();
        let fault = fault.map_or(String::new(), |fault| format!("  (fault {fault})"));
        printable(&format!(
            "{time}  {status}  {:<6} {duration:>5} ms  {client}  {}{fault}",
            exchange.method,
            within_subscription(&exchange.path)
        ))
    }
}

/// Writes a line to stderr; nobody may be reading it any more, which is no reason to stop.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// A text without what ends a line, colours it or turns it round: clients choose parts of it.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || INVISIBLE.iter().any(|range| range.contains(&character)) {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    printable
}

/// The path without its subscription, which is always the same one.
fn within_subscription(path: &str) -> &str {
    let rest = path.strip_prefix("/subscriptions/");
    rest.and_then(|rest| rest.find('/').map(|slash| &rest[slash..]))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_names_principal_and_fault_and_leaves_the_subscription_out() {
        let scenario = Scenario::small();
        let exchange = Exchange {
            method: "DELETE".to_owned(),
            path: "/subscriptions/s/resourceGroups/rg".to_owned(),
            client_id: Some(scenario.principals[0].client_id.get_ref().clone()),
            status: Some(429),
            duration_ms: Some(3),
            fault: Some("throttle".to_owned()),
            ..Exchange::default()
        };
        let now = "2026-04-16T21:37:13Z".parse().unwrap();
        assert_eq!(
            Logger::new(Log::Text, &scenario).text(&exchange, now),
            "21:37:13  429  DELETE     3 ms  terraform  /resourceGroups/rg  (fault throttle)"
        );
    }

    #[test]
    fn client_fault_and_path_cannot_forge_a_line() {
        let exchange = Exchange {
            method: "GET".to_owned(),
            path: "/\u{9b}31m/\u{202e}".to_owned(),
            client_id: Some("a\r\n12:00:00  200  \u{1b}[32mé".to_owned()),
            fault: Some("x\ny".to_owned()),
            ..Exchange::default()
        };
        let now = "2026-04-16T21:37:13Z".parse().unwrap();
        assert_eq!(
            Logger::new(Log::Text, &Scenario::small()).text(&exchange, now),
            "21:37:13  cut  GET        0 ms  a\\r\\n12:00:00  200  \\u{1b}[32mé  /\\u{9b}31m/\\u{202e}  (fault x\\ny)"
        );
    }

    #[test]
    fn path_outside_of_a_subscription_is_whole() {
        assert_eq!(
            within_subscription("/metadata/endpoints"),
            "/metadata/endpoints"
        );
        assert_eq!(within_subscription("/subscriptions/s"), "/subscriptions/s");
    }
}

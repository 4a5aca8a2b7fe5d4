//! Log lines on standard error: one JSON object each, in the form that hosts pass on at its level.
//!
//! The time must have exactly six digits after the point, and the keys beginning with `@` must be
//! strings: older hosts crash otherwise.

use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Write};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The level that the environment asks for, for the program called `name`: its own variable first,
/// then that of all providers, then that of everything.
pub fn level(environment: &BTreeMap<String, String>, name: &str) -> LevelFilter {
    let own = name.strip_prefix("terraform-provider-").unwrap_or(name);
    let own = format!("TF_LOG_PROVIDER_{}", own.to_uppercase().replace('-', "_"));
    let names = [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"];
    let given = names
        .iter()
        .find_map(|name| environment.get(*name).filter(|text| !text.is_empty()));
    match given.map(|text| text.to_uppercase()).as_deref() {
        None | Some("OFF") => LevelFilter::OFF,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some("INFO") => LevelFilter::INFO,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR") => LevelFilter::ERROR,
        // Also what `JSON` means, and anything that hosts do not understand.
        Some(_) => LevelFilter::TRACE,
    }
}

/// Writes log lines from this level on. What other crates say is left out below warnings: the HTTP/2
/// layers would drown everything else.
pub fn install(level: LevelFilter) {
    if level == LevelFilter::OFF {
        return;
    }
    let targets = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target(env!("CARGO_CRATE_NAME"), level);
    let subscriber = tracing_subscriber::registry().with(HostLines.with_filter(targets));
    // Only a second installation fails, and the first one is as good.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Turns events, with the fields of the spans around them, into lines.
struct HostLines;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for HostLines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        let scope = context.event_scope(event).into_iter();
        // From the outside in, so that the nearest span's value of a field is the one that stays.
        for span in scope.flat_map(|scope| scope.from_root()) {
            if let Some(around) = span.extensions().get::<Fields>() {
                fields.0.extend(around.0.clone());
            }
        }
        event.record(&mut fields);
        let metadata = event.metadata();
        let (level, module) = (metadata.level(), metadata.target());
        write(&line(fields, level, module, Timestamp::now()));
    }
}

/// Writes a line to standard error. Once the host is gone there is nobody to read it, and failing calls
/// over that (as `eprintln!` does, by a panic) would help nobody.
pub fn write(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn line(mut fields: Fields, level: &Level, module: &str, now: Timestamp) -> String {
    let message = fields.0.remove("message").unwrap_or_default();
    let message = message.as_str().unwrap_or_default().to_owned();
    let keys = [
        ("@level", level.as_str().to_lowercase()),
        ("@message", message),
        ("@timestamp", format!("{now:.6}")),
        ("@module", module.to_owned()),
    ];
    fields
        .0
        .extend(keys.map(|(key, text)| (key.to_owned(), Value::String(text))));
    Value::Object(fields.0).to_string()
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_of(variables: &[(&str, &str)]) -> LevelFilter {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        level(&variables.collect(), "terraform-provider-some-thing")
    }

    #[test]
    fn the_nearest_variable_decides() {
        let all = [
            ("TF_LOG", "trace"),
            ("TF_LOG_PROVIDER", "warn"),
            ("TF_LOG_PROVIDER_SOME_THING", "debug"),
        ];
        assert_eq!(level_of(&all), LevelFilter::DEBUG);
        assert_eq!(level_of(&all[..2]), LevelFilter::WARN);
        assert_eq!(level_of(&all[..1]), LevelFilter::TRACE);
        assert_eq!(level_of(&[("TF_LOG", "JSON")]), LevelFilter::TRACE);
        assert_eq!(level_of(&[]), LevelFilter::OFF);
    }

    #[test]
    fn a_line_has_the_form_that_hosts_parse() {
        let mut fields = Fields::default();
        fields.0.insert("message".into(), "two\nlines".into());
        fields.0.insert("count".into(), 3.into());
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().expect("a time");
        assert_eq!(
            line(fields, &Level::WARN, "module", now),
            r#"{"@level":"warn","@message":"two\nlines","@module":"module","@timestamp":"2026-01-02T03:04:05.000000Z","count":3}"#
        );
    }
}

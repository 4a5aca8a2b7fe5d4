//! Reads scenario files and checks that what they refer to exists.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use thiserror::Error;
use toml::Spanned;
use uuid::Uuid;

use super::{Scenario, sign_in_checks};

const SMALL: &str = include_str!("../../scenarios/small.toml");
/// Built-in scenarios by name.
const BUILT_IN: [(&str, &str); 3] = [
    ("small", SMALL),
    ("hostile", include_str!("../../scenarios/hostile.toml")),
    ("thousand", include_str!("../../scenarios/thousand.toml")),
];
const STATUSES: [&str; 4] = ["Pending", "Approved", "Rejected", "Disconnected"];

/// Why a scenario was refused.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file could not be read.
    #[error("cannot read the scenario {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, a wrong type, or a reference to nothing.
    #[error("scenario, line {line}: {message}")]
    Invalid {
        /// Line in the text, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
}

impl Scenario {
    /// The built-in scenario: one `Ready` server with an approved and a pending connection.
    ///
    /// # Panics
    /// Never: a test parses the same text.
    #[must_use]
    pub fn small() -> Self {
        Self::parse(SMALL).expect("the built-in scenario is parsed by a test")
    }

    /// A built-in scenario: `small`, `hostile` or `thousand`.
    ///
    /// # Panics
    /// Never: a test parses the same texts.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(text).expect("the built-in scenarios are parsed by a test"))
    }

    /// Reads a scenario from a file.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`parse`](Self::parse).
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path).map_err(|source| ScenarioError::Unreadable {
            path: path.display().to_string(),
            source,
        })?;
        Self::parse(&text)
    }

    /// Reads a scenario from TOML text.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key or a value of the wrong type, names
    /// something twice, or refers to something that is not in it.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError::Invalid {
            line: line_of(text, error.span().unwrap_or(0..0)),
            message: error.message().to_owned(),
        })?;
        check(&scenario).map_err(|fault| ScenarioError::Invalid {
            line: line_of(text, fault.span),
            message: fault.message,
        })?;
        Ok(scenario)
    }
}

pub(super) struct Misreference {
    span: Range<usize>,
    message: String,
}

pub(super) fn misreference(at: &Spanned<String>, message: String) -> Misreference {
    Misreference {
        span: at.span(),
        message,
    }
}

fn line_of(text: &str, span: Range<usize>) -> usize {
    text.bytes()
        .take(span.start)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

fn check(scenario: &Scenario) -> Result<(), Misreference> {
    check_ids(scenario)?;
    let groups = unique(
        "resource group",
        scenario.resource_groups.iter().map(|g| &g.name),
    )?;
    let servers = unique("server", scenario.servers.iter().map(|server| &server.name))?;
    for server in &scenario.servers {
        refers("resource_group", &groups, &server.resource_group)?;
    }
    check_endpoints(scenario, &groups, &servers)?;
    check_governance(scenario)
}

fn check_governance(scenario: &Scenario) -> Result<(), Misreference> {
    let roles = scenario
        .principals
        .iter()
        .flat_map(|p| p.roles.iter().flatten());
    for role in roles {
        if role.actions.is_empty() && role.built_in().is_none() {
            let message = format!(
                "`{}` is no built-in role, and it has no actions of its own",
                role.role.get_ref()
            );
            return Err(misreference(&role.role, message));
        }
        scope(&role.scope)?;
    }
    let locks = scenario.locks.iter().map(|lock| &lock.scope);
    let denials = scenario.deny_assignments.iter().map(|denial| &denial.scope);
    let policies = scenario.policies.iter().map(|policy| &policy.scope);
    locks.chain(denials).chain(policies).try_for_each(scope)
}

fn scope(text: &Spanned<String>) -> Result<(), Misreference> {
    if text.get_ref().starts_with('/') {
        return Ok(());
    }
    let message = format!("the scope `{}` does not start with a slash", text.get_ref());
    Err(misreference(text, message))
}

fn check_ids(scenario: &Scenario) -> Result<(), Misreference> {
    let subscription = &scenario.subscription;
    for id in [&subscription.id, &subscription.tenant_id] {
        guid(id)?;
    }
    if scenario.principals.is_empty() {
        return Err(misreference(
            &subscription.id,
            "a scenario needs at least one [[principal]]".to_owned(),
        ));
    }
    unique(
        "principal",
        scenario
            .principals
            .iter()
            .map(|principal| &principal.client_id),
    )?;
    sign_in_checks::check(scenario)
}

fn check_endpoints(
    scenario: &Scenario,
    groups: &HashSet<String>,
    servers: &HashSet<String>,
) -> Result<(), Misreference> {
    let mut seen = HashSet::new();
    for endpoint in &scenario.private_endpoints {
        match &endpoint.subscription {
            Some(subscription) => guid(subscription)?,
            None => refers("resource_group", groups, &endpoint.resource_group)?,
        }
        refers("server", servers, &endpoint.target)?;
        let status = &endpoint.connection.status;
        if !STATUSES.contains(&status.get_ref().as_str()) {
            let message = format!("`{}` is none of {}", status.get_ref(), STATUSES.join(", "));
            return Err(misreference(status, message));
        }
        let subscription = endpoint
            .subscription
            .as_ref()
            .map(|id| id.get_ref().as_str());
        let group = endpoint.resource_group.get_ref();
        for name in endpoint.names() {
            let place = format!("{}/{group}/{name}", subscription.unwrap_or_default());
            if !seen.insert(place.to_ascii_lowercase()) {
                let message = format!("private endpoint `{name}` is there twice");
                return Err(misreference(&endpoint.name, message));
            }
        }
    }
    Ok(())
}

fn guid(text: &Spanned<String>) -> Result<(), Misreference> {
    Uuid::parse_str(text.get_ref())
        .map(drop)
        .map_err(|_| misreference(text, format!("`{}` is not a GUID", text.get_ref())))
}

/// Names in lower case: Azure compares them without regard to case.
fn unique<'a>(
    kind: &str,
    names: impl Iterator<Item = &'a Spanned<String>>,
) -> Result<HashSet<String>, Misreference> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name.get_ref().to_ascii_lowercase()) {
            return Err(misreference(
                name,
                format!("{kind} `{}` is there twice", name.get_ref()),
            ));
        }
    }
    Ok(seen)
}

fn refers(
    table: &str,
    known: &HashSet<String>,
    name: &Spanned<String>,
) -> Result<(), Misreference> {
    if known.contains(&name.get_ref().to_ascii_lowercase()) {
        return Ok(());
    }
    Err(misreference(
        name,
        format!("there is no [[{table}]] named `{}`", name.get_ref()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (usize, String) {
        match Scenario::parse(text) {
            Err(ScenarioError::Invalid { line, message }) => (line, message),
            other => panic!("expected a refusal with a line, got {other:?}"),
        }
    }

    #[test]
    fn small_scenario_is_valid() {
        let small = Scenario::small();
        assert_eq!(small.servers.len(), 1);
        assert_eq!(small.private_endpoints.len(), 2);
    }

    #[test]
    fn built_in_scenarios_are_valid() {
        let endpoints = |name| -> usize {
            let scenario = Scenario::built_in(name).unwrap();
            let endpoints = scenario.private_endpoints.iter();
            endpoints.map(|endpoint| endpoint.names().len()).sum()
        };
        assert_eq!(endpoints("small"), 2);
        assert_eq!(endpoints("hostile"), 6);
        assert_eq!(endpoints("thousand"), 1000);
    }

    #[test]
    fn role_that_is_not_built_in_needs_actions() {
        let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
        let roles = format!("{object}\nroles = [{{ role = \"Chief\" }}]");
        let (line, message) = refused(&SMALL.replace(object, &roles));
        assert!(message.contains("`Chief` is no built-in role"), "{message}");
        assert_eq!(line, 14);
    }

    #[test]
    fn number_that_makes_no_sense_is_refused_with_its_line() {
        let first = SMALL.lines().count() + 2;
        for (line, reason) in [
            (
                "[throttling]\nreads = { size = 0, refill = 1.0 }",
                "nonzero",
            ),
            (
                "[throttling]\nreads = { size = 1, refill = 0.0 }",
                "no request flow back",
            ),
            ("[paging]\nsize = 0", "nonzero"),
        ] {
            let (at, message) = refused(&format!("{SMALL}\n{line}\n"));
            assert!(message.contains(reason), "{message}");
            assert_eq!(at, first + 1, "{line}");
        }
        let negative = SMALL.replace("operation_seconds = 0.2", "operation_seconds = -1.0");
        let (at, message) = refused(&negative);
        assert!(message.contains("between 0 and a year"), "{message}");
        let expected = negative
            .lines()
            .position(|l| l.starts_with("operation_seconds"));
        assert_eq!(at, expected.unwrap() + 1);
    }

    #[test]
    fn scope_without_a_slash_is_refused() {
        let lock = "[[lock]]\nname = \"a\"\nlevel = \"ReadOnly\"\nscope = \"rg-data\"";
        let (_, message) = refused(&format!("{SMALL}\n{lock}\n"));
        assert_eq!(message, "the scope `rg-data` does not start with a slash");
    }

    #[test]
    fn unknown_key_is_refused_with_its_line() {
        let text = SMALL.replace("state = \"Ready\"", "stat = \"Ready\"");
        let (line, message) = refused(&text);
        let expected = text.lines().position(|l| l.starts_with("stat =")).unwrap() + 1;
        assert_eq!(line, expected);
        assert!(message.contains("unknown field `stat`"), "{message}");
    }

    #[test]
    fn reference_to_a_server_that_is_not_there_is_refused_with_its_line() {
        let text = SMALL.replacen("target = \"pg-orders\"", "target = \"pg-none\"", 1);
        let (line, message) = refused(&text);
        let expected = text.lines().position(|l| l.contains("pg-none")).unwrap() + 1;
        assert_eq!(line, expected);
        assert_eq!(message, "there is no [[server]] named `pg-none`");
    }

    #[test]
    fn name_used_twice_in_another_case_is_refused() {
        let text = SMALL.replace("name = \"rg-apps\"", "name = \"RG-DATA\"");
        assert_eq!(refused(&text).1, "resource group `RG-DATA` is there twice");
    }

    #[test]
    fn fractional_retry_after_is_refused_with_its_line() {
        let text = SMALL.replace("retry_after = 1", "retry_after = 0.5");
        let (line, message) = refused(&text);
        assert_eq!(
            line,
            text.lines()
                .position(|l| l.starts_with("retry_after"))
                .unwrap()
                + 1
        );
        assert!(message.contains("whole number of seconds"), "{message}");
    }

    #[test]
    fn switch_value_that_does_not_exist_is_refused() {
        let text = format!("{SMALL}\n[switches]\ndelete_visible = \"sometimes\"\n");
        assert!(refused(&text).1.contains("at-start"));
    }
}

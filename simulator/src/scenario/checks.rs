//! Checks that what a scenario refers to exists, and that nothing is there twice.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;

use super::values::is_guid;
use super::{Scenario, names, scope_checks, sign_in_checks};

const STATUSES: [&str; 4] = ["Pending", "Approved", "Rejected", "Disconnected"];

/// What is wrong, and where in the text.
pub(super) struct Misreference {
    pub(super) span: Range<usize>,
    pub(super) message: String,
}

pub(super) fn misreference(at: &Spanned<String>, message: String) -> Misreference {
    Misreference {
        span: at.span(),
        message,
    }
}

/// Checks everything that spans more than one value.
pub(super) fn check(scenario: &Scenario) -> Result<(), Misreference> {
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
    scope_checks::check(scenario)
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
    let mut seen = HashSet::new();
    for principal in &scenario.principals {
        if !seen.insert(principal.object_id.to_ascii_lowercase()) {
            let message = format!(
                "the object_id `{}` of principal `{}` is there twice",
                principal.object_id,
                principal.client_id.get_ref()
            );
            return Err(misreference(&principal.client_id, message));
        }
    }
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
            Some(subscription) => foreign(scenario, subscription)?,
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
            if !names::is_endpoint(&name) {
                let message = format!("`{name}` is no such name: {}", names::ENDPOINT);
                return Err(misreference(&endpoint.name, message));
            }
            let place = format!("{}/{group}/{name}", subscription.unwrap_or_default());
            if !seen.insert(place.to_ascii_lowercase()) {
                let message = format!("private endpoint `{name}` is there twice");
                return Err(misreference(&endpoint.name, message));
            }
        }
    }
    Ok(())
}

/// An endpoint's other subscription really is another one.
fn foreign(scenario: &Scenario, subscription: &Spanned<String>) -> Result<(), Misreference> {
    guid(subscription)?;
    let own = scenario.subscription.id.get_ref();
    if !own.eq_ignore_ascii_case(subscription.get_ref()) {
        return Ok(());
    }
    let message = "this is the [subscription] itself; leave it out".to_owned();
    Err(misreference(subscription, message))
}

fn guid(text: &Spanned<String>) -> Result<(), Misreference> {
    is_guid(text.get_ref()).map_err(|message| misreference(text, message))
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
pub(super) mod tests {
    use super::super::ScenarioError;
    use super::*;

    pub(in super::super) const SMALL: &str = include_str!("../../scenarios/small.toml");

    /// The message of a refusal, and the text of the line that it names.
    pub(in super::super) fn refused(text: &str) -> (String, String) {
        match Scenario::parse(text) {
            Err(ScenarioError::Invalid { line, message }) => {
                (message, text.lines().nth(line - 1).unwrap().to_owned())
            }
            other => panic!("expected a refusal of {text}, got {other:?}"),
        }
    }

    /// The small scenario with more behind it.
    pub(in super::super) fn small_with(more: &str) -> String {
        format!("{SMALL}\n{more}\n")
    }

    const ID: &str = "0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b";

    #[test]
    fn reference_to_a_server_that_is_not_there_is_refused_with_its_line() {
        let (message, line) =
            refused(&SMALL.replacen("target = \"pg-orders\"", "target = \"pg-none\"", 1));
        assert_eq!(message, "there is no [[server]] named `pg-none`");
        assert_eq!(line, "target = \"pg-none\"");
    }

    #[test]
    fn name_used_twice_in_another_case_is_refused() {
        let text = SMALL.replace("name = \"rg-apps\"", "name = \"RG-DATA\"");
        assert_eq!(refused(&text).0, "resource group `RG-DATA` is there twice");
    }

    #[test]
    fn object_id_of_two_principals_is_refused_with_the_second_one() {
        let again = "[[principal]]\nclient_id = \"other\"\nclient_secret = \"s\"\nobject_id = \"E27B3C90-54a1-4b1e-9d6f-08a5c3f7d214\"";
        let (message, line) = refused(&small_with(again));
        assert!(
            message.ends_with("of principal `other` is there twice"),
            "{message}"
        );
        assert_eq!(line, "client_id = \"other\"");
    }

    #[test]
    fn endpoint_in_another_subscription_is_not_in_the_own_one() {
        let own = "subscription = \"5B5F0FD1-8f3c-4f0e-9a37-0c7d6b1f2a10\"";
        let endpoint = |subscription: &str| {
            small_with(&format!(
                "[[private_endpoint]]\nname = \"pe-x\"\nresource_group = \"any\"\ntarget = \"pg-orders\"\n{subscription}"
            ))
        };
        let (message, line) = refused(&endpoint(own));
        assert!(message.contains("the [subscription] itself"), "{message}");
        assert_eq!(line, own);
        let other = format!("subscription = \"{ID}\"");
        assert!(Scenario::parse(&endpoint(&other)).is_ok());
    }

    #[test]
    fn too_many_endpoints_are_refused_before_they_are_made() {
        for (count, reason) in [
            ("count = 4_000_000_000", "between 1 and 10000"),
            ("count = 10_001", "between 1 and 10000"),
            ("count = 0", "between 1 and 10000"),
        ] {
            let text = SMALL.replace("name = \"pe-web\"", &format!("name = \"pe-web\"\n{count}"));
            let (message, line) = refused(&text);
            assert!(message.contains(reason), "{message}");
            assert_eq!(line, count);
        }
        let long = format!("name = \"{}\"\ncount = 10", "p".repeat(62));
        let (message, line) = refused(&SMALL.replace("name = \"pe-web\"", &long));
        assert!(message.contains("2 to 64 letters"), "{message}");
        assert!(line.starts_with("name = \"pp"), "{line}");
    }
}

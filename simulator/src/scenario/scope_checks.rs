//! Checks of roles, locks, deny assignments and policies, above all of their scopes.

use std::collections::HashSet;

use toml::Spanned;

use super::Scenario;
use super::checks::{Misreference, misreference};

const SERVERS: &str = "microsoft.dbforpostgresql/flexibleservers";
const ENDPOINTS: &str = "microsoft.network/privateendpoints";

pub(super) fn check(scenario: &Scenario) -> Result<(), Misreference> {
    let roles = scenario.principals.iter();
    let roles = roles.flat_map(|principal| principal.roles.iter().flatten());
    for role in roles.clone() {
        if role.actions.is_empty() && role.built_in().is_none() {
            let message = format!(
                "`{}` is no built-in role, and it has no actions of its own",
                role.role.get_ref()
            );
            return Err(misreference(&role.role, message));
        }
    }
    let known = Known::of(scenario);
    let locks = scenario.locks.iter().map(|lock| &lock.scope);
    let denials = scenario.deny_assignments.iter().map(|denial| &denial.scope);
    let policies = scenario.policies.iter().map(|policy| &policy.scope);
    roles
        .map(|role| &role.scope)
        .chain(locks)
        .chain(denials)
        .chain(policies)
        .try_for_each(|scope| known.check(scope))?;
    check_locks(scenario, &known)
}

/// A lock's name is unique at its scope; Azure would have replaced the first one.
fn check_locks(scenario: &Scenario, known: &Known) -> Result<(), Misreference> {
    let mut seen = HashSet::new();
    for lock in &scenario.locks {
        let name = lock.name.get_ref();
        let scope = known.absolute(lock.scope.get_ref());
        if !seen.insert((scope, name.to_ascii_lowercase())) {
            let message = format!("lock `{name}` is there twice at one scope");
            return Err(misreference(&lock.name, message));
        }
    }
    Ok(())
}

/// What a scope can refer to, in lower case as everything that is compared here.
struct Known {
    /// Id of the scenario's own subscription.
    subscription: String,
    groups: HashSet<String>,
    /// Resource group, type and name.
    resources: HashSet<(String, &'static str, String)>,
}

impl Known {
    fn of(scenario: &Scenario) -> Self {
        let lower = |name: &Spanned<String>| name.get_ref().to_ascii_lowercase();
        let servers = scenario
            .servers
            .iter()
            .map(|server| (lower(&server.resource_group), SERVERS, lower(&server.name)));
        let own = scenario.private_endpoints.iter();
        let own = own.filter(|endpoint| endpoint.subscription.is_none());
        let endpoints = own.flat_map(|endpoint| {
            let names = endpoint.names().into_iter();
            names.map(move |name| {
                let group = lower(&endpoint.resource_group);
                (group, ENDPOINTS, name.to_ascii_lowercase())
            })
        });
        Self {
            subscription: lower(&scenario.subscription.id),
            groups: scenario
                .resource_groups
                .iter()
                .map(|group| lower(&group.name))
                .collect(),
            resources: servers.chain(endpoints).collect(),
        }
    }

    /// The whole id of a scope.
    fn absolute(&self, scope: &str) -> String {
        let scope = scope.trim_end_matches('/').to_ascii_lowercase();
        if scope.starts_with("/subscriptions/") {
            return scope;
        }
        format!("/subscriptions/{}{scope}", self.subscription)
    }

    fn check(&self, scope: &Spanned<String>) -> Result<(), Misreference> {
        self.wrong(scope.get_ref())
            .map_or(Ok(()), |message| Err(misreference(scope, message)))
    }

    /// What is wrong with a scope. Scopes in other subscriptions refer to what is not simulated.
    fn wrong(&self, scope: &str) -> Option<String> {
        if !scope.starts_with('/') {
            return Some(format!("the scope `{scope}` does not start with a slash"));
        }
        let absolute = self.absolute(scope);
        let parts: Vec<&str> = absolute.split('/').skip(1).collect();
        if parts.contains(&"") {
            return Some(format!("the scope `{scope}` has an empty segment"));
        }
        let ["subscriptions", subscription, inside @ ..] = parts.as_slice() else {
            return None;
        };
        if *subscription != self.subscription {
            return None;
        }
        match inside {
            [] | ["providers", ..] => None,
            ["resourcegroups", group, ..] if !self.groups.contains(*group) => Some(format!(
                "there is no [[resource_group]] named `{group}` for the scope `{scope}`"
            )),
            [
                "resourcegroups",
                group,
                "providers",
                namespace,
                kind,
                name,
                ..,
            ] => self.missing(group, &format!("{namespace}/{kind}"), name, scope),
            ["resourcegroups", _] | ["resourcegroups", _, "providers", _, ..] => None,
            _ => Some(format!("the scope `{scope}` is no id of a resource")),
        }
    }

    fn missing(&self, group: &str, kind: &str, name: &str, scope: &str) -> Option<String> {
        let (table, kind) = match kind {
            SERVERS => ("server", SERVERS),
            ENDPOINTS => ("private_endpoint", ENDPOINTS),
            _ => return None,
        };
        let resource = (group.to_owned(), kind, name.to_owned());
        (!self.resources.contains(&resource)).then(|| {
            format!("there is no [[{table}]] named `{name}` in `{group}` for the scope `{scope}`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::tests::{SMALL, refused, small_with};
    use super::*;

    const SERVER: &str =
        "/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers";

    fn lock(scope: &str) -> String {
        format!("[[lock]]\nname = \"a\"\nlevel = \"ReadOnly\"\nscope = \"{scope}\"")
    }

    #[test]
    fn role_that_is_not_built_in_needs_actions() {
        let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
        let roles = "roles = [{ role = \"Chief\" }]";
        let (message, line) = refused(&SMALL.replace(object, &format!("{object}\n{roles}")));
        assert!(message.contains("`Chief` is no built-in role"), "{message}");
        assert_eq!(line, roles);
    }

    #[test]
    fn scope_of_something_that_is_not_there_is_refused_with_its_line() {
        let subscription = "/subscriptions/5B5F0FD1-8f3c-4f0e-9a37-0c7d6b1f2a10";
        let endpoints = "/resourceGroups/rg-apps/providers/Microsoft.Network/privateEndpoints";
        for (scope, reason) in [
            ("rg-data", "does not start with a slash"),
            (
                "/resourceGroups/rg-none",
                "no [[resource_group]] named `rg-none`",
            ),
            (
                &format!("{subscription}/resourceGroups/rg-none"),
                "`rg-none`",
            ),
            (
                &format!("{SERVER}/pg-none"),
                "no [[server]] named `pg-none`",
            ),
            (
                &format!("{SERVER}/pg-none/privateEndpointConnections/x"),
                "`pg-none`",
            ),
            (
                &format!("{}/pg-orders", SERVER.replace("data", "apps")),
                "`pg-orders`",
            ),
            (&format!("{endpoints}/pe-none"), "no [[private_endpoint]]"),
            ("/resourceGroup/rg-data", "no id of a resource"),
            ("/resourceGroups//providers", "empty segment"),
        ] {
            let (message, line) = refused(&small_with(&lock(scope)));
            assert!(message.contains(reason), "{scope}: {message}");
            assert_eq!(line, format!("scope = \"{scope}\""));
        }
    }

    #[test]
    fn scope_of_every_table_is_checked() {
        let object = "object_id = \"e27b3c90-54a1-4b1e-9d6f-08a5c3f7d214\"";
        let scope = "scope = \"/resourceGroups/rg-none\"";
        let role = format!("{object}\nroles = [{{ role = \"Reader\", {scope} }}]");
        for text in [
            SMALL.replace(object, &role),
            small_with(&format!(
                "[[deny_assignment]]\nname = \"a\"\nactions = [\"*\"]\n{scope}"
            )),
            small_with(&format!(
                "[[policy]]\nname = \"a\"\nresource_type = \"a/b\"\n{scope}"
            )),
        ] {
            let (message, line) = refused(&text);
            assert!(message.contains("named `rg-none`"), "{message}");
            assert!(line.contains(scope), "{line}");
        }
    }

    #[test]
    fn scope_of_what_is_there_or_is_not_simulated_is_taken() {
        for scope in [
            "/",
            "/resourcegroups/RG-DATA",
            &format!("{SERVER}/PG-Orders"),
            &format!("{SERVER}/pg-orders/privateEndpointConnections/pe-web.x"),
            "/resourceGroups/rg-apps/providers/Microsoft.Network/privateEndpoints/pe-web",
            "/resourceGroups/rg-apps/providers/Microsoft.Network/virtualNetworks/vnet",
            "/subscriptions/a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96/resourceGroups/any",
        ] {
            let parsed = Scenario::parse(&small_with(&lock(scope)));
            assert!(parsed.is_ok(), "{scope}: {parsed:?}");
        }
    }

    #[test]
    fn lock_that_is_twice_at_one_scope_is_refused() {
        let again = lock("/resourcegroups/RG-data").replace("\"a\"", "\"A\"");
        let twice = format!("{}\n{again}", lock("/resourceGroups/rg-data/"));
        let (message, line) = refused(&small_with(&twice));
        assert_eq!(message, "lock `A` is there twice at one scope");
        assert_eq!(line, "name = \"A\"");
        let elsewhere = format!("{}\n{}", lock("/resourceGroups/rg-data"), lock("/"));
        assert!(Scenario::parse(&small_with(&elsewhere)).is_ok());
    }
}

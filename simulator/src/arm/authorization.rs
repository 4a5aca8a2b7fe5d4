//! What a client can read about rights: its permissions, role and deny assignments.
//!
//! The answers come from the same data that `guards` enforces.

use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use crate::state::{DenyAssignment, Permission, RoleAssignment, World, covers};

/// Principal that stands for everybody (documented).
const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

/// One element for each role of the caller that reaches the scope; deny assignments and locks
/// are not in it.
pub(super) fn permissions(call: &Call<'_>, world: &World, scope: &str) -> Answer {
    let value: Vec<Value> = world
        .access
        .permissions(&call.caller.oid, scope)
        .map(permission)
        .collect();
    Answer::ok(json!({ "value": value }))
}

pub(super) fn deny_assignments(
    call: &Call<'_>,
    world: &World,
    scope: &str,
) -> Result<Answer, ArmError> {
    let filter = Filter::of(call)?;
    let value: Vec<Value> = world
        .access
        .denials
        .iter()
        .filter(|denial| filter.takes(denial, scope))
        .map(denial_body)
        .collect();
    Ok(Answer::ok(json!({ "value": value })))
}

pub(super) fn deny_assignment(world: &World, name: &str) -> Result<Answer, ArmError> {
    world
        .access
        .denials
        .iter()
        .find(|denial| denial.name.eq_ignore_ascii_case(name))
        .map(|denial| Answer::ok(denial_body(denial)))
        .ok_or_else(|| ArmError::deny_assignment_not_found(name))
}

pub(super) fn role_assignments(
    call: &Call<'_>,
    world: &World,
    scope: &str,
) -> Result<Answer, ArmError> {
    let filter = Filter::of(call)?;
    let subscription = world.subscription.id.get_ref();
    let value: Vec<Value> = world
        .access
        .roles
        .iter()
        .filter(|role| filter.takes_role(role, scope))
        .map(|role| {
            let definition = format!(
                "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{}",
                role.definition
            );
            json!({
                "properties": {
                    "roleDefinitionId": definition,
                    "principalId": role.principal,
                    "principalType": "ServicePrincipal",
                    "scope": role.scope,
                    "description": role.role,
                },
                "id": format!(
                    "{}/providers/Microsoft.Authorization/roleAssignments/{}",
                    role.scope, role.name
                ),
                "type": "Microsoft.Authorization/roleAssignments",
                "name": role.name,
            })
        })
        .collect();
    Ok(Answer::ok(json!({ "value": value })))
}

/// The conditions that clients use, joined by `and`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Filter {
    at_scope: bool,
    /// Denied, directly or as part of everybody.
    assigned_to: Option<String>,
    /// Named in the deny assignment.
    principal: Option<String>,
    name: Option<String>,
}

impl Filter {
    fn of(call: &Call<'_>) -> Result<Self, ArmError> {
        let text = call.request.filter();
        text.map_or_else(|| Ok(Self::default()), |text| filter(&text))
    }

    fn takes_role(&self, role: &RoleAssignment, scope: &str) -> bool {
        let below = !self.at_scope && covers(scope, &role.scope);
        let mut wanted = self.principal.iter().chain(&self.assigned_to);
        (below || covers(&role.scope, scope))
            && self.name.is_none()
            && wanted.all(|id| id.eq_ignore_ascii_case(&role.principal))
    }

    fn takes(&self, denial: &DenyAssignment, scope: &str) -> bool {
        let below = !self.at_scope && covers(scope, &denial.scope);
        let fits = |wanted: &Option<String>, check: &dyn Fn(&str) -> bool| {
            wanted.as_deref().is_none_or(check)
        };
        (below || covers(&denial.scope, scope))
            && fits(&self.assigned_to, &|id| denial.concerns(id))
            && fits(&self.principal, &|id| denial.names_principal(id))
            && fits(&self.name, &|name| denial.display_name == name)
    }
}

fn filter(text: &str) -> Result<Filter, ArmError> {
    let mut filter = Filter::default();
    for condition in text.split(" and ").map(str::trim) {
        let between = |start: &str, end: &str| {
            let rest = condition.strip_prefix(start)?.strip_suffix(end)?;
            Some(rest.to_owned())
        };
        if condition.eq_ignore_ascii_case("atScope()") {
            filter.at_scope = true;
        } else if let Some(id) = between("assignedTo('", "')") {
            filter.assigned_to = Some(id);
        } else if let Some(id) = between("principalId eq '", "'") {
            filter.principal = Some(id);
        } else if let Some(name) = between("denyAssignmentName eq '", "'") {
            filter.name = Some(name);
        } else {
            return Err(ArmError::invalid_filter(text));
        }
    }
    Ok(filter)
}

fn permission(permission: &Permission) -> Value {
    json!({
        "actions": permission.actions,
        "notActions": permission.not_actions,
        "dataActions": [],
        "notDataActions": [],
    })
}

fn denial_body(denial: &DenyAssignment) -> Value {
    let service_principal = |id: &String| json!({ "id": id, "type": "ServicePrincipal" });
    let principals: Vec<Value> = match &denial.principals {
        Some(ids) => ids.iter().map(service_principal).collect(),
        None => vec![json!({ "id": EVERYBODY, "type": "SystemDefined" })],
    };
    let excluded: Vec<Value> = denial
        .exclude_principals
        .iter()
        .map(service_principal)
        .collect();
    json!({
        "properties": {
            "denyAssignmentName": denial.display_name,
            "description": null,
            "permissions": [permission(&denial.permission)],
            "scope": denial.scope,
            "doNotApplyToChildScopes": denial.this_scope_only,
            "principals": principals,
            "excludePrincipals": excluded,
            "isSystemProtected": true,
        },
        "id": denial.id(),
        "type": "Microsoft.Authorization/denyAssignments",
        "name": denial.name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_may_join_scope_and_principal() {
        let filter = filter("atScope() and assignedTo('abc')").unwrap();
        assert!(filter.at_scope);
        assert_eq!(filter.assigned_to.as_deref(), Some("abc"));
    }
}

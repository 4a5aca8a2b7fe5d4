//! Roles, deny assignments and policies: who may do what where.

use uuid::Uuid;

use super::scope::{absolute, covers};
use crate::pattern;
use crate::scenario::{PolicySettings, RoleSettings, Scenario};

/// Actions of one role or deny assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Patterns of actions.
    pub actions: Vec<String>,
    /// Exceptions from this permission's own actions, from no other's.
    pub not_actions: Vec<String>,
}

impl Permission {
    /// Whether it names an action.
    #[must_use]
    pub fn names(&self, action: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|found| pattern::fits(found, action));
        any(&self.actions) && !any(&self.not_actions)
    }
}

/// A role given to a principal.
#[derive(Debug, Clone)]
pub struct RoleAssignment {
    /// Name of the assignment, a GUID.
    pub name: String,
    /// Object id of the principal.
    pub principal: String,
    /// Name of the role.
    pub role: String,
    /// Id of the role's definition, a GUID.
    pub definition: String,
    /// Where it holds.
    pub scope: String,
    /// What it allows.
    pub permission: Permission,
}

/// A deny assignment.
#[derive(Debug, Clone)]
pub struct DenyAssignment {
    /// Name, a GUID.
    pub name: String,
    /// Name for people, shown in refusals.
    pub display_name: String,
    /// Where it holds.
    pub scope: String,
    /// What it denies.
    pub permission: Permission,
    /// Object ids that are denied; none means everybody.
    pub principals: Option<Vec<String>>,
    /// Object ids that are not denied.
    pub exclude_principals: Vec<String>,
    /// Whether only the scope itself is meant.
    pub this_scope_only: bool,
}

impl DenyAssignment {
    /// Resource Manager id.
    #[must_use]
    pub fn id(&self) -> String {
        format!(
            "{}/providers/Microsoft.Authorization/denyAssignments/{}",
            self.scope, self.name
        )
    }

    /// Whether it speaks of a principal.
    #[must_use]
    pub fn concerns(&self, principal: &str) -> bool {
        let is_in = |ids: &[String]| ids.iter().any(|id| id.eq_ignore_ascii_case(principal));
        self.principals.as_deref().is_none_or(is_in) && !is_in(&self.exclude_principals)
    }

    /// Whether it lists a principal, not only as part of everybody.
    #[must_use]
    pub fn names_principal(&self, principal: &str) -> bool {
        let listed = self.principals.iter().flatten();
        listed
            .into_iter()
            .any(|id| id.eq_ignore_ascii_case(principal))
    }

    fn denies(&self, principal: &str, action: &str, target: &str) -> bool {
        let reaches =
            covers(&self.scope, target) && (!self.this_scope_only || covers(target, &self.scope));
        reaches && self.concerns(principal) && self.permission.names(action)
    }
}

/// A policy that denies deletes of one resource type.
#[derive(Debug, Clone)]
pub struct DeletePolicy {
    /// Name of assignment and definition.
    pub name: String,
    /// Where it is assigned.
    pub scope: String,
    /// The type that its rule names.
    pub resource_type: String,
    /// Non-compliance message.
    pub reason: String,
}

/// Everything that decides about rights.
#[derive(Debug, Default)]
pub struct Access {
    /// Role assignments.
    pub roles: Vec<RoleAssignment>,
    /// Deny assignments.
    pub denials: Vec<DenyAssignment>,
    policies: Vec<DeletePolicy>,
}

impl Access {
    /// The rights that a scenario describes. A principal without `roles` is Owner.
    pub(super) fn new(scenario: &Scenario) -> Self {
        let subscription = scenario.subscription.id.get_ref();
        let roles = scenario.principals.iter().flat_map(|principal| {
            let given = principal.roles.clone();
            let given = given.unwrap_or_else(|| vec![RoleSettings::owner()]);
            let object_id = principal.object_id.clone();
            given
                .into_iter()
                .filter_map(move |role| assignment(&object_id, subscription, &role))
        });
        let denials = scenario
            .deny_assignments
            .iter()
            .map(|found| DenyAssignment {
                name: Uuid::new_v4().to_string(),
                display_name: found.name.get_ref().clone(),
                scope: absolute(subscription, found.scope.get_ref()),
                permission: Permission {
                    actions: found.actions.clone(),
                    not_actions: found.not_actions.clone(),
                },
                principals: found.principals.clone(),
                exclude_principals: found.exclude_principals.clone(),
                this_scope_only: found.do_not_apply_to_child_scopes,
            });
        Self {
            roles: roles.collect(),
            denials: denials.collect(),
            policies: scenario
                .policies
                .iter()
                .map(|found| policy(subscription, found))
                .collect(),
        }
    }

    /// Permissions of a principal at a scope, one for each role that reaches it.
    pub fn permissions(&self, principal: &str, scope: &str) -> impl Iterator<Item = &Permission> {
        self.roles
            .iter()
            .filter(move |role| {
                role.principal.eq_ignore_ascii_case(principal) && covers(&role.scope, scope)
            })
            .map(|role| &role.permission)
    }

    /// Whether a role allows an action: the union over the roles.
    #[must_use]
    pub fn allows(&self, principal: &str, action: &str, scope: &str) -> bool {
        self.permissions(principal, scope)
            .any(|permission| permission.names(action))
    }

    /// Whether a principal has a role anywhere in a scope or above it.
    #[must_use]
    pub fn is_known(&self, principal: &str, scope: &str) -> bool {
        self.roles.iter().any(|role| {
            let near = covers(&role.scope, scope) || covers(scope, &role.scope);
            near && role.principal.eq_ignore_ascii_case(principal)
        })
    }

    /// The deny assignment that forbids an action, if any.
    #[must_use]
    pub fn denial(&self, principal: &str, action: &str, scope: &str) -> Option<&DenyAssignment> {
        self.denials
            .iter()
            .find(|denial| denial.denies(principal, action, scope))
    }

    /// The policy that forbids the delete of a resource, if any.
    #[must_use]
    pub fn delete_policy(&self, resource_type: &str, scope: &str) -> Option<&DeletePolicy> {
        self.policies.iter().find(|policy| {
            policy.resource_type.eq_ignore_ascii_case(resource_type) && covers(&policy.scope, scope)
        })
    }
}

fn assignment(principal: &str, subscription: &str, role: &RoleSettings) -> Option<RoleAssignment> {
    let name = role.role.get_ref();
    let (definition, permission) = if role.actions.is_empty() {
        // Unknown names were refused when the scenario was read.
        let found = role.built_in()?;
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let permission = Permission {
            actions: owned(found.actions),
            not_actions: owned(found.not_actions),
        };
        (found.id.to_owned(), permission)
    } else {
        let permission = Permission {
            actions: role.actions.clone(),
            not_actions: role.not_actions.clone(),
        };
        (Uuid::new_v4().to_string(), permission)
    };
    Some(RoleAssignment {
        name: Uuid::new_v4().to_string(),
        principal: principal.to_owned(),
        role: name.clone(),
        definition,
        scope: absolute(subscription, role.scope.get_ref()),
        permission,
    })
}

fn policy(subscription: &str, settings: &PolicySettings) -> DeletePolicy {
    DeletePolicy {
        name: settings.name.get_ref().clone(),
        scope: absolute(subscription, settings.scope.get_ref()),
        resource_type: settings.resource_type.clone(),
        reason: settings.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_of_one_role_take_nothing_from_another() {
        let permission = |actions: &[&str], not_actions: &[&str]| Permission {
            actions: actions.iter().map(ToString::to_string).collect(),
            not_actions: not_actions.iter().map(ToString::to_string).collect(),
        };
        let all_but = permission(&["*"], &["a/delete"]);
        let one = permission(&["a/delete"], &[]);
        assert!(!all_but.names("a/delete"));
        assert!([all_but, one].iter().any(|found| found.names("a/delete")));
    }
}

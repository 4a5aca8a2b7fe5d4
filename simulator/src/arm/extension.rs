//! Resources of Microsoft.Authorization, which can be addressed at any scope.

use super::path::{Addressed, ArmPath};

/// Namespace of locks, roles and deny assignments.
pub(super) const AUTHORIZATION: &str = "Microsoft.Authorization";

/// A resource of Microsoft.Authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extension {
    Locks,
    Lock { name: String },
    Permissions,
    DenyAssignments,
    DenyAssignment { name: String },
    RoleAssignments,
}

impl Extension {
    /// Type without namespace.
    pub(super) fn resource_type(&self) -> &'static str {
        match self {
            Self::Locks | Self::Lock { .. } => "locks",
            Self::Permissions => "permissions",
            Self::DenyAssignments | Self::DenyAssignment { .. } => "denyAssignments",
            Self::RoleAssignments => "roleAssignments",
        }
    }

    fn parse(rest: &[&str]) -> Option<Self> {
        let (kind, name) = match rest {
            [kind] => (kind, None),
            [kind, name] => (kind, Some((*name).to_owned())),
            _ => return None,
        };
        match (kind.to_ascii_lowercase().as_str(), name) {
            ("locks", None) => Some(Self::Locks),
            ("locks", Some(name)) => Some(Self::Lock { name }),
            ("permissions", None) => Some(Self::Permissions),
            ("denyassignments", None) => Some(Self::DenyAssignments),
            ("denyassignments", Some(name)) => Some(Self::DenyAssignment { name }),
            ("roleassignments", None) => Some(Self::RoleAssignments),
            _ => None,
        }
    }
}

/// The path of an extension resource: everything before the last
/// `/providers/Microsoft.Authorization/` is its scope.
pub(super) fn parse(segments: &[&str]) -> Option<ArmPath> {
    let at = segments.windows(2).rposition(|pair| {
        pair[0].eq_ignore_ascii_case("providers") && pair[1].eq_ignore_ascii_case(AUTHORIZATION)
    })?;
    let (scope, rest) = (&segments[..at], &segments[at + 2..]);
    if scope.is_empty() || rest.is_empty() {
        return None;
    }
    let target = ArmPath::parse_segments(scope);
    let resource = match Extension::parse(rest) {
        Some(kind) => Addressed::Extension {
            scope: format!("/{}", scope.join("/")),
            of: Box::new(target.resource),
            kind,
        },
        None => Addressed::UnknownType {
            namespace: AUTHORIZATION,
            resource_type: rest
                .iter()
                .step_by(2)
                .copied()
                .collect::<Vec<_>>()
                .join("/"),
        },
    };
    Some(ArmPath { resource, ..target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_of_a_lock_is_the_path_before_its_namespace() {
        let group = "/subscriptions/s/resourcegroups/rg";
        let path = ArmPath::parse(&format!(
            "{group}/providers/microsoft.authorization/LOCKS/keep"
        ));
        assert_eq!(
            path.resource,
            Addressed::Extension {
                scope: group.to_owned(),
                of: Box::new(Addressed::ResourceGroup),
                kind: Extension::Lock {
                    name: "keep".to_owned()
                },
            }
        );
        assert_eq!(path.resource_group.as_deref(), Some("rg"));
    }
}

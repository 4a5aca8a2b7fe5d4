//! Tables that decide who may do what: roles, deny assignments, management locks and policies.
//!
//! A scope is a Resource Manager id, or the part of one behind the scenario's subscription:
//! `"/"` is the subscription, `"/resourceGroups/rg-data"` a resource group in it.

use serde::Deserialize;
use toml::Spanned;

use super::{names, values};

/// `roles = [{ … }]` of a principal: one role assignment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// A built-in role by its name, or any name when `actions` are given.
    pub role: Spanned<String>,
    /// Where the role holds.
    #[serde(default = "subscription_scope")]
    pub scope: Spanned<String>,
    /// Actions of a custom role.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Exceptions from this role's own actions.
    #[serde(default)]
    pub not_actions: Vec<String>,
}

/// A role that every tenant has.
#[derive(Debug)]
pub struct BuiltInRole {
    /// Display name.
    pub name: &'static str,
    /// Name of its definition, a GUID.
    pub id: &'static str,
    /// What it allows.
    pub actions: &'static [&'static str],
    /// Exceptions.
    pub not_actions: &'static [&'static str],
}

/// Those of Azure's general roles that matter here (documented, shortened to what is simulated).
pub const BUILT_IN_ROLES: [BuiltInRole; 5] = [
    BuiltInRole {
        name: "Owner",
        id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        actions: &["*"],
        not_actions: &[],
    },
    BuiltInRole {
        name: "Contributor",
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        actions: &["*"],
        not_actions: &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
        ],
    },
    BuiltInRole {
        name: "Reader",
        id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        actions: &["*/read"],
        not_actions: &[],
    },
    BuiltInRole {
        name: "User Access Administrator",
        id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        actions: &["*/read", "Microsoft.Authorization/*"],
        not_actions: &[],
    },
    BuiltInRole {
        name: "Network Contributor",
        id: "4d97b98b-1d4f-4787-a291-c67834d212e7",
        actions: &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Network/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
        ],
        not_actions: &[],
    },
];

impl RoleSettings {
    /// Owner of the subscription.
    #[must_use]
    pub fn owner() -> Self {
        Self {
            role: Spanned::new(0..0, "Owner".to_owned()),
            scope: subscription_scope(),
            actions: Vec::new(),
            not_actions: Vec::new(),
        }
    }

    /// The built-in role of that name.
    #[must_use]
    pub fn built_in(&self) -> Option<&'static BuiltInRole> {
        BUILT_IN_ROLES
            .iter()
            .find(|role| role.name.eq_ignore_ascii_case(self.role.get_ref()))
    }
}

/// `[[deny_assignment]]`: stronger than every role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenySettings {
    /// Name shown in the refusal.
    #[serde(deserialize_with = "names::segment")]
    pub name: Spanned<String>,
    /// Where it holds.
    #[serde(default = "subscription_scope")]
    pub scope: Spanned<String>,
    /// Denied actions, one at least.
    #[serde(deserialize_with = "values::actions")]
    pub actions: Vec<String>,
    /// Exceptions from the denied actions.
    #[serde(default)]
    pub not_actions: Vec<String>,
    /// Object ids that are denied; left out, everybody is.
    pub principals: Option<Vec<String>>,
    /// Object ids that are not denied.
    #[serde(default)]
    pub exclude_principals: Vec<String>,
    /// Whether only the scope itself is meant.
    #[serde(default)]
    pub do_not_apply_to_child_scopes: bool,
}

/// `[[lock]]`: a management lock that exists at the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockSettings {
    /// Name of the lock, unique at its scope.
    #[serde(deserialize_with = "names::segment")]
    pub name: Spanned<String>,
    /// The locked scope.
    #[serde(default = "subscription_scope")]
    pub scope: Spanned<String>,
    /// What it forbids.
    pub level: LockLevel,
    /// Text for people.
    pub notes: Option<String>,
}

/// Level of a management lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
pub enum LockLevel {
    /// No deletes.
    CanNotDelete,
    /// No deletes and no writes.
    ReadOnly,
}

/// `[[policy]]`: an assignment of a `denyAction` policy against deletes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    /// Name of assignment and definition.
    #[serde(deserialize_with = "names::segment")]
    pub name: Spanned<String>,
    /// Where it is assigned.
    #[serde(default = "subscription_scope")]
    pub scope: Spanned<String>,
    /// The one resource type that its rule names. A rule on a server's type does not protect the
    /// server's connections (documented).
    #[serde(deserialize_with = "values::resource_type")]
    pub resource_type: String,
    /// Non-compliance message.
    #[serde(default = "default_reason")]
    pub reason: String,
}

fn subscription_scope() -> Spanned<String> {
    Spanned::new(0..0, "/".to_owned())
}

fn default_reason() -> String {
    "Deletes are denied by policy.".to_owned()
}

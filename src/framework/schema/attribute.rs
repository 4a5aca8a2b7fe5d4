//! Attributes and the planning rules that each one declares.

use super::validator::Validator;
use crate::framework::types::Type;
use crate::framework::value::Value;

/// Decides whether a configured value means the same as the prior one, so that the prior spelling is
/// kept and nothing is planned. Both values are known and not null.
pub type Same = fn(configured: &Value, prior: &Value) -> bool;

/// One attribute of a block.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
    /// What it means, in Markdown.
    pub description: &'static str,
    /// Who gives the value.
    pub mode: Mode,
    /// Hidden in the CLI's output (never in a state).
    pub sensitive: bool,
    /// A change of it cannot be made in place.
    pub requires_replace: bool,
    /// The value planned when the configuration has none.
    pub default: Option<Value>,
    /// When a configured value equals the prior one; plain equality where not given.
    pub same: Option<Same>,
    /// Sibling attributes whose change makes a value that is not configured unknown again.
    pub recomputed_by: &'static [&'static str],
    /// Checks of known values.
    pub validators: Vec<Validator>,
}

/// Who gives an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The configuration, always.
    Required,
    /// The configuration, or nobody.
    Optional,
    /// The configuration, else the provider.
    OptionalComputed,
    /// The provider alone.
    Computed,
}

impl Mode {
    /// Whether the provider may give the value.
    pub fn is_computed(self) -> bool {
        matches!(self, Self::OptionalComputed | Self::Computed)
    }
}

impl Attribute {
    /// An attribute that must be configured.
    pub fn required(name: &'static str, ty: Type) -> Self {
        Self::new(name, ty, Mode::Required)
    }

    /// An attribute that may be configured.
    pub fn optional(name: &'static str, ty: Type) -> Self {
        Self::new(name, ty, Mode::Optional)
    }

    /// An attribute that may be configured and is filled by the provider otherwise.
    pub fn optional_computed(name: &'static str, ty: Type) -> Self {
        Self::new(name, ty, Mode::OptionalComputed)
    }

    /// An attribute that only the provider fills.
    pub fn computed(name: &'static str, ty: Type) -> Self {
        Self::new(name, ty, Mode::Computed)
    }

    fn new(name: &'static str, ty: Type, mode: Mode) -> Self {
        Self {
            name,
            ty,
            description: "",
            mode,
            sensitive: false,
            requires_replace: false,
            default: None,
            same: None,
            recomputed_by: &[],
            validators: Vec::new(),
        }
    }

    /// Says what the attribute means, in Markdown.
    #[must_use]
    pub fn description(mut self, text: &'static str) -> Self {
        self.description = text;
        self
    }

    /// Hides the value in the CLI's output.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Makes a change of the attribute replace the resource.
    #[must_use]
    pub fn requires_replace(mut self) -> Self {
        self.requires_replace = true;
        self
    }

    /// Plans this value whenever the configuration has none.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Keeps the prior value where `same` says that the configured one means no more.
    #[must_use]
    pub fn same_when(mut self, same: Same) -> Self {
        self.same = Some(same);
        self
    }

    /// Makes a value that is not configured unknown when one of these siblings changes.
    #[must_use]
    pub fn recomputed_by(mut self, siblings: &'static [&'static str]) -> Self {
        self.recomputed_by = siblings;
        self
    }

    /// Adds a check of known values.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// Whether a configured value means the same as the prior one.
    pub fn is_same(&self, configured: &Value, prior: &Value) -> bool {
        configured == prior
            || self.same.is_some_and(|same| {
                !prior.is_null() && prior.is_wholly_known() && same(configured, prior)
            })
    }
}

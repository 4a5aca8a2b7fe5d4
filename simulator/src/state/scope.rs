//! Scopes as Resource Manager inherits them: a path covers itself and everything below it.

/// Whether `scope` is `target` or lies above it, segment by segment and in any case.
#[must_use]
pub fn covers(scope: &str, target: &str) -> bool {
    let scope = scope.trim_end_matches('/').to_ascii_lowercase();
    let target = target.trim_end_matches('/').to_ascii_lowercase();
    target
        .strip_prefix(&scope)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The id that a scope of a scenario stands for.
#[must_use]
pub(super) fn absolute(subscription: &str, scope: &str) -> String {
    let scope = scope.trim_end_matches('/');
    if scope.to_ascii_lowercase().starts_with("/subscriptions/") {
        scope.to_owned()
    } else {
        format!("/subscriptions/{subscription}{scope}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_covers_what_is_below_it_in_any_case() {
        let group = "/subscriptions/s/resourceGroups/rg";
        assert!(covers(
            group,
            "/SUBSCRIPTIONS/S/resourcegroups/RG/providers/x"
        ));
        assert!(covers(group, group));
    }

    #[test]
    fn scope_ends_at_a_segment() {
        assert!(!covers(
            "/subscriptions/s/resourceGroups/rg",
            "/subscriptions/s/resourceGroups/rg2"
        ));
        assert!(!covers(
            "/subscriptions/s/resourceGroups/rg",
            "/subscriptions/s"
        ));
    }

    #[test]
    fn scope_of_a_scenario_may_leave_the_subscription_out() {
        assert_eq!(absolute("s", "/"), "/subscriptions/s");
        assert_eq!(
            absolute("s", "/resourceGroups/rg"),
            "/subscriptions/s/resourceGroups/rg"
        );
        assert_eq!(absolute("s", "/subscriptions/t"), "/subscriptions/t");
    }
}

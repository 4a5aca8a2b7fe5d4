//! Management locks: making, finding and removing them, and what they forbid.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::World;
use super::scope::covers;
use crate::scenario::{LockLevel, LockedScopes};

/// A lock on a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagementLock {
    /// The locked scope, as spelled when the lock was made.
    pub scope: String,
    /// Name.
    pub name: String,
    /// What it forbids.
    pub level: LockLevel,
    /// Text for people; absent stays absent (observed).
    pub notes: Option<String>,
    /// When it was made.
    pub created: Timestamp,
}

impl ManagementLock {
    /// Resource Manager id.
    #[must_use]
    pub fn id(&self) -> String {
        format!(
            "{}/providers/Microsoft.Authorization/locks/{}",
            self.scope, self.name
        )
    }
}

/// What a request would do, as far as locks care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockedAction {
    /// PUT, PATCH and every POST, even one that only reads (documented).
    Write,
    /// DELETE.
    Delete,
}

impl LockedAction {
    /// The word in `ScopeLocked`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }
}

/// All locks, by their ids in lower case. Lists are quick; enforcement may lag (observed).
#[derive(Debug, Default)]
pub struct Locks {
    by_id: BTreeMap<String, ManagementLock>,
    enforced: BTreeMap<String, ManagementLock>,
    /// What is not enforced yet, oldest first: when, which lock, and what has become of it.
    changes: Vec<(Duration, String, Option<ManagementLock>)>,
    lag: Duration,
    clock: Duration,
}

impl Locks {
    /// Makes a lock or changes one in place; true when it is new.
    pub fn put(&mut self, mut lock: ManagementLock) -> bool {
        let key = lock.id().to_ascii_lowercase();
        if let Some(old) = self.by_id.get(&key) {
            lock.created = old.created;
            lock.scope.clone_from(&old.scope);
            lock.name.clone_from(&old.name);
        }
        self.change(&key, Some(lock.clone()));
        self.by_id.insert(key, lock).is_none()
    }

    /// One lock of exactly this scope.
    #[must_use]
    pub fn get(&self, scope: &str, name: &str) -> Option<&ManagementLock> {
        self.by_id.get(&key(scope, name))
    }

    /// Removes a lock; false when there is none.
    pub fn remove(&mut self, scope: &str, name: &str) -> bool {
        let key = key(scope, name);
        self.change(&key, None);
        self.by_id.remove(&key).is_some()
    }

    /// From now on changes are enforced so much later.
    pub(super) fn lag_by(&mut self, lag: Duration) {
        self.lag = lag;
    }

    /// Enforces what is due.
    pub(super) fn advance(&mut self, clock: Duration) {
        self.clock = clock;
        for (_, key, lock) in self.changes.extract_if(.., |(at, ..)| *at <= clock) {
            match lock {
                Some(lock) => self.enforced.insert(key, lock),
                None => self.enforced.remove(&key),
            };
        }
    }

    fn change(&mut self, key: &str, lock: Option<ManagementLock>) {
        self.changes
            .push((self.clock + self.lag, key.to_owned(), lock));
        self.advance(self.clock);
    }

    /// Locks at the scope and above it; with `below`, those below it as well.
    pub fn list(&self, scope: &str, below: bool) -> impl Iterator<Item = &ManagementLock> {
        around(&self.by_id, scope, below)
    }

    /// Locked scopes that forbid an action on a target, each once.
    ///
    /// Assumed: a lock on a child keeps its parent from being deleted, as documented for
    /// resource groups.
    #[must_use]
    pub fn forbidding(&self, target: &str, action: LockedAction) -> Vec<&str> {
        let below = action == LockedAction::Delete;
        let mut scopes: Vec<&str> = around(&self.enforced, target, below)
            .filter(|lock| action == LockedAction::Delete || lock.level == LockLevel::ReadOnly)
            .map(|lock| lock.scope.as_str())
            .collect();
        scopes.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        scopes
    }
}

impl World {
    /// The text of `ScopeLocked`. Observed: it lists the locked scopes, not the locks, in the
    /// casing of the locks.
    #[must_use]
    pub fn locked_message(&self, scope: &str, attempt: LockedAction, locked: &[&str]) -> String {
        let separator = match self.switches.locked_scopes {
            LockedScopes::Comma => ",",
            LockedScopes::CommaAndBlank => ", ",
        };
        let locked: Vec<String> = locked.iter().map(|scope| format!("'{scope}'")).collect();
        format!(
            "The scope '{scope}' cannot perform {} operation because following scope(s) are locked: {}. Please remove the lock and try again.",
            attempt.word(),
            locked.join(separator)
        )
    }
}

fn around<'a>(
    locks: &'a BTreeMap<String, ManagementLock>,
    scope: &str,
    below: bool,
) -> impl Iterator<Item = &'a ManagementLock> {
    locks
        .values()
        .filter(move |lock| covers(&lock.scope, scope) || (below && covers(scope, &lock.scope)))
}

fn key(scope: &str, name: &str) -> String {
    format!("{scope}/providers/Microsoft.Authorization/locks/{name}").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "/subscriptions/s/resourceGroups/rg";
    const SERVER: &str = "/subscriptions/s/resourcegroups/RG/providers/p/servers/pg";

    fn locks(level: LockLevel, scope: &str) -> Locks {
        let mut locks = Locks::default();
        let created = Timestamp::UNIX_EPOCH;
        let (scope, name) = (scope.to_owned(), "keep".to_owned());
        locks.put(ManagementLock {
            scope,
            name,
            level,
            notes: None,
            created,
        });
        locks
    }

    #[test]
    fn lock_is_inherited_by_everything_below_it() {
        let locks = locks(LockLevel::CanNotDelete, GROUP);
        assert_eq!(locks.forbidding(SERVER, LockedAction::Delete), [GROUP]);
    }

    #[test]
    fn only_a_read_only_lock_forbids_writes() {
        let can_not_delete = locks(LockLevel::CanNotDelete, GROUP);
        assert!(
            can_not_delete
                .forbidding(SERVER, LockedAction::Write)
                .is_empty()
        );
        let read_only = locks(LockLevel::ReadOnly, GROUP);
        assert_eq!(read_only.forbidding(SERVER, LockedAction::Write), [GROUP]);
    }

    #[test]
    fn lock_on_a_child_forbids_the_delete_of_its_parent_but_no_write() {
        let locks = locks(LockLevel::ReadOnly, SERVER);
        assert_eq!(locks.forbidding(GROUP, LockedAction::Delete), [SERVER]);
        assert!(locks.forbidding(GROUP, LockedAction::Write).is_empty());
    }

    #[test]
    fn lagging_lock_is_listed_at_once_and_enforced_later_and_so_is_its_removal() {
        let mut locks = Locks::default();
        locks.lag_by(Duration::from_secs(60));
        let lock = self::locks(LockLevel::CanNotDelete, GROUP);
        locks.put(lock.get(GROUP, "keep").unwrap().clone());
        let refuses = |locks: &Locks| !locks.forbidding(SERVER, LockedAction::Delete).is_empty();
        assert_eq!(locks.list(GROUP, true).count(), 1);
        assert!(!refuses(&locks));
        locks.advance(Duration::from_secs(60));
        assert!(refuses(&locks));
        locks.remove(GROUP, "keep");
        assert_eq!(locks.list(GROUP, true).count(), 0);
        assert!(refuses(&locks));
        locks.advance(Duration::from_secs(120));
        assert!(!refuses(&locks));
    }

    #[test]
    fn lock_put_again_changes_in_place() {
        let mut locks = locks(LockLevel::CanNotDelete, GROUP);
        let again = ManagementLock {
            level: LockLevel::ReadOnly,
            scope: GROUP.to_ascii_uppercase(),
            ..locks.get(GROUP, "KEEP").unwrap().clone()
        };
        assert!(!locks.put(again));
        assert_eq!(locks.get(GROUP, "keep").unwrap().level, LockLevel::ReadOnly);
    }
}

//! What the plan calls and the apply calls of one run have said about connections, so that no
//! connection is deleted that the same run adopts.
//!
//! Terraform plans each instance by itself: a rename without `moved`, a changed `for_each` key or a
//! shortened `count` reads as "destroy this one, create that one", although both are the same
//! connection. Nothing can make a deleted connection again from the service side, so the second of
//! such a pair is refused. The ledger belongs to one connection of a Terraform process, which is one
//! walk of a plan or an apply.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Which connection an instance means, as far as the plan knows.
#[derive(Clone, Debug)]
pub struct Subject {
    target: String,
    name: Option<String>,
    endpoint: Option<String>,
}

impl Subject {
    /// A connection by its target and its name or endpoint; ids count without regard to case.
    pub fn new(target: &str, name: Option<&str>, endpoint: Option<&str>) -> Self {
        Self {
            target: target.to_ascii_lowercase(),
            name: name.map(str::to_ascii_lowercase),
            endpoint: endpoint.map(str::to_ascii_lowercase),
        }
    }

    /// Whether both mean the same connection, or cannot but mean the same one.
    pub fn is_same(&self, other: &Self) -> bool {
        let equal = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        self.target == other.target
            && (equal(&self.name, &other.name) || equal(&self.endpoint, &other.endpoint))
    }
}

/// The memory of one walk.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    applying: bool,
    kept: Vec<Subject>,
    lost: Vec<Subject>,
    adopted: HashSet<String>,
    deleting: HashSet<String>,
}

/// The connection has the other fate in the same run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict;

impl Ledger {
    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that an instance adopts or goes on managing a connection.
    ///
    /// # Errors
    /// When another instance of the same plan deletes or rejects it.
    pub fn plan_keep(&self, subject: Subject) -> Result<(), Conflict> {
        let mut entries = self.entries();
        if entries.applying {
            return Ok(());
        }
        let conflict = entries.lost.iter().any(|lost| lost.is_same(&subject));
        entries.kept.push(subject);
        if conflict { Err(Conflict) } else { Ok(()) }
    }

    /// Notes that an instance deletes or rejects a connection.
    ///
    /// # Errors
    /// When another instance of the same plan adopts or manages it.
    pub fn plan_lose(&self, subject: Subject) -> Result<(), Conflict> {
        let mut entries = self.entries();
        if entries.applying {
            return Ok(());
        }
        let conflict = entries.kept.iter().any(|kept| kept.is_same(&subject));
        entries.lost.push(subject);
        if conflict { Err(Conflict) } else { Ok(()) }
    }

    /// Claims a connection for the instance that adopts it. From the first claim or deletion on the
    /// walk is an apply, where it is too late to refuse a plan.
    ///
    /// # Errors
    /// When another instance is deleting or rejecting it in the same run.
    pub fn claim(&self, connection_id: &str) -> Result<(), Conflict> {
        let mut entries = self.entries();
        entries.applying = true;
        let id = connection_id.to_ascii_lowercase();
        if entries.deleting.contains(&id) {
            return Err(Conflict);
        }
        entries.adopted.insert(id);
        Ok(())
    }

    /// Notes that an instance is about to delete or reject a connection.
    ///
    /// # Errors
    /// When another instance has adopted it in the same run: it must not be touched then.
    pub fn release(&self, connection_id: &str) -> Result<(), Conflict> {
        let mut entries = self.entries();
        entries.applying = true;
        let id = connection_id.to_ascii_lowercase();
        if entries.adopted.contains(&id) {
            return Err(Conflict);
        }
        entries.deleting.insert(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_name(name: &str) -> Subject {
        Subject::new("/target", Some(name), None)
    }

    #[test]
    fn the_second_of_a_pair_is_refused_whichever_comes_first() {
        let ledger = Ledger::default();
        assert_eq!(ledger.plan_keep(by_name("a")), Ok(()));
        assert_eq!(ledger.plan_lose(by_name("A")), Err(Conflict));
        assert_eq!(ledger.plan_lose(by_name("b")), Ok(()));
        assert_eq!(ledger.plan_keep(by_name("b")), Err(Conflict));
    }

    #[test]
    fn a_connection_is_known_by_its_endpoint_too_but_not_on_another_target() {
        let stored = Subject::new("/target", Some("a"), Some("/endpoint"));
        assert!(stored.is_same(&Subject::new("/TARGET", None, Some("/Endpoint"))));
        assert!(!stored.is_same(&Subject::new("/other", None, Some("/endpoint"))));
        assert!(!stored.is_same(&Subject::new("/target", None, None)));
    }

    #[test]
    fn an_adopted_connection_is_not_deleted_in_the_same_run() {
        let ledger = Ledger::default();
        assert_eq!(ledger.claim("/c/1"), Ok(()));
        assert_eq!(ledger.release("/C/1"), Err(Conflict));
        assert_eq!(ledger.release("/c/2"), Ok(()));
        assert_eq!(ledger.claim("/c/2"), Err(Conflict));
    }
}

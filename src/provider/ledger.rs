//! What the plan calls and the apply calls of one run have said about connections, so that no
//! connection is deleted that the same run adopts.
//!
//! Terraform plans each instance by itself: a rename without `moved`, a changed `for_each` key or a
//! shortened `count` reads as "destroy this one, create that one", although both are the same
//! connection. Nothing can make a deleted connection again from the service side, so the second of
//! such a pair is refused. The ledger belongs to one connection of a Terraform process, which is one
//! walk of a plan or an apply.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

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

    /// Whether both mean the same connection: by their names where both are known, else by their
    /// endpoints. One endpoint may have an old connection beside its new one.
    pub fn is_same(&self, other: &Self) -> bool {
        self.target == other.target
            && match (&self.name, &other.name) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => self.endpoint.is_some() && self.endpoint == other.endpoint,
            }
    }
}

/// The memory of one walk.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: Mutex<Entries>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct Entries {
    /// Whether something was applied: it is too late to refuse a plan then.
    applying: bool,
    kept: Vec<Subject>,
    lost: Vec<Subject>,
    /// By the connection's id in lower case.
    fates: HashMap<String, Fate>,
}

/// What an apply does to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// A create has found it and is bringing it to its status.
    Claimed,
    /// A create has adopted it.
    Adopted,
    /// A destroy deletes or rejects it.
    Released,
}

/// A connection that is being adopted. Dropped before [`Claim::adopted`], the claim is taken back.
pub struct Claim<'a> {
    ledger: &'a Ledger,
    id: String,
}

/// The connection has the other fate in the same run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict;

impl Ledger {
    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Claims a connection for the instance that adopts it.
    ///
    /// # Errors
    /// When another instance is deleting or rejecting it in the same run.
    pub fn claim(&self, connection_id: &str) -> Result<Claim<'_>, Conflict> {
        let id = connection_id.to_ascii_lowercase();
        let mut entries = self.entries();
        entries.applying = true;
        if entries.fates.get(&id) == Some(&Fate::Released) {
            return Err(Conflict);
        }
        entries.fates.insert(id.clone(), Fate::Claimed);
        Ok(Claim { ledger: self, id })
    }

    /// Notes that an instance is about to delete or reject a connection. While another one is trying
    /// to adopt it, waits for how that ends.
    ///
    /// # Errors
    /// When another instance has adopted it in the same run: it must not be touched then.
    pub async fn release(&self, connection_id: &str) -> Result<(), Conflict> {
        let id = connection_id.to_ascii_lowercase();
        loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            {
                let mut entries = self.entries();
                entries.applying = true;
                match entries.fates.get(&id) {
                    Some(Fate::Adopted) => return Err(Conflict),
                    Some(Fate::Claimed) => {}
                    Some(Fate::Released) | None => {
                        entries.fates.insert(id, Fate::Released);
                        return Ok(());
                    }
                }
            }
            settled.await;
        }
    }
}

impl Claim<'_> {
    /// The connection was adopted.
    pub fn adopted(self) {
        self.ledger
            .entries()
            .fates
            .insert(self.id.clone(), Fate::Adopted);
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut entries = self.ledger.entries();
        if entries.fates.get(&self.id) == Some(&Fate::Claimed) {
            entries.fates.remove(&self.id);
        }
        drop(entries);
        self.ledger.settled.notify_waiters();
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
    fn an_endpoints_old_connection_is_not_its_new_one() {
        let old = Subject::new("/target", Some("pe.1"), Some("/endpoint"));
        assert!(!old.is_same(&Subject::new("/target", Some("pe.2"), Some("/endpoint"))));
    }

    #[tokio::test]
    async fn an_adopted_connection_is_not_deleted_in_the_same_run() {
        let ledger = Ledger::default();
        ledger.claim("/c/1").expect("a claim").adopted();
        assert_eq!(ledger.release("/C/1").await, Err(Conflict));
        assert_eq!(ledger.release("/c/2").await, Ok(()));
        assert!(ledger.claim("/c/2").is_err());
    }

    #[tokio::test]
    async fn a_claim_that_came_to_nothing_holds_up_nobody() {
        let ledger = Ledger::default();
        let claim = ledger.claim("/c/1").expect("a claim");
        let release = ledger.release("/c/1");
        tokio::pin!(release);
        assert!(
            futures_util::poll!(release.as_mut()).is_pending(),
            "it waits for how the adoption ends"
        );
        drop(claim);
        assert_eq!(release.await, Ok(()));
    }
}

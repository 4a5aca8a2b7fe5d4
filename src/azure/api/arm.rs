//! What all operations share: the pipeline, the turns, the shared lists and the api-versions.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::azure::error::Error;
use crate::azure::id::ResourceId;
use crate::azure::limits::Limits;
use crate::azure::lists::Lists;
use crate::azure::pacing::Pacing;
use crate::azure::pipeline::Pipeline;
use crate::azure::target::{TargetType, target_type, target_types};
use crate::azure::turns::Turns;

/// One Resource Manager with everything that the operations on it share.
pub(crate) struct Arm {
    pub pipeline: Pipeline,
    pub turns: Turns,
    pub lists: Lists,
    /// By resource type in lower case, over the built-in table.
    pub api_versions: BTreeMap<String, String>,
}

impl Arm {
    /// The api-version of a type: the caller's, else the table's, else that of the type it is a child of.
    pub fn api_version(&self, resource_type: &str) -> String {
        let mut kind = resource_type.to_lowercase();
        loop {
            if let Some(version) = self.api_versions.get(&kind) {
                return version.clone();
            }
            if let Some(version) = built_in_version(&kind) {
                return version.to_owned();
            }
            match kind.rsplit_once('/') {
                Some((parent, _)) => kind = parent.to_owned(),
                // Resource Manager answers `MissingApiVersionParameter`, which says best what is missing.
                None => return String::new(),
            }
        }
    }

    /// The rules of a target's type.
    ///
    /// # Errors
    /// When the type is not in the table.
    pub fn rules(&self, target: &ResourceId) -> Result<&'static TargetType, Error> {
        let resource_type = target.resource_type();
        target_type(&resource_type).ok_or_else(|| {
            let supported: Vec<&str> = target_types().iter().map(|row| row.resource_type).collect();
            Error::UnsupportedTarget {
                resource_type,
                supported: supported.join(", "),
            }
        })
    }

    /// The client's waiting times.
    pub fn pacing(&self) -> &Pacing {
        &self.pipeline.pacing
    }

    /// The wait before the next poll: what Azure asks for, not less than the shortest, else the default.
    pub fn poll_wait(&self, asked: Option<Duration>) -> Duration {
        asked.map_or(self.pacing().poll_interval, |asked| {
            asked.max(self.pacing().poll_minimum)
        })
    }

    /// Waits before the next look at something that changes by itself.
    ///
    /// # Errors
    /// When the limits end first; the error says what was waited for.
    pub async fn pause(
        &self,
        doing: &str,
        last: Option<&Error>,
        limits: &Limits,
    ) -> Result<(), Error> {
        let slept = limits.sleep(self.pacing().poll_interval).await;
        slept.map_err(|why| Error::interrupted(why, doing, limits).with_last(last.cloned()))
    }
}

/// Assumed: this version of `privateEndpoints` is served in every cloud; it has all that is read.
const PRIVATE_ENDPOINTS: (&str, &str) = ("microsoft.network/privateendpoints", "2024-05-01");

fn built_in_version(kind: &str) -> Option<&'static str> {
    let own = target_type(kind).map(|row| row.api_version);
    own.or_else(|| (kind == PRIVATE_ENDPOINTS.0).then_some(PRIVATE_ENDPOINTS.1))
}

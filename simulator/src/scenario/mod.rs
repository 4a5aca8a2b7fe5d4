//! The scenario file: what exists when the simulator starts, how long things take, and
//! how it behaves where Azure's behavior is not known for certain.
//!
//! Knows nothing of requests and of the running world; `state` builds itself from it.
//!
//! - `model`: the file's tables as typed values
//! - `identity`: who can sign in, with what, and where else tokens come from
//! - `public_keys`, `secret`: values of these, checked and hidden
//! - `governance`: roles, deny assignments, locks and policies
//! - `fault`: what goes wrong with which requests; `operation_style`: long running operations of
//!   other styles
//! - `paging`, `throttling`: pages of lists, and token buckets
//! - `timing`: durations and the `Retry-After` header
//! - `switches`: every assumption about Azure, as a named choice
//! - `load`: reading, errors with their line
//! - `names`, `values`: what is refused where it is read
//! - `checks`: cross references; `scope_checks`, `sign_in_checks`: those of scopes and of `identity`

mod checks;
mod fault;
mod governance;
mod http_status;
mod identity;
mod load;
mod model;
mod names;
mod operation_style;
mod paging;
mod public_keys;
mod scope_checks;
mod seconds;
mod secret;
mod sign_in_checks;
mod switches;
mod throttling;
mod timing;
mod values;

pub use fault::{CutMoment, Fault, FaultEffect, LastLink};
pub use governance::{
    BuiltInRole, DenySettings, LockLevel, LockSettings, PolicySettings, RoleSettings,
};
pub use identity::{
    AzurePipelinesSettings, FederatedCredentialSettings, GITHUB_ISSUER, GithubActionsSettings,
    ManagedIdentitySettings, PrincipalSettings,
};
pub use load::ScenarioError;
pub use model::{
    ConnectionSettings, EndpointRequest, EndpointSettings, GroupSettings, PublicNetworkAccess,
    Scenario, ServerSettings, SubscriptionSettings, SubscriptionState,
};
pub use operation_style::{Announcement, LastPoll, OperationStyle, Origin};
pub use paging::Paging;
pub use public_keys::{Certificate, PublicKey};
pub use seconds::{checked_seconds, duration, some_seconds};
pub use secret::Secret;
pub use switches::{
    AbsentServer, ActionRefusal, ApprovalRight, BusyAnswer, CheckOrder, ConnectionNotFound,
    ConsumerLocks, DeleteUnknown, DeleteVisible, DeletingState, DisconnectedWrite, EndpointDelete,
    EndpointDescription, EndpointLocks, EndpointReference, ForeignSubscription, LockedScopes,
    LocksAboveRights, LocksAtScope, LongDescription, NotReadyAnswer, PollAnswer, PutUnknown,
    RejectAgain, ResultAfterDelete, StateWhileProvisioning, StoppedReads, Switch, SwitchError,
    Switches, UpdatingDuringWrite, VnetInjectedOffer, VnetInjectedReads,
};
pub use throttling::{BucketSettings, Throttling};
pub use timing::{RetryAfter, Timing};

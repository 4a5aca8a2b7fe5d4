//! The scenario file: what exists when the simulator starts, how long things take, and
//! how it behaves where Azure's behavior is not known for certain.
//!
//! Knows nothing of HTTP and of the running world; `state` builds itself from it.
//!
//! - `model`: the file's tables as typed values
//! - `governance`: roles, deny assignments, locks and policies
//! - `timing`: durations and the `Retry-After` header
//! - `switches`: every assumption about Azure, as a named choice
//! - `load`: reading, checking cross references, errors with their line

mod governance;
mod load;
mod model;
mod switches;
mod timing;

pub use governance::{
    BuiltInRole, DenySettings, LockLevel, LockSettings, PolicySettings, RoleSettings,
};
pub use load::ScenarioError;
pub use model::{
    ConnectionSettings, EndpointRequest, EndpointSettings, GroupSettings, PrincipalSettings,
    PublicNetworkAccess, Scenario, ServerSettings, SubscriptionSettings,
};
pub use switches::{
    AbsentServer, ActionRefusal, ApprovalRight, BusyAnswer, CheckOrder, ConnectionNotFound,
    ConsumerLocks, DeleteUnknown, DeleteVisible, DeletingState, DisconnectedWrite, EndpointDelete,
    EndpointDescription, EndpointLocks, EndpointReference, ForeignSubscription, LockedScopes,
    LocksAboveRights, LocksAtScope, LongDescription, NotReadyAnswer, PollAnswer, PutUnknown,
    RejectAgain, ResultAfterDelete, StateWhileProvisioning, StoppedReads, Switch, SwitchError,
    Switches, UpdatingDuringWrite, VnetInjectedOffer, VnetInjectedReads,
};
pub use timing::{RetryAfter, Timing};

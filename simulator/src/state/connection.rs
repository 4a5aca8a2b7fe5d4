//! The service side of a private endpoint: a connection on a server.

use uuid::Uuid;

/// A private endpoint connection as its server keeps it.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `<endpoint>.<guid>`, unpredictable.
    pub name: String,
    /// Resource Manager id of the private endpoint, as its owner spelled it.
    pub private_endpoint_id: String,
    /// `Pending`, `Approved`, `Rejected` or `Disconnected`.
    pub status: String,
    /// Absent, not empty, on a pending connection without a request message (recorded).
    pub description: Option<String>,
    /// A delete operation is running.
    pub deleting: bool,
    /// The operation whose progress `provisioningState` tells, where a style asks for that.
    pub tracked_by: Option<Uuid>,
}

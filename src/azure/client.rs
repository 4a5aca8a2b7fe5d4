//! The client: everything a caller can do, as one cheap handle.
//!
//! The work is done in `api`; this file holds what its operations share (transport, tokens, turns, lists) and says
//! what each of them promises.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;
use uuid::Uuid;

use super::api::{Arm, Connection, Deleted, DesiredState, EndpointLook, Target};
use super::credential::{CredentialOptions, TokenCache};
use super::error::Error;
use super::id::{ConnectionId, ResourceId};
use super::limits::Limits;
use super::lists::Lists;
use super::pacing::Pacing;
use super::pipeline::Pipeline;
use super::transport::{self, check_address};
use super::turns::Turns;

/// What a client needs to know.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Resource Manager's address; https only.
    pub endpoint: Url,
    /// Microsoft Entra ID's address; https only.
    pub authority: Url,
    /// The audience of tokens. The scope is this text with `/.default`; a double slash that results is kept, as Entra expects.
    pub audience: String,
    /// Whether `endpoint` is a known public cloud, whose regional hosts may be followed and get the token.
    pub regional_hosts: bool,
    /// How the client proves who it is.
    pub credential: CredentialOptions,
    /// Certificates (PEM) trusted beside the system's, as of a corporate proxy.
    pub additional_ca_pem: Option<Vec<u8>>,
    /// api-versions by resource type, over the built-in table; types without regard to case.
    pub api_versions: BTreeMap<String, String>,
    /// The whole `User-Agent` header.
    pub user_agent: String,
    /// Sent as `x-ms-correlation-request-id` with every request.
    pub correlation_id: Uuid,
    /// Waiting times; the default suits Azure.
    pub pacing: Pacing,
}

/// A Resource Manager client for private endpoint connections. Clones share one HTTP client, the token, the turns of
/// writes and the lists.
#[derive(Clone)]
pub struct Client {
    arm: Arc<Arm>,
}

impl Client {
    /// Makes a client without sending any request.
    ///
    /// # Errors
    /// When an address is not https, a certificate is not PEM, or the system's certificate store cannot be read.
    pub fn new(options: ClientOptions) -> Result<Client, Error> {
        check_address("Resource Manager", &options.endpoint)?;
        check_address("the authority", &options.authority)?;
        let ClientOptions {
            endpoint,
            authority,
            pacing,
            ..
        } = options;
        let ca = options.additional_ca_pem.as_deref();
        let http = transport::build(&options.user_agent, ca, pacing.request_timeout)?;
        let make = options.credential.maker(http.clone(), authority);
        let tokens = TokenCache::new(
            format!("{}/.default", options.audience),
            pacing.clone(),
            make,
        )?;
        let lists = Lists::new(pacing.list_lifetime);
        let (regional_hosts, correlation_id) = (options.regional_hosts, options.correlation_id);
        let pipeline = Pipeline {
            http,
            endpoint,
            regional_hosts,
            tokens,
            correlation_id,
            pacing,
        };
        let api_versions = options
            .api_versions
            .into_iter()
            .map(|(kind, version)| (kind.to_lowercase(), version));
        let api_versions = api_versions.collect();
        Ok(Client {
            arm: Arc::new(Arm {
                pipeline,
                turns: Turns::default(),
                lists,
                api_versions,
            }),
        })
    }

    /// The api-version used for a resource type and its children.
    pub fn api_version(&self, resource_type: &str) -> String {
        self.arm.api_version(resource_type)
    }

    /// Lists the connections of a target, always by asking Azure.
    ///
    /// # Errors
    /// When the target does not exist or its connections cannot be read.
    pub async fn list_connections(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Vec<Connection>, Error> {
        self.arm.list_connections(target, limits).await
    }

    /// As [`list_connections`](Self::list_connections), but one list serves all reads of the target that run at the
    /// same time or soon after, until a write to that target. Only for reads that decide nothing.
    ///
    /// # Errors
    /// As for `list_connections`.
    pub async fn list_connections_shared(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Arc<Vec<Connection>>, Error> {
        self.arm.list_connections_shared(target, limits).await
    }

    /// Reads one connection; `None` when it is gone.
    ///
    /// # Errors
    /// When it cannot be read, and for every 404 that does not say that the connection, its target or the resource
    /// group does not exist.
    pub async fn get_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        self.arm.get_connection(id, limits).await
    }

    /// Looks for a connection with as few requests as possible: in the shared list, and if missing there by one
    /// read of its own. Where the service refuses reads because of the target's state, the target's body serves.
    ///
    /// # Errors
    /// When neither can be read.
    pub async fn find_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Option<Connection>, Error> {
        self.arm.find_connection(id, limits).await
    }

    /// Reads a target; `None` when it is gone.
    ///
    /// # Errors
    /// As for [`get_connection`](Self::get_connection).
    pub async fn get_target(
        &self,
        target: &ResourceId,
        limits: &Limits,
    ) -> Result<Option<Target>, Error> {
        self.arm.get_target(target, limits).await
    }

    /// Looks at a private endpoint, which often belongs to somebody else.
    ///
    /// # Errors
    /// When no answer comes or it cannot be used; that the endpoint is absent or hidden (401, 403, 404) is no error.
    pub async fn get_private_endpoint(
        &self,
        id: &ResourceId,
        limits: &Limits,
    ) -> Result<EndpointLook, Error> {
        self.arm.get_private_endpoint(id, limits).await
    }

    /// Gives a connection the wanted state and returns it as read afterwards; writes nothing where nothing differs.
    ///
    /// # Errors
    /// When the connection is gone, the target's type does not carry out the change, the target is in a lasting state,
    /// Azure refuses, the operation fails, or the deadline ends.
    pub async fn update_connection(
        &self,
        id: &ConnectionId,
        desired: &DesiredState,
        limits: &Limits,
    ) -> Result<Connection, Error> {
        self.arm.update_connection(id, desired, limits).await
    }

    /// Deletes a connection and returns when Azure says that it is gone. The endpoint stays.
    ///
    /// # Errors
    /// When the target is in a lasting state, Azure refuses, the operation fails, or the deadline ends.
    pub async fn delete_connection(
        &self,
        id: &ConnectionId,
        limits: &Limits,
    ) -> Result<Deleted, Error> {
        self.arm.delete_connection(id, limits).await
    }
}

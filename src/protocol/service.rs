//! The provider service of `tfplugin5`: a line for each call. Calls that are not here answer
//! UNIMPLEMENTED (the generated default), which every Terraform understands; an error diagnostic
//! instead would make newer ones refuse the whole provider.

use super::rpc::call::{Call, run, run_or};
use super::rpc::{data_source, provider, resource};
use super::wire::tfplugin5::provider_server::Provider as ProviderService;
use super::wire::tfplugin5::{
    apply_resource_change, configure, get_functions, get_metadata, get_provider_schema,
    import_resource_state, plan_resource_change, prepare_provider_config, read_data_source,
    read_resource, stop, upgrade_resource_state, validate_data_source_config,
    validate_resource_type_config,
};
use crate::framework::provider::Provider;
use crate::framework::server::{Server, Session};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// A provider as a gRPC service. Whoever accepts connections opens a session for each and puts it
/// into the extensions of the requests that come on it.
pub struct Service<P: Provider> {
    server: Arc<Server<P>>,
}

impl<P: Provider> Clone for Service<P> {
    fn clone(&self) -> Self {
        Self {
            server: Arc::clone(&self.server),
        }
    }
}

impl<P: Provider> Service<P> {
    /// Takes a provider and asks it for everything it offers.
    pub fn new(provider: P) -> Self {
        Self {
            server: Arc::new(Server::new(provider)),
        }
    }

    /// The session of a new connection, for the extensions of its requests.
    pub fn open_session(&self) -> Session<P::Session> {
        self.server.open_session()
    }

    fn server(&self) -> Arc<Server<P>> {
        Arc::clone(&self.server)
    }
}

fn session<P: Provider, R>(request: &Request<R>) -> Result<Session<P::Session>, Status> {
    let session = request.extensions().get::<Session<P::Session>>();
    session
        .cloned()
        .ok_or_else(|| Status::internal("the connection has no session"))
}

fn about_provider(rpc: &'static str) -> Call {
    about(rpc, "")
}

fn about(rpc: &'static str, type_name: &str) -> Call {
    Call {
        rpc,
        type_name: type_name.to_owned(),
    }
}

type Answered<A> = Result<Response<A>, Status>;

#[tonic::async_trait]
impl<P: Provider> ProviderService for Service<P> {
    async fn get_metadata(
        &self,
        _: Request<get_metadata::Request>,
    ) -> Answered<get_metadata::Response> {
        let server = self.server();
        run(about_provider("GetMetadata"), async move {
            Ok(provider::metadata(&server))
        })
        .await
    }

    async fn get_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Answered<get_provider_schema::Response> {
        let server = self.server();
        run(about_provider("GetSchema"), async move {
            Ok(provider::schemas(&server))
        })
        .await
    }

    async fn get_functions(
        &self,
        _: Request<get_functions::Request>,
    ) -> Answered<get_functions::Response> {
        Ok(Response::new(provider::functions()))
    }

    async fn prepare_provider_config(
        &self,
        request: Request<prepare_provider_config::Request>,
    ) -> Answered<prepare_provider_config::Response> {
        let (server, request) = (self.server(), request.into_inner());
        let call = about_provider("PrepareProviderConfig");
        run(call, async move { provider::prepare(&server, request) }).await
    }

    async fn configure(
        &self,
        request: Request<configure::Request>,
    ) -> Answered<configure::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about_provider("Configure");
        run(call, async move {
            provider::configure(&server, &session, &request)
        })
        .await
    }

    async fn stop(&self, request: Request<stop::Request>) -> Answered<stop::Response> {
        session::<P, _>(&request)?.stop();
        tracing::info!("asked to stop");
        Ok(Response::new(stop::Response::default()))
    }

    async fn validate_resource_type_config(
        &self,
        request: Request<validate_resource_type_config::Request>,
    ) -> Answered<validate_resource_type_config::Response> {
        let (server, request) = (self.server(), request.into_inner());
        let call = about("ValidateResourceTypeConfig", &request.type_name);
        run(call, async move { resource::validate(&server, &request) }).await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<upgrade_resource_state::Request>,
    ) -> Answered<upgrade_resource_state::Response> {
        let (server, request) = (self.server(), request.into_inner());
        let call = about("UpgradeResourceState", &request.type_name);
        run(call, async move { resource::upgrade(&server, &request) }).await
    }

    async fn read_resource(
        &self,
        request: Request<read_resource::Request>,
    ) -> Answered<read_resource::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about("ReadResource", &request.type_name);
        run(call, async move {
            resource::read(&server, &session, request).await
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<plan_resource_change::Request>,
    ) -> Answered<plan_resource_change::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about("PlanResourceChange", &request.type_name);
        run(call, async move {
            resource::plan(&server, &session, &request).await
        })
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<apply_resource_change::Request>,
    ) -> Answered<apply_resource_change::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about("ApplyResourceChange", &request.type_name);
        let safe = resource::nothing_applied(&request);
        let work = async move { resource::apply(&server, &session, &request).await };
        run_or(safe, call, work).await
    }

    async fn import_resource_state(
        &self,
        request: Request<import_resource_state::Request>,
    ) -> Answered<import_resource_state::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about("ImportResourceState", &request.type_name);
        run(call, async move {
            resource::import(&server, &session, request).await
        })
        .await
    }

    async fn validate_data_source_config(
        &self,
        request: Request<validate_data_source_config::Request>,
    ) -> Answered<validate_data_source_config::Response> {
        let (server, request) = (self.server(), request.into_inner());
        let call = about("ValidateDataSourceConfig", &request.type_name);
        run(
            call,
            async move { data_source::validate(&server, &request) },
        )
        .await
    }

    async fn read_data_source(
        &self,
        request: Request<read_data_source::Request>,
    ) -> Answered<read_data_source::Response> {
        let (server, session) = (self.server(), session::<P, _>(&request)?);
        let request = request.into_inner();
        let call = about("ReadDataSource", &request.type_name);
        run(call, async move {
            data_source::read(&server, &session, &request).await
        })
        .await
    }
}

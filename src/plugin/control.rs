//! The services of go-plugin itself: controller, stdio, broker, and the standard health service.

use super::shutdown::Shutdown;
use crate::protocol::wire::go_plugin::grpc_broker_server::GrpcBroker;
use crate::protocol::wire::go_plugin::grpc_controller_server::GrpcController;
use crate::protocol::wire::go_plugin::grpc_stdio_server::GrpcStdio;
use crate::protocol::wire::go_plugin::{ConnInfo, Empty, StdioData};
use crate::protocol::wire::health::health_check_response::ServingStatus;
use crate::protocol::wire::health::health_server::Health;
use crate::protocol::wire::health::{HealthCheckRequest, HealthCheckResponse};
use futures_util::{StreamExt, stream};
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

/// The name that hosts ask the health service for.
const PLUGIN: &str = "plugin";

/// All four services; the stream of each ends when the process is asked to.
#[derive(Clone)]
pub struct Control(Shutdown);

impl Control {
    /// Services that end the process by this.
    pub fn new(shutdown: Shutdown) -> Self {
        Self(shutdown)
    }

    /// A stream that says nothing until the process ends. An open one would block a graceful end.
    fn silent<T: Send + 'static>(&self) -> BoxStream<T> {
        let end = self.0.signal().clone().cancelled_owned();
        Box::pin(stream::pending().take_until(end))
    }
}

#[tonic::async_trait]
impl GrpcController for Control {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.0.trigger();
        Ok(Response::new(Empty {}))
    }
}

/// Nothing is written to stdout, and stderr is read by the host itself.
#[tonic::async_trait]
impl GrpcStdio for Control {
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(self.silent()))
    }
}

/// A provider never makes further connections.
#[tonic::async_trait]
impl GrpcBroker for Control {
    async fn start_stream(
        &self,
        _: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        Ok(Response::new(self.silent()))
    }
}

#[tonic::async_trait]
impl Health for Control {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let name = request.into_inner().service;
        match health_of(&name) {
            ServingStatus::ServiceUnknown => {
                Err(Status::not_found(format!("there is no service {name:?}")))
            }
            status => Ok(Response::new(answer(status))),
        }
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<BoxStream<HealthCheckResponse>>, Status> {
        let first = answer(health_of(&request.into_inner().service));
        let first = stream::once(async move { Ok(first) });
        Ok(Response::new(Box::pin(first.chain(self.silent()))))
    }
}

/// The health of a service; the empty name asks for the whole process.
fn health_of(service: &str) -> ServingStatus {
    match service {
        "" | PLUGIN => ServingStatus::Serving,
        _ => ServingStatus::ServiceUnknown,
    }
}

fn answer(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse {
        status: status.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_watched_service_is_told_of_once_and_the_stream_ends_with_the_process() {
        let shutdown = Shutdown::new();
        let control = Control::new(shutdown.clone());
        for (service, expected) in [
            (PLUGIN, ServingStatus::Serving),
            ("other", ServingStatus::ServiceUnknown),
        ] {
            let request = Request::new(HealthCheckRequest {
                service: service.to_owned(),
            });
            let stream = control.watch(request).await.expect("a stream");
            let first = stream.into_inner().next().await.expect("an answer");
            assert_eq!(first.expect("no status").status(), expected);
        }
        shutdown.trigger();
        let rest: Vec<_> = control.silent::<()>().collect().await;
        assert!(rest.is_empty());
    }
}

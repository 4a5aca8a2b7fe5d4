//! What every call runs in.
//!
//! A call runs in a task of its own, so that a client that hangs up does not cut an apply in its
//! middle: dropping a gRPC call drops its handler. A panic there ends the call alone, with an error
//! diagnostic. Nothing but a missing session or the end of the process is a gRPC error.

use crate::framework::diagnostics::Diagnostics;
use crate::framework::server::apply::panicked;
use crate::protocol::encode;
use crate::protocol::wire::tfplugin5 as wire;
use std::future::Future;
use std::time::Instant;
use tonic::Status;
use tracing::Instrument;

/// What a call is about, for the log and for messages.
#[derive(Clone, Debug)]
pub struct Call {
    /// The name of the call in the protocol.
    pub rpc: &'static str,
    /// The resource or data source type; empty for calls about the provider.
    pub type_name: String,
}

/// An answer that can carry messages to the user.
pub trait Answer: Send + 'static {
    /// The messages.
    fn diagnostics_mut(&mut self) -> &mut Vec<wire::Diagnostic>;
}

macro_rules! answers {
    ($($message:ident),+ $(,)?) => {
        $(impl Answer for wire::$message::Response {
            fn diagnostics_mut(&mut self) -> &mut Vec<wire::Diagnostic> {
                &mut self.diagnostics
            }
        })+
    };
}

answers!(
    get_metadata,
    get_provider_schema,
    get_functions,
    prepare_provider_config,
    configure,
    validate_resource_type_config,
    upgrade_resource_state,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    import_resource_state,
    validate_data_source_config,
    read_data_source,
);

/// Runs a call to its end, whatever becomes of the client. When the work fails or panics, the answer
/// is empty but for the errors.
///
/// # Errors
/// When the process ends before the call does.
pub async fn run<A: Answer + Default>(
    call: Call,
    work: impl Future<Output = Result<A, Diagnostics>> + Send + 'static,
) -> Result<tonic::Response<A>, Status> {
    run_or(A::default(), call, work).await
}

/// The same for a call that has a safe answer: that is answered when the work fails or panics, with
/// the errors added.
///
/// # Errors
/// When the process ends before the call does.
pub async fn run_or<A: Answer>(
    mut safe: A,
    call: Call,
    work: impl Future<Output = Result<A, Diagnostics>> + Send + 'static,
) -> Result<tonic::Response<A>, Status> {
    let span = tracing::info_span!(
        "call",
        tf_rpc = call.rpc,
        tf_resource_type = %call.type_name,
        tf_req_id = %uuid::Uuid::new_v4(),
    );
    let timed = async move {
        let start = Instant::now();
        tracing::trace!("received");
        let result = work.await;
        let duration_ms = start.elapsed().as_millis();
        tracing::debug!(%duration_ms, failed = result.is_err(), "answered");
        result
    };
    let errors = match tokio::spawn(timed.instrument(span.clone())).await {
        Ok(Ok(answer)) => return Ok(tonic::Response::new(answer)),
        Ok(Err(errors)) => errors,
        Err(end) => match end.try_into_panic() {
            Err(_) => return Err(Status::cancelled("the provider is ending")),
            Ok(panic) => {
                span.in_scope(|| tracing::error!("the call panicked"));
                let subject = if call.type_name.is_empty() {
                    "the provider"
                } else {
                    &call.type_name
                };
                panicked(subject, &*panic).into()
            }
        },
    };
    let errors = encode::diagnostics::diagnostics(errors);
    safe.diagnostics_mut().extend(errors);
    Ok(tonic::Response::new(safe))
}

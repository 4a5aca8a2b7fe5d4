//! The calls about managed resources.

use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::resource::{ApplyChange, PlanChange};
use crate::framework::server::{Server, Session};
use crate::framework::value::Value;
use crate::protocol::encode::diagnostics::{diagnostics, path};
use crate::protocol::wire::tfplugin5::{
    apply_resource_change, import_resource_state, plan_resource_change, read_resource,
    upgrade_resource_state, validate_resource_type_config,
};
use crate::protocol::{decode, encode, json};

/// ValidateResourceTypeConfig.
///
/// # Errors
/// When there is no such resource, or the configuration cannot be decoded.
pub fn validate<P: Provider>(
    server: &Server<P>,
    request: &validate_resource_type_config::Request,
) -> Result<validate_resource_type_config::Response, Diagnostics> {
    let ty = server.resource(&request.type_name)?.schema.ty();
    let config = decode::value::value("configuration", request.config.as_ref(), &ty)?;
    let messages = server.validate_resource(&request.type_name, &config);
    Ok(validate_resource_type_config::Response {
        diagnostics: diagnostics(messages),
    })
}

/// UpgradeResourceState: a state may lack attributes that were added since it was written.
///
/// # Errors
/// When there is no such resource, there never was such a version, or the state does not fit.
pub fn upgrade<P: Provider>(
    server: &Server<P>,
    request: &upgrade_resource_state::Request,
) -> Result<upgrade_resource_state::Response, Diagnostics> {
    let schema = &server.resource(&request.type_name)?.schema;
    let ty = schema.ty();
    let state = match decode::value::stored_state(request.raw_state.as_ref())? {
        None => Value::Null,
        Some(stored) => {
            let present = server.upgrade(&request.type_name, request.version, stored)?;
            let state = json::decode(&present, &ty)
                .map_err(|error| error.into_diagnostic("stored state"))?;
            schema.block.complete(state)
        }
    };
    Ok(upgrade_resource_state::Response {
        upgraded_state: Some(encode::value::value(&state, &ty)?),
        diagnostics: Vec::new(),
    })
}

/// ReadResource. Private data is answered as it came: what is not echoed is lost.
///
/// # Errors
/// When there is no such resource, or a value cannot be decoded or encoded.
pub async fn read<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: read_resource::Request,
) -> Result<read_resource::Response, Diagnostics> {
    let ty = server.resource(&request.type_name)?.schema.ty();
    let state = decode::value::value("stored state", request.current_state.as_ref(), &ty)?;
    let answer = server.read(session, &request.type_name, &state).await;
    Ok(read_resource::Response {
        new_state: Some(encode::value::value(&answer.state, &ty)?),
        diagnostics: diagnostics(answer.diagnostics),
        private: request.private,
        ..read_resource::Response::default()
    })
}

/// PlanResourceChange. `legacy_type_system` is never set: the framework keeps Terraform's rules.
///
/// # Errors
/// When there is no such resource, or a value cannot be decoded or encoded.
pub async fn plan<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: &plan_resource_change::Request,
) -> Result<plan_resource_change::Response, Diagnostics> {
    let ty = server.resource(&request.type_name)?.schema.ty();
    let values = decode::resource::plan(request, &ty)?;
    let change = PlanChange {
        config: &values.config,
        prior: &values.prior,
        prior_private: &request.prior_private,
    };
    let answer = server.plan(session, &request.type_name, change).await;
    Ok(plan_resource_change::Response {
        planned_state: Some(encode::value::value(&answer.plan.planned, &ty)?),
        requires_replace: answer.plan.requires_replace.iter().map(path).collect(),
        planned_private: answer.plan.private.into(),
        diagnostics: diagnostics(answer.diagnostics),
        ..plan_resource_change::Response::default()
    })
}

/// What ApplyResourceChange answers where it cannot do better: the prior state, as it came. For a
/// creation that is null, so that nothing is stored as tainted.
pub fn nothing_applied(
    request: &apply_resource_change::Request,
) -> apply_resource_change::Response {
    apply_resource_change::Response {
        new_state: request.prior_state.clone(),
        ..apply_resource_change::Response::default()
    }
}

/// ApplyResourceChange. No private data is stored.
///
/// # Errors
/// When there is no such resource, or a value cannot be decoded or encoded.
pub async fn apply<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: &apply_resource_change::Request,
) -> Result<apply_resource_change::Response, Diagnostics> {
    let ty = server.resource(&request.type_name)?.schema.ty();
    let values = decode::resource::apply(request, &ty)?;
    let change = ApplyChange {
        config: &values.config,
        prior: &values.prior,
        planned: &values.planned,
    };
    let answer = server.apply(session, &request.type_name, change).await;
    Ok(apply_resource_change::Response {
        new_state: Some(encode::value::value(&answer.new_state, &ty)?),
        diagnostics: diagnostics(answer.diagnostics),
        ..apply_resource_change::Response::default()
    })
}

/// ImportResourceState: one resource, or none beside an error.
///
/// # Errors
/// When there is no such resource, or the imported state cannot be encoded.
pub async fn import<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: import_resource_state::Request,
) -> Result<import_resource_state::Response, Diagnostics> {
    let ty = server.resource(&request.type_name)?.schema.ty();
    let answer = server
        .import(session, &request.type_name, &request.id)
        .await;
    let mut imported_resources = Vec::new();
    if !answer.diagnostics.has_error() {
        imported_resources.push(import_resource_state::ImportedResource {
            type_name: request.type_name,
            state: Some(encode::value::value(&answer.state, &ty)?),
            ..import_resource_state::ImportedResource::default()
        });
    }
    Ok(import_resource_state::Response {
        imported_resources,
        diagnostics: diagnostics(answer.diagnostics),
        ..import_resource_state::Response::default()
    })
}

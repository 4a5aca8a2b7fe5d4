//! `azprivatelink_endpoint_connection`: the service side of one private endpoint's connection.
//!
//! - [`schema`], [`model`]: its attributes, and the same as a typed struct
//! - [`validate`]: what a configuration alone proves wrong
//! - [`plan`], [`replacement`]: what a change, a replacement or a destruction means, said in advance
//! - [`create`], [`find`]: adopting a connection that exists or will appear
//! - [`read`], [`update`], [`delete`], [`import`]: the other operations

mod create;
mod delete;
mod find;
mod import;
mod model;
mod plan;
mod read;
mod replacement;
mod schema;
mod update;
mod validate;

use crate::framework::context::Context;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::resource::{ApplyChange, Plan, PlanChange, Resource};
use crate::framework::schema::Schema;
use crate::framework::value::Value;
use crate::provider::session::Session;
use async_trait::async_trait;
use model::EndpointConnection;

/// The resource.
pub struct EndpointConnectionResource;

#[async_trait]
impl Resource<Session> for EndpointConnectionResource {
    fn type_name(&self) -> &'static str {
        "azprivatelink_endpoint_connection"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validate::validate(&EndpointConnection::from_value(config))
    }

    async fn plan_change(
        &self,
        context: &Context<Session>,
        request: &PlanChange<'_>,
        plan: &mut Plan,
    ) -> Result<(), Diagnostics> {
        plan::plan_change(context, request, plan)
    }

    async fn plan_destroy(
        &self,
        context: &Context<Session>,
        prior: &Value,
    ) -> Result<(), Diagnostics> {
        plan::plan_destroy(context, &EndpointConnection::from_value(prior))
    }

    async fn read(
        &self,
        context: &Context<Session>,
        state: &Value,
    ) -> Result<Option<Value>, Diagnostics> {
        let read = read::read(context, &EndpointConnection::from_value(state)).await?;
        Ok(read.map(|connection| connection.to_value()))
    }

    async fn create(
        &self,
        context: &Context<Session>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics> {
        let planned = EndpointConnection::from_value(request.planned);
        Ok(create::create(context, &planned).await?.to_value())
    }

    async fn update(
        &self,
        context: &Context<Session>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics> {
        let prior = EndpointConnection::from_value(request.prior);
        let planned = EndpointConnection::from_value(request.planned);
        Ok(update::update(context, &prior, planned).await?.to_value())
    }

    async fn delete(&self, context: &Context<Session>, prior: &Value) -> Result<(), Diagnostics> {
        delete::delete(context, &EndpointConnection::from_value(prior)).await
    }

    async fn import(&self, context: &Context<Session>, id: &str) -> Result<Value, Diagnostics> {
        Ok(import::import(context, id).await?.to_value())
    }
}

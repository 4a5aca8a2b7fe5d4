//! The calls about the provider as a whole.

use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::{Configure, Provider};
use crate::framework::schema::Schema;
use crate::framework::server::{Server, Session};
use crate::protocol::encode::diagnostics::diagnostics;
use crate::protocol::wire::tfplugin5::{
    ServerCapabilities, configure, get_functions, get_metadata, get_provider_schema,
    prepare_provider_config,
};
use crate::protocol::{decode, encode};
use std::collections::HashMap;

/// Nothing is made ready by GetSchema, so that a client with the schema at hand may leave it out.
fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        ..ServerCapabilities::default()
    }
}

/// GetMetadata: the names of everything offered.
pub fn metadata<P: Provider>(server: &Server<P>) -> get_metadata::Response {
    let resources = server.resources().keys();
    let data_sources = server.data_sources().keys();
    get_metadata::Response {
        server_capabilities: Some(capabilities()),
        resources: resources
            .map(|name| get_metadata::ResourceMetadata {
                type_name: (*name).to_owned(),
            })
            .collect(),
        data_sources: data_sources
            .map(|name| get_metadata::DataSourceMetadata {
                type_name: (*name).to_owned(),
            })
            .collect(),
        ..get_metadata::Response::default()
    }
}

/// GetSchema: the schemas of everything offered.
pub fn schemas<P: Provider>(server: &Server<P>) -> get_provider_schema::Response {
    let named = |(name, schema): (&&'static str, &Schema)| {
        ((*name).to_owned(), encode::schema::schema(schema))
    };
    let resources = server.resources().iter();
    let data_sources = server.data_sources().iter();
    get_provider_schema::Response {
        provider: Some(encode::schema::schema(server.schema())),
        resource_schemas: resources
            .map(|(name, offered)| named((name, &offered.schema)))
            .collect(),
        data_source_schemas: data_sources
            .map(|(name, offered)| named((name, &offered.schema)))
            .collect(),
        server_capabilities: Some(capabilities()),
        ..get_provider_schema::Response::default()
    }
}

/// GetFunctions: there are none yet.
pub fn functions() -> get_functions::Response {
    get_functions::Response {
        functions: HashMap::new(),
        diagnostics: Vec::new(),
    }
}

/// PrepareProviderConfig: checks the provider block, which is answered as it came.
///
/// # Errors
/// When it cannot be decoded.
pub fn prepare<P: Provider>(
    server: &Server<P>,
    request: prepare_provider_config::Request,
) -> Result<prepare_provider_config::Response, Diagnostics> {
    let ty = server.schema().ty();
    let config = decode::value::value("provider configuration", request.config.as_ref(), &ty)?;
    Ok(prepare_provider_config::Response {
        prepared_config: request.config,
        diagnostics: diagnostics(server.validate_provider(&config)),
    })
}

/// Configure: configures the connection that the call came on.
///
/// # Errors
/// When the configuration cannot be decoded, or could never work.
pub fn configure<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: &configure::Request,
) -> Result<configure::Response, Diagnostics> {
    let ty = server.schema().ty();
    let config = decode::value::value("provider configuration", request.config.as_ref(), &ty)?;
    let request = Configure {
        terraform_version: &request.terraform_version,
        config: &config,
    };
    server.configure(session, request)?;
    Ok(configure::Response::default())
}

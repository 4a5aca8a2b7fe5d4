//! The calls about data sources.

use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::server::{Server, Session};
use crate::protocol::encode::diagnostics::diagnostics;
use crate::protocol::wire::tfplugin5::{read_data_source, validate_data_source_config};
use crate::protocol::{decode, encode};

/// ValidateDataSourceConfig.
///
/// # Errors
/// When there is no such data source, or the configuration cannot be decoded.
pub fn validate<P: Provider>(
    server: &Server<P>,
    request: &validate_data_source_config::Request,
) -> Result<validate_data_source_config::Response, Diagnostics> {
    let ty = server.data_source(&request.type_name)?.schema.ty();
    let config = decode::value::value("configuration", request.config.as_ref(), &ty)?;
    let messages = server.validate_data_source(&request.type_name, &config);
    Ok(validate_data_source_config::Response {
        diagnostics: diagnostics(messages),
    })
}

/// ReadDataSource.
///
/// # Errors
/// When there is no such data source, or a value cannot be decoded or encoded.
pub async fn read<P: Provider>(
    server: &Server<P>,
    session: &Session<P::Session>,
    request: &read_data_source::Request,
) -> Result<read_data_source::Response, Diagnostics> {
    let ty = server.data_source(&request.type_name)?.schema.ty();
    let config = decode::value::value("configuration", request.config.as_ref(), &ty)?;
    let answer = server
        .read_data_source(session, &request.type_name, &config)
        .await;
    Ok(read_data_source::Response {
        state: Some(encode::value::value(&answer.state, &ty)?),
        diagnostics: diagnostics(answer.diagnostics),
        ..read_data_source::Response::default()
    })
}

//! The types and services generated from `proto/`, nothing written by hand. Their meaning is
//! documented in those files.

/// The provider service and its messages (package `tfplugin5`).
#[allow(missing_docs, clippy::all)] // generated code
pub mod tfplugin5 {
    tonic::include_proto!("tfplugin5");
}

/// Controller, stdio and broker of the plugin host (package `plugin`).
#[allow(missing_docs, clippy::all)] // generated code
pub mod go_plugin {
    tonic::include_proto!("plugin");
}

/// The standard health service (package `grpc.health.v1`).
#[allow(missing_docs, clippy::all)] // generated code
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}

#[cfg(test)]
mod tests;

//! The demo's configuration: one resource for each connection of the server.

use std::fmt::Write;

use azure_simulator::{ConnectionView, ServerView};
use xtask::mirror::ProviderBinary;

/// `main.tf` for a server: pending connections are approved and found by their endpoint,
/// all others adopted as they are and found by their name.
pub fn main_tf(provider: &ProviderBinary, server: &ServerView) -> String {
    let mut text = provider.required_providers();
    text.push_str("\nprovider \"azprivatelink\" {}\n");
    for connection in &server.connections {
        let resource = resource(&server.id, connection);
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{resource}");
    }
    text
}

fn resource(server_id: &str, connection: &ConnectionView) -> String {
    let (comment, arguments) = if connection.status == "Pending" {
        let endpoint = &connection.private_endpoint_id;
        (
            "Approves the connection that waits, found by its endpoint",
            format!(
                "  private_endpoint_id = \"{endpoint}\"\n  status              = \"Approved\"\n  \
                 description         = \"Approved by Terraform\"\n"
            ),
        )
    } else {
        (
            "Adopts the connection as it is, found by its name",
            format!("  name                = \"{}\"\n", connection.name),
        )
    };
    let label = label(&connection.private_endpoint_id);
    format!(
        "# {comment}.\nresource \"azprivatelink_endpoint_connection\" \"{label}\" {{\n  \
         target_resource_id  = \"{server_id}\"\n{arguments}}}\n"
    )
}

/// The endpoint's name as a Terraform identifier.
fn label(endpoint_id: &str) -> String {
    let name = endpoint_id.rsplit('/').next().unwrap_or(endpoint_id);
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

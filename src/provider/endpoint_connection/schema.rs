//! The attributes of `azprivatelink_endpoint_connection`, with their planning rules.

use super::validate;
use crate::framework::schema::{Attribute, Block, Nesting, Schema};
use crate::framework::timeouts::Timeouts;
use crate::framework::types::Type;
use crate::framework::value::Value;

/// The resource's schema.
pub fn schema() -> Schema {
    Schema::new(
        identifying(Block::new(DESCRIPTION))
            .attribute(status())
            .attribute(description())
            .attribute(on_destroy())
            .attribute(
                Attribute::computed("id", Type::String)
                    .description("The connection's Azure resource id."),
            )
            .attribute(
                Attribute::computed("group_ids", Type::list(Type::String)).description(
                    "The sub-resources of the target that the endpoint connects to, such as `postgresqlServer`.",
                ),
            )
            .attribute(
                Attribute::computed("provisioning_state", Type::String)
                    .description("The state of the last operation on the connection, as Azure reports it. It says nothing about the approval.")
                    .recomputed_by(&["status", "description"]),
            )
            .attribute(
                Attribute::computed("actions_required", Type::String)
                    .description("What the endpoint's owner is asked to do, as Azure reports it.")
                    .recomputed_by(&["status", "description"]),
            )
            .nested("timeouts", Nesting::Single, Timeouts::block()),
    )
}

const DESCRIPTION: &str = "\
The service side of one private endpoint's connection to a Private Link resource. Creating it *adopts* \
a connection that a private endpoint has asked for, and brings it to the configured status. Destroying \
it **deletes the connection and leaves the private endpoint itself intact**.";

fn identifying(block: Block) -> Block {
    block
        .attribute(
            Attribute::required("target_resource_id", Type::String)
                .description(
                    "Azure resource id of the Private Link resource that is connected to, such as an \
                     Azure Database for PostgreSQL flexible server. Changing this forces a new resource to be created.",
                )
                .requires_replace()
                .same_when(same_without_case)
                .validate(validate::target_resource_id),
        )
        .attribute(
            Attribute::optional_computed("name", Type::String)
                .description(
                    "Name of the connection on the target, such as `endpoint.1fa229cd-bf3f-47f0-8c49-afb36723997e`. \
                     Azure chooses it and it cannot be predicted. `name` or `private_endpoint_id` must be given; \
                     where both are, they must agree. Changing this forces a new resource to be created.",
                )
                .requires_replace()
                .same_when(same_without_case)
                .validate(validate::name),
        )
        .attribute(
            Attribute::optional_computed("private_endpoint_id", Type::String)
                .description(
                    "Azure resource id of the private endpoint behind the connection. With it, create waits until \
                     the endpoint's connection appears. Changing this forces a new resource to be created.",
                )
                .requires_replace()
                .same_when(same_without_case)
                .validate(validate::private_endpoint_id),
        )
}

fn status() -> Attribute {
    Attribute::optional_computed("status", Type::String)
        .description(
            "`Approved` or `Rejected`. Left out, the connection is tracked as it is and only destroy acts on it. \
             `Pending` and `Disconnected` are accepted as a record of what was found (generated configuration has \
             them) and never written. A rejected connection cannot be approved again.",
        )
        .same_when(is_record_only)
        .validate(validate::status)
}

fn description() -> Attribute {
    Attribute::optional_computed("description", Type::String)
        .description(
            "The message shown with the status; needs `status`. Left out, Azure's text is kept. \
             Azure asks for at most 140 characters.",
        )
        .recomputed_by(&["status"])
}

fn on_destroy() -> Attribute {
    Attribute::optional_computed("on_destroy", Type::String)
        .description(
            "What destroying the resource does: `delete` the connection, `reject` it, or `retain` it (the connection \
             is left as it is and only forgotten). Defaults to `delete`. Destroy follows the value in the state, \
             so a change takes effect only after an apply.",
        )
        .default("delete")
        .validate(validate::on_destroy)
}

/// Azure ids and names are compared without regard to case; the spelling given first stays.
fn same_without_case(configured: &Value, prior: &Value) -> bool {
    match (configured.as_str(), prior.as_str()) {
        (Some(configured), Some(prior)) => configured.eq_ignore_ascii_case(prior),
        _ => false,
    }
}

/// `Pending` and `Disconnected` only record what was found; whatever Azure says now stands.
fn is_record_only(configured: &Value, _prior: &Value) -> bool {
    configured.as_str().is_some_and(validate::is_record_only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_will_load_the_schema() {
        assert_eq!(crate::framework::schema::check::check(&schema()), [""; 0]);
    }
}

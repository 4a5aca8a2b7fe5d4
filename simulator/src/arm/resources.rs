//! The generic list of resources: servers and private endpoints, without their properties.

use serde_json::{Value, json};

use super::answer::Answer;
use super::dispatch::Call;
use super::errors::ArmError;
use super::path::{PRIVATE_ENDPOINTS, SERVERS};
use crate::state::World;

pub(super) fn list(call: &Call<'_>, world: &World) -> Result<Answer, ArmError> {
    let wanted = match call.request.filter() {
        Some(filter) => filter_by(&filter)?,
        None => Filter::default(),
    };
    let group = call.path.resource_group.as_deref();
    let in_group = |name: &str| group.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name));
    let subscription = world.subscription.id.get_ref();
    let servers = world
        .servers()
        .filter(|server| in_group(&server.resource_group))
        .map(|server| entry(&server.id(), &server.name, SERVERS, &server.region()));
    let endpoints = world
        .private_endpoints()
        .filter(|endpoint| endpoint.subscription.eq_ignore_ascii_case(subscription))
        .filter(|endpoint| in_group(&endpoint.resource_group))
        .map(|found| entry(&found.id(), &found.name, PRIVATE_ENDPOINTS, &found.location));
    let value: Vec<Value> = servers
        .chain(endpoints)
        .filter(|found| wanted.takes(found))
        .filter(|found| {
            let text = |key: &str| found[key].as_str().unwrap_or_default();
            call.may_read(world, text("type"), text("id"))
        })
        .collect();
    Ok(Answer::ok(json!({ "value": value })))
}

fn entry(id: &str, name: &str, resource_type: &str, location: &str) -> Value {
    json!({ "id": id, "name": name, "type": resource_type, "location": location })
}

/// `resourceType eq '…' and name eq '…'`, the two properties that clients ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Filter {
    resource_type: Option<String>,
    name: Option<String>,
}

impl Filter {
    fn takes(&self, entry: &Value) -> bool {
        let fits = |key: &str, wanted: &Option<String>| {
            let found = entry[key].as_str().unwrap_or_default();
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(found))
        };
        fits("type", &self.resource_type) && fits("name", &self.name)
    }
}

fn filter_by(text: &str) -> Result<Filter, ArmError> {
    let mut filter = Filter::default();
    for condition in text.split(" and ") {
        let refused = || ArmError::invalid_filter(text);
        let (property, value) = condition.trim().split_once(" eq ").ok_or_else(refused)?;
        let value = value.trim().trim_matches('\'').to_owned();
        match property.trim() {
            "resourceType" => filter.resource_type = Some(value),
            "name" => filter.name = Some(value),
            _ => return Err(refused()),
        }
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_names_type_and_name() {
        let filter = filter_by("resourceType eq 'Microsoft.A/b' and name eq 'c'").unwrap();
        assert_eq!(filter.resource_type.as_deref(), Some("Microsoft.A/b"));
        assert_eq!(filter.name.as_deref(), Some("c"));
    }

    #[test]
    fn filter_on_another_property_is_refused() {
        assert!(filter_by("tagName eq 'x'").is_err());
    }
}

//! The provider block, merged with the `ARM_*` variables that `azurerm` and `azapi` users know, and
//! what becomes of it: the settings of an Azure client.
//!
//! Configuration beats environment, value by value; an empty variable counts as unset. Nothing here
//! sends a request. A value that is not known yet is an error only when a resource needs the client.

use super::explain;
use crate::azure::{Client, ClientOptions, Cloud, CredentialOptions, Pacing, Secret};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Block, Nesting, Schema};
use crate::framework::types::Type;
use std::collections::BTreeMap;
use url::Url;
use uuid::Uuid;

/// The environment variables of the process, passed in as a value.
pub type Environment = BTreeMap<String, String>;

crate::model! {
    /// The provider block.
    pub struct Configuration {
        /// Accepted for the sake of shared configurations; requests use the subscription in each id.
        subscription_id: String,
        /// The Microsoft Entra tenant.
        tenant_id: String,
        /// The application (client) id.
        client_id: String,
        /// The client secret.
        client_secret: String,
        /// The name of the cloud.
        environment: String,
        /// Addresses over the cloud's own.
        endpoint: Endpoint,
        /// api-versions over the built-in table.
        api_versions: BTreeMap<String, String>,
        /// A PEM file with certificates to trust.
        additional_ca_file: String,
    }
}

crate::model! {
    /// The `endpoint` block.
    pub struct Endpoint {
        /// Azure Resource Manager.
        resource_manager_endpoint: String,
        /// Microsoft Entra ID.
        active_directory_authority_host: String,
        /// The audience of tokens for Resource Manager.
        resource_manager_audience: String,
    }
}

/// The schema of the provider block.
pub fn schema() -> Schema {
    let text = |name, description| Attribute::optional(name, Type::String).description(description);
    let endpoint = Block::new("Addresses that replace those of the cloud, each by itself.")
        .attribute(text(
            "resource_manager_endpoint",
            "Azure Resource Manager, as an https URL. Also `ARM_RESOURCE_MANAGER_ENDPOINT`.",
        ))
        .attribute(text(
            "active_directory_authority_host",
            "Microsoft Entra ID, as an https URL. Also `ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST`.",
        ))
        .attribute(text(
            "resource_manager_audience",
            "The audience of tokens for Resource Manager. Also `ARM_RESOURCE_MANAGER_AUDIENCE`.",
        ));
    let block = Block::new("Manages the service side of Azure Private Link: the private endpoint connections of a server.")
        .attribute(text("subscription_id", "Accepted so that a shared configuration works; requests use the subscription in each resource's id. Also `ARM_SUBSCRIPTION_ID`."))
        .attribute(text("tenant_id", "The Microsoft Entra tenant to sign in to. Also `ARM_TENANT_ID`."))
        .attribute(text("client_id", "The application (client) id of the service principal. Also `ARM_CLIENT_ID`."))
        .attribute(text("client_secret", "A client secret of the service principal. Also `ARM_CLIENT_SECRET`.").sensitive())
        .attribute(text("environment", "The cloud: `public` (the default), `usgovernment` or `china`. Also `ARM_ENVIRONMENT`."))
        .attribute(
            Attribute::optional("api_versions", Type::map(Type::String))
                .description("api-versions by resource type, over the built-in ones, such as `{ \"Microsoft.DBforPostgreSQL/flexibleServers\" = \"2026-10-01\" }`."),
        )
        .attribute(text("additional_ca_file", "A PEM file with certificates that are trusted beside the system's, as those of a corporate proxy. Also `ARM_ADDITIONAL_CA_FILE`."))
        .nested("endpoint", Nesting::Single, endpoint);
    Schema::new(block)
}

/// The settings of a client, as far as they are known. `Err` holds the reason why none can be made
/// when a resource asks for one.
pub struct Settings(Result<Box<ClientOptions>, Diagnostics>);

impl Settings {
    /// A new client. Reads the system's certificates, so it is made only when needed.
    ///
    /// # Errors
    /// When the configuration is not known yet or not sufficient.
    pub fn client(&self) -> Result<Client, Diagnostics> {
        let options = self.0.clone()?;
        Client::new(*options)
            .map_err(|error| explain::error("Making the Azure client", &error).into())
    }
}

impl Configuration {
    /// Merges the block with the environment.
    ///
    /// # Errors
    /// For a value that can never work: an address that is no https URL, an unknown cloud, an unreadable file.
    pub fn settings(
        &self,
        environment: &Environment,
        terraform_version: &str,
    ) -> Result<Settings, Diagnostics> {
        let unknown = self.unknown();
        if !unknown.is_empty() {
            return Ok(Settings(Err(unknown)));
        }
        let merge = Merge { environment };
        let cloud = cloud(merge.value(&self.environment, "ARM_ENVIRONMENT"))?;
        let endpoint = self.endpoint.known().cloned().unwrap_or_default();
        let resource_manager = merge.address(
            &endpoint.resource_manager_endpoint,
            "resource_manager_endpoint",
            "ARM_RESOURCE_MANAGER_ENDPOINT",
            cloud.resource_manager,
        )?;
        let authority = merge.address(
            &endpoint.active_directory_authority_host,
            "active_directory_authority_host",
            "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST",
            cloud.authority,
        )?;
        let audience = merge
            .value(
                &endpoint.resource_manager_audience,
                "ARM_RESOURCE_MANAGER_AUDIENCE",
            )
            .unwrap_or_else(|| cloud.audience.to_owned());
        let additional_ca_pem = merge.file(&self.additional_ca_file, "ARM_ADDITIONAL_CA_FILE")?;
        let known_cloud = resource_manager
            .host_str()
            .and_then(Cloud::by_resource_manager_host);
        Ok(Settings(self.credential(&merge).map(|credential| {
            Box::new(ClientOptions {
                regional_hosts: known_cloud.is_some(),
                endpoint: resource_manager,
                authority,
                audience,
                credential,
                additional_ca_pem,
                api_versions: self.api_versions.known().cloned().unwrap_or_default(),
                user_agent: user_agent(environment, terraform_version),
                correlation_id: correlation_id(environment),
                pacing: Pacing::default(),
            })
        })))
    }

    /// An error for each argument whose value is not known yet.
    fn unknown(&self) -> Diagnostics {
        let texts = [
            ("tenant_id", &self.tenant_id),
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("environment", &self.environment),
            ("additional_ca_file", &self.additional_ca_file),
        ];
        let mut unknown: Vec<_> = texts
            .iter()
            .filter(|(_, field)| field.is_unknown())
            .map(|(name, _)| *name)
            .collect();
        if self.api_versions.is_unknown() {
            unknown.push("api_versions");
        }
        let endpoint = self.endpoint.known().cloned().unwrap_or_default();
        let addresses = [
            &endpoint.resource_manager_endpoint,
            &endpoint.active_directory_authority_host,
            &endpoint.resource_manager_audience,
        ];
        if self.endpoint.is_unknown() || addresses.iter().any(|field| field.is_unknown()) {
            unknown.push("endpoint");
        }
        let error = |name: &str| {
            Diagnostic::error(
                format!("The provider's `{name}` is not known yet"),
                format!(
                    "The value of `{name}` depends on something that is made only by apply, and a resource of this \
                     provider needs it now. Give a value that is known in the plan, or apply what it depends on first \
                     (`-target`)."
                ),
            )
        };
        unknown.into_iter().map(error).collect()
    }

    /// The way to sign in.
    ///
    /// # Errors
    /// When something is missing, saying what was found and what would complete it.
    fn credential(&self, merge: &Merge<'_>) -> Result<CredentialOptions, Diagnostics> {
        let found = [
            (
                "tenant_id",
                "ARM_TENANT_ID",
                merge.value(&self.tenant_id, "ARM_TENANT_ID"),
            ),
            (
                "client_id",
                "ARM_CLIENT_ID",
                merge.value(&self.client_id, "ARM_CLIENT_ID"),
            ),
            (
                "client_secret",
                "ARM_CLIENT_SECRET",
                merge.value(&self.client_secret, "ARM_CLIENT_SECRET"),
            ),
        ];
        let missing: Vec<_> = found
            .iter()
            .filter(|(_, _, value)| value.is_none())
            .map(|(argument, variable, _)| format!("`{argument}` (or the variable {variable})"))
            .collect();
        let [
            (_, _, Some(tenant_id)),
            (_, _, Some(client_id)),
            (_, _, Some(client_secret)),
        ] = found
        else {
            return Err(Diagnostic::error(
                "No credentials for Azure",
                format!(
                    "The provider signs in as a service principal with a client secret, and of that is missing: {}. \
                     This version has no other way to sign in: managed identity, OIDC, certificates and the Azure CLI \
                     were not tried.",
                    missing.join(", ")
                ),
            )
            .into());
        };
        Ok(CredentialOptions::ClientSecret {
            tenant_id,
            client_id,
            client_secret: Secret::new(client_secret),
        })
    }
}

/// Configuration first, then the environment.
struct Merge<'a> {
    environment: &'a Environment,
}

impl Merge<'_> {
    fn value(&self, field: &Field<String>, variable: &str) -> Option<String> {
        let configured = field.text().filter(|text| !text.is_empty());
        configured
            .or_else(|| variable_value(self.environment, variable))
            .map(str::to_owned)
    }

    /// An https address: secrets and tokens are sent there.
    fn address(
        &self,
        field: &Field<String>,
        argument: &str,
        variable: &str,
        default: &str,
    ) -> Result<Url, Diagnostics> {
        let text = self
            .value(field, variable)
            .unwrap_or_else(|| default.to_owned());
        let invalid = |problem: String| {
            let path = Path::attribute("endpoint").then_attribute(argument);
            Diagnostic::error(
                format!("Invalid `{argument}`"),
                format!("{text:?} {problem}. Give an address such as {default:?}, here or in {variable}."),
            )
            .at(path)
        };
        let url = Url::parse(&text).map_err(|error| invalid(format!("is not a URL: {error}")))?;
        if url.scheme() != "https" {
            return Err(invalid(
                "is not an https URL, and credentials are sent over https alone".to_owned(),
            )
            .into());
        }
        Ok(url)
    }

    fn file(&self, field: &Field<String>, variable: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        let Some(path) = self.value(field, variable) else {
            return Ok(None);
        };
        let read = std::fs::read(&path).map_err(|error| {
            Diagnostic::error(
                "Unreadable `additional_ca_file`",
                format!("Reading the certificates in {path} failed: {error}. Give a readable PEM file, here or in {variable}."),
            )
            .at_attribute("additional_ca_file")
        });
        Ok(Some(read?))
    }
}

fn variable_value<'a>(environment: &'a Environment, variable: &str) -> Option<&'a str> {
    environment
        .get(variable)
        .map(String::as_str)
        .filter(|text| !text.is_empty())
}

fn cloud(name: Option<String>) -> Result<&'static Cloud, Diagnostics> {
    let name = name.unwrap_or_else(|| "public".to_owned());
    Cloud::by_name(&name).ok_or_else(|| {
        let known: Vec<_> = Cloud::all().iter().filter_map(|cloud| cloud.names.first()).map(|name| format!("{name:?}")).collect();
        Diagnostic::error(
            "Invalid `environment`",
            format!(
                "{name:?} is no cloud this provider knows: {}. For any other, leave `environment` out and give the \
                 addresses in the `endpoint` block.",
                known.join(", ")
            ),
        )
        .at_attribute("environment")
        .into()
    })
}

fn user_agent(environment: &Environment, terraform_version: &str) -> String {
    let own = format!(
        "Terraform/{terraform_version} terraform-provider-azprivatelink/{}",
        env!("CARGO_PKG_VERSION")
    );
    match variable_value(environment, "AZURE_HTTP_USER_AGENT") {
        Some(host) => format!("{own} {host}"),
        None => own,
    }
}

/// One id for the whole run, so that Azure's logs show what belongs together.
fn correlation_id(environment: &Environment) -> Uuid {
    variable_value(environment, "ARM_CORRELATION_REQUEST_ID")
        .and_then(|text| Uuid::parse_str(text).ok())
        .unwrap_or_else(Uuid::new_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn options(
        configuration: &Configuration,
        variables: &[(&str, &str)],
    ) -> Result<ClientOptions, Diagnostics> {
        let settings = configuration.settings(&environment(variables), "1.11.4")?;
        settings.0.map(|options| *options)
    }

    const SECRET: [(&str, &str); 3] = [
        ("ARM_TENANT_ID", "t"),
        ("ARM_CLIENT_ID", "c"),
        ("ARM_CLIENT_SECRET", "s"),
    ];

    #[test]
    fn terraform_will_load_the_schema() {
        assert_eq!(crate::framework::schema::check::check(&schema()), [""; 0]);
    }

    #[test]
    fn the_environment_alone_is_enough_and_means_the_public_cloud() {
        let options = options(&Configuration::default(), &SECRET).unwrap();
        assert_eq!(options.endpoint.as_str(), "https://management.azure.com/");
        assert!(options.regional_hosts);
    }

    #[test]
    fn configuration_beats_environment_value_by_value() {
        let endpoint = Endpoint {
            resource_manager_endpoint: Field::Known("https://arm.example:8443".into()),
            ..Endpoint::default()
        };
        let configuration = Configuration {
            endpoint: Field::Known(endpoint),
            ..Configuration::default()
        };
        let variables = [
            ("ARM_RESOURCE_MANAGER_ENDPOINT", "https://other.example"),
            (
                "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST",
                "https://login.example",
            ),
        ];
        let options = options(&configuration, &[&SECRET[..], &variables].concat()).unwrap();
        assert_eq!(options.endpoint.host_str(), Some("arm.example"));
        assert_eq!(options.authority.host_str(), Some("login.example"));
        assert!(!options.regional_hosts);
    }

    #[test]
    fn plain_http_is_refused_at_once() {
        let result = options(
            &Configuration::default(),
            &[("ARM_RESOURCE_MANAGER_ENDPOINT", "http://arm.example")],
        );
        let errors = result.unwrap_err();
        assert_eq!(
            errors.iter().next().unwrap().summary,
            "Invalid `resource_manager_endpoint`"
        );
    }

    #[test]
    fn what_is_missing_or_unknown_is_an_error_only_when_a_client_is_needed() {
        let unknown = Configuration {
            tenant_id: Field::Unknown,
            ..Configuration::default()
        };
        for configuration in [Configuration::default(), unknown] {
            let settings = configuration
                .settings(&environment(&SECRET[1..]), "1.11.4")
                .unwrap();
            assert!(settings.client().is_err());
        }
    }
}

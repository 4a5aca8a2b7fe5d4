//! How a host starts the process: the `PLUGIN_*` variables as one typed value.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// The variable and the value that tell a program that it was started as a Terraform plugin.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// What a host asks of the process.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Launch {
    /// The host's certificate. Given, TLS is mandatory and nobody else may connect.
    pub host_certificate: Option<CertificateDer<'static>>,
    /// The ports to choose from where a TCP listener is needed.
    pub ports: Option<RangeInclusive<u16>>,
    /// The folder for the socket instead of the temporary one.
    pub socket_folder: Option<PathBuf>,
    /// The group, by number or name, that may use the socket.
    pub socket_group: Option<String>,
    /// Whether the host wants to know about broker multiplexing, which is not offered.
    pub multiplexing_asked: bool,
}

/// Why the process does not serve.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    /// Started by hand.
    #[error("not started by Terraform or OpenTofu")]
    ByHand,
    /// A variable of the host's makes no sense.
    #[error("the host's variable {variable} is not usable: {problem}")]
    Invalid {
        /// The variable.
        variable: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl Launch {
    /// Reads the variables of a host.
    ///
    /// # Errors
    /// When the process was not started by a host, or a variable makes no sense.
    pub fn from_environment(environment: &BTreeMap<String, String>) -> Result<Self, LaunchError> {
        let value = |name: &str| {
            environment
                .get(name)
                .map(String::as_str)
                .filter(|text| !text.is_empty())
        };
        if value(COOKIE.0) != Some(COOKIE.1) {
            return Err(LaunchError::ByHand);
        }
        let given = |variable| value(variable).map(|text| port(variable, text)).transpose();
        let ports = match (given("PLUGIN_MIN_PORT")?, given("PLUGIN_MAX_PORT")?) {
            (Some(min), Some(max)) => Some(min..=max),
            _ => None,
        };
        Ok(Self {
            host_certificate: value("PLUGIN_CLIENT_CERT").map(certificate).transpose()?,
            ports,
            socket_folder: value("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: value("PLUGIN_UNIX_SOCKET_GROUP").map(str::to_owned),
            multiplexing_asked: value("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }
}

fn port(variable: &'static str, text: &str) -> Result<u16, LaunchError> {
    text.parse().map_err(|_| LaunchError::Invalid {
        variable,
        problem: format!("{text:?} is no port"),
    })
}

fn certificate(pem: &str) -> Result<CertificateDer<'static>, LaunchError> {
    CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| LaunchError::Invalid {
        variable: "PLUGIN_CLIENT_CERT",
        problem: format!("no certificate in PEM form: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(more: &[(&str, &str)]) -> Result<Launch, LaunchError> {
        let variables = [COOKIE]
            .iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Launch::from_environment(&variables.collect())
    }

    #[test]
    fn without_the_cookie_or_with_another_one_nobody_is_served() {
        assert_eq!(
            Launch::from_environment(&BTreeMap::new()),
            Err(LaunchError::ByHand)
        );
        assert_eq!(launch(&[(COOKIE.0, "chocolate")]), Err(LaunchError::ByHand));
    }

    #[test]
    fn the_variables_of_a_host_are_read() {
        let launch = launch(&[
            ("PLUGIN_MIN_PORT", "10000"),
            ("PLUGIN_MAX_PORT", "25000"),
            ("PLUGIN_UNIX_SOCKET_DIR", "/run/sockets"),
            ("PLUGIN_MULTIPLEX_GRPC", "true"),
            ("PLUGIN_CLIENT_CERT", ""),
        ]);
        let expected = Launch {
            ports: Some(10000..=25000),
            socket_folder: Some("/run/sockets".into()),
            multiplexing_asked: true,
            ..Launch::default()
        };
        assert_eq!(launch, Ok(expected));
    }

    #[test]
    fn a_certificate_that_is_none_is_an_error_and_not_plaintext() {
        assert!(matches!(
            launch(&[("PLUGIN_CLIENT_CERT", "no certificate")]),
            Err(LaunchError::Invalid {
                variable: "PLUGIN_CLIENT_CERT",
                ..
            })
        ));
    }
}

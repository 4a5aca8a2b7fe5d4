//! The HTTP client: how it is built, and what it means when no answer comes.
//!
//! One client is built per [`Client`](super::Client) and shared with the credentials, so the certificate store is read once.
//! It follows no redirects and speaks https only.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use reqwest::Certificate;
use reqwest::redirect::Policy;
use url::Url;

use super::error::{Error, TransportProblem};

/// Polling addresses are signed and may come twice in one answer, together 13 kB and more; hyper's own limit is 16 kB.
const HEADER_LIST_SIZE: u32 = 256 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Builds the HTTP client.
///
/// # Errors
/// When the additional certificates are not PEM, or the system's certificate store cannot be read.
pub(crate) fn build(
    user_agent: &str,
    additional_ca_pem: Option<&[u8]>,
    request_timeout: Duration,
) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .redirect(Policy::none())
        .https_only(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(request_timeout)
        .http2_max_header_list_size(HEADER_LIST_SIZE);
    if let Some(pem) = additional_ca_pem {
        builder = builder.tls_certs_merge(certificates(pem)?);
    }
    builder.build().map_err(|error| {
        Error::Configuration(format!("the HTTP client cannot be made: {}", cause(&error)))
    })
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    let fail = |why: &str| {
        Error::Configuration(format!(
            "the additional certificate authorities cannot be used: {why}"
        ))
    };
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if certificates.is_empty() => {
            Err(fail("the text holds no PEM certificate"))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(fail(&cause(&error))),
    }
}

/// Checks an address that tokens or secrets are sent to.
///
/// # Errors
/// When it is not https or names no host; the text names the address by `purpose`.
pub(crate) fn check_address(purpose: &str, address: &Url) -> Result<(), Error> {
    let plain = address.username().is_empty() && address.password().is_none();
    if address.scheme() == "https" && address.has_host() && plain {
        return Ok(());
    }
    let shown = address.host_str().unwrap_or("no host");
    Err(Error::Configuration(format!(
        "the address of {purpose} must be https://<host> without user information, not {}: {shown}",
        address.scheme()
    )))
}

/// What kind of problem an error of the HTTP layers is, found by looking at its whole chain of causes.
pub(crate) fn classify(error: &(dyn StdError + 'static)) -> TransportProblem {
    let unreachable = |error: &(dyn StdError + 'static)| {
        error
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_connect)
    };
    if chain(error).any(|error| error.is::<rustls::Error>()) {
        TransportProblem::Tls
    } else if chain(error).any(unreachable) {
        TransportProblem::Unreachable
    } else {
        TransportProblem::Lost
    }
}

/// The innermost cause: the part that says what happened, and that holds no address.
pub(crate) fn cause(error: &(dyn StdError + 'static)) -> String {
    let innermost = chain(error).last().unwrap_or(error);
    match innermost.downcast_ref::<reqwest::Error>() {
        // Only reqwest itself prints addresses, with their query; without a cause there is nothing but its kind.
        Some(error) if error.is_timeout() => "the time limit of one request ended".to_owned(),
        Some(error) if error.is_builder() => {
            "the request or the client could not be built".to_owned()
        }
        Some(_) => "the request failed".to_owned(),
        None => innermost.to_string(),
    }
}

/// An error and all its causes. An I/O error made from another error shows that one's text but skips it in `source()`,
/// and the TLS layer's errors come wrapped in exactly such, so those are looked into.
pub(crate) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_secrets_go_to_https_alone() {
        let check =
            |address: &str| check_address("Resource Manager", &Url::parse(address).unwrap());
        assert!(check("https://management.azure.com").is_ok());
        assert!(
            check("http://management.azure.com")
                .unwrap_err()
                .to_string()
                .contains("must be https")
        );
        assert!(check("https://user:secret@management.azure.com").is_err());
    }

    #[test]
    fn a_text_that_is_no_certificate_is_refused() {
        let error = build("test", Some(b"hello"), Duration::from_secs(1))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("additional certificate authorities"),
            "{error}"
        );
    }
}

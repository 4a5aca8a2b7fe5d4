//! Which address is really called when Azure names one in a header or a `nextLink`.
//!
//! Services echo regional hosts, explicit ports, plain http and, by mistake, hosts that are not Resource Manager's.
//! The bearer token must reach none but Resource Manager, so the decision is made on the parsed address, here alone.

use url::Url;

/// What to do with an address that Azure gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Call this address: it is the configured host's, or was moved there.
    Call(Url),
    /// Call this regional host of a public cloud; if it cannot be reached, the configured host with the same path.
    Regional { url: Url, fallback: Url },
    /// Call nothing: the path is not one of Resource Manager's.
    Refuse(String),
}

/// Decides on an address. `endpoint` is the configured Resource Manager; `regional_hosts` says that it is a known
/// public cloud, whose hosts of the form `{region}.{host}` are Resource Manager's as well (seen in polling headers).
pub(crate) fn route(address: &str, endpoint: &Url, regional_hosts: bool) -> Route {
    let url = match Url::parse(address).or_else(|_| endpoint.join(address)) {
        Ok(url) => url,
        Err(error) => return Route::Refuse(format!("it is not an address: {error}")),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    if plain && url.scheme() == "https" {
        if same_origin(&url, endpoint) {
            return Route::Call(url);
        }
        if regional_hosts && is_regional(&url, endpoint) {
            let fallback = moved(&url, endpoint);
            return Route::Regional { url, fallback };
        }
    }
    if is_resource_manager_path(url.path()) {
        return Route::Call(moved(&url, endpoint));
    }
    Route::Refuse(format!(
        "{} is not Resource Manager's",
        url.host_str().unwrap_or("its host")
    ))
}

/// An address without its query, which may hold a signature: the form for logs and errors.
pub(crate) fn without_query(url: &Url) -> String {
    url.path().to_owned()
}

fn same_origin(url: &Url, endpoint: &Url) -> bool {
    url.host_str() == endpoint.host_str()
        && url.port_or_known_default() == endpoint.port_or_known_default()
}

/// Whether the host is one label in front of the endpoint's host. The dot is part of the comparison, so that
/// `evilmanagement.azure.com` is no region.
fn is_regional(url: &Url, endpoint: &Url) -> bool {
    let (Some(host), Some(base)) = (url.host_str(), endpoint.host_str()) else {
        return false;
    };
    let label = host
        .strip_suffix(base)
        .and_then(|rest| rest.strip_suffix('.'));
    url.port_or_known_default() == Some(443)
        && label.is_some_and(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

fn is_resource_manager_path(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    ["/subscriptions/", "/providers/", "/tenants"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// The same path and query, byte for byte, at the configured endpoint (below its path, if it has one).
fn moved(url: &Url, endpoint: &Url) -> Url {
    let mut moved = endpoint.clone();
    moved.set_path(&format!(
        "{}{}",
        endpoint.path().trim_end_matches('/'),
        url.path()
    ));
    moved.set_query(url.query());
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str =
        "/subscriptions/s/providers/P/locations/x/azureAsyncOperation/1?t=%2B&c=a%20b&s=_-&h=~";

    fn public(address: &str) -> Route {
        route(
            address,
            &Url::parse("https://management.azure.com").unwrap(),
            true,
        )
    }

    fn called(route: Route) -> String {
        match route {
            Route::Call(url) => url.to_string(),
            other => panic!("expected a call, got {other:?}"),
        }
    }

    #[test]
    fn the_configured_host_is_called_with_the_address_byte_for_byte() {
        let address = format!("https://management.azure.com{PATH}");
        assert_eq!(called(public(&address)), address);
        assert_eq!(
            called(public(&format!("https://Management.Azure.Com:443{PATH}"))),
            address
        );
    }

    #[test]
    fn a_regional_host_of_a_public_cloud_is_called() {
        let address = format!("https://eastus.management.azure.com{PATH}");
        assert!(matches!(public(&address), Route::Regional { url, .. } if url.as_str() == address));
    }

    #[test]
    fn a_regional_host_of_an_own_endpoint_is_moved_to_that_endpoint() {
        let endpoint = Url::parse("https://localhost:8443/arm/").unwrap();
        let moved = called(route(
            &format!("https://eastus.localhost{PATH}"),
            &endpoint,
            false,
        ));
        assert_eq!(moved, format!("https://localhost:8443/arm{PATH}"));
    }

    #[test]
    fn lookalikes_user_info_and_plain_http_never_get_the_token() {
        for start in [
            "https://evilmanagement.azure.com",
            "https://a.b.management.azure.com",
            "https://eastus.management.azure.com:8443",
            "https://management.azure.com@evil.example",
            "https://management.azure.com.evil.example",
            "http://management.azure.com",
            "https://costmanagement.trafficmanager.net",
        ] {
            let url = called(public(&format!("{start}{PATH}")));
            assert_eq!(
                url,
                format!("https://management.azure.com{PATH}"),
                "{start}"
            );
        }
    }

    #[test]
    fn a_foreign_address_that_is_not_resource_managers_is_refused() {
        assert!(matches!(
            public("https://evil.example/steal"),
            Route::Refuse(_)
        ));
        assert!(matches!(
            public("http://management.azure.com/x"),
            Route::Refuse(_)
        ));
    }

    #[test]
    fn a_relative_address_belongs_to_the_configured_host() {
        assert_eq!(
            called(public(PATH)),
            format!("https://management.azure.com{PATH}")
        );
    }
}

//! A request as a plain value: what to send, where, and whether it may be sent again when no answer came. Pure.

use serde_json::Value;
use url::Url;

use super::error::{Attempt, Error};
use super::id::ResourceId;
use super::route::without_query;

/// The methods that this client uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Put,
    Delete,
}

/// What a lost answer (cut connection, 500, 502, 504) means for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replay {
    /// Sending it again does no harm.
    Repeat,
    /// It may have been carried out: the caller reads the resource before anything is sent again.
    Settle,
}

/// Where a request goes.
#[derive(Debug, Clone)]
enum Address {
    /// A resource, or a list of its children, at the configured endpoint.
    Resource {
        id: ResourceId,
        list: Option<&'static str>,
        api_version: String,
    },
    /// An address that Azure gave and `route` allowed.
    Link { url: Url, fallback: Option<Url> },
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub replay: Replay,
    pub body: Option<Value>,
    address: Address,
}

impl Request {
    /// Reads a resource.
    pub fn get(id: &ResourceId, api_version: String) -> Request {
        Request::resource(Method::Get, Replay::Repeat, id, api_version)
    }

    /// Lists the children of a resource.
    pub fn list(id: &ResourceId, children: &'static str, api_version: String) -> Request {
        let address = Address::Resource {
            id: id.clone(),
            list: Some(children),
            api_version,
        };
        Request {
            method: Method::Get,
            replay: Replay::Repeat,
            body: None,
            address,
        }
    }

    /// Writes a resource.
    pub fn put(id: &ResourceId, api_version: String, body: Value) -> Request {
        Request {
            body: Some(body),
            ..Request::resource(Method::Put, Replay::Settle, id, api_version)
        }
    }

    /// Deletes a resource. Sent again after a lost answer: what it asks for is only that the resource is gone.
    pub fn delete(id: &ResourceId, api_version: String) -> Request {
        Request::resource(Method::Delete, Replay::Repeat, id, api_version)
    }

    /// Reads an address that Azure gave. `fallback` is called when its host cannot be reached.
    pub fn link(url: Url, fallback: Option<Url>) -> Request {
        Request {
            method: Method::Get,
            replay: Replay::Repeat,
            body: None,
            address: Address::Link { url, fallback },
        }
    }

    fn resource(method: Method, replay: Replay, id: &ResourceId, api_version: String) -> Request {
        let address = Address::Resource {
            id: id.clone(),
            list: None,
            api_version,
        };
        Request {
            method,
            replay,
            body: None,
            address,
        }
    }

    /// The address to call.
    ///
    /// # Errors
    /// When a segment of the id is empty or dotted, so that the path would name another resource.
    pub fn url(&self, endpoint: &Url) -> Result<Url, Error> {
        let (id, list, api_version) = match &self.address {
            Address::Link { url, .. } => return Ok(url.clone()),
            Address::Resource {
                id,
                list,
                api_version,
            } => (id, list, api_version),
        };
        if id
            .segments()
            .iter()
            .any(|segment| matches!(segment.as_str(), "" | "." | ".."))
        {
            return Err(Error::Configuration(format!(
                "\"{id}\" is not the id of a resource"
            )));
        }
        let mut url = endpoint.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(id.segments()).extend(list);
        }
        url.query_pairs_mut()
            .clear()
            .append_pair("api-version", api_version);
        Ok(url)
    }

    /// The address to call when the first one cannot be reached.
    pub fn fallback(&self) -> Option<&Url> {
        match &self.address {
            Address::Link { fallback, .. } => fallback.as_ref(),
            Address::Resource { .. } => None,
        }
    }

    /// The request as errors and logs name it.
    pub fn attempt(&self) -> Attempt {
        let resource = match &self.address {
            Address::Link { url, .. } => without_query(url),
            Address::Resource { id, list: None, .. } => id.to_string(),
            Address::Resource {
                id,
                list: Some(list),
                ..
            } => format!("{id}/{list}"),
        };
        Attempt {
            method: self.method.as_str(),
            resource,
        }
    }
}

impl Method {
    /// The method as HTTP spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(id: &ResourceId, endpoint: &str) -> Result<String, Error> {
        let request = Request::get(id, "2025-08-01".to_owned());
        request
            .url(&Url::parse(endpoint).unwrap())
            .map(|url| url.to_string())
    }

    fn server() -> ResourceId {
        ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/P.Q/kinds/n").unwrap()
    }

    #[test]
    fn an_endpoint_with_or_without_a_path_gives_the_ids_path_below_it() {
        let path = "/subscriptions/s/resourceGroups/g/providers/P.Q/kinds/n?api-version=2025-08-01";
        assert_eq!(
            url(&server(), "https://arm").unwrap(),
            format!("https://arm{path}")
        );
        assert_eq!(
            url(&server(), "https://proxy/arm/").unwrap(),
            format!("https://proxy/arm{path}")
        );
    }

    #[test]
    fn a_name_cannot_change_the_path_it_is_put_into() {
        let request = url(&server().child("c", "a/b?c#d"), "https://arm").unwrap();
        assert!(
            request.contains("/c/a%2Fb%3Fc%23d?api-version="),
            "{request}"
        );
        assert!(url(&server().child("c", ".."), "https://arm").is_err());
        assert!(url(&server().child("c", ""), "https://arm").is_err());
    }

    #[test]
    fn only_a_put_is_not_simply_repeated() {
        let id = server();
        assert_eq!(
            Request::put(&id, String::new(), Value::Null).replay,
            Replay::Settle
        );
        assert_eq!(Request::delete(&id, String::new()).replay, Replay::Repeat);
    }

    #[test]
    fn a_signed_address_is_named_without_its_query() {
        let request = Request::link(
            Url::parse("https://arm/subscriptions/s/op?t=1&s=signature").unwrap(),
            None,
        );
        assert_eq!(request.attempt().to_string(), "GET /subscriptions/s/op");
    }
}

//! Error bodies with Azure's codes and words; those for refusals of the world are in `refusals`.
//!
//! `gateway` errors are Resource Manager's own, `service` errors come from a resource provider;
//! the header `x-ms-failure-cause` says which.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Answer;

/// An error answer in the making.
#[derive(Debug, Clone)]
pub(super) struct ArmError {
    status: StatusCode,
    code: &'static str,
    message: String,
    cause: &'static str,
    challenge: Option<String>,
    /// Members of the error beside code and message.
    details: Option<Value>,
}

impl ArmError {
    pub(super) fn gateway(status: StatusCode, code: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            message,
            cause: "gateway",
            challenge: None,
            details: None,
        }
    }

    pub(super) fn service(status: StatusCode, code: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            message,
            cause: "service",
            challenge: None,
            details: None,
        }
    }

    /// Adds members to the error object.
    pub(super) fn with_details(self, details: Value) -> Self {
        Self {
            details: Some(details),
            ..self
        }
    }

    pub(super) fn into_answer(self) -> Answer {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(Value::Object(details)) = self.details {
            for (key, value) in details {
                error[key] = value;
            }
        }
        let body = json!({ "error": error });
        let answer = Answer::new(self.status, body).with("x-ms-failure-cause", self.cause);
        match self.challenge {
            Some(challenge) => answer.with("www-authenticate", &challenge),
            None => answer,
        }
    }

    fn unauthorized(code: &'static str, message: String, tenant: &str, description: &str) -> Self {
        let challenge = format!(
            "Bearer authorization_uri=\"https://login.windows.net/{tenant}\", error=\"invalid_token\", error_description=\"{description}\""
        );
        let error = Self::gateway(StatusCode::UNAUTHORIZED, code, message);
        Self {
            challenge: Some(challenge),
            ..error
        }
    }

    pub(super) fn missing_token(tenant: &str) -> Self {
        Self::unauthorized(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.".to_owned(),
            tenant,
            "The authentication failed because of missing 'Authorization' header.",
        )
    }

    pub(super) fn invalid_token(tenant: &str) -> Self {
        Self::unauthorized(
            "InvalidAuthenticationToken",
            "The access token is invalid.".to_owned(),
            tenant,
            "Could not find identity for access token.",
        )
    }

    pub(super) fn expired_token(tenant: &str, expiry: i64, now: Timestamp) -> Self {
        let expiry = Timestamp::from_second(expiry).unwrap_or(now);
        let message = format!(
            "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
            american(expiry),
            american(now)
        );
        Self::unauthorized(
            "ExpiredAuthenticationToken",
            message.clone(),
            tenant,
            &message,
        )
    }

    pub(super) fn wrong_audience(tenant: &str, audience: &str) -> Self {
        let allowed = crate::entra::MANAGEMENT_AUDIENCES
            .map(|a| format!("'{a}'"))
            .join(",");
        let message = format!(
            "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one of the allowed audiences {allowed}."
        );
        Self::unauthorized(
            "InvalidAuthenticationTokenAudience",
            message.clone(),
            tenant,
            &message,
        )
    }

    pub(super) fn wrong_tenant(tenant: &str, presented: &str) -> Self {
        let message = format!(
            "The access token is from the wrong issuer 'https://sts.windows.net/{presented}/'. It must match the tenant 'https://sts.windows.net/{tenant}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/{tenant}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later."
        );
        Self::unauthorized(
            "InvalidAuthenticationTokenTenant",
            message.clone(),
            tenant,
            &message,
        )
    }

    pub(super) fn missing_api_version() -> Self {
        Self::gateway(
            StatusCode::BAD_REQUEST,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests."
                .to_owned(),
        )
    }

    pub(super) fn invalid_api_version(version: &str, supported: &[&str]) -> Self {
        let message = format!(
            "The api-version '{version}' is invalid. The supported versions are '{}'.",
            supported.join(",")
        );
        Self::gateway(
            StatusCode::BAD_REQUEST,
            "InvalidApiVersionParameter",
            message,
        )
    }

    pub(super) fn no_registered_provider(
        resource_type: &str,
        version: &str,
        location: &str,
        supported: &[&str],
    ) -> Self {
        let message = format!(
            "No registered resource provider found for location '{location}' and API version '{version}' for type '{resource_type}'. The supported api-versions are '{}'. The supported locations are '{location}'.",
            supported.join(", ")
        );
        Self::gateway(
            StatusCode::BAD_REQUEST,
            "NoRegisteredProviderFound",
            message,
        )
    }

    pub(super) fn invalid_resource_type(
        namespace: &str,
        resource_type: &str,
        version: &str,
    ) -> Self {
        let message = format!(
            "The resource type '{resource_type}' could not be found in the namespace '{namespace}' for api version '{version}'."
        );
        Self::gateway(StatusCode::NOT_FOUND, "InvalidResourceType", message)
    }

    pub(super) fn invalid_namespace(namespace: &str) -> Self {
        let message = format!("The resource namespace '{namespace}' is invalid.");
        Self::gateway(StatusCode::NOT_FOUND, "InvalidResourceNamespace", message)
    }

    pub(super) fn invalid_subscription(subscription: &str) -> Self {
        let message = format!(
            "The provided subscription identifier '{subscription}' is malformed or invalid."
        );
        Self::gateway(StatusCode::BAD_REQUEST, "InvalidSubscriptionId", message)
    }

    pub(super) fn subscription_not_found(subscription: &str) -> Self {
        let message = format!("The subscription '{subscription}' could not be found.");
        Self::gateway(StatusCode::NOT_FOUND, "SubscriptionNotFound", message)
    }

    pub(super) fn disabled_subscription(subscription: &str) -> Self {
        let message = format!(
            "The subscription '{subscription}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled."
        );
        Self::gateway(
            StatusCode::CONFLICT,
            "ReadOnlyDisabledSubscription",
            message,
        )
    }

    pub(super) fn missing_registration(namespace: &str) -> Self {
        let message = format!(
            "The subscription is not registered to use namespace '{namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions."
        );
        Self::gateway(
            StatusCode::CONFLICT,
            "MissingSubscriptionRegistration",
            message,
        )
    }

    pub(super) fn resource_group_not_found(group: &str) -> Self {
        let message = format!("Resource group '{group}' could not be found.");
        Self::gateway(StatusCode::NOT_FOUND, "ResourceGroupNotFound", message)
    }

    /// The answer of Resource Manager for a resource, or the parent of one, that it does not know.
    pub(super) fn resource_not_found(resource_type: &str, name: &str, group: &str) -> Self {
        let message = format!(
            "The Resource '{resource_type}/{name}' under resource group '{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        );
        Self::gateway(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    /// Resource Manager's general words for a child of nothing.
    pub(super) fn parent_not_found(parent: &str) -> Self {
        let message = format!(
            "Can not perform requested operation on nested resource. Parent resource '{parent}' not found."
        );
        Self::gateway(StatusCode::NOT_FOUND, "ParentResourceNotFound", message)
    }

    pub(super) fn authorization_failed(
        client: &str,
        object_id: &str,
        action: &str,
        scope: &str,
    ) -> Self {
        let message = format!(
            "The client '{client}' with object id '{object_id}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
        );
        Self::gateway(StatusCode::FORBIDDEN, "AuthorizationFailed", message)
    }

    pub(super) fn method_not_allowed(method: &str) -> Self {
        let message = format!("The requested resource does not support http method '{method}'.");
        Self::gateway(
            StatusCode::METHOD_NOT_ALLOWED,
            "HttpMethodNotAllowed",
            message,
        )
    }

    pub(super) fn nothing_there(path: &str) -> Self {
        let message = format!("No HTTP resource was found that matches the request URI '{path}'.");
        Self::gateway(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// Assumed: the words of an absent lock.
    pub(super) fn lock_not_found(name: &str) -> Self {
        let message = format!("The lock '{name}' could not be found.");
        Self::gateway(StatusCode::NOT_FOUND, "LockNotFound", message)
    }

    /// Assumed: the words of an absent deny assignment.
    pub(super) fn deny_assignment_not_found(name: &str) -> Self {
        let message = format!("The deny assignment '{name}' is not found.");
        Self::gateway(StatusCode::NOT_FOUND, "DenyAssignmentNotFound", message)
    }

    /// An automatic connection needs the approval right on its target (observed words).
    pub(super) fn linked_authorization_failed(
        client: &str,
        object_id: &str,
        endpoint: &str,
        target: &str,
    ) -> Self {
        let message = format!(
            "The client '{client}' with object id '{object_id}' has permission to perform action 'Microsoft.Network/privateEndpoints/write' on scope '{endpoint}'; however, it does not have permission to perform action 'PrivateEndpointConnectionsApproval/action' on the linked scope(s) '{target}' or the linked scope(s) are invalid."
        );
        Self::gateway(StatusCode::FORBIDDEN, "LinkedAuthorizationFailed", message)
    }

    pub(super) fn invalid_filter(filter: &str) -> Self {
        let message = format!("Invalid $filter '{filter}' specified in the query string.");
        Self::gateway(
            StatusCode::BAD_REQUEST,
            "InvalidFilterInQueryString",
            message,
        )
    }

    /// Assumed words: a page token that is none of this list's.
    pub(super) fn invalid_skip_token() -> Self {
        let message = "The provided $skipToken is malformed or invalid.".to_owned();
        Self::gateway(StatusCode::BAD_REQUEST, "InvalidSkipToken", message)
    }

    pub(super) fn too_many_requests(subscription: &str, operation: &str, seconds: u64) -> Self {
        let message = format!(
            "Number of requests for subscription '{subscription}' and operation '{operation}' exceeded the backend storage limit. Please try again after '{seconds}' seconds."
        );
        Self::gateway(
            StatusCode::TOO_MANY_REQUESTS,
            "SubscriptionRequestsThrottled",
            message,
        )
    }

    pub(super) fn invalid_content(reason: &str) -> Self {
        let message =
            format!("The request content was invalid and could not be deserialized: '{reason}'.");
        Self::gateway(StatusCode::BAD_REQUEST, "InvalidRequestContent", message)
    }

    /// Assumed: the code for a body that the PostgreSQL provider does not take.
    pub(super) fn invalid_parameter(message: String) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "InvalidParameterValue", message)
    }

    /// Assumed: an altered polling address is refused like a missing right.
    pub(super) fn altered_address() -> Self {
        Self::gateway(
            StatusCode::FORBIDDEN,
            "AuthorizationFailed",
            "The signature of the operation address is missing or does not match the address."
                .to_owned(),
        )
    }

    /// Assumed: the code for an operation whose record has expired.
    pub(super) fn operation_expired(id: &str) -> Self {
        let message = format!("The operation '{id}' is no longer known.");
        Self::service(StatusCode::GONE, "OperationExpired", message)
    }

    /// Assumed: 404 for an operation that nobody knows.
    pub(super) fn operation_not_found(id: &str) -> Self {
        let message = format!("The operation '{id}' was not found.");
        Self::service(StatusCode::NOT_FOUND, "OperationNotFound", message)
    }

    /// A poll that is refused with any status; the operation goes on.
    pub(super) fn poll_refused(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::GONE);
        let message = "The status of the operation cannot be read.".to_owned();
        Self::service(status, "OperationStatusUnavailable", message)
    }

    /// The answer of the PostgreSQL provider for something that it does not know.
    ///
    /// Assumed for children of a server: the form was seen for servers themselves.
    pub(super) fn not_found_by_provider(resource_type: &str, name: &str) -> Self {
        let message = format!(
            "The requested resource of type '{resource_type}' with name '{name}' was not found."
        );
        Self::service(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }
}

/// Status and body for a request that is larger than Resource Manager takes.
pub fn body_too_large() -> (StatusCode, Value) {
    let message = "The request content size exceeds the maximum size of 4194304 bytes.";
    let error = json!({ "error": { "code": "RequestContentTooLarge", "message": message } });
    (StatusCode::PAYLOAD_TOO_LARGE, error)
}

/// Body for a mistake of the simulator itself.
pub fn internal_error() -> Value {
    let message = "The simulator has made a mistake; its standard error says which.";
    json!({ "error": { "code": "InternalServerError", "message": message } })
}

/// `8/21/2018 3:22:00 PM`: month first, no leading zeros.
fn american(time: Timestamp) -> String {
    time.strftime("%-m/%-d/%Y %-I:%M:%S %p").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_printed_in_american_form_without_leading_zeros() {
        let time: Timestamp = "2018-08-21T15:22:00Z".parse().unwrap();
        assert_eq!(american(time), "8/21/2018 3:22:00 PM");
    }
}

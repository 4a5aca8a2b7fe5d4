//! What can refuse a request before its resource provider sees it: roles, deny assignments,
//! management locks and policies.
//!
//! By default they are asked in this order (`check_order`), so that a caller without the right
//! sees 403 although a lock is in force as well.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::action;
use super::errors::ArmError;
use super::extension::AUTHORIZATION;
use super::path::{Addressed, ArmPath};
use super::request::ArmRequest;
use crate::entra::Claims;
use crate::scenario::ApprovalRight;
use crate::state::{DeletePolicy, DenyAssignment, LockedAction, World};

/// Roles and deny assignments.
pub(super) fn check_rights(
    request: &ArmRequest,
    path: &ArmPath,
    caller: &Claims,
    world: &World,
) -> Result<(), ArmError> {
    if !needs_right(request, path) {
        return Ok(());
    }
    let action = action::required(&request.method, path);
    let scope = scope(path);
    if !world.access.allows(&caller.oid, &action, &scope) {
        return Err(forbidden(request, path, caller));
    }
    match world.access.denial(&caller.oid, &action, &scope) {
        Some(denial) => Err(denied(caller, &action, &scope, denial)),
        None => check_approval(request, path, caller, world),
    }
}

/// By switch, a state change needs the right to approve on the server as well.
fn check_approval(
    request: &ArmRequest,
    path: &ArmPath,
    caller: &Claims,
    world: &World,
) -> Result<(), ArmError> {
    let changes =
        request.method == Method::PUT && matches!(path.resource, Addressed::Connection { .. });
    if !changes || world.switches.approval_right == ApprovalRight::NotAsked {
        return Ok(());
    }
    let connection = scope(path);
    let server = connection.rsplitn(3, '/').nth(2).unwrap_or(&connection);
    if may_approve(world, caller, server) {
        return Ok(());
    }
    Err(ArmError::authorization_failed(
        &caller.appid,
        &caller.oid,
        action::APPROVAL,
        server,
    ))
}

/// Whether the caller has the right to approve connections of a server.
pub(super) fn may_approve(world: &World, caller: &Claims, server: &str) -> bool {
    may(world, caller, action::APPROVAL, server)
}

/// Management locks.
pub(super) fn check_locks(
    request: &ArmRequest,
    path: &ArmPath,
    world: &World,
) -> Result<(), ArmError> {
    let attempt = match request.method {
        Method::DELETE => LockedAction::Delete,
        Method::PUT | Method::PATCH | Method::POST => LockedAction::Write,
        _ => return Ok(()),
    };
    // Observed: locks can be made and removed below a lock that is in force.
    if matches!(path.resource, Addressed::Extension { .. }) {
        return Ok(());
    }
    let scope = scope(path);
    let locked = world.locks.forbidding(&scope, attempt);
    if locked.is_empty() {
        return Ok(());
    }
    let message = world.locked_message(&scope, attempt, &locked);
    Err(ArmError::gateway(
        StatusCode::CONFLICT,
        "ScopeLocked",
        message,
    ))
}

/// Policies against deletes.
pub(super) fn check_policies(
    request: &ArmRequest,
    path: &ArmPath,
    world: &World,
) -> Result<(), ArmError> {
    if request.method != Method::DELETE || matches!(path.resource, Addressed::Extension { .. }) {
        return Ok(());
    }
    let scope = scope(path);
    match world.access.delete_policy(&resource_type(path), &scope) {
        Some(policy) => Err(disallowed(&scope, policy)),
        None => Ok(()),
    }
}

/// Whether the subscription is one of the caller's: of its tenant, and with a role in it.
pub(super) fn knows_subscription(world: &World, caller: &Claims) -> bool {
    let subscription = &world.subscription;
    let scope = format!("/subscriptions/{}", subscription.id.get_ref());
    subscription
        .tenant_id
        .get_ref()
        .eq_ignore_ascii_case(&caller.tid)
        && world.access.is_known(&caller.oid, &scope)
}

/// Whether a role lets the caller read something, for lists that leave out the rest.
pub(super) fn may_read(world: &World, caller: &Claims, resource_type: &str, id: &str) -> bool {
    may(world, caller, &format!("{resource_type}/read"), id)
}

/// Whether a role allows an action and no deny assignment forbids it.
pub(super) fn may(world: &World, caller: &Claims, action: &str, scope: &str) -> bool {
    let (access, principal) = (&world.access, &caller.oid);
    access.allows(principal, action, scope) && access.denial(principal, action, scope).is_none()
}

/// 403 for this request.
pub(super) fn forbidden(request: &ArmRequest, path: &ArmPath, caller: &Claims) -> ArmError {
    let action = action::required(&request.method, path);
    let scope = match &path.resource {
        // Observed: the scope of a list ends with the namespace.
        Addressed::Extension { scope, .. } => format!("{scope}/providers/{AUTHORIZATION}"),
        _ => path.whole.clone(),
    };
    ArmError::authorization_failed(&caller.appid, &caller.oid, &action, &scope)
}

/// Not for what belongs to no resource provider, nor for lists at a subscription, which are
/// narrowed to what the caller may read. Polling
/// addresses are signed; assumed that no role is asked for (`poll_answer` has the other case).
fn needs_right(request: &ArmRequest, path: &ArmPath) -> bool {
    let is_read = matches!(request.method, Method::GET | Method::HEAD);
    match &path.resource {
        Addressed::Tenants
        | Addressed::Subscriptions
        | Addressed::Providers
        | Addressed::Provider { .. }
        | Addressed::OperationStatus { .. }
        | Addressed::OperationResult { .. }
        | Addressed::UnknownType { .. }
        | Addressed::UnknownNamespace { .. }
        | Addressed::Nothing => false,
        // Any role in the subscription lets it be seen.
        Addressed::Subscription | Addressed::Locations if is_read => false,
        Addressed::Subscription
        | Addressed::Locations
        | Addressed::ResourceGroups
        | Addressed::Resources
        | Addressed::Servers
        | Addressed::PrivateEndpoints => !(is_read && path.resource_group.is_none()),
        _ => true,
    }
}

/// The scope whose roles and locks count: the resource itself, for an action its resource.
fn scope(path: &ArmPath) -> String {
    let whole = path.whole.as_str();
    match &path.resource {
        Addressed::Extension { scope, .. } => scope.clone(),
        Addressed::ServerAction { .. }
        | Addressed::Servers
        | Addressed::Connections { .. }
        | Addressed::PrivateLinkResources { .. }
        | Addressed::PrivateEndpoints
        | Addressed::Resources => whole
            .rsplit_once('/')
            .map_or(whole, |(parent, _)| parent)
            .to_owned(),
        _ => whole.to_owned(),
    }
}

/// The type that the request is about, as a policy rule names it.
fn resource_type(path: &ArmPath) -> String {
    let action = action::required(&Method::DELETE, path);
    action.trim_end_matches("/delete").to_owned()
}

fn denied(caller: &Claims, action: &str, scope: &str, denial: &DenyAssignment) -> ArmError {
    let message = format!(
        "The client '{}' with object id '{}' has permission to perform action '{action}' on scope '{scope}'; however, the access is denied because of the deny assignment with name '{}' and Id '{}' at scope '{}'.",
        caller.appid, caller.oid, denial.display_name, denial.name, denial.scope
    );
    ArmError::gateway(
        StatusCode::FORBIDDEN,
        "DenyAssignmentAuthorizationFailed",
        message,
    )
}

fn disallowed(scope: &str, policy: &DeletePolicy) -> ArmError {
    let name = scope.rsplit('/').next().unwrap_or(scope);
    let assignment = format!(
        "{}/providers/Microsoft.Authorization/policyAssignments/{}",
        policy.scope, policy.name
    );
    let definition = format!(
        "{}/providers/Microsoft.Authorization/policyDefinitions/{}",
        policy.scope, policy.name
    );
    let message = format!(
        "Resource '{name}' was disallowed by policy. Reasons: '{}'. See error details for policy resource IDs.",
        policy.reason
    );
    let info = json!({
        "evaluationDetails": {
            "evaluatedExpressions": [{
                "result": "True",
                "expressionKind": "Field",
                "expression": "type",
                "path": "type",
                "expressionValue": policy.resource_type,
                "targetValue": policy.resource_type,
                "operator": "Equals",
            }],
            "reason": policy.reason,
        },
        "policyAssignmentId": assignment,
        "policyAssignmentName": policy.name,
        "policyAssignmentScope": policy.scope,
        "policyAssignmentParameters": {},
        "policyDefinitionId": definition,
        "policyDefinitionName": policy.name,
        "policyDefinitionEffect": "DenyAction",
        "policyExemptionIds": [],
    });
    ArmError::gateway(StatusCode::FORBIDDEN, "RequestDisallowedByPolicy", message).with_details(
        json!({
            "target": name,
            "additionalInfo": [{ "type": "PolicyViolation", "info": info }],
        }),
    )
}

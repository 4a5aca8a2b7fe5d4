//! What reads show, and how they say that there is nothing to show.

use super::choice::choice;

choice! {
    /// Connections of a stopped server.
    StoppedReads {
        /// Read as usual.
        Answered = "answered",
        /// 400 `ServerStoppedError`.
        Refused = "refused",
    }
}

choice! {
    /// Connections of a VNet-injected server.
    VnetInjectedReads {
        /// Empty lists.
        Empty = "empty",
        /// 400 `PrivateEndpointFeatureNotSupportedOnServer`.
        Refused = "refused",
    }
}

choice! {
    /// Private link resources of a VNet-injected server.
    VnetInjectedOffer {
        /// None.
        Nothing = "nothing",
        /// The same group as of any other server.
        Group = "group",
        /// 400 `PrivateEndpointFeatureNotSupportedOnServer`.
        Refused = "refused",
    }
}

choice! {
    /// `properties.state` of a server that is `Provisioning`.
    StateWhileProvisioning {
        /// `Provisioning`.
        Shown = "shown",
        /// The key is missing.
        Absent = "absent",
    }
}

choice! {
    /// `privateEndpoint` of a connection that is `Disconnected` or whose endpoint lives in
    /// another subscription.
    EndpointReference {
        /// With its id.
        Shown = "shown",
        /// The key is missing.
        Missing = "missing",
        /// An empty object.
        WithoutId = "without-id",
    }
}

choice! {
    /// Who says that a connection does not exist; the code is the same.
    ConnectionNotFound {
        /// The PostgreSQL provider, in its words.
        ByService = "by-service",
        /// Resource Manager, in its words.
        ByResourceManager = "by-resource-manager",
    }
}

choice! {
    /// A call on a child of a server that does not exist.
    AbsentServer {
        /// 404 `ResourceNotFound`, as for the server itself.
        ResourceNotFound = "resource-not-found",
        /// 404 `ParentResourceNotFound`.
        ParentResourceNotFound = "parent-resource-not-found",
    }
}

choice! {
    /// A subscription that exists and that the principal has no rights in.
    ForeignSubscription {
        /// 403 `AuthorizationFailed`.
        Forbidden = "forbidden",
        /// 404 `SubscriptionNotFound`.
        NotFound = "not-found",
        /// 401 `InvalidAuthenticationTokenTenant`: it belongs to another tenant.
        WrongTenant = "wrong-tenant",
    }
}

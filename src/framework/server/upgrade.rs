//! UpgradeResourceState: Terraform calls it for every stored object in every walk, also when the
//! version is the present one, and maybe before anything is configured. No request is made here.

use super::registry::Server;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use std::borrow::Cow;

impl<P: Provider> Server<P> {
    /// Brings a stored object, as JSON, to the shape of the present schema. Attributes may still be
    /// missing; [`Block::complete`](crate::framework::schema::Block::complete) adds them once the
    /// JSON is decoded.
    ///
    /// # Errors
    /// When there is no such resource, or never was such a version.
    pub fn upgrade<'a>(
        &self,
        type_name: &str,
        version: i64,
        json: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, Diagnostics> {
        let resource = self.resource(type_name)?;
        if version == resource.schema.version {
            return Ok(Cow::Borrowed(json));
        }
        resource
            .implementation
            .upgrade(version, json)
            .map(Cow::Owned)
    }
}

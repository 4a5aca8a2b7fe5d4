//! Traffic files: one JSON file for each exchange with Resource Manager, in the form that
//! Microsoft's validator `oav` reads.
//!
//! Faults are not Azure's answers: of an exchange with one, only the request and the fault's name
//! are kept, in the folder `faults` of its own and under an ending that the validator passes over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use crate::disturbance::whole;
use crate::journal::without_signatures;
use crate::log::say;

/// Definitions are written for this host.
const HOST: &str = "https://management.azure.com";

/// Folder below the traffic for requests that met a fault.
const FAULTS: &str = "faults";

/// A folder that fills with traffic files.
#[derive(Debug)]
pub(crate) struct Traffic {
    folder: PathBuf,
}

impl Traffic {
    /// Makes the folder where it is missing.
    pub(crate) fn open(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// What is kept of a request to Resource Manager; nothing of one to anybody else.
    pub(crate) fn request(parts: &Parts, body: &Bytes) -> Option<Value> {
        let path = parts.uri.path();
        let is_manager = ["/subscriptions", "/providers", "/tenants"]
            .iter()
            .any(|start| path.to_ascii_lowercase().starts_with(start));
        is_manager.then(|| {
            let query = without_signatures(parts.uri.query().unwrap_or_default());
            json!({
                "method": parts.method.as_str(),
                "url": format!("{HOST}{path}?{query}"),
                "headers": headers(&parts.headers),
                "body": object(body),
            })
        })
    }

    /// Writes an exchange and hands the response on.
    pub(crate) async fn write(
        &self,
        sequence: u64,
        request: Value,
        response: Response,
    ) -> Response {
        let (parts, body) = response.into_parts();
        let body = whole(body).await;
        let exchange = json!({
            "liveRequest": request,
            "liveResponse": {
                "statusCode": parts.status.as_str(),
                "headers": headers(&parts.headers),
                "body": object(&body),
            },
        });
        let file = self.folder.join(format!("{sequence:06}.json"));
        save(&file, &exchange).await;
        Response::from_parts(parts, Body::from(body))
    }

    /// Writes a request that meets a fault, before it is known whether it is ever answered.
    pub(crate) async fn write_faulted(&self, sequence: u64, request: Value, fault: &str) {
        let exchange = json!({ "liveRequest": request, "fault": fault });
        let name = format!("{sequence:06}.fault");
        let folder = self.folder.join(FAULTS);
        match tokio::fs::create_dir_all(&folder).await {
            Ok(()) => save(&folder.join(name), &exchange).await,
            Err(error) => say(&format!("azure-simulator: {}: {error}", folder.display())),
        }
    }
}

/// Leaves the whole file or none: a simulator may stop at any time. A file that cannot be written is
/// reported on stderr: the client is not concerned.
async fn save(file: &Path, exchange: &Value) {
    let part = file.with_extension("part");
    let written = match tokio::fs::write(&part, exchange.to_string()).await {
        Ok(()) => tokio::fs::rename(&part, file).await,
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        say(&format!("azure-simulator: {}: {error}", file.display()));
    }
}

/// Headers without the token.
fn headers(headers: &HeaderMap) -> BTreeMap<&str, &str> {
    headers
        .iter()
        .filter(|(name, _)| *name != "authorization")
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect()
}

/// The body as JSON; the validator wants an empty object where there is none.
fn object(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| json!({}))
}

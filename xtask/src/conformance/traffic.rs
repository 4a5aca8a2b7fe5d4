//! Sorts the exchanges of many sessions into those that the definitions can judge and the rest.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::definitions::{API_VERSION, json_files};
use crate::error::TaskError;

const NAMESPACE: &str = "microsoft.dbforpostgresql";

/// The definitions' ids of the operations on servers, connections and private link resources.
const OPERATIONS: [&str; 12] = [
    "Servers_ListBySubscription",
    "Servers_ListByResourceGroup",
    "Servers_Get",
    "Servers_Start",
    "Servers_Stop",
    "Servers_Restart",
    "PrivateEndpointConnections_ListByServer",
    "PrivateEndpointConnections_Get",
    "PrivateEndpointConnections_Update",
    "PrivateEndpointConnections_Delete",
    "PrivateLinkResources_ListByServer",
    "PrivateLinkResources_Get",
];

/// What an exchange is to a judge.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// One of the operations in the judged api-version.
    Judged(&'static str),
    /// One of them in another api-version.
    OtherVersion,
    /// Locks, private endpoints, polls and whatever else Resource Manager was asked.
    OtherOperation,
}

/// Traffic, sorted.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Exchanges for the validator.
    pub judged: Vec<PathBuf>,
    /// Judged exchanges by operation.
    pub operations: BTreeMap<&'static str, usize>,
    /// Requests that met a fault.
    pub faulted: usize,
    /// Exchanges of the same operations in another api-version.
    pub other_versions: usize,
    /// Exchanges of other operations.
    pub other_operations: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exchange {
    live_request: Request,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
}

impl Sorted {
    /// Sorts all traffic below some folders.
    ///
    /// # Errors
    /// When a file cannot be read or is no exchange.
    pub fn of(folders: &[&Path]) -> Result<Self, TaskError> {
        let mut sorted = Self::default();
        for folder in folders {
            for file in json_files(folder)? {
                sorted.add(file)?;
            }
            sorted.faulted += count_faults(folder)?;
        }
        Ok(sorted)
    }

    /// The operations that no exchange shows.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let unseen = |id: &&str| !self.operations.contains_key(id);
        OPERATIONS.into_iter().filter(unseen).collect()
    }

    fn add(&mut self, file: PathBuf) -> Result<(), TaskError> {
        let text = std::fs::read(&file).map_err(TaskError::file(&file))?;
        let exchange: Exchange = serde_json::from_slice(&text)
            .map_err(std::io::Error::from)
            .map_err(TaskError::file(&file))?;
        match kind(&exchange.live_request) {
            Kind::Judged(operation) => {
                *self.operations.entry(operation).or_default() += 1;
                self.judged.push(file);
            }
            Kind::OtherVersion => self.other_versions += 1,
            Kind::OtherOperation => self.other_operations += 1,
        }
        Ok(())
    }
}

impl std::fmt::Display for Sorted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} exchanges to judge, {} of {} operations; apart: {} with a fault, {} of other operations, {} of other api-versions",
            self.judged.len(),
            self.operations.len(),
            OPERATIONS.len(),
            self.faulted,
            self.other_operations,
            self.other_versions,
        )
    }
}

/// Requests that met a fault are files of their own kind, in folders of their own.
fn count_faults(folder: &Path) -> Result<usize, TaskError> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).map_err(TaskError::file(folder))? {
        let path = entry.map_err(TaskError::file(folder))?.path();
        if path.is_dir() {
            count += count_faults(&path)?;
        } else if path.extension() == Some(OsStr::new("fault")) {
            count += 1;
        }
    }
    Ok(count)
}

fn kind(request: &Request) -> Kind {
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let path = path.to_ascii_lowercase();
    let below = path
        .split_once("/subscriptions/")
        .map_or("", |(_, below)| below);
    let segments: Vec<&str> = below.split('/').skip(1).collect();
    let Some(id) = operation(&request.method, &segments) else {
        return Kind::OtherOperation;
    };
    let version = format!("api-version={API_VERSION}");
    if query
        .split('&')
        .any(|pair| pair.eq_ignore_ascii_case(&version))
    {
        Kind::Judged(id)
    } else {
        Kind::OtherVersion
    }
}

/// The operation of a method on a path in lower case, whose segments behind the subscription are given.
fn operation(method: &str, segments: &[&str]) -> Option<&'static str> {
    let below = match segments {
        ["providers", NAMESPACE, "flexibleservers"] if method == "GET" => {
            return Some("Servers_ListBySubscription");
        }
        [
            "resourcegroups",
            _,
            "providers",
            NAMESPACE,
            "flexibleservers",
            below @ ..,
        ] => below,
        _ => return None,
    };
    Some(match (method, below) {
        ("GET", []) => "Servers_ListByResourceGroup",
        ("GET", [_]) => "Servers_Get",
        ("POST", [_, "start"]) => "Servers_Start",
        ("POST", [_, "stop"]) => "Servers_Stop",
        ("POST", [_, "restart"]) => "Servers_Restart",
        ("GET", [_, "privateendpointconnections"]) => "PrivateEndpointConnections_ListByServer",
        ("GET", [_, "privateendpointconnections", _]) => "PrivateEndpointConnections_Get",
        ("PUT", [_, "privateendpointconnections", _]) => "PrivateEndpointConnections_Update",
        ("DELETE", [_, "privateendpointconnections", _]) => "PrivateEndpointConnections_Delete",
        ("GET", [_, "privatelinkresources"]) => "PrivateLinkResources_ListByServer",
        ("GET", [_, "privatelinkresources", _]) => "PrivateLinkResources_Get",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVERS: &str = "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers";

    fn kind_of(method: &str, url: &str) -> Kind {
        kind(&Request {
            method: method.to_owned(),
            url: url.to_owned(),
        })
    }

    #[test]
    fn operations_are_told_apart_by_method_and_path_in_any_case() {
        let version = "?api-version=2025-08-01";
        for (method, below, id) in [
            ("GET", "", "Servers_ListByResourceGroup"),
            ("GET", "/pg", "Servers_Get"),
            ("POST", "/pg/stop", "Servers_Stop"),
            (
                "DELETE",
                "/pg/PRIVATEENDPOINTCONNECTIONS/c.1",
                "PrivateEndpointConnections_Delete",
            ),
        ] {
            let url = format!("{SERVERS}{below}{version}");
            assert_eq!(kind_of(method, &url), Kind::Judged(id));
        }
        let of_subscription = SERVERS.replace("/resourceGroups/g", "");
        let url = format!("{of_subscription}{version}");
        assert_eq!(
            kind_of("GET", &url),
            Kind::Judged("Servers_ListBySubscription")
        );
    }

    #[test]
    fn other_versions_and_operations_are_not_judged() {
        let url = format!("{SERVERS}/pg?api-version=2026-10-01");
        assert_eq!(kind_of("GET", &url), Kind::OtherVersion);
        let url = format!("{SERVERS}/pg?api-version=2025-08-01");
        assert_eq!(kind_of("DELETE", &url), Kind::OtherOperation);
        let url =
            format!("{SERVERS}/pg/providers/Microsoft.Authorization/locks?api-version=2025-08-01");
        assert_eq!(kind_of("GET", &url), Kind::OtherOperation);
    }

    #[test]
    fn operations_that_no_exchange_shows_are_named() {
        assert_eq!(Sorted::default().missing().len(), OPERATIONS.len());
        let mut sorted = Sorted::default();
        sorted.operations.insert("Servers_Get", 1);
        assert!(!sorted.missing().contains(&"Servers_Get"));
    }

    #[test]
    fn faults_are_counted_and_not_judged() {
        let folder = tempfile::tempdir().unwrap();
        let case = folder.path().join("case");
        std::fs::create_dir_all(case.join("faults")).unwrap();
        std::fs::write(case.join("faults/000001.fault"), "{}").unwrap();
        let exchange = format!(
            r#"{{"liveRequest": {{"method": "GET", "url": "{SERVERS}/pg?api-version=2025-08-01"}}}}"#
        );
        std::fs::write(case.join("000002.json"), exchange).unwrap();
        let sorted = Sorted::of(&[folder.path()]).unwrap();
        assert_eq!((sorted.faulted, sorted.judged.len()), (1, 1));
    }
}

//! A client that was found: what it is, and how to start it without the user's settings.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A usable Terraform or OpenTofu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The executable, absolute.
    pub path: PathBuf,
    /// Which of the two it is.
    pub kind: Kind,
    /// Its version.
    pub version: Version,
}

/// Whose client it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// HashiCorp Terraform.
    Terraform,
    /// OpenTofu.
    OpenTofu,
}

/// A client's version; a pre-release counts as the version it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

/// Variables that would change what a client or a provider does: configuration, logging, plugin
/// caches, credentials and proxies (everything a run needs is on this machine).
const DROPPED_PREFIXES: [&str; 6] = [
    "TF_",
    "ARM_",
    "AZURE_",
    "AZPRIVATELINK_",
    "IDENTITY_",
    "MSI_",
];
const DROPPED_NAMES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

impl Client {
    /// Asks an executable what it is.
    ///
    /// # Errors
    /// When it does not run, fails, or answers as neither Terraform nor OpenTofu; the text is a
    /// reason, without the path.
    pub fn at(path: &Path) -> Result<Self, String> {
        let path = std::path::absolute(path).map_err(|e| e.to_string())?;
        let output = isolated(&path)
            .arg("version")
            .stdin(Stdio::null())
            .output()
            .map_err(|e| e.to_string())?;
        let answer = String::from_utf8_lossy(&output.stdout);
        let first = answer.lines().next().unwrap_or_default();
        let (kind, version) = parse_version_line(first)
            .ok_or_else(|| format!("`version` is answered by {first:?} ({})", output.status))?;
        Ok(Self {
            path,
            kind,
            version,
        })
    }

    /// A command for this client that sees no configuration but the given file, no credentials,
    /// and asks nobody for newer versions of itself.
    #[must_use]
    pub fn command(&self, cli_configuration: &Path) -> Command {
        let mut command = isolated(&self.path);
        command.env("TF_CLI_CONFIG_FILE", cli_configuration);
        command
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version {
            major,
            minor,
            patch,
        } = self.version;
        write!(f, "{} {major}.{minor}.{patch}", self.kind)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terraform => "Terraform",
            Self::OpenTofu => "OpenTofu",
        })
    }
}

fn isolated(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_dropped) {
            command.env_remove(name);
        }
    }
    command
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1");
    command
}

fn is_dropped(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    DROPPED_NAMES.contains(&name.as_str())
        || DROPPED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Reads `Terraform v1.11.4` or `OpenTofu v1.9.0-rc1`.
fn parse_version_line(line: &str) -> Option<(Kind, Version)> {
    let (product, version) = line.trim().split_once(" v")?;
    let kind = match product {
        "Terraform" => Kind::Terraform,
        "OpenTofu" => Kind::OpenTofu,
        _ => return None,
    };
    let release = version.split(['-', '+']).next()?;
    let mut numbers = release.splitn(3, '.').map(|part| part.parse().ok());
    let mut next = || numbers.next().flatten();
    let version = Version {
        major: next()?,
        minor: next()?,
        patch: next()?,
    };
    Some((kind, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_products_and_pre_releases_are_recognized() {
        let version = |major, minor, patch| Version {
            major,
            minor,
            patch,
        };
        assert_eq!(
            parse_version_line("Terraform v1.11.4"),
            Some((Kind::Terraform, version(1, 11, 4)))
        );
        assert_eq!(
            parse_version_line("OpenTofu v1.10.0-rc1"),
            Some((Kind::OpenTofu, version(1, 10, 0)))
        );
    }

    #[test]
    fn any_other_program_is_refused() {
        for line in ["", "terraform-docs version v0.16.0", "Terraform vNext"] {
            assert_eq!(parse_version_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_users_settings_and_credentials_do_not_reach_the_client() {
        for name in [
            "TF_LOG",
            "ARM_CLIENT_SECRET",
            "AZURE_CONFIG_DIR",
            "https_proxy",
        ] {
            assert!(is_dropped(name), "{name}");
        }
        for name in ["PATH", "HOME", "SSL_CERT_FILE"] {
            assert!(!is_dropped(name), "{name}");
        }
    }
}

//! A folder from which `init` installs providers as it would from a registry, so that a local
//! build needs no development override and brings no warning about one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Registry hosts whose names a mirror answers for: the default of either client.
const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// An executable that serves a provider, and the address it is installed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderBinary {
    /// The executable.
    pub path: PathBuf,
    /// Namespace of the source address.
    pub namespace: String,
    /// Type, the last part of the source address.
    pub name: String,
    /// Version, three numbers.
    pub version: String,
}

impl ProviderBinary {
    /// This workspace's own provider, built at `path`.
    #[must_use]
    pub fn azprivatelink(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            namespace: "azprivatelink".to_owned(),
            name: "azprivatelink".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The `required_providers` entry that selects exactly this build.
    #[must_use]
    pub fn required_providers(&self) -> String {
        let Self {
            namespace,
            name,
            version,
            ..
        } = self;
        format!(
            "terraform {{\n  required_providers {{\n    {name} = {{\n      \
             source  = \"{namespace}/{name}\"\n      version = \"{version}\"\n    }}\n  }}\n}}\n"
        )
    }

    /// Puts the executable into a mirror that lives no longer than the build, for both registry
    /// hosts; returns the files. A hard link where it can be, for debug builds are large.
    ///
    /// # Errors
    /// When a folder or file cannot be written.
    pub fn install_into(&self, mirror: &Path) -> io::Result<Vec<PathBuf>> {
        self.place(mirror, |from, to| {
            fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
        })
    }

    /// Puts a copy of the executable into a mirror that outlives the build.
    ///
    /// # Errors
    /// When a folder or file cannot be written.
    pub fn copy_into(&self, mirror: &Path) -> io::Result<Vec<PathBuf>> {
        self.place(mirror, |from, to| fs::copy(from, to).map(drop))
    }

    fn place(
        &self,
        mirror: &Path,
        place: impl Fn(&Path, &Path) -> io::Result<()>,
    ) -> io::Result<Vec<PathBuf>> {
        let files = HOSTS.map(|host| mirror.join(host).join(self.file()));
        for file in &files {
            make_room(file)?;
            place(&self.path, file)?;
        }
        Ok(files.into())
    }

    /// Path below the host: the unpacked layout of a filesystem mirror.
    fn file(&self) -> PathBuf {
        let executable = format!(
            "terraform-provider-{}_v{}{}",
            self.name,
            self.version,
            std::env::consts::EXE_SUFFIX
        );
        [
            &self.namespace,
            &self.name,
            &self.version,
            &platform(),
            &executable,
        ]
        .iter()
        .collect()
    }
}

/// Writes a CLI configuration file whose only source of providers is the mirror.
///
/// # Errors
/// When the file cannot be written.
pub fn write_cli_configuration(file: &Path, mirror: &Path) -> io::Result<()> {
    // A JSON string is a valid HCL one as long as it has no template sequences.
    let path = serde_json::Value::from(mirror.display().to_string())
        .to_string()
        .replace("${", "$${")
        .replace("%{", "%%{");
    let text = format!(
        "disable_checkpoint = true\n\n\
         provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n"
    );
    fs::write(file, text)
}

/// This machine in the registry's terms, such as `linux_amd64`.
#[must_use]
pub fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{system}_{architecture}")
}

/// Makes the folder of a file and removes what was there under its name.
fn make_room(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_installed_for_both_registries_and_again_over_itself() {
        let folder = tempfile::tempdir().unwrap();
        let built = folder.path().join("built");
        fs::write(&built, "first").unwrap();
        let provider = ProviderBinary::azprivatelink(&built);
        let mirror = folder.path().join("mirror");
        let files = provider.install_into(&mirror).unwrap();
        for (file, host) in files.iter().zip(HOSTS) {
            let relative = file.strip_prefix(&mirror).unwrap();
            assert!(relative.starts_with(format!("{host}/azprivatelink/azprivatelink")));
            assert_eq!(fs::read_to_string(file).unwrap(), "first");
        }

        fs::remove_file(&built).unwrap();
        fs::write(&built, "second").unwrap();
        provider.install_into(&mirror).unwrap();
        assert_eq!(fs::read_to_string(&files[0]).unwrap(), "second");
    }

    #[test]
    fn a_path_with_template_characters_stays_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cli.tfrc");
        write_cli_configuration(&file, Path::new("/a \"b\"/${c}")).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(r#"path = "/a \"b\"/$${c}""#), "{text}");
    }
}

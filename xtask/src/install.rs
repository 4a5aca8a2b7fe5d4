//! `cargo xtask install`: the release build, where `init` of either client finds it without any
//! configuration.
//!
//! Terraform and OpenTofu both look into `~/.terraform.d/plugins` (`%APPDATA%\terraform.d\plugins`
//! on Windows), their implied local mirror, before they ask a registry.

use std::path::{Path, PathBuf};

use xtask::mirror::ProviderBinary;

use crate::cargo::{self, Profile};
use crate::error::TaskError;

/// Where to install to.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Folder of plugins, instead of the one that clients look into
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// Builds, installs, and prints the block that selects the result.
///
/// # Errors
/// When the build fails, no folder is known, or it cannot be written.
pub fn run(options: &Options) -> Result<(), TaskError> {
    let root = match &options.root {
        Some(root) => root.clone(),
        None => implied_mirror(|name| std::env::var_os(name).map(PathBuf::from))?,
    };
    let provider = ProviderBinary::azprivatelink(cargo::build_provider(Profile::Release)?);
    for file in provider.copy_into(&root).map_err(TaskError::file(&root))? {
        println!("Installed {}", file.display());
    }
    println!("\nPaste this into a configuration and run `terraform init` or `tofu init`:\n");
    print!("{}", provider.required_providers());
    println!(
        "\nWhere a lock file records another build of this version, remove the entry or run \
         `init -upgrade`.\nA `provider_installation` block in your CLI configuration replaces \
         this folder; add it there as a `filesystem_mirror`."
    );
    Ok(())
}

fn implied_mirror(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf, TaskError> {
    let (name, folder) = if cfg!(windows) {
        ("APPDATA", "terraform.d")
    } else {
        ("HOME", ".terraform.d")
    };
    let home = variable(name).filter(|home| home != Path::new(""));
    let home = home.ok_or(TaskError::NoHome(name))?;
    Ok(home.join(folder).join("plugins"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn clients_look_below_the_home_folder() {
        let folder = implied_mirror(|name| (name == "HOME").then(|| PathBuf::from("/home/me")));
        assert_eq!(folder.unwrap(), Path::new("/home/me/.terraform.d/plugins"));
        assert!(implied_mirror(|_| None).is_err());
    }
}

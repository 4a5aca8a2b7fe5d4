//! All pages: written into `docs/`, or compared with what is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::client::Client;
use xtask::mirror::ProviderBinary;
use xtask::paths;
use xtask::workspace::Workspace;

use super::page::{DATA_SOURCES, RESOURCES, Sources, short_name};
use super::schema::{Provider, Schemas};
use crate::cargo::{self, Profile};
use crate::error::TaskError;

/// Whether to write.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Write nothing; fail when a page is missing, differs, or has no source any more
    #[arg(long)]
    pub check: bool,
}

/// Pages by their path in `docs/`.
type Pages = BTreeMap<PathBuf, String>;

/// Generates all pages and writes or compares them.
///
/// # Errors
/// When the provider does not build or describe itself, a template or example is missing, or
/// the comparison finds a difference.
pub fn run(options: &Options) -> Result<(), TaskError> {
    let provider = ask_provider()?;
    let sources = Sources {
        examples: &paths::root().join("examples"),
        templates: &paths::root().join("xtask/templates"),
    };
    let pages = pages(&provider, &sources)?;
    let docs = paths::root().join("docs");
    let stale = stale(&pages, &docs)?;
    if options.check {
        if stale.is_empty() {
            println!("docs/ is up to date ({} pages)", pages.len());
            return Ok(());
        }
        return Err(TaskError::Stale(stale));
    }
    write(&pages, &stale, &docs)
}

/// What the built provider tells a client.
fn ask_provider() -> Result<Provider, TaskError> {
    let binary = ProviderBinary::azprivatelink(cargo::build_provider(Profile::Dev)?);
    let client = Client::find(None)?;
    let workspace = Workspace::temporary(&client, std::slice::from_ref(&binary))?;
    workspace.write("main.tf", &binary.required_providers())?;
    let runtime = tokio::runtime::Runtime::new().map_err(TaskError::file(Path::new("runtime")))?;
    let schemas = runtime.block_on(async {
        workspace.run(["init", "-no-color"]).await?.success()?;
        workspace.json(["providers", "schema", "-json"]).await
    })?;
    let schemas: Schemas = serde_json::from_value(schemas)
        .map_err(|error| TaskError::Documentation(error.to_string()))?;
    let mut providers = schemas.provider_schemas.into_values();
    let none = || TaskError::Documentation("the client knows no provider".to_owned());
    providers.next().ok_or_else(none)
}

fn pages(provider: &Provider, sources: &Sources<'_>) -> Result<Pages, TaskError> {
    if let Some((kind, _)) = provider
        .others
        .iter()
        .find(|(_, entries)| !entries.is_empty())
    {
        return Err(TaskError::Documentation(format!(
            "no page is made for {kind}"
        )));
    }
    let mut pages = Pages::from([("index.md".into(), sources.index(&provider.provider)?)]);
    let families = [
        (RESOURCES, &provider.resource_schemas),
        (DATA_SOURCES, &provider.data_source_schemas),
    ];
    for (family, entries) in families {
        for (name, entry) in entries {
            let file = format!("{}.md", short_name(name));
            let page = sources.page(family, name, entry)?;
            pages.insert(Path::new(family.folder).join(file), page);
        }
    }
    Ok(pages)
}

/// Pages of which `docs/` has no equal, and files there that are no page. Guides are written by
/// hand and left alone.
fn stale(pages: &Pages, docs: &Path) -> Result<Vec<String>, TaskError> {
    let present = files(docs, docs)?;
    let differing = pages
        .iter()
        .filter(|(file, page)| fs::read_to_string(docs.join(file)).ok().as_ref() != Some(page))
        .map(|(file, _)| file);
    let surplus = present
        .iter()
        .filter(|file| !pages.contains_key(*file) && !file.starts_with("guides"));
    Ok(differing
        .chain(surplus)
        .map(|file| file.display().to_string())
        .collect())
}

fn files(folder: &Path, root: &Path) -> Result<Vec<PathBuf>, TaskError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(TaskError::file(folder))? {
        let path = entry.map_err(TaskError::file(folder))?.path();
        if path.is_dir() {
            found.extend(files(&path, root)?);
        } else {
            found.push(path.strip_prefix(root).unwrap_or(&path).to_owned());
        }
    }
    Ok(found)
}

fn write(pages: &Pages, stale: &[String], docs: &Path) -> Result<(), TaskError> {
    for name in stale {
        let file = docs.join(name);
        if let Some(page) = pages.get(Path::new(name)) {
            let folder = file.parent().unwrap_or(docs);
            fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
            fs::write(&file, page).map_err(TaskError::file(&file))?;
        } else {
            fs::remove_file(&file).map_err(TaskError::file(&file))?;
        }
        println!("docs/{name}");
    }
    println!("{} pages, {} changed", pages.len(), stale.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_missing_and_a_forgotten_page_are_all_stale_and_a_guide_never_is() {
        let docs = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let file = docs.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        file("index.md", "old");
        file("resources/same.md", "same");
        file("resources/forgotten.md", "");
        file("guides/by-hand.md", "");
        let pages = Pages::from([
            ("index.md".into(), "new".to_owned()),
            ("resources/same.md".into(), "same".to_owned()),
            ("resources/missing.md".into(), "new".to_owned()),
        ]);
        let found = stale(&pages, docs.path()).unwrap();
        assert_eq!(
            found,
            ["index.md", "resources/missing.md", "resources/forgotten.md"]
        );

        write(&pages, &found, docs.path()).unwrap();
        assert_eq!(stale(&pages, docs.path()).unwrap(), [""; 0]);
    }
}

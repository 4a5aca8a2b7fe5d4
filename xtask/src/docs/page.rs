//! One page: a template with its places filled in.

use std::fs;
use std::path::Path;

use super::block;
use super::schema::Entry;
use crate::error::TaskError;

/// The families of pages, named as the registry names their folders.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Folder in `docs/`, `examples/` and `templates/`.
    pub folder: &'static str,
    /// What the title says.
    pub title: &'static str,
    /// The example that every page must have.
    pub example: &'static str,
}

/// Resources.
pub const RESOURCES: Family = Family {
    folder: "resources",
    title: "Resource",
    example: "resource.tf",
};

/// Data sources.
pub const DATA_SOURCES: Family = Family {
    folder: "data-sources",
    title: "Data Source",
    example: "data-source.tf",
};

/// Where the parts of pages come from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// `examples/`.
    pub examples: &'a Path,
    /// `xtask/templates/`.
    pub templates: &'a Path,
}

impl Sources<'_> {
    /// The provider's own page, `index.md`.
    ///
    /// # Errors
    /// When the template or the example is missing.
    pub fn index(&self, provider: &Entry) -> Result<String, TaskError> {
        let example = read(&self.examples.join("provider/provider.tf"))?;
        let template = read(&self.templates.join("index.md"))?;
        fill(
            &template,
            &[
                ("summary", &summary(&provider.block.description)),
                ("description", provider.block.description.trim()),
                ("example", &fenced("terraform", &example)),
                ("schema", &block::section(&provider.block)),
            ],
        )
    }

    /// The page of a resource or data source. Its own template is used where there is one, else
    /// that of the family.
    ///
    /// # Errors
    /// When a template or the example is missing.
    pub fn page(&self, family: Family, name: &str, entry: &Entry) -> Result<String, TaskError> {
        let examples = self.examples.join(family.folder).join(name);
        let example = read(&examples.join(family.example))?;
        let own = self
            .templates
            .join(family.folder)
            .join(format!("{}.md", short_name(name)));
        let template = if own.is_file() {
            read(&own)?
        } else {
            read(&self.templates.join(format!("{}.md", family.folder)))?
        };
        fill(
            &template,
            &[
                ("name", name),
                ("title", &format!("{name} {}", family.title)),
                ("heading", &format!("{name} ({})", family.title)),
                ("summary", &summary(&entry.block.description)),
                ("description", entry.block.description.trim()),
                ("example", &fenced("terraform", &example)),
                ("schema", &block::section(&entry.block)),
                ("import", &import(&examples)?),
            ],
        )
    }
}

/// A name without the provider's prefix: the registry's name of the page.
pub fn short_name(name: &str) -> &str {
    name.split_once('_').map_or(name, |(_, short)| short)
}

/// Both ways of importing, as far as there are examples of them.
fn import(examples: &Path) -> Result<String, TaskError> {
    let mut text = String::new();
    let block = examples.join("import-by-string-id.tf");
    if block.is_file() {
        text.push_str("With an [`import` block](https://developer.hashicorp.com/terraform/language/import):\n\n");
        text.push_str(&fenced("terraform", &read(&block)?));
    }
    let command = examples.join("import.sh");
    if command.is_file() {
        text.push_str("\nWith the command line:\n\n");
        text.push_str(&fenced("shell", &read(&command)?));
    }
    Ok(text)
}

/// Replaces every `{{ place }}` of a template.
fn fill(template: &str, values: &[(&str, &str)]) -> Result<String, TaskError> {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let unknown = |place: &str| {
            TaskError::Documentation(format!("a template has the unknown place {place:?}"))
        };
        let (place, after) = after.split_once("}}").ok_or_else(|| unknown("{{"))?;
        let value = values.iter().find(|(name, _)| *name == place.trim());
        let (_, value) = value.ok_or_else(|| unknown(place.trim()))?;
        page.push_str(before);
        page.push_str(value.trim_end());
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

/// The first sentence, without Markdown, for the page's front matter.
fn summary(description: &str) -> String {
    let text = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.find(". ").map_or(text.len(), |position| position + 1);
    text[..end].replace(['*', '`'], "")
}

fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

fn read(file: &Path) -> Result<String, TaskError> {
    fs::read_to_string(file).map_err(TaskError::file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_unknown_ones_refused() {
        let filled = fill(
            "# {{ name }}\n\n{{text}}\n",
            &[("name", "x"), ("text", "a {{ b\n")],
        );
        assert_eq!(filled.unwrap(), "# x\n\na {{ b\n");
        assert!(fill("{{ nmae }}", &[("name", "x")]).is_err());
    }

    #[test]
    fn the_summary_is_the_first_sentence_without_markup() {
        assert_eq!(
            summary("Creating it\n*adopts* one. More."),
            "Creating it adopts one."
        );
        assert_eq!(summary("One only"), "One only");
    }
}

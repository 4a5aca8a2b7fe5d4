//! The arrows between the modules of `src/`: `plugin -> protocol -> framework <- provider -> azure`.
//! Only `main.rs` names both ends.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module of `src/` and the other modules it may use.
const ARROWS: [(&str, &[&str]); 5] = [
    ("azure", &[]),
    ("framework", &[]),
    ("protocol", &["framework"]),
    ("plugin", &["protocol"]),
    ("provider", &["framework", "azure"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of src/") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The modules that a source text names by `crate::`, comments aside.
fn named(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let parts = code.flat_map(|line| line.split("crate::").skip(1));
    let name = |rest: &str| {
        rest.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    parts.map(name).collect()
}

#[test]
fn no_module_uses_another_against_the_arrows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for (module, allowed) in ARROWS {
        for file in sources(&src.join(module)) {
            seen += 1;
            for used in named(&fs::read_to_string(&file).expect("a source file")) {
                let other = ARROWS
                    .iter()
                    .any(|(name, _)| *name == used && *name != module);
                assert!(
                    !other || allowed.contains(&used.as_str()),
                    "{} uses {used}, but {module} may use only {allowed:?}",
                    file.display()
                );
            }
        }
    }
    assert!(seen > 50, "only {seen} files were found");
}

#[test]
fn the_generic_layers_do_not_speak_of_azure() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for module in ["framework", "protocol", "plugin"] {
        for file in sources(&src.join(module)) {
            let text = fs::read_to_string(&file)
                .expect("a source file")
                .to_lowercase();
            let prose = text
                .replace("knows nothing of azure", "")
                .replace("nor azure", "");
            let code = prose
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                assert!(
                    !line.contains("azure") && !line.contains("azprivatelink"),
                    "{}: {line}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn nothing_writes_to_a_private_endpoint() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/azure/api/private_endpoints.rs");
    let text = fs::read_to_string(file).expect("the file on private endpoints");
    for verb in ["put(", "delete(", "post(", "patch(", "Method::"] {
        assert!(
            !text.to_lowercase().contains(&verb.to_lowercase()),
            "{verb} in private_endpoints.rs"
        );
    }
}

#[test]
fn an_arrow_the_other_way_would_be_seen() {
    assert_eq!(
        named(
            "use crate::azure::Client;\n// crate::provider\nlet x = crate::framework::value::Value::Null;"
        ),
        ["azure", "framework"]
    );
}

//! Checks of the house that a machine can make. `cargo test -p xtask` runs them all; each finding names its place.

pub mod floors;
pub mod keys;
pub mod migrations;
pub mod new_domain;
pub mod rules;
pub mod sources;
pub mod suite;

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.to_owned(), Path::to_owned)
}

/// All files below the crates of the workspace whose name ends in `ending`, as (path from the root, text).
pub fn files(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["crates", "domains", "app", "xtask"] {
        collect(&root().join(folder), ending, &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, ending, found);
            }
        } else if path.to_string_lossy().ends_with(ending)
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().into_owned();
            found.push((name, text));
        }
    }
}

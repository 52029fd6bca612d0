//! The index of rules: every `Rule <id> — …` in a doc comment, with its place.

use crate::files;

/// (id, what it says, where).
pub fn index() -> Vec<(String, String, String)> {
    let mut rules = Vec::new();
    for (path, text) in files(".rs") {
        for (n, line) in text.lines().enumerate() {
            let Some(rest) = line.trim_start().strip_prefix("/// Rule ") else { continue };
            if let Some((id, about)) = rest.split_once(" — ") {
                rules.push((id.to_owned(), about.to_owned(), format!("{path}:{}", n + 1)));
            }
        }
    }
    rules.sort();
    rules
}

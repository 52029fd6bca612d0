//! Every write of the API is done once under its key.

use crate::files;
use crate::sources::{before_tests, product};

/// Handlers of writes of the API that are not done once under a key (`accounts::http::once`): each `routes.api(` of another
/// method than GET names its handler last; the handler, or a function of its file that it calls, goes through `once`.
pub fn writes_without_keys() -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        let text = before_tests(&text);
        if !product(&path) || !text.contains("routes.api(") {
            continue;
        }
        // Handlers may stand in files of the same folder.
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside: Vec<String> = files(".rs")
            .into_iter()
            .filter(|(other, _)| other.starts_with(folder))
            .map(|(_, text)| before_tests(&text).to_owned())
            .collect();
        for call in text.split("routes.api(").skip(1) {
            let call = arguments(call);
            let method = call.split(',').next().unwrap_or_default().trim();
            if method.to_uppercase().contains("GET") {
                continue;
            }
            // The last argument: a function, or a closure that calls one.
            let last = call.trim_end().trim_end_matches(',');
            let last =
                last.strip_suffix(')').and_then(|call| call.rsplit_once('(')).map_or(last, |(name, _)| name);
            let handler = last.rsplit([',', ' ', '\n', ':']).next().unwrap_or_default();
            if QUESTIONS.contains(&handler) {
                continue;
            }
            let bodies: Vec<&str> = beside.iter().filter_map(|text| body(text, handler)).collect();
            let through = |body: &&str| ONCE.iter().any(|name| body.contains(name));
            let helpers = |body: &&str| {
                beside.iter().any(|text| {
                    functions(text)
                        .iter()
                        .any(|(name, inner)| body.contains(&format!("{name}(")) && through(inner))
                })
            };
            if !bodies.iter().any(|body| through(body) || helpers(body)) {
                found.push(format!("{path}: {handler} is not done once under a key"));
            }
        }
    }
    found
}

/// Questions that are sent with a body and write nothing.
const QUESTIONS: [&str; 2] = ["trial", "look_only"];

const ONCE: [&str; 3] = ["once(", "once_after(", "once_apart("];

/// What stands between this place and the bracket that closes it.
fn arguments(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// Functions of a file that stand at the beginning of a line: name, and everything until the next.
fn functions(text: &str) -> Vec<(&str, &str)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let head = line.split('{').next().unwrap_or_default();
        if !line.starts_with([' ', '/', '#', '}']) && head.contains("fn ") {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let named = starts.iter().zip(ends).filter_map(|(start, end)| {
        let all = &text[*start..end];
        let name = &all[all.find("fn ")? + 3..];
        let stop = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        Some((&name[..stop], &name[stop..]))
    });
    named.collect()
}

/// The body of a handler.
fn body<'t>(text: &'t str, handler: &str) -> Option<&'t str> {
    functions(text).into_iter().find(|(name, _)| *name == handler).map(|(_, body)| body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_arguments_are_told_apart() {
        let text =
            "use x;\n\nasync fn one(call: Call) -> R {\n    once(&call)\n}\n\npub(super) fn two() {}\n";
        let found: Vec<&str> = functions(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["one", "two"]);
        assert!(body(text, "one").is_some_and(|body| body.contains("once(")));
        assert_eq!(arguments("a, (b), c), d"), "a, (b), c");
    }
}

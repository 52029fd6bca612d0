//! What source files may not hold.

use crate::files;

/// Longest file, in lines.
const LINES_MAX: usize = 600;

/// Lines of source that count: not of tests, examples and generated data.
pub(crate) fn product(path: &str) -> bool {
    !path.contains("/tests/")
        && !path.ends_with("tests.rs")
        && !path.contains("/examples/")
        && !path.starts_with("xtask/")
}

/// The part of a file before its own tests.
pub(crate) fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Files that are too long.
pub fn long_files() -> Vec<String> {
    let long = |(path, text): &(String, String)| {
        let count = text.lines().count();
        (count > LINES_MAX).then(|| format!("{path}: {count} lines, at most {LINES_MAX}"))
    };
    files(".rs").iter().filter_map(long).collect()
}

/// Acts of the journal (`"unit.create"`) that the journal's page has no words for. Acts stand in files of commands and
/// where an entry is appended; their words in the locale files of any crate.
pub fn acts_without_words() -> Vec<String> {
    let words: Vec<String> = files("en.ftl")
        .into_iter()
        .flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        let stem = path.rsplit('/').next().unwrap_or_default();
        let commands = stem.starts_with("commands") && !path.starts_with("app/");
        if !product(&path) || path.contains("/bench/") {
            continue;
        }
        for (n, line) in lines(before_tests(&text)) {
            if !commands && !line.contains("journal::append(") {
                continue;
            }
            // Every other part lies between quotation marks.
            for literal in line.split('"').skip(1).step_by(2) {
                let Some((subject, act)) = literal.split_once('.') else { continue };
                let plain = |text: &str| {
                    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'.')
                };
                // `….changed` is an event of the outbox.
                if !plain(subject) || !plain(act) || act == "changed" {
                    continue;
                }
                let key = format!("journal-act-{} =", literal.replace('.', "-"));
                if !words.iter().any(|line| line.starts_with(&key)) {
                    found.push(format!("{path}:{n}: no words for the act {literal}"));
                }
            }
        }
    }
    found
}

/// SQL outside files that are named for it (`store…` or `…_store`) and the store crate.
pub fn stray_sql() -> Vec<String> {
    let starts = ["\"select ", "\"insert into ", "\"delete from ", "\"update "];
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        let named =
            stem.starts_with("store") || stem.ends_with("_store") || path.starts_with("crates/store/");
        if named || !product(&path) || path.starts_with("crates/testkit/") {
            continue;
        }
        for (n, line) in lines(before_tests(&text)) {
            let common = line.contains("\"with ") && line.contains(" as (");
            let sql = starts.iter().any(|start| line.contains(start));
            if common
                || sql
                    && ["select ", " set ", " values", " where ", " from "]
                        .iter()
                        .any(|word| line.contains(word))
            {
                found.push(format!("{path}:{n}: SQL outside a store file"));
            }
        }
    }
    found
}

/// Rules are pure: no web, no store, no clock.
pub fn impure_rules() -> Vec<String> {
    let banned =
        ["axum", "maud", "qipan_web", "qipan_store", "SystemTime", "Instant::now", "std::env", "std::fs"];
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        let rules = path.ends_with("/rules.rs") || path.contains("/rules/") || path.contains("/lights/");
        let words = lines(before_tests(&text)).filter(|_| rules && product(&path));
        for (n, line) in words {
            if let Some(word) = banned.iter().find(|word| line.contains(*word)) {
                found.push(format!("{path}:{n}: a rule names {word}"));
            }
        }
    }
    found
}

/// The clock and the environment are read in `app` only. Measuring how long something takes is no reading of the
/// clock: those places are listed with their reason.
pub fn stray_clocks() -> Vec<String> {
    let measured = [
        "crates/accounts/src/http/router.rs", // duration of a request, for metrics
        "crates/broker/src/http/mod.rs",      // the same
        "crates/broker/src/log/mod.rs",       // the same, and the pace of the log
        "crates/records/src/reading/pdf.rs",  // patience with a child process
    ];
    let banned = ["SystemTime::now", "Instant::now", "std::env::", "env::var"];
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        let exempt = path.starts_with("app/")
            || path.starts_with("crates/testkit/")
            // What runs before the program is there.
            || path.ends_with("/build.rs")
            || measured.contains(&path.as_str());
        if exempt || !product(&path) {
            continue;
        }
        for (n, line) in lines(before_tests(&text)) {
            if let Some(word) = banned.iter().find(|word| line.contains(*word)) {
                found.push(format!("{path}:{n}: {word} outside app"));
            }
        }
    }
    found
}

/// Things that were left behind.
pub fn left_behind() -> Vec<String> {
    // Written in two parts so that this list does not find itself.
    let banned = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
    ];
    let mut found = Vec::new();
    for (path, text) in files(".rs") {
        for (n, line) in text.lines().enumerate() {
            if let Some(word) = banned.iter().find(|word| line.contains(*word)) {
                found.push(format!("{path}:{}: {word}", n + 1));
            }
        }
    }
    found
}

//! `xtask new-domain NAME`: a domain that builds, with a table, a page, words in both languages and a test on both engines,
//! and the two lines that take it into the program.

use std::path::Path;

/// A name that may be a crate, a folder and the beginning of keys.
pub fn fits(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(|b| b.is_ascii_lowercase())
}

const CARGO: &str = r#"[package]
name = "qipan-NAME"
description = "Floor 6: NAME."
version.workspace = true
edition.workspace = true
license.workspace = true
publish.workspace = true

[dependencies]
qipan-kernel.workspace = true
qipan-store.workspace = true
qipan-web.workspace = true
qipan-accounts.workspace = true
axum = { version = "0.8", default-features = false }
maud = { version = "0.27", default-features = false }

[lints]
workspace = true

[dev-dependencies]
qipan-testkit.workspace = true
"#;

const LIB: &str = r#"//! Floor 6: NAME.

mod pages;

use qipan_accounts::Act;
use qipan_accounts::http::{Part, Routes};
use qipan_store::Migration;
use qipan_web::{LocaleSource, NavItem};

/// The migrations of this domain.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "NAME/0001_NAME", sql: include_str!("../migrations/0001_NAME.sql") }];

/// The words of this domain.
pub const LOCALES: &[LocaleSource] =
    &[LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") }];

/// This domain, as the program takes it in.
pub const PART: Part = Part {
    migrations: MIGRATIONS,
    words: LOCALES,
    routes,
    nav: &[(NavItem { key: "nav-NAME", href: "/NAME", section: "NAME" }, Act::BoardView)],
    chains: &[],
};

/// The routes of this domain: pages, forms and calls of the API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
"#;

const PAGES: &str = r#"//! The pages of this domain.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_kernel::Outcome;
use qipan_web::components::empty_state;
use qipan_web::{Page, html};

/// Registers the pages.
pub(crate) fn routes(routes: &mut Routes) {
    routes.page("/NAME", Access::May(Act::BoardView), page);
}

async fn page(call: Call) -> Outcome<Response> {
    let view = &call.view;
    call.page(Page::new(view, &view.t("NAME-title")).render(html! {
        h1 { (view.t("NAME-title")) }
        (empty_state(&view.t("NAME-none"), None))
    }))
}
"#;

const TEST: &str = r#"//! The acts and questions of this domain, on both engines.

use qipan_store::Migration;
use qipan_testkit::both;

static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_NAME::MIGRATIONS];

#[test]
fn the_table_is_there() {
    both(MIGRATIONS, |t| {
        let count: i64 = t.db.read_now(|tx| tx.one("select count(*) from NAME", &[], |row| row.get(0))).unwrap();
        assert_eq!(count, 0);
    });
}
"#;

/// The files of a new domain: path below its folder, text.
fn skeleton() -> [(&'static str, &'static str); 7] {
    [
        ("Cargo.toml", CARGO),
        ("migrations/0001_NAME.sql", "create table NAME (\n  id BIGINT PRIMARY KEY\n);\n"),
        ("locales/zh.ftl", "# NAME\nnav-NAME = NAME\nNAME-title = NAME\nNAME-none = 这里还没有内容。\n"),
        (
            "locales/en.ftl",
            "# NAME\nnav-NAME = NAME\nNAME-title = NAME\nNAME-none = There is nothing here yet.\n",
        ),
        ("src/lib.rs", LIB),
        ("src/pages.rs", PAGES),
        ("tests/it.rs", TEST),
    ]
}

/// `text` with a line added after the last one that begins like `after` does.
fn with_line(text: &str, after: &str, line: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|one| one.trim_start().starts_with(after))?;
    lines.insert(at + 1, line);
    Some(lines.join("\n") + "\n")
}

/// Writes a domain into the workspace at `root`; says what is left to be done.
///
/// # Errors
/// A name that does not fit; a domain that exists; a file that cannot be written.
pub fn write(root: &Path, name: &str) -> Result<String, String> {
    if !fits(name) {
        return Err(format!("{name}: a domain is called by small letters a to z"));
    }
    let folder = root.join("domains").join(name);
    if folder.exists() {
        return Err(format!("{}: exists", folder.display()));
    }
    let save = |path: &Path, text: &str| {
        let parent = path.parent().unwrap_or(root);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    let lines = [
        ("app/Cargo.toml", "qipan-projects", format!("qipan-{name} = {{ path = \"../domains/{name}\" }}")),
        ("app/src/wiring.rs", "qipan_projects::PART", format!("    qipan_{name}::PART,")),
    ];
    let mut changed = Vec::new();
    for (file, after, line) in &lines {
        let path = root.join(file);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let text = with_line(&text, after, line).ok_or_else(|| format!("{file}: no place for {line}"))?;
        changed.push((path, text));
    }
    for (file, text) in skeleton() {
        save(&folder.join(file.replace("NAME", name)), &text.replace("NAME", name))?;
    }
    for (path, text) in changed {
        save(&path, &text)?;
    }
    Ok(format!(
        "domains/{name} is written. Left: its words; `cargo run -p xtask -- lock-migrations`; the line of its route in \
         app/tests/routes.txt, which `cargo test -p qipan --test access` shows."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_one_folder_and_two_lines() {
        let root = tempfile::tempdir().expect("a folder");
        let put = |file: &str, text: &str| {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        put("app/Cargo.toml", "[dependencies]\nqipan-projects.workspace = true\naxum = \"0.8\"\n");
        put("app/src/wiring.rs", "const DOMAINS: &[Part] = &[\n    qipan_projects::PART,\n];\n");
        write(root.path(), "inspections").expect("written");
        let read = |file: &str| std::fs::read_to_string(root.path().join(file)).expect(file);
        assert_eq!(
            read("app/Cargo.toml"),
            "[dependencies]\nqipan-projects.workspace = true\nqipan-inspections = { path = \"../domains/inspections\" }\naxum = \"0.8\"\n"
        );
        assert_eq!(
            read("app/src/wiring.rs"),
            "const DOMAINS: &[Part] = &[\n    qipan_projects::PART,\n    qipan_inspections::PART,\n];\n"
        );
        assert!(read("domains/inspections/src/lib.rs").contains("href: \"/inspections\""));
        assert!(root.path().join("domains/inspections/migrations/0001_inspections.sql").is_file());
        for (name, why) in [
            ("inspections", "exists"),
            ("In", "small letters"),
            ("", "small letters"),
            ("a/b", "small letters"),
        ] {
            let refused = write(root.path(), name).expect_err(name);
            assert!(refused.contains(why), "{refused}");
        }
    }
}

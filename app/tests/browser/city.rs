//! Small cities for the tests, and signing in.

use std::path::PathBuf;

use serde_json::json;

use super::common::{Answer, Server, qipan, request};
use super::webdriver::Browser;

/// Everybody's password in these tests.
pub const PASSWORD: &str = "一个只供浏览器测试的口令";

/// A database with people and units, and the program that serves it.
pub struct City {
    pub server: Server,
    pub folder: tempfile::TempDir,
    /// Tokens of two programs: of an administrator's and of the supervision office's.
    pub admin: String,
    pub office: String,
}

/// Its people: sign-in name, name as shown, role, unit. All are fictional.
const PEOPLE: [(&str, &str, &str, &str); 5] = [
    ("admin", "管理员示例", "administrator", ""),
    ("ducha", "张示例", "supervision", ""),
    ("ducha2", "李示例", "supervision", ""),
    ("mz", "陈示例", "unit_handler", "民政局"),
    ("mzld", "刘示例", "unit_leader", "民政局"),
];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository")
}

/// The five seeds: minutes and speeches as they are published.
pub fn seeds() -> Vec<PathBuf> {
    let folder = root().join("../shared/seeds");
    let mut all: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.expect("an entry").path().canonicalize().expect("a seed"))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    all.sort();
    assert_eq!(all.len(), 5);
    all
}

impl City {
    /// Units and people as an operator enters them, and what else is to be done on the command line before it starts.
    pub fn found(before: &[Vec<String>]) -> City {
        City::found_with(before, &[])
    }

    /// As [`City::found`], with settings of the environment.
    pub fn found_with(before: &[Vec<String>], settings: &[(&str, &str)]) -> City {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("qipan.db").display().to_string();
        let table = root().join("crates/accounts/data/binhai.csv").display().to_string();
        let run = |arguments: &[&str], input: &str| {
            let (code, output) = qipan(arguments, &database, folder.path(), input);
            assert_eq!(code, 0, "{arguments:?}: {output}");
            output
        };
        run(&["unit", "import", &table], "");
        for (name, display, role, unit) in PEOPLE {
            let mut arguments = vec!["user", "add", "--name", name, "--display", display, "--role", role];
            if !unit.is_empty() {
                arguments.extend(["--unit", unit]);
            }
            run(&arguments, PASSWORD);
        }
        for arguments in before {
            run(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "");
        }
        let token = |role: &str| {
            let output = run(&["token", "add", "--name", role, "--role", role, "--json"], "");
            let line = output.lines().find(|line| line.starts_with('{')).expect("JSON");
            let answer: serde_json::Value = serde_json::from_str(line).expect("JSON");
            answer["token"].as_str().expect("a token").to_owned()
        };
        let (admin, office) = (token("administrator"), token("supervision"));
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let server = Server::run_with(&serve, &database, folder.path(), settings);
        City { server, folder, admin, office }
    }

    /// A call by a program.
    pub fn api(&self, token: &str, method: &str, path: &str, body: &serde_json::Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        request(self.server.address, method, path, &headers, &body).expect("an answer")
    }

    /// The lines of the demonstration city.
    pub fn draw_lines(&self) {
        for line in qipan::demo::lines() {
            let answer = self.api(&self.admin, "POST", "/api/v1/lines", &json!(line));
            assert!(answer.status < 300, "{}: {}", answer.status, answer.body);
        }
    }
}

/// Signs in as the user and sees the board's page; pages are then in this language.
pub fn sign_in(browser: &mut Browser, name: &str, password: &str, lang: &str) {
    browser.label = format!("-{lang}");
    browser.go("/sign-in");
    browser.forget_cookies();
    browser.go(&format!("/language/{lang}?back=/sign-in"));
    browser.fill("input[name=name]", name);
    browser.fill("input[name=password]", password);
    browser.click("main form button");
    browser.find("details.user");
}

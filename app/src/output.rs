//! Answers of the command line: words in the user's language, exit codes, progress.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use qipan_kernel::Failure;
use qipan_web::{Lang, Words};

/// Refused or failed.
pub const FAILED: u8 = 1;
/// Wrong use or configuration.
pub const USAGE: u8 = 2;
/// Something was found: a journal that does not verify, rows with errors.
pub const FOUND: u8 = 3;

/// How a command answers.
pub struct Output {
    /// The words.
    pub words: Words,
    /// The language.
    pub lang: Lang,
    /// Answer in JSON.
    pub json: bool,
}

impl Output {
    /// The language of the flag, else of the terminal, else English.
    pub fn new(lang: Option<&str>, json: bool) -> Output {
        let terminal = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).unwrap_or_default();
        let lang = lang.and_then(Lang::parse).unwrap_or(if terminal.starts_with("zh") {
            Lang::Zh
        } else {
            Lang::En
        });
        Output { words: crate::wiring::words(), lang, json }
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.words.t(self.lang, key).into_owned()
    }

    /// Says what went wrong, with the field or file at fault, and the technical cause where it is ours.
    pub fn fail(&self, failure: &Failure) -> ExitCode {
        if self.json {
            println!("{}", qipan_web::failure::problem(failure, &self.words, self.lang, None));
        }
        for one in std::iter::once(failure).chain(&failure.more) {
            let place = one.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
            eprintln!("qipan: {place}{}", self.words.msg(self.lang, &one.message));
        }
        if let Some(cause) = &failure.cause {
            eprintln!("       ({cause})");
        }
        ExitCode::from(FAILED)
    }

    /// A line on a terminal that shows that long work goes on; nothing when nobody watches.
    pub fn spinner(&self, what: &str) -> ProgressBar {
        if !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// A bar of `total` steps; nothing when nobody watches.
    pub fn bar(&self, what: &str, total: u64) -> ProgressBar {
        if !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {eta}");
        ProgressBar::new(total)
            .with_message(what.to_owned())
            .with_style(style.unwrap_or(ProgressStyle::default_bar()))
    }

    /// A line for a person; silent in JSON.
    pub fn say(&self, line: impl std::fmt::Display) {
        if !self.json {
            println!("{line}");
        }
    }
}

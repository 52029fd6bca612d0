//! Forms: reading what a browser sent into typed values, with every fault named by its field, and keeping what was
//! typed so that a refused form comes back as it was left.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use qipan_kernel::{Day, Failure, FailureKind, Fen, Id, Message, Outcome, Progress};

/// More fields than any of our forms has; beyond it is an attack.
const MOST_FIELDS: usize = 5_000;

/// A parsed `application/x-www-form-urlencoded` body or query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Parses a body. Fields keep their order; a name may come several times. More than 5000 fields are refused
    /// (`form-too-many-fields`).
    pub fn parse(bytes: &[u8]) -> Outcome<Form> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(bytes)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        if pairs.len() > MOST_FIELDS {
            return Err(Failure::new(FailureKind::TooLarge, "form-too-many-fields").with("max", MOST_FIELDS));
        }
        Ok(Form { pairs })
    }

    /// A form from name–value pairs, such as the text fields of a multipart body.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Form {
        Form { pairs: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    /// Every field as it was sent, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a field as sent; empty when it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether the field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// All values of a field, in the order sent.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The form's csrf token.
    pub fn csrf(&self) -> &str {
        self.value("csrf")
    }

    /// Reads typed values. The closure runs to its end, so that all faults are found at once; its result is given
    /// only if there were none, otherwise the first fault with the others in `more`.
    ///
    /// ```
    /// # use qipan_web::Form;
    /// let form = Form::parse(b"statement=+Roof+closed+&due=2026-11-22").unwrap();
    /// let (statement, due) = form.read(|r| (r.required_text("statement", 200), r.required_day("due"))).unwrap();
    /// assert_eq!((statement.as_str(), due.to_string().as_str()), ("Roof closed", "2026-11-22"));
    /// ```
    pub fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> T) -> Outcome<T> {
        let reader = Reader { form: self, failures: RefCell::default() };
        let value = read(&reader);
        Failure::collect(reader.failures.into_inner())?;
        Ok(value)
    }
}

/// Reads the fields of a [`Form`] and collects what is wrong with them. A `required_…` reader gives a stand-in
/// (empty text, zero) after a fault, which [`Form::read`] never lets out.
#[derive(Debug)]
pub struct Reader<'a> {
    form: &'a Form,
    failures: RefCell<Vec<Failure>>,
}

impl Reader<'_> {
    /// Notes a fault found by the caller, e.g. two days in the wrong order.
    pub fn fail(&self, failure: Failure) {
        self.failures.borrow_mut().push(failure);
    }

    /// The form itself.
    pub fn form(&self) -> &Form {
        self.form
    }

    fn fault(&self, name: &str, key: &'static str) {
        self.fail(Failure::invalid(key).at(name));
    }

    fn one_line(&self, name: &str) -> String {
        one_line(self.form.value(name))
    }

    fn within(&self, name: &str, text: String, max: usize) -> String {
        let length = text.chars().count();
        if length > max {
            self.fail(Failure::invalid("form-too-long").at(name).with("max", max).with("length", length));
            return String::new();
        }
        text
    }

    fn required<T>(&self, name: &str, read: impl FnOnce(&Self) -> Option<T>, stand_in: T) -> T {
        if self.one_line(name).is_empty() {
            self.fault(name, "form-required");
            return stand_in;
        }
        read(self).unwrap_or(stand_in)
    }

    /// One line of text, trimmed, without control characters; at most `max` characters (`form-too-long`).
    pub fn text(&self, name: &str, max: usize) -> String {
        self.within(name, self.one_line(name), max)
    }

    /// As [`Reader::text`], `None` when empty.
    pub fn optional_text(&self, name: &str, max: usize) -> Option<String> {
        Some(self.text(name, max)).filter(|text| !text.is_empty())
    }

    /// As [`Reader::text`]; empty is `form-required`.
    pub fn required_text(&self, name: &str, max: usize) -> String {
        self.required(name, |reader| Some(reader.text(name, max)), String::new())
    }

    /// Text of several lines: line ends become `\n`, other control characters go.
    pub fn paragraph(&self, name: &str, max: usize) -> String {
        self.within(name, paragraph(self.form.value(name)), max)
    }

    /// As [`Reader::paragraph`]; empty is `form-required`.
    pub fn required_paragraph(&self, name: &str, max: usize) -> String {
        self.required(name, |reader| Some(reader.paragraph(name, max)), String::new())
    }

    /// A secret as typed: nothing trimmed, nothing removed; empty is `form-required`.
    pub fn required_secret(&self, name: &str, max: usize) -> String {
        let text = self.form.value(name).to_owned();
        if text.is_empty() {
            self.fault(name, "form-required");
        }
        self.within(name, text, max)
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, key: &'static str) -> Option<T> {
        let text = self.one_line(name);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(name, key);
        }
        value
    }

    /// A day (`form-not-a-date`), in any form that [`Day`] reads.
    pub fn day(&self, name: &str) -> Option<Day> {
        self.parsed(name, "form-not-a-date")
    }

    /// As [`Reader::day`]; empty is `form-required`.
    pub fn required_day(&self, name: &str) -> Day {
        self.required(name, |reader| reader.day(name), Day(0))
    }

    /// An identifier chosen from a list (`form-not-an-id`).
    pub fn id(&self, name: &str) -> Option<Id> {
        self.parsed(name, "form-not-an-id")
    }

    /// As [`Reader::id`]; empty is `form-required`.
    pub fn required_id(&self, name: &str) -> Id {
        self.required(name, |reader| reader.id(name), Id(0))
    }

    /// All identifiers of a field that may be chosen several times; empty values are skipped, doubles dropped.
    pub fn ids(&self, name: &str) -> Vec<Id> {
        let mut ids = Vec::new();
        for value in self.form.values(name).filter(|value| !value.trim().is_empty()) {
            match value.trim().parse() {
                Ok(id) if ids.contains(&id) => {}
                Ok(id) => ids.push(id),
                Err(_) => {
                    return {
                        self.fault(name, "form-not-an-id");
                        Vec::new()
                    };
                }
            }
        }
        ids
    }

    /// All texts of a field that may come several times, each as [`Reader::text`]; empty ones stay, so that the
    /// columns of a table of inputs keep their rows.
    pub fn texts(&self, name: &str, max: usize) -> Vec<String> {
        self.form.values(name).map(|value| self.within(name, one_line(value), max)).collect()
    }

    /// A percentage from 0 to 100 with at most two decimals (`form-not-a-progress`).
    pub fn progress(&self, name: &str) -> Option<Progress> {
        self.parsed(name, "form-not-a-progress")
    }

    /// As [`Reader::progress`]; empty is `form-required`.
    pub fn required_progress(&self, name: &str) -> Progress {
        self.required(name, |reader| reader.progress(name), Progress::NONE)
    }

    /// A whole number in a range (`form-not-a-number`, `form-out-of-range`).
    pub fn int(&self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let number = self.parsed::<i64>(name, "form-not-a-number")?;
        if range.contains(&number) {
            return Some(number);
        }
        let failure = Failure::invalid("form-out-of-range").at(name);
        self.fail(failure.with("min", *range.start()).with("max", *range.end()));
        None
    }

    /// As [`Reader::int`]; empty is `form-required`.
    pub fn required_int(&self, name: &str, range: RangeInclusive<i64>) -> i64 {
        self.required(name, |reader| reader.int(name, range), 0)
    }

    /// An amount in yuan, with at most two decimals (`form-not-an-amount`); `None` when empty.
    pub fn yuan(&self, name: &str) -> Option<Fen> {
        self.amount(name, 2)
    }

    /// An amount in 万元, with at most six decimals (`form-not-an-amount`); `None` when empty.
    pub fn wan(&self, name: &str) -> Option<Fen> {
        self.amount(name, 6)
    }

    fn amount(&self, name: &str, decimals: usize) -> Option<Fen> {
        let text = self.one_line(name);
        if text.is_empty() {
            return None;
        }
        let fen = Fen::read(&text, decimals);
        if fen.is_none() {
            self.fault(name, "form-not-an-amount");
        }
        fen
    }

    /// One of the given words (`form-not-a-choice`); `None` when empty.
    pub fn choice<T: Clone>(&self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.one_line(name);
        if text.is_empty() {
            return None;
        }
        let found = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| value.clone());
        if found.is_none() {
            self.fault(name, "form-not-a-choice");
        }
        found
    }

    /// As [`Reader::choice`]; empty is `form-required`. `stand_in` is never let out, any value will do.
    pub fn required_choice<T: Clone>(&self, name: &str, choices: &[(&str, T)], stand_in: T) -> T {
        self.required(name, |reader| reader.choice(name, choices), stand_in)
    }

    /// Anything that has its own reading from text; `key` is the fault's message.
    pub fn parse<T: std::str::FromStr>(&self, name: &str, key: &'static str) -> Option<T> {
        self.parsed(name, key)
    }

    /// Whether a box is ticked.
    pub fn bool(&self, name: &str) -> bool {
        matches!(self.form.value(name), "on" | "1" | "true" | "yes")
    }
}

/// One line: control characters and line ends become spaces, invisible direction marks go, ends are trimmed.
pub fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().filter(|c| !invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

/// Several lines: `\r\n` and `\r` become `\n`, other control characters but tabs go, ends are trimmed.
pub fn paragraph(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = lines.chars().filter(|c| !invisible(*c) && (!c.is_control() || matches!(c, '\n' | '\t')));
    kept.collect::<String>().trim().to_owned()
}

/// Marks that change how text around them is shown (direction overrides, zero-width space, byte order mark).
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a form shows: kept or initial values, and the faults of its fields.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    form: Form,
    failures: Vec<Failure>,
}

impl Kept {
    /// An empty form.
    pub fn empty() -> Kept {
        Kept::default()
    }

    /// A form with values to start from.
    pub fn with<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Kept {
        Kept { form: Form::from_pairs(values), failures: Vec::new() }
    }

    /// A refused form: what was sent, and why it was refused.
    pub fn refused(form: &Form, failure: &Failure) -> Kept {
        let mut first = failure.clone();
        let more = std::mem::take(&mut first.more);
        let mut failures = vec![first];
        failures.extend(more);
        Kept { form: form.clone(), failures }
    }

    /// The value to show in a field.
    pub fn value(&self, name: &str) -> &str {
        self.form.value(name)
    }

    /// All values of a field.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.form.values(name)
    }

    /// Whether `value` is among the values of the field.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.form.values(name).any(|kept| kept == value)
    }

    /// The first fault of a field.
    pub fn error(&self, name: &str) -> Option<&Message> {
        let at = |failure: &&Failure| failure.field.as_deref() == Some(name);
        self.failures.iter().find(at).map(|failure| &failure.message)
    }

    /// All faults, for the summary at the top of the form.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }
}

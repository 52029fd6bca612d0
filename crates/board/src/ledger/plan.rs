//! What the rows of a ledger would do: each becomes a registration, with what it claims, or is refused with what is
//! wrong in which cell, or is told to be there already. Pure.

use std::collections::HashMap;

use qipan_accounts::Units;
use qipan_accounts::people::{Bearer, Roster};
use qipan_accounts::table::cell_name;
use qipan_kernel::{Day, Failure, Id, Message, Outcome, Progress};
use qipan_web::forms::paragraph;
use qipan_web::{Lang, Words};
use serde::Serialize;

use super::columns::{Column, fold};
use super::dates::{Limit, NoLimit, limit};
use super::reading::{RowKind, Sheet};
pub use super::standing::Standing;
use super::store::Known;
use crate::commitments::commands::Registration;
use crate::commitments::model::{Kind, Source, Terms};
use crate::commitments::rules;
use crate::lines::model::Line;
use crate::rulebook::Rulebook;

/// What a person chooses for a whole file.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its year is meant where a limit names none (6月底前).
    pub reference: Day,
    /// The line of rows whose line cannot be found; without it they are refused.
    pub line: Option<Id>,
    /// From when the work counts where the row does not say it.
    pub start: Day,
}

/// What became, or would become, of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is (or can be) registered.
    Accepted,
    /// Something in it is wrong.
    Faulty,
    /// It is there already, or stands in the file twice.
    Duplicate,
    /// The title of a group.
    Group,
    /// Heads, totals, notes: no matter.
    Other,
}

/// Something wrong with a cell, or a reason why a row is a duplicate.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Fault {
    /// The cell as spreadsheets name it (`C7`); the row alone when no cell is at fault.
    pub cell: String,
    /// What is wrong.
    pub message: Message,
}

/// One row of the file.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RowReport {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What became of it.
    pub fate: Fate,
    /// The matter, or the name of the group.
    pub statement: String,
    /// The lead unit as the row names it.
    pub lead: String,
    /// The last day that was understood.
    pub due: Option<Day>,
    /// Progress that the row states: a claim, never more.
    pub claimed: Option<Progress>,
    /// The number that it has or was given.
    pub number: Option<String>,
    /// The commitment that it became.
    pub id: Option<Id>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A row that can be registered.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its place among the rows of the report.
    pub row: usize,
    /// What is registered.
    pub registration: Registration,
    /// Where it stands.
    pub standing: Standing,
}

/// What rows are held against.
pub struct Against<'a> {
    /// The units.
    pub units: &'a Units,
    /// Posts and people: whom the name of a leader means.
    pub roster: &'a Roster,
    /// The lines.
    pub lines: &'a [Line],
    /// Rule sets and calendar.
    pub book: &'a Rulebook,
    /// The words of all crates: names of kinds and rule sets in both languages.
    pub words: &'a Words,
    /// What is registered already.
    pub known: &'a Known,
}

impl Against<'_> {
    pub(super) fn says(&self, key: &str, text: &str) -> bool {
        Lang::ALL.into_iter().any(|lang| self.words.has(lang, key) && fold(&self.words.t(lang, key)) == text)
    }

    fn line_named(&self, name: &str) -> Option<Id> {
        let name = fold(name);
        let named =
            |line: &&Line| [&line.name_zh, &line.name_en, &line.code].iter().any(|own| fold(own) == name);
        self.lines.iter().find(named).filter(|_| !name.is_empty()).map(|line| line.id)
    }

    fn line_by_keywords(&self, text: &str) -> Option<Id> {
        let hits = |line: &Line| {
            line.keywords.iter().filter(|word| !word.is_empty() && text.contains(*word)).count()
        };
        let best =
            self.lines.iter().filter(|line| line.active).max_by_key(|line| (hits(line), -line.sort))?;
        (hits(best) > 0).then_some(best.id)
    }
}

/// Plans a sheet: a report of every row, and the rows that can be registered.
pub fn plan(sheet: &Sheet, against: &Against<'_>, options: &Options) -> (Vec<RowReport>, Vec<Accepted>) {
    let fractions = are_fractions(sheet);
    let mut seen: HashMap<(Id, String), usize> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let (mut rows, mut accepted) = (Vec::new(), Vec::new());
    for row in &sheet.rows {
        let empty = RowReport {
            line: row.line,
            fate: Fate::Other,
            statement: String::new(),
            lead: String::new(),
            due: None,
            claimed: None,
            number: None,
            id: None,
            faults: Vec::new(),
        };
        let RowKind::Matter { group, cells, broken } = &row.kind else {
            let group = if let RowKind::Group(name) = &row.kind { Some(name.clone()) } else { None };
            let fate = if group.is_some() { Fate::Group } else { Fate::Other };
            rows.push(RowReport { fate, statement: group.unwrap_or_default(), ..empty });
            continue;
        };
        let mut reader =
            Reader { line: row.line, group, cells, broken, against, options, fractions, faults: Vec::new() };
        let (registration, standing) = reader.registration();
        let mut report = RowReport {
            statement: registration.terms.statement.clone(),
            lead: reader.text(Column::Lead),
            due: registration.terms.due_day,
            claimed: standing.claimed,
            number: registration.number.clone(),
            faults: std::mem::take(&mut reader.faults),
            ..empty
        };
        if report.faults.is_empty() {
            report.faults = reader.duplicate(&registration, &mut seen, &mut numbers);
            report.fate = if report.faults.is_empty() { Fate::Accepted } else { Fate::Duplicate };
        } else {
            report.fate = Fate::Faulty;
        }
        if report.fate == Fate::Accepted {
            accepted.push(Accepted { row: rows.len(), registration, standing });
        }
        rows.push(report);
    }
    (rows, accepted)
}

/// Whether the column of progress holds fractions of one (a spreadsheet's percentages): no number in it is above 1.
fn are_fractions(sheet: &Sheet) -> bool {
    let numbers = sheet.rows.iter().filter_map(|row| match &row.kind {
        RowKind::Matter { cells, .. } => cells.get(&Column::Claimed)?.1.trim().parse::<f64>().ok(),
        _ => None,
    });
    let (mut any, mut above) = (false, false);
    for number in numbers {
        any = true;
        above |= number > 1.0;
    }
    any && !above
}

pub(super) struct Reader<'a> {
    line: usize,
    group: &'a str,
    cells: &'a HashMap<Column, (usize, String)>,
    broken: &'a HashMap<Column, (usize, String)>,
    pub(super) against: &'a Against<'a>,
    options: &'a Options,
    pub(super) fractions: bool,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    pub(super) fn text(&self, column: Column) -> String {
        self.cells.get(&column).map(|(_, text)| paragraph(text)).unwrap_or_default()
    }

    /// What stands in a cell as an error is said once, and nothing is said of the value that is missing for it.
    fn broken_cells(&mut self) {
        let mut broken: Vec<_> = self.broken.values().collect();
        broken.sort();
        for (index, text) in broken {
            let message = Message::new("ledger-cell-error").with("text", text.as_str());
            self.faults.push(Fault { cell: cell_name(self.line, *index), message });
        }
    }

    pub(super) fn fault(&mut self, column: Column, message: Message) {
        if self.broken.contains_key(&column) {
            return;
        }
        let cell = self
            .cells
            .get(&column)
            .map_or_else(|| self.line.to_string(), |(index, _)| cell_name(self.line, *index));
        self.faults.push(Fault { cell, message });
    }

    fn registration(&mut self) -> (Registration, Standing) {
        self.broken_cells();
        let statement = self.text(Column::Statement);
        let (lead, mut cooperating) = self.lead();
        for unit in self.units(Column::Cooperating) {
            if unit != lead && !cooperating.contains(&unit) {
                cooperating.push(unit);
            }
        }
        let (due_day, standing_matter, due_words) = self.due(Column::Due);
        let (first_due, ..) = self.due(Column::FirstDue);
        let due_day = due_day.or(first_due.filter(|_| !self.cells.contains_key(&Column::Due)));
        let kind = self.kind().unwrap_or(if standing_matter { Kind::Standing } else { Kind::Task });
        let words = Some(self.text(Column::LimitWords)).filter(|text| !text.is_empty()).or(due_words);
        let terms = Terms {
            line: self.line_of(&statement),
            kind,
            lead_unit: lead,
            cooperating,
            leader: self.text(Column::Leader),
            leader_link: self.leader_link(lead),
            contact: self.text(Column::Contact),
            measure: self.text(Column::Measure),
            limit_words: words.unwrap_or_default(),
            start_day: self.start(due_day),
            due_day,
            schedule: self.schedule(),
            rule_set: self.rule_set(),
            statement,
        };
        self.check(&terms);
        let standing = self.standing(first_due.filter(|day| Some(*day) != due_day));
        let cited = self.text(Column::Source);
        let source = |cited: &str| Source {
            document: None,
            span: (0, 0),
            words: String::new(),
            cited: cited.trim().to_owned(),
        };
        let sources = cited.lines().filter(|line| !line.trim().is_empty()).map(source).collect();
        let number = Some(self.text(Column::Number)).filter(|number| !number.is_empty());
        if number.as_ref().is_some_and(|number| number.chars().count() > 60) {
            self.fault(Column::Number, Message::new("ledger-number-long").with("max", 60));
        }
        (Registration { terms, sources, number }, standing)
    }

    fn check(&mut self, terms: &Terms) {
        let checked = rules::check_terms(terms).and_then(|()| self.against.book.check_terms(terms));
        let Err(mut failure) = checked else { return };
        let more = std::mem::take(&mut failure.more);
        for failure in std::iter::once(failure).chain(more) {
            let column = match failure.field.as_deref() {
                Some("due_day") => Column::Due,
                Some("cooperating") => Column::Cooperating,
                Some("rule_set") => Column::RuleSet,
                Some("schedule") => Column::Schedule,
                _ => Column::Statement,
            };
            self.fault(column, failure.message);
        }
    }

    /// Rule ledger-first-leads — of several units in the column of lead units the first leads and the others cooperate
    /// ("列第一位的责任单位为牵头单位或汇总单位", Hangzhou 2020).
    fn lead(&mut self) -> (Id, Vec<Id>) {
        if self.text(Column::Lead).is_empty() {
            self.fault(Column::Lead, Message::new("ledger-lead-missing"));
            return (Id(0), Vec::new());
        }
        let mut units = self.units(Column::Lead);
        if units.is_empty() {
            return (Id(0), Vec::new());
        }
        (units.remove(0), units)
    }

    fn leader_link(&self, lead: Id) -> Option<Bearer> {
        let (written, against) = (self.text(Column::Leader), self.against);
        against.roster.matched(&written, Some(lead), against.units, self.options.reference)
    }

    fn units(&mut self, column: Column) -> Vec<Id> {
        let text = self.text(column);
        if text.is_empty() {
            return Vec::new();
        }
        let whole = self.against.units.by_name(&text);
        let names: Vec<&str> = if whole.is_some() {
            vec![text.as_str()]
        } else {
            text.split(['、', '，', ',', ';', '；', '\n', '/', '|'])
                .map(str::trim)
                .filter(|n| !n.is_empty())
                .collect()
        };
        let mut found = Vec::new();
        for name in names {
            match self.against.units.by_name(name) {
                Some(unit) if unit.data.active_on(self.options.reference) => {
                    if !found.contains(&unit.id) {
                        found.push(unit.id);
                    }
                }
                Some(unit) => {
                    let message = Message::new("ledger-unit-ended").with("name", unit.data.name_zh.as_str());
                    self.fault(column, message);
                }
                None => {
                    let like = self.against.units.search(name, 1);
                    let message = match like.first() {
                        Some(like) => Message::new("ledger-unit-unknown-like")
                            .with("name", name)
                            .with("like", like.data.name_zh.as_str()),
                        None => Message::new("ledger-unit-unknown").with("name", name),
                    };
                    self.fault(column, message);
                }
            }
        }
        found
    }

    /// (last day, without an end, its words when they say more than the day).
    fn due(&mut self, column: Column) -> (Option<Day>, bool, Option<String>) {
        let text = self.text(column);
        if text.is_empty() {
            return (None, false, None);
        }
        match limit(&text, self.options.reference.year()) {
            Ok(Limit::Day { day, exact }) => (Some(day), false, (!exact).then_some(text)),
            Ok(Limit::Standing) => (None, true, Some(text)),
            Err(wrong) => {
                self.fault(column, no_limit(wrong).with("text", short(&text)));
                (None, false, None)
            }
        }
    }

    fn start(&mut self, due: Option<Day>) -> Day {
        let text = self.text(Column::Start);
        if !text.is_empty() {
            match limit(&text, self.options.reference.year()) {
                // A month as a start means its first day.
                Ok(Limit::Day { day, exact: true }) => return day,
                Ok(Limit::Day { day, exact: false }) => {
                    return if text.contains(['日', '号']) { day } else { day.month_start() };
                }
                Ok(Limit::Standing) => {}
                Err(wrong) => self.fault(Column::Start, no_limit(wrong).with("text", short(&text))),
            }
        }
        // Work that was due before the day chosen for the file began with its year at the latest.
        match due {
            Some(due) if due < self.options.start => Day::from_ymd(due.year(), 1, 1).unwrap_or(due),
            _ => self.options.start,
        }
    }

    fn kind(&self) -> Option<Kind> {
        let text = fold(&self.text(Column::Kind));
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text || self.against.says(kind.key(), &text))
    }

    fn line_of(&mut self, statement: &str) -> Id {
        let (cell, kind) = (self.text(Column::Line), self.text(Column::Kind));
        let named = [cell.as_str(), self.group, kind.as_str()];
        let found = named.iter().find_map(|name| self.against.line_named(name));
        let found = found
            .or_else(|| self.against.line_by_keywords(&format!("{cell}{}{statement}", self.group)))
            .or(self.options.line);
        found.unwrap_or_else(|| {
            let name = if cell.is_empty() { self.group } else { cell.as_str() };
            let message = if name.is_empty() {
                Message::new("ledger-line-missing")
            } else {
                Message::new("ledger-line-unknown").with("name", short(name))
            };
            self.fault(Column::Line, message);
            Id(0)
        })
    }

    fn schedule(&mut self) -> Option<String> {
        let text = self.text(Column::Schedule);
        let lower = text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Some(if text.is_empty() {
            return None;
        } else if has(&["旬", "ten_day", "ten days"]) {
            "ten_day".into()
        } else if has(&["季", "quarter"]) {
            "quarterly".into()
        } else if has(&["周", "week"]) {
            "weekly".into()
        } else if has(&["月", "month"]) {
            format!("monthly:{}", if digits.is_empty() { "25" } else { &digits })
        } else {
            text
        })
    }

    fn rule_set(&self) -> String {
        let text = self.text(Column::RuleSet);
        if text.is_empty() {
            return "generic".to_owned();
        }
        let folded = fold(&text);
        let found = self.against.book.sets.all().iter().find(|set| self.against.says(&set.name, &folded));
        found.map_or(text, |set| set.id.clone())
    }

    fn duplicate(
        &self,
        registration: &Registration,
        seen: &mut HashMap<(Id, String), usize>,
        numbers: &mut HashMap<String, usize>,
    ) -> Vec<Fault> {
        let terms = &registration.terms;
        let key = (terms.lead_unit, fold(&terms.statement));
        let mut faults = Vec::new();
        let mut fault = |column: Column, message: Message| {
            let cell = self.cells.get(&column).map_or(0, |(index, _)| *index);
            faults.push(Fault { cell: cell_name(self.line, cell), message });
        };
        if let Some(number) = &registration.number {
            if self.against.known.numbers.contains(number) {
                fault(
                    Column::Number,
                    Message::new("ledger-duplicate-number").with("number", number.as_str()),
                );
            } else if let Some(line) = numbers.insert(number.clone(), self.line) {
                fault(Column::Number, Message::new("ledger-duplicate-row").with("line", line));
            }
        }
        let same = self.against.known.statements.get(&key).map_or(&[][..], Vec::as_slice);
        let same = same.iter().find(|same| same.open || same.due == terms.due_day);
        if let Some(same) = same {
            let message = Message::new("ledger-duplicate-statement").with("number", same.number.as_str());
            fault(Column::Statement, message);
        } else if let Some(line) = seen.get(&key) {
            fault(Column::Statement, Message::new("ledger-duplicate-row").with("line", *line));
        } else {
            seen.insert(key, self.line);
        }
        faults
    }
}

fn no_limit(wrong: NoLimit) -> Message {
    Message::new(match wrong {
        NoLimit::Impossible => "ledger-date-impossible",
        NoLimit::Unreadable => "ledger-date-unreadable",
    })
}

/// The beginning of a text, for a message about it.
pub(super) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Refuses a file in which nothing is a matter.
pub fn require_matters(rows: &[RowReport]) -> Outcome<()> {
    let matters = |row: &RowReport| !matches!(row.fate, Fate::Group | Fate::Other);
    if rows.iter().any(matters) { Ok(()) } else { Err(Failure::invalid("ledger-no-matters")) }
}

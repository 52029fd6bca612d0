//! What stands in the cells of a ledger.

use std::borrow::Cow;

use qipan_accounts::Units;
use qipan_accounts::people::Roster;
use qipan_kernel::{Day, Id, Message, Moment, Progress};
use qipan_web::{Lang, Words};

use super::columns::Column;
use super::store::Entry;
use crate::commitments::leader::Responsible;
use crate::commitments::model::Terms;
use crate::lights::Light;
use crate::lines::model::Line;
use crate::rulebook::Rulebook;

/// What a ledger is printed with.
#[derive(Clone, Copy)]
pub struct Printing<'a> {
    /// The words of all crates.
    pub words: &'a Words,
    /// The language of heads and of what the program says.
    pub lang: Lang,
    /// The units, for their names.
    pub units: &'a Units,
    /// Posts, and who held them when.
    pub roster: &'a Roster,
    /// The lines, in the order of their groups.
    pub lines: &'a [Line],
    /// The rules in force: their calendar counts the days in reasons.
    pub book: &'a Rulebook,
    /// The moment of the ledger.
    pub at: Moment,
}

/// The value of a cell. Texts are always texts: nothing that came from people is ever a formula.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Shown<'a> {
    Text(Cow<'a, str>),
    Count(usize),
    Share(Progress),
    Day(Day),
    Nothing,
}

impl<'a> Shown<'a> {
    fn text(text: impl Into<Cow<'a, str>>) -> Shown<'a> {
        let text = text.into();
        if text.is_empty() { Shown::Nothing } else { Shown::Text(text) }
    }
    fn day(day: Option<Day>) -> Shown<'a> {
        day.map_or(Shown::Nothing, Shown::Day)
    }
}

impl<'a> Printing<'a> {
    /// The words of a key.
    pub(super) fn t(&self, key: &str) -> Cow<'a, str> {
        self.words.t(self.lang, key)
    }

    /// The words of a message.
    pub(super) fn m(&self, message: &Message) -> String {
        self.words.msg(self.lang, message).into_owned()
    }

    fn english(&self) -> bool {
        self.lang == Lang::En
    }

    fn unit(&self, id: Id) -> Cow<'a, str> {
        match self.units.get(id) {
            // The full Chinese name also reads back where no English one was given.
            Some(unit) => Cow::Borrowed(unit.data.name(self.english())),
            None => Cow::Owned(id.to_string()),
        }
    }

    /// Who holds the leader's post on the day of the ledger, with the title: “李示例（区应急局局长）”.
    fn holder(&self, terms: &Terms) -> String {
        let who = Responsible::of(terms, self.roster, self.units, self.at.day(), self.english());
        match (who.holder, who.title) {
            (Some(holder), Some(title)) if self.english() => format!("{holder} ({title})"),
            (Some(holder), Some(title)) => format!("{holder}（{title}）"),
            (Some(holder), None) => holder,
            (None, Some(title)) => self.m(&Message::new("ledger-holder-vacant").with("title", title)),
            (None, None) => String::new(),
        }
    }

    /// The name of a line.
    pub(super) fn line(&self, id: Id) -> Cow<'a, str> {
        match self.lines.iter().find(|line| line.id == id) {
            Some(line) => Cow::Borrowed(line.name(self.lang)),
            None => Cow::Owned(id.to_string()),
        }
    }

    /// The light of an entry at the moment of the ledger.
    pub(super) fn light(&self, entry: &Entry) -> Light {
        entry.commitment.version.light_at(self.at)
    }

    pub(super) fn cell(&self, entry: &'a Entry, column: Column, serial: usize) -> Shown<'a> {
        let version = &entry.commitment.version;
        let terms = &version.terms;
        match column {
            Column::Serial => Shown::Count(serial),
            Column::Number => Shown::text(entry.commitment.number.as_str()),
            Column::Kind => Shown::Text(self.t(terms.kind.key())),
            Column::Line => Shown::text(self.line(terms.line)),
            Column::Source => Shown::text(entry.source.as_str()),
            Column::Statement => Shown::text(terms.statement.as_str()),
            Column::Measure => Shown::text(terms.measure.as_str()),
            Column::Lead => Shown::text(self.unit(terms.lead_unit)),
            Column::Cooperating => {
                let mark = if self.english() { "; " } else { "、" };
                let names: Vec<_> = terms.cooperating.iter().map(|unit| self.unit(*unit)).collect();
                Shown::text(names.join(mark))
            }
            Column::Leader => Shown::text(terms.leader.as_str()),
            Column::Holder => Shown::text(self.holder(terms)),
            Column::Contact => Shown::text(terms.contact.as_str()),
            Column::Start => Shown::Day(terms.start_day),
            Column::FirstDue => Shown::day(version.first_due),
            Column::Due => Shown::day(terms.due_day),
            Column::LimitWords => Shown::text(terms.limit_words.as_str()),
            Column::Schedule => Shown::text(self.schedule(terms.schedule.as_deref().unwrap_or_default())),
            Column::Progress => Shown::text(entry.progress.as_str()),
            Column::Claimed => version.claimed.map_or(Shown::Nothing, Shown::Share),
            Column::Verified => version.verified.map_or(Shown::Nothing, Shown::Share),
            Column::State => Shown::Text(self.t(version.state.key())),
            Column::Light => Shown::Text(self.t(self.light(entry).name_key())),
            Column::Reason => Shown::text(self.m(&version.lights.reason_at(&self.book.calendar, self.at))),
            Column::RuleSet => {
                let set = self.book.sets.all().iter().find(|set| set.id == terms.rule_set);
                match set.filter(|set| self.words.has(self.lang, &set.name)) {
                    Some(set) => Shown::Text(self.t(&set.name)),
                    None => Shown::text(terms.rule_set.as_str()),
                }
            }
            Column::Problems => Shown::text(entry.problems.as_str()),
            Column::NextStep => Shown::text(entry.next_step.as_str()),
            Column::Evidence => Shown::text(entry.evidence.as_str()),
            Column::Note => Shown::text(entry.opinion.as_str()),
        }
    }

    /// A report schedule in words.
    pub(super) fn schedule(&self, schedule: &str) -> Cow<'a, str> {
        match (schedule, schedule.strip_prefix("monthly:")) {
            (_, Some(day)) => self.m(&Message::new("ledger-schedule-monthly").with("day", day)).into(),
            ("quarterly", _) => self.t("ledger-schedule-quarterly"),
            ("ten_day", _) => self.t("ledger-schedule-ten-day"),
            ("weekly", _) => self.t("ledger-schedule-weekly"),
            _ => Cow::Owned(schedule.to_owned()),
        }
    }

    /// The title of the ledger.
    pub(super) fn title(&self) -> String {
        self.t("ledger-title").into_owned()
    }

    /// “截至 2026年11月22日”.
    pub(super) fn as_of(&self) -> String {
        self.m(&Message::new("ledger-as-of").with("day", self.at.day()))
    }

    /// Counts by light in words, only what there is.
    pub(super) fn counts<'e>(&self, entries: impl Iterator<Item = &'e Entry> + Clone) -> String {
        let order = [Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey, Light::Done];
        let parts: Vec<String> = order
            .into_iter()
            .filter_map(|light| {
                let count = entries.clone().filter(|entry| self.light(entry) == light).count();
                (count > 0).then(|| format!("{} {count}", self.t(light.name_key())))
            })
            .collect();
        parts.join(if self.english() { ", " } else { "，" })
    }
}

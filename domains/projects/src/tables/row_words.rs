//! The words and days of a row: what is written down of a project, of its year and of its months. Pure.

use qipan_accounts::table::wording::fold;
use qipan_board::ledger::dates::{Limit, NoLimit, limit};
use qipan_kernel::{Day, Fen, Id, Message};
use qipan_web::Lang;
use qipan_web::forms::paragraph;

use super::columns::{Column, TableKind};
use super::model::Term;
use super::row::RowReader;
use super::values::span;
use crate::book::model::{Class, Level, ProjectData, Stage, Year};
use crate::book::{code, rules};

impl RowReader<'_> {
    pub(super) fn manage(&mut self, column: Column) {
        self.managed.push(column);
    }

    /// Sets a line of what is written down.
    fn line(&mut self, column: Column, text: String, pick: fn(&mut ProjectData) -> &mut String, most: usize) {
        let was = paragraph(pick(&mut self.draft.data));
        if was == text || text.is_empty() {
            return;
        }
        if text.chars().count() > most {
            return self.fault(column, Message::new("form-too-long").with("max", most));
        }
        self.changed(column, was, text.clone());
        *pick(&mut self.draft.data) = text;
        self.draft.rewritten = true;
        self.manage(column);
    }

    pub(super) fn word(&mut self, column: Column) {
        let text = self.text(column);
        if text.is_empty() {
            return;
        }
        match column {
            Column::Scale => self.line(column, text, |data| &mut data.scale, rules::TEXT_MAX),
            Column::Capacity => self.line(column, text, |data| &mut data.capacity, rules::LINE_MAX),
            Column::Owner => self.line(column, text, |data| &mut data.owner, rules::LINE_MAX),
            Column::Person => self.line(column, text, |data| &mut data.liaison, rules::LINE_MAX),
            Column::Place => self.line(column, text, |data| &mut data.place, rules::LINE_MAX),
            Column::Industry => self.line(column, text, |data| &mut data.industry, rules::LINE_MAX),
            Column::Leader => self.leader(column, text),
            Column::LeaderCity | Column::LeaderDistrict => {
                let both = [Column::LeaderCity, Column::LeaderDistrict].map(|column| self.text(column));
                let whole = both.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、");
                self.leader(column, whole);
            }
            Column::OwnerPerson => {
                let (owner, person) = two(&text);
                self.line(column, owner, |data| &mut data.owner, rules::LINE_MAX);
                self.line(column, person, |data| &mut data.liaison, rules::LINE_MAX);
            }
            Column::UnitPerson => {
                let (unit, person) = two(&text);
                self.unit(column, &unit);
                self.line(column, person, |data| &mut data.liaison, rules::LINE_MAX);
            }
            Column::LeadUnit => self.unit(column, &text),
            Column::Code => self.code(&text),
            Column::Level => self.level(&text),
            Column::Nature => self.nature(&text),
            Column::Goal => self.goal(text),
            Column::Span => self.span(&text),
            Column::Start | Column::Finish => self.day(column, &text),
            Column::Stage => self.stage(&text),
            Column::SignedOn => self.signed(&text),
            Column::Image => self.image(text),
            Column::Problems => self.problems(&text),
            Column::Coordinate => self.asked(&text),
            Column::Aim(month) => self.aim(column, month, text),
            Column::Note if self.place.table.kind == TableKind::FiveYear => self.term_note(text),
            _ => {}
        }
    }

    fn leader(&mut self, column: Column, text: String) {
        let before = self.draft.data.leader.clone();
        self.line(column, text, |data| &mut data.leader, rules::LINE_MAX);
        if self.draft.data.leader != before {
            let (data, against) = (&self.draft.data, self.against);
            let link = against.roster.matched(
                &data.leader,
                Some(data.lead_unit),
                against.names.units,
                against.today,
            );
            self.draft.data.leader_link = link;
        }
    }

    fn unit(&mut self, column: Column, text: &str) {
        if text.is_empty() {
            return;
        }
        let units = self.against.names.units;
        match units.by_name(text) {
            Some(unit) if unit.id == self.draft.data.lead_unit => {}
            Some(unit) if self.draft.data.cooperating.contains(&unit.id) => {
                self.fault(column, Message::new("project-unit-twice"));
            }
            Some(unit) => {
                let was = self.against.names.unit(self.draft.data.lead_unit);
                let was = if self.draft.data.lead_unit == Id(0) { String::new() } else { was };
                self.changed(column, was, self.against.names.unit(unit.id));
                self.draft.data.lead_unit = unit.id;
                self.draft.rewritten = true;
                self.manage(column);
            }
            None => {
                let message = match units.search(text, 1).first() {
                    Some(like) => Message::new("ledger-unit-unknown-like")
                        .with("name", text)
                        .with("like", like.data.name_zh.as_str()),
                    None => Message::new("ledger-unit-unknown").with("name", text),
                };
                self.fault(column, message);
            }
        }
    }

    fn code(&mut self, text: &str) {
        match code::normal(text) {
            Ok(code) => self.line(Column::Code, code, |data| &mut data.code, rules::LINE_MAX),
            Err(failure) => self.fault(Column::Code, failure.message),
        }
    }

    fn says(&self, key: &str, text: &str) -> bool {
        let words = self.against.names.words;
        Lang::ALL.into_iter().any(|lang| fold(&words.t(lang, key)) == text)
    }

    fn level(&mut self, text: &str) {
        let folded = fold(text);
        let own = Level::ALL.iter().copied().find(|level| self.says(level.key(), &folded));
        let meant = own.or_else(|| {
            let words = [
                (Level::National, &["国家", "national", "国"][..]),
                (Level::Municipal, &["省", "市", "municipal", "provincial"]),
                (Level::District, &["县", "区", "district", "county"]),
            ];
            words
                .into_iter()
                .find(|(_, words)| words.iter().any(|word| folded.contains(word)))
                .map(|(level, _)| level)
        });
        match meant {
            Some(level) if level != self.draft.data.level => {
                let (was, becomes) =
                    (self.against.names.t(self.draft.data.level.key()), self.against.names.t(level.key()));
                self.changed(Column::Level, was, becomes);
                self.draft.data.level = level;
                self.draft.rewritten = true;
                self.manage(Column::Level);
            }
            Some(_) => {}
            None => self.fault(Column::Level, Message::new("table-level-unknown").with("text", text)),
        }
    }

    /// How the project is to stand in the year's list; made where it does not stand there yet.
    pub(super) fn year_mut(&mut self) -> &mut Year {
        let (at, today) = (self.at, self.against.today);
        let project = &self.base.project;
        let begun = project.stage >= Stage::Started;
        let class = match project.started_on {
            Some(day) if begun && day.year() < at.year => Class::Continuing,
            _ if begun || project.data.planned_start.is_some_and(|day| day.year() == at.year) => Class::New,
            _ => Class::Preparatory,
        };
        let reason = self.against.options.reason.trim().to_owned();
        let year = self.year.get_or_insert_with(|| Year {
            year: at.year,
            class,
            plan: Fen(0),
            goal: String::new(),
            listed_on: today,
            listed_why: reason.clone(),
            left_on: None,
            left_why: String::new(),
        });
        year.listed_why = reason;
        (year.left_on, year.left_why) = (None, String::new());
        year
    }

    fn nature(&mut self, text: &str) {
        let folded = fold(text);
        let own = Class::ALL.iter().copied().find(|class| self.says(class.key(), &folded));
        let meant = own.or_else(|| {
            let words = [
                (Class::Capacity, &["达产"][..]),
                (Class::Finishing, &["竣工", "投产", "建成"]),
                (Class::Continuing, &["续建", "在建", "结转"]),
                (Class::New, &["新开工", "新建", "开工"]),
                (Class::Preparatory, &["前期", "预备", "筹建"]),
                (Class::Reserve, &["储备", "谋划"]),
            ];
            words
                .into_iter()
                .find(|(_, words)| words.iter().any(|word| folded.contains(word)))
                .map(|(class, _)| class)
        });
        match meant {
            Some(class) if self.year.as_ref().is_none_or(|year| year.class != class) => {
                let was =
                    self.year.as_ref().map(|year| self.against.names.t(year.class.key())).unwrap_or_default();
                self.changed(Column::Nature, was, self.against.names.t(class.key()));
                self.year_mut().class = class;
                self.manage(Column::Nature);
            }
            Some(_) => {}
            None => self.fault(Column::Nature, Message::new("table-class-unknown").with("text", text)),
        }
    }

    fn goal(&mut self, text: String) {
        let was = self.year.as_ref().map(|year| paragraph(&year.goal)).unwrap_or_default();
        if was == text {
            return;
        }
        if text.chars().count() > rules::TEXT_MAX {
            return self.fault(Column::Goal, Message::new("form-too-long").with("max", rules::TEXT_MAX));
        }
        self.changed(Column::Goal, was, text.clone());
        self.year_mut().goal = text;
        self.manage(Column::Goal);
    }

    fn span(&mut self, text: &str) {
        if text == span(&self.draft.data) {
            return;
        }
        let sides: Vec<&str> = text
            .split(['—', '–', '-', '~', '～', '至', '到'])
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .collect();
        let year = self.at.year;
        let read = |text: &str| {
            limit(text, year).ok().and_then(|limit| match limit {
                Limit::Day { day, .. } => Some(day),
                Limit::Standing => None,
            })
        };
        let whole = |text: &str| text.trim_end_matches(['年', '月', '日']).len() <= 4;
        let (Some(start), Some(finish)) = (
            sides.first().copied().map(|text| year_first(text, read)),
            sides.last().copied().map(|text| year_last(text, read)),
        ) else {
            return;
        };
        let (Some(start), Some(finish)) = (start, finish) else {
            return self.fault(Column::Span, Message::new("table-span-unreadable").with("text", text));
        };
        let by_year = sides.iter().all(|side| whole(side));
        let same = |held: Option<Day>, said: Day| {
            held.is_some_and(|held| held.year() == said.year() && (by_year || held.ymd().1 == said.ymd().1))
        };
        let data = &self.draft.data;
        let (keeps_start, keeps_finish) =
            (same(data.planned_start, start), same(data.planned_finish, finish));
        if keeps_start && keeps_finish {
            return;
        }
        let was = span(data);
        if !keeps_start {
            self.draft.data.planned_start = Some(start);
        }
        if !keeps_finish {
            self.draft.data.planned_finish = Some(finish);
        }
        self.changed(Column::Span, was, span(&self.draft.data));
        self.draft.rewritten = true;
        self.manage(Column::Span);
    }

    pub(super) fn limit(&mut self, column: Column, text: &str) -> Option<(Day, bool)> {
        match limit(text, self.at.year) {
            Ok(Limit::Day { day, exact }) => Some((day, exact || text.contains(['日', '号']))),
            Ok(Limit::Standing) => None,
            Err(wrong) => {
                let key = match wrong {
                    NoLimit::Impossible => "ledger-date-impossible",
                    NoLimit::Unreadable => "ledger-date-unreadable",
                };
                self.fault(column, Message::new(key).with("text", text));
                None
            }
        }
    }

    fn day(&mut self, column: Column, text: &str) {
        let Some((day, exact)) = self.limit(column, text) else { return };
        let held = if column == Column::Start {
            self.draft.data.planned_start
        } else {
            self.draft.data.planned_finish
        };
        let same_month = held.is_some_and(|held| held.month_start() == day.month_start());
        if held == Some(day) || (!exact && same_month) {
            return;
        }
        let day = if exact || column == Column::Finish { day } else { day.month_start() };
        self.changed(column, held.map(|day| day.to_string()).unwrap_or_default(), day.to_string());
        if column == Column::Start {
            self.draft.data.planned_start = Some(day);
        } else {
            self.draft.data.planned_finish = Some(day);
        }
        self.draft.rewritten = true;
        self.manage(column);
    }

    /// Stages are reached through their gates, never by a table: what differs is said.
    fn stage(&mut self, text: &str) {
        let folded = fold(text);
        let stage = self.base.project.stage;
        if self.held.is_some() && !self.says(stage.key(), &folded) {
            let name = self.against.names.t(stage.key());
            self.note(
                Column::Stage,
                Message::new("table-stage-differs").with("said", text).with("held", name),
            );
        }
    }

    fn signed(&mut self, text: &str) {
        let Some((day, exact)) = self.limit(Column::SignedOn, text) else { return };
        let same = |held: Day| held == day || (!exact && held.month_start() == day.month_start());
        if self.held.is_some() && !self.base.signed_on.is_some_and(same) {
            self.note(Column::SignedOn, Message::new("table-signed-differs"));
        }
    }

    fn image(&mut self, text: String) {
        if text == paragraph(&self.base.image) {
            return;
        }
        let was = self.base.image.clone();
        self.changed(Column::Image, was, text.clone());
        self.entry_mut(self.at.month, self.image_part()).image = text;
    }

    /// Where words on a month go: to the ten-day of the table, or to the last of a month that is entered by ten-days.
    pub(super) fn image_part(&self) -> u32 {
        let parts =
            self.base.entries.iter().filter(|entry| entry.month == self.at.month && entry.done.is_some());
        if self.at.part > 0 { self.at.part } else { parts.map(|entry| entry.part).max().unwrap_or(0) }
    }

    fn aim(&mut self, column: Column, month: u8, text: String) {
        let was = paragraph(&self.base.aims[usize::from(month) - 1]);
        if was == text {
            return;
        }
        if text.chars().count() > rules::TEXT_MAX {
            return self.fault(column, Message::new("form-too-long").with("max", rules::TEXT_MAX));
        }
        self.changed(column, was, text.clone());
        self.draft.aims.push((u32::from(month), text));
        self.manage(column);
    }

    pub(super) fn term_mut(&mut self) -> &mut Term {
        let first_year = self.at.year;
        let held = self.base.term.clone();
        let term = || held.unwrap_or(Term { first_year, plan: Fen(0), note: String::new() });
        self.draft.term.get_or_insert_with(term)
    }

    fn term_note(&mut self, text: String) {
        let was = self.base.term.as_ref().map(|term| paragraph(&term.note)).unwrap_or_default();
        if was != text {
            self.changed(Column::Note, was, text.clone());
            self.term_mut().note = text;
            self.manage(Column::Note);
        }
    }
}

/// Two names in one cell: one below the other, or with a stroke between.
fn two(text: &str) -> (String, String) {
    let (first, second) = text.split_once(['\n', '/', '／']).unwrap_or((text, ""));
    (first.trim().to_owned(), second.trim().replace('\n', " "))
}

fn year_of(text: &str) -> Option<i32> {
    let digits = text.trim_end_matches('年');
    digits.parse().ok().filter(|year| (1950..=2150).contains(year) && digits.len() == 4)
}

fn year_first(text: &str, read: impl Fn(&str) -> Option<Day>) -> Option<Day> {
    match year_of(text) {
        Some(year) => Day::from_ymd(year, 1, 1),
        None => read(text).map(Day::month_start),
    }
}

fn year_last(text: &str, read: impl Fn(&str) -> Option<Day>) -> Option<Day> {
    match year_of(text) {
        Some(year) => Day::from_ymd(year, 12, 31),
        None => read(text).map(Day::month_end),
    }
}

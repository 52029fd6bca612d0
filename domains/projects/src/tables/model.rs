//! What a table is made of: a project with everything that its tables print, and the values of cells.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Fen, Id};

use super::columns::TableKind;
use crate::book::model::{Project, Year};
use crate::contracts::model::Contract;
use crate::invest::model::Entry;
use crate::invest::rules::{Ratio, months};
use crate::money::commands::Grounds;
use crate::money::model::{Balances, Source};
use crate::nodes::model::Node;

/// The time a table speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// The year; of a five-year plan its first.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The ten-day, 1 to 3; 0 where the table has none.
    pub part: u32,
}

impl At {
    /// The time of a table of this kind: a part only for ten-days, the first year for five.
    pub fn of(kind: TableKind, year: i32, month: u32, part: u32) -> At {
        let year = if kind == TableKind::FiveYear { year - (year - 1).rem_euclid(5) } else { year };
        let part = if kind == TableKind::TenDay { part.clamp(1, 3) } else { 0 };
        At { year, month: month.clamp(1, 12), part }
    }
}

/// A project in a five-year plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// The plan's first year.
    pub first_year: i32,
    /// Investment planned within it.
    pub plan: Fen,
    /// 备注
    pub note: String,
}

/// A project with what its tables print of a year.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// The project.
    pub project: Project,
    /// Invested in the book's years before.
    pub earlier: Fen,
    /// How it stands in the year's list.
    pub year: Option<Year>,
    /// Its study is approved or its estimate fixed (Government Investment Regulations, article 17).
    pub approved: bool,
    /// The year's months and ten-days.
    pub entries: Vec<Entry>,
    /// What was last said of its image progress up to the table's time.
    pub image: String,
    /// 形象进度安排 of each month.
    pub aims: [String; 12],
    /// When it was signed.
    pub signed_on: Option<Day>,
    /// How it stands in the five-year plan.
    pub term: Option<Term>,
    /// Its nodes, where the table prints them.
    pub nodes: Vec<Node>,
    /// Its unsolved problems, where the table prints them: what is said, and what is asked of those above.
    pub problems: Vec<(String, String)>,
    /// What its accounts add up to, where the table prints money.
    pub funds: Balances,
    /// What is said of the sources of its money, where the table prints it.
    pub fund_notes: BTreeMap<Source, String>,
    /// Its contracts, where the table prints them.
    pub contracts: Vec<Contract>,
    /// What orders on its money are decided on, where a table that is read in may give some.
    pub grounds: Option<Grounds>,
}

impl Held {
    /// A project of which nothing else is known yet.
    pub fn of(project: Project) -> Held {
        Held {
            project,
            earlier: Fen(0),
            approved: false,
            year: None,
            entries: Vec::new(),
            image: String::new(),
            aims: Default::default(),
            signed_on: None,
            term: None,
            nodes: Vec::new(),
            problems: Vec::new(),
            funds: Balances::default(),
            fund_notes: BTreeMap::new(),
            contracts: Vec::new(),
            grounds: None,
        }
    }

    /// Planned and done in each month.
    pub fn months(&self, year: i32) -> [(Option<Fen>, Option<Fen>); 12] {
        months(&self.entries, year)
    }

    /// Invested before the year: before the book, and in its earlier years.
    pub fn before(&self) -> Fen {
        Fen(self.project.data.before.0 + self.earlier.0)
    }

    /// Done from January to the end of a month; `None` where nothing was entered.
    pub fn until(&self, year: i32, month: u32) -> Option<Fen> {
        let all = self.months(year);
        let mut done = all.iter().take(month as usize).filter_map(|(_, done)| *done).peekable();
        done.peek()?;
        Some(Fen(done.map(|fen| fen.0).sum()))
    }

    /// What stands for a month or one of its ten-days.
    pub fn entry(&self, month: u32, part: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.month == month && entry.part == part)
    }

    /// Done in the month up to the end of a ten-day.
    pub fn to_ten_day(&self, month: u32, part: u32) -> Option<Fen> {
        let parts =
            self.entries.iter().filter(|entry| entry.month == month && (1..=part).contains(&entry.part));
        let mut done = parts.filter_map(|entry| entry.done).peekable();
        done.peek()?;
        Some(Fen(done.map(|fen| fen.0).sum()))
    }
}

/// What a cell holds. Texts are always texts: nothing that came from people is ever a formula.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// A number in order.
    Count(usize),
    /// Words.
    Text(String),
    /// An amount.
    Amount(Fen),
    /// A share.
    Share(Ratio),
    /// A day.
    Day(Day),
}

impl Value {
    /// Words, or nothing where there are none.
    pub fn text(text: impl Into<String>) -> Value {
        let text = text.into();
        if text.is_empty() { Value::Nothing } else { Value::Text(text) }
    }

    /// An amount, if there is one.
    pub fn amount(amount: Option<Fen>) -> Value {
        amount.map_or(Value::Nothing, Value::Amount)
    }

    /// A day, if there is one.
    pub fn day(day: Option<Day>) -> Value {
        day.map_or(Value::Nothing, Value::Day)
    }
}

/// The project that a row is to be taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// This one.
    Project(Id),
    /// One that is not in the book yet.
    New,
    /// None: the row is left out.
    Skip,
}

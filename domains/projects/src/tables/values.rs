//! What stands in the cell of a column for a project. Pure.

use qipan_accounts::Units;
use qipan_kernel::{Day, Fen, Id};
use qipan_web::{Lang, Words};

use super::columns::Column;
use super::model::{At, Held, Value};
use crate::book::model::{Level, ProjectData};
use crate::invest::rules::Ratio;

/// Names and words.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The words of all crates.
    pub words: &'a Words,
    /// The language of what the program says.
    pub lang: Lang,
    /// The units.
    pub units: &'a Units,
}

impl Names<'_> {
    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.words.t(self.lang, key).into_owned()
    }

    /// The short name of a unit.
    pub fn unit(&self, id: Id) -> String {
        self.units.short_name(id, self.lang == Lang::En)
    }
}

/// Two names in one cell, one below the other.
fn both(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first.to_owned(),
        (true, false) => format!("/{second}"),
        _ => format!("{first}\n{second}"),
    }
}

/// Several texts, one a line, without the empty ones.
fn lines<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// 2024.03—2027.12: when it is built, in years and months.
pub fn span(data: &ProjectData) -> String {
    let month =
        |day: Option<Day>| day.map(|day| format!("{}.{:02}", day.year(), day.ymd().1)).unwrap_or_default();
    match (month(data.planned_start), month(data.planned_finish)) {
        (start, finish) if start.is_empty() && finish.is_empty() => String::new(),
        (start, finish) => format!("{start}—{finish}"),
    }
}

/// The amount of a column; `None` where nothing is held.
pub fn amount(column: Column, held: &Held, at: At) -> Option<Fen> {
    let months = || held.months(at.year);
    let month = at.month as usize - 1;
    match column {
        Column::Total => Some(held.project.data.total),
        Column::Earlier | Column::BeforeTerm => Some(held.before()),
        Column::Plan => held.year.as_ref().filter(|year| year.left_on.is_none()).map(|year| year.plan),
        Column::Later => held
            .year
            .as_ref()
            .map(|year| Fen((held.project.data.total.0 - held.before().0 - year.plan.0).max(0))),
        Column::MonthPlan => months()[month].0,
        Column::MonthDone => months()[month].1,
        Column::TenDay => held.entry(at.month, at.part).and_then(|entry| entry.done),
        Column::ToTenDay => held.to_ten_day(at.month, at.part),
        Column::Cumulative => held.until(at.year, at.month),
        Column::InTerm => held.term.as_ref().map(|term| term.plan),
        Column::Planned(of) => months()[usize::from(of) - 1].0,
        column if column.of_ledger() => super::funds::amount(column, held, at),
        _ => None,
    }
}

/// The value of a column; `names` puts it into words.
pub fn value(column: Column, held: &Held, at: At, names: &Names<'_>) -> Value {
    let data = &held.project.data;
    let city = data.level != Level::District;
    match column {
        Column::Name => Value::text(&data.name),
        Column::Code => Value::text(&data.code),
        Column::Nature => {
            held.year.as_ref().map_or(Value::Nothing, |year| Value::text(names.t(year.class.key())))
        }
        Column::Scale => Value::text(&data.scale),
        Column::Capacity => Value::text(&data.capacity),
        Column::Span => Value::text(span(data)),
        Column::Goal => held.year.as_ref().map_or(Value::Nothing, |year| Value::text(&year.goal)),
        Column::Image => Value::text(&held.image),
        Column::Start => Value::day(data.planned_start),
        Column::Finish => Value::day(data.planned_finish),
        Column::Level => Value::text(names.t(data.level.key())),
        Column::Industry => Value::text(&data.industry),
        Column::LeadUnit | Column::NodeUnit => Value::text(names.unit(data.lead_unit)),
        Column::UnitPerson => Value::text(both(&names.unit(data.lead_unit), &data.liaison)),
        Column::Owner | Column::Investor | Column::Client => Value::text(&data.owner),
        Column::OwnerPerson => Value::text(both(&data.owner, &data.liaison)),
        Column::Person => Value::text(&data.liaison),
        Column::Leader => Value::text(&data.leader),
        Column::LeaderCity => Value::text(if city { data.leader.as_str() } else { "" }),
        Column::LeaderDistrict => Value::text(if city { "" } else { data.leader.as_str() }),
        Column::Place => Value::text(&data.place),
        Column::Stage => Value::text(names.t(held.project.stage.key())),
        Column::SignedOn => Value::day(held.signed_on),
        Column::Aim(month) => Value::text(held.aims[usize::from(month) - 1].as_str()),
        Column::Note => held.term.as_ref().map_or(Value::Nothing, |term| Value::text(&term.note)),
        Column::CumulativeShare | Column::TenDayShare | Column::ToTenDayShare => {
            let parts = column
                .share_of()
                .and_then(|(done, plan)| Some((amount(done, held, at)?, amount(plan, held, at)?)));
            parts.and_then(|(done, plan)| Ratio::of(done.0, plan.0)).map_or(Value::Nothing, Value::Share)
        }
        Column::Problems => Value::text(lines(held.problems.iter().map(|(text, _)| text.as_str()))),
        Column::Coordinate => Value::text(lines(held.problems.iter().map(|(_, ask)| ask.as_str()))),
        Column::Serial | Column::NodeName | Column::NodeDue | Column::NodeProgress => Value::Nothing,
        _ => Value::amount(amount(column, held, at)),
    }
}

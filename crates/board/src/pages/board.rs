//! The first screen: loading what it shows.

use std::collections::HashSet;

use axum::response::Response;
use qipan_accounts::http::{Call, Site};
use qipan_kernel::{Day, Failure, Id, Outcome};

use super::board_view::{self, Shown};
use super::decide::{self, Picked, Why};
use super::rows::{self, Wanted};
use super::setting::Setting;
use crate::board::{Board, visible};
use crate::commitments::store;
use crate::grid::compare::{self, Changes};
use crate::lights::Light;
use crate::lists::{self, Filter};
use crate::query;

/// Rows on a wall display: what a screen of 1080 lines has room for.
const WALL_ROWS: usize = 13;

/// A list of (name in the language of the page, day).
pub type Days = Vec<(String, Day)>;

/// Gives the days to compare with.
pub type Offer = Box<dyn Fn(&Site) -> Outcome<Days> + Send + Sync>;

/// The days that the board offers to compare with: dates of meetings and plans, newest first. A part of the site that
/// whoever holds documents may add; without it the ends of the last twelve months are offered.
pub struct Comparisons(pub Offer);

/// The days to compare with, newest first, none after `at`.
fn comparisons(call: &Call, setting: &Setting) -> Outcome<Days> {
    let at = setting.when.day();
    let mut days = match call.site.find_part::<Comparisons>() {
        Some(part) => (part.0)(&call.site)?,
        None => Vec::new(),
    };
    days.retain(|(_, day)| *day < at);
    if days.is_empty() {
        let start = at.month_start();
        days = (0..12)
            .map(|back| (start - 1).plus_months(-back).month_end())
            .map(|day| (String::new(), day))
            .collect();
    }
    for (name, day) in &mut days {
        let shown = setting.view.day(*day);
        *name = if name.is_empty() { shown } else { format!("{name} · {shown}") };
    }
    Ok(days)
}

/// The comparison that the query asks for: none when `vs` is empty, the newest offered when it is absent.
fn versus(call: &Call, days: &mut Days, setting: &Setting) -> Outcome<Option<Day>> {
    if !call.query.has("vs") {
        return Ok(days.first().map(|(_, day)| *day));
    }
    let asked = query::day(call, "vs")?.filter(|day| *day < setting.when.day());
    if let Some(day) = asked
        && !days.iter().any(|(_, offered)| *offered == day)
    {
        days.insert(0, (setting.view.day(day), day));
    }
    Ok(asked)
}

fn id(call: &Call, name: &'static str) -> Outcome<Option<Id>> {
    match call.query.value(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Failure::not_found()),
    }
}

/// Loads what the board shows.
///
/// On the wall there are as many rows as a screen has room for, only what is open, and the red ones by name.
pub(super) async fn load(call: &Call, wall: bool) -> Outcome<Shown> {
    let setting = Setting::of(call)?;
    let wanted = Wanted {
        focus: id(call, "unit")?,
        line: id(call, "line")?,
        light: Some(call.query.value("light"))
            .filter(|text| !text.is_empty())
            .and_then(|text| text.parse().ok()),
        visible: visible(&setting.actor),
        open: wall || call.query.has("open"),
        all_rows: call.query.value("rows") == "all",
        most: wall.then_some(WALL_ROWS),
    };
    if let Some(focus) = wanted.focus {
        let seen = wanted.visible.as_ref().is_none_or(|units| units.contains(&focus));
        if !seen || setting.units.get(focus).is_none() {
            return Err(Failure::not_found());
        }
    }
    let mut days = comparisons(call, &setting)?;
    let vs = versus(call, &mut days, &setting)?;
    let position = call.site.part::<Board>().position.clone();
    let scope = scope(&setting, &wanted);
    let (when, today) = (setting.when, setting.when.day());
    let soon = decide::soon_until(&setting.book.calendar, today);
    let filter = Filter {
        units: wanted.focus.map(|unit| setting.units.subtree(unit)),
        visible: wanted.visible.clone(),
        line: wanted.line,
        ..Filter::default()
    };
    let line = wanted.line;
    let (grid, changes, found, first, suspended) = call
        .read(move |tx| {
            let inside = |unit: Id, on: Id| {
                scope.as_ref().is_none_or(|units| units.contains(&unit)) && line.is_none_or(|line| line == on)
            };
            let grid = position.grid(tx, when.at)?;
            let changes = match vs {
                Some(day) => compare::compare(&position, tx, day.end(), when.at, inside)?,
                None => Changes::default(),
            };
            let mut picked = Picked::default();
            position.stones(tx, when.at, |stone| {
                if inside(stone.unit, stone.line) && stone.light != Light::Done {
                    picked.look(&stone, (today, soon));
                }
                Ok(())
            })?;
            let found = decide::load(tx, &picked, &filter, (when.at, when.current))?;
            let suspended = lists::suspended(tx, &filter, (when.at, when.current))?;
            Ok((grid, changes, found, store::first_day(tx)?, suspended))
        })
        .await?;
    let rows = rows::rows(&setting.units, &grid, &wanted);
    let found = if wall { found.into_iter().filter(|one| one.why == Why::Red).collect() } else { found };
    let cards = decide::choose(found, &setting.book.calendar, today);
    Ok(Shown {
        empty: grid.cells.is_empty(),
        totals: rows::sum(&setting.units, &grid, &wanted),
        rows,
        cards,
        suspended,
        changes,
        days,
        vs,
        first: first.unwrap_or(today),
        wanted,
        setting,
    })
}

/// The units that numbers are about; `None` for all.
fn scope(setting: &Setting, wanted: &Wanted) -> Option<HashSet<Id>> {
    let focus = wanted.focus.map(|unit| setting.units.subtree(unit));
    match (focus, &wanted.visible) {
        (None, None) => None,
        (Some(units), None) => Some(units.into_iter().collect()),
        (None, Some(seen)) => Some(seen.iter().copied().collect()),
        (Some(units), Some(seen)) => Some(units.into_iter().filter(|unit| seen.contains(unit)).collect()),
    }
}

/// `GET /`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call, false).await?;
    call.page(board_view::page(&shown))
}

/// `GET /wall`
pub(super) async fn wall(call: Call) -> Outcome<Response> {
    let shown = load(&call, true).await?;
    call.page(board_view::wall(&shown))
}

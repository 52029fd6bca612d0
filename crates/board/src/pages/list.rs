//! Lists of commitments: loading.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_web::Cursor;

use super::list_view::{self, Change, Shown};
use super::setting::Setting;
use crate::board::{Board, visible};
use crate::grid::compare::compare;
use crate::lists::{self, Filter};
use crate::query;

/// More than this many changed commitments are not listed: a comparison over years is no list.
const CHANGED_MAX: usize = 20_000;

/// What changed, when the query asks for a comparison.
fn change(call: &Call) -> Outcome<Option<(Day, Change)>> {
    let Some(since) = query::day(call, "since")? else { return Ok(None) };
    let word = call.query.value("change");
    let found = Change::ALL.into_iter().find(|change| change.as_str() == word);
    let wrong =
        || Failure::invalid("query-not-understood").with("name", "change").with("text", word).at("change");
    found.map(|change| Some((since, change))).ok_or_else(wrong)
}

/// Narrows `filter` to what changed since a day.
async fn only_changed(
    call: &Call,
    setting: &Setting,
    filter: &mut Filter,
    (since, change): (Day, Change),
) -> Outcome<()> {
    let position = call.site.part::<Board>().position.clone();
    let (seen, units, line, at) =
        (visible(&setting.actor), filter.units.clone(), filter.line, setting.when.at);
    let mut changes = call
        .read(move |tx| {
            let inside = |unit: Id, on: Id| {
                seen.as_ref().is_none_or(|seen| seen.contains(&unit))
                    && units.as_ref().is_none_or(|units| units.contains(&unit))
                    && line.is_none_or(|line| line == on)
            };
            compare(&position, tx, since.end(), at, inside)
        })
        .await?;
    let mut ids = match change {
        Change::Closed => std::mem::take(&mut changes.closed),
        Change::TurnedRed => std::mem::take(&mut changes.turned_red),
        Change::New => std::mem::take(&mut changes.new),
        Change::Slipped => std::mem::take(&mut changes.slipped),
    };
    ids.truncate(CHANGED_MAX);
    filter.only = Some(ids);
    filter.with_done = true;
    Ok(())
}

/// `GET /commitments`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::of(&call)?;
    let mut asked = query::list(&call)?;
    let changed = change(&call)?;
    if let Some(changed) = changed {
        only_changed(&call, &setting, &mut asked.filter, changed).await?;
    }
    let (sort, when, limit) = (asked.sort, asked.when, asked.limit);
    let position = call.site.part::<Board>().position.clone();
    let found = call
        .read(move |tx| {
            lists::page(&position, tx, &asked.filter, (when.at, when.current), sort, asked.start, limit)
        })
        .await?;
    let cursor = |row: Option<&crate::commitments::model::Commitment>, there: bool| {
        row.filter(|_| there).map(|row| Cursor::new(lists::key(sort, row), row.id))
    };
    let shown = Shown {
        before: cursor(found.rows.first(), found.more_before),
        after: cursor(found.rows.last(), found.more_after),
        rows: found.rows,
        unit: query::unit(&call)?,
        changed,
        query: call.query.clone(),
        setting,
    };
    call.page(list_view::page(&shown))
}

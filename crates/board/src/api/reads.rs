//! Reads of the API.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Id, Moment, Outcome};

use super::dto::{ChangesOut, CommitmentOut, GridOut, LinkOut, PageOut, ReportOut, Showing};
use crate::board::{Board, visible};
use crate::commitments::commands::target;
use crate::commitments::model::Commitment;
use crate::commitments::store;
use crate::grid::compare::compare;
use crate::lists;
use crate::query::{self, When};

pub(super) async fn grid(call: Call) -> Outcome<Response> {
    let when = query::when(&call)?;
    let position = call.site.part::<Board>().position.clone();
    let visible = visible(call.actor()?);
    let grid = call.read(move |tx| position.grid(tx, when.at)).await?;
    call.answer(&GridOut::of(&grid, visible.as_deref()))
}

pub(super) async fn changes(call: Call) -> Outcome<Response> {
    let (when, then) = (query::when(&call)?, query::day(&call, "from")?);
    let then = then.ok_or_else(|| Failure::invalid("form-required").at("from"))?.end();
    let position = call.site.part::<Board>().position.clone();
    let visible = visible(call.actor()?);
    let changes = call
        .read(move |tx| {
            let seen = |unit: Id, _| visible.as_ref().is_none_or(|units| units.contains(&unit));
            compare(&position, tx, then, when.at, seen)
        })
        .await?;
    call.answer(&ChangesOut::from(changes))
}

pub(super) async fn lines(call: Call) -> Outcome<Response> {
    let lines = call.site.part::<Board>().lines(&call.site)?;
    call.answer(lines.as_ref())
}

pub(super) async fn list(call: Call) -> Outcome<Response> {
    let asked = query::list(&call)?;
    let (sort, limit) = (asked.sort, asked.limit);
    let When { at, current } = asked.when;
    let position = call.site.part::<Board>().position.clone();
    let page = call
        .read(move |tx| lists::page(&position, tx, &asked.filter, (at, current), sort, asked.start, limit))
        .await?;
    let showing = Showing::of(&call)?;
    let cursor = |row: Option<&Commitment>, there: bool| {
        row.filter(|_| there).map(|row| qipan_web::Cursor::new(lists::key(sort, row), row.id).encode())
    };
    call.answer(&PageOut {
        after: cursor(page.rows.last(), page.more_after),
        before: cursor(page.rows.first(), page.more_before),
        items: page.rows.iter().map(|row| CommitmentOut::of(row, &showing, at)).collect(),
    })
}

/// The commitment of the path as it was at `at`, if the actor may see it.
async fn seen(call: &Call, at: Moment) -> Outcome<Commitment> {
    let id = call.id("id")?;
    let found = call.read(move |tx| store::as_of(tx, id, at)).await?.ok_or_else(Failure::not_found)?;
    access::require_for(call.actor()?, Act::BoardView, &target(&found))?;
    Ok(found)
}

pub(super) async fn one(call: Call) -> Outcome<Response> {
    let when = query::when(&call)?;
    let found = seen(&call, when.at).await?;
    call.answer(&CommitmentOut::of(&found, &Showing::of(&call)?, when.at))
}

pub(super) async fn history(call: Call) -> Outcome<Response> {
    let id = seen(&call, call.context()?.now).await?.id;
    let showing = Showing::of(&call)?;
    let versions = call.read(move |tx| store::history(tx, id)).await?;
    let shown = |one: &Commitment| CommitmentOut::of(one, &showing, one.version.valid_from);
    call.answer(&versions.iter().map(shown).collect::<Vec<_>>())
}

pub(super) async fn chain(call: Call) -> Outcome<Response> {
    let id = seen(&call, call.context()?.now).await?.id;
    let chains = call.chains("commitment", id)?;
    let found =
        call.read(move |tx| chains.into_iter().map(|read| read(tx)).collect::<Outcome<Vec<_>>>()).await?;
    call.answer(&found.into_iter().flatten().map(LinkOut::from).collect::<Vec<_>>())
}

pub(super) async fn reports(call: Call) -> Outcome<Response> {
    let id = seen(&call, call.context()?.now).await?.id;
    let reports = call.read(move |tx| store::reports(tx, id, 1_000)).await?;
    call.answer(&reports.into_iter().map(ReportOut::from).collect::<Vec<_>>())
}

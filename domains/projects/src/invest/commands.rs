//! Entering what was invested and how far building has come.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Day, Failure, Fen, Id, Outcome};
use serde_json::json;

use super::model::{Entry, EntryInput};
use super::{rules, store};
use crate::book::commands::{load, told};
use crate::book::store as projects;

/// Enters months or ten-days of a project, all or none. A figure that stands already is corrected with a reason; what it
/// was is kept.
///
/// # Errors
/// Forbidden; what `rules::check` refuses, with `row` naming which; money of a month to come; a month both as a whole and
/// by ten-days; more than the total investment; a correction without a reason.
pub fn enter(acting: &mut Acting<'_, '_>, id: Id, all: &[EntryInput]) -> Outcome<()> {
    let before = load(acting, id, Act::ProjectReport)?;
    if !before.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    for (row, input) in all.iter().enumerate() {
        one(acting, id, input, Fen(before.data.total.0 - before.data.before.0)).map_err(|mut failure| {
            failure.message = failure.message.with("row", row + 1);
            failure
        })?;
    }
    let next = crate::book::model::Project { changed_at: acting.context.now, ..before };
    projects::put(acting.tx, &next)?;
    told(acting.tx, acting.context, id, "project.enter", &json!({ "entries": all }))
}

fn one(acting: &mut Acting<'_, '_>, id: Id, input: &EntryInput, most: Fen) -> Outcome<()> {
    rules::check(input)?;
    let period = (input.year, input.month, input.part);
    let first = Day::from_ymd(input.year, input.month, 1)
        .ok_or_else(|| Failure::invalid("invest-period").at("month"))?;
    if input.done.is_some() && first > acting.context.now.day() {
        return Err(Failure::invalid("invest-month-to-come").at("done"));
    }
    let there = store::of_month(acting.tx, id, input.year, input.month)?;
    if there.iter().any(|entry| (entry.part == 0) != (input.part == 0)) {
        return Err(Failure::conflict("invest-both-ways").at("part"));
    }
    if let Some(done) = input.done {
        let others = store::but_for(acting.tx, id, period)?;
        if others.0 + done.0 > most.0 {
            return Err(Failure::invalid("invest-beyond-total").at("done"));
        }
    }
    put(acting, id, there.iter().find(|entry| entry.part == input.part), input)
}

/// Sets what stands for a month or ten-day after `before`, and keeps what is corrected by it.
///
/// # Errors
/// A correction without a reason.
pub fn put(acting: &mut Acting<'_, '_>, id: Id, before: Option<&Entry>, input: &EntryInput) -> Outcome<()> {
    let (now, by) = (acting.context.now, &acting.context.actor.name);
    if let Some(correction) = before.and_then(|before| rules::corrected(before, input, now, by)) {
        rules::reasoned(&correction)?;
        store::keep(acting.tx, acting.ids.next(now), id, &correction)?;
    }
    let entry = Entry {
        year: input.year,
        month: input.month,
        part: input.part,
        planned: input.planned,
        done: input.done,
        image: input.image.trim().to_owned(),
        entered_at: now,
        entered_by: by.clone(),
    };
    store::put(acting.tx, id, &entry)
}

//! Entering what was invested and how far building has come.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Day, Failure, Fen, Id, Outcome};
use serde_json::json;

use super::model::{Entry, EntryInput};
use super::{rules, store};
use crate::book::commands::{load, told};
use crate::book::store as projects;

/// Enters months or ten-days of a project, all or none.
///
/// # Errors
/// Forbidden; what `rules::check` refuses, with `row` naming which; money of a month to come; a month both as a whole and
/// by ten-days; more than the total investment.
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
    let there = store::parts(acting.tx, id, input.year, input.month)?;
    if there.iter().any(|part| (*part == 0) != (input.part == 0)) {
        return Err(Failure::conflict("invest-both-ways").at("part"));
    }
    if let Some(done) = input.done {
        let others = store::but_for(acting.tx, id, period)?;
        if others.0 + done.0 > most.0 {
            return Err(Failure::invalid("invest-beyond-total").at("done"));
        }
    }
    let entry = Entry {
        year: input.year,
        month: input.month,
        part: input.part,
        planned: input.planned,
        done: input.done,
        image: input.image.trim().to_owned(),
        entered_at: acting.context.now,
        entered_by: acting.context.actor.name.clone(),
    };
    store::put(acting.tx, id, &entry)
}

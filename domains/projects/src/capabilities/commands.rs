//! Teaching capabilities.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Outcome};
use qipan_overlap::Taxonomy;
use qipan_store::journal;
use serde_json::json;

use super::model::{self, Given, Lesson};
use super::store;
use crate::systems::commands::reasoned;

/// Gives a lesson.
///
/// # Errors
/// Forbidden; what `model::check` refuses.
pub fn teach(acting: &mut Acting<'_, '_>, built_in: &Taxonomy, lesson: &Lesson) -> Outcome<i64> {
    access::require(&acting.context.actor, Act::SystemDecide)?;
    let before = store::all(acting.tx)?;
    model::check(&built_in.taught(&model::teaching(&before)), lesson)?;
    give(acting, &before, Some(lesson.clone()), None, "")
}

/// Undoes a lesson.
///
/// # Errors
/// Forbidden; no such lesson, or undone already; no reason.
pub fn undo(acting: &mut Acting<'_, '_>, version: i64, reason: &str) -> Outcome<i64> {
    access::require(&acting.context.actor, Act::SystemDecide)?;
    reasoned(reason)?;
    let before = store::all(acting.tx)?;
    if !model::standing(&before).any(|(given, _)| given.version == version) {
        return Err(Failure::conflict("capability-lesson-gone").at("reason"));
    }
    give(acting, &before, None, Some(version), reason)
}

fn give(
    acting: &mut Acting<'_, '_>,
    before: &[Given],
    lesson: Option<Lesson>,
    undoes: Option<i64>,
    reason: &str,
) -> Outcome<i64> {
    let (now, actor) = (acting.context.now, &acting.context.actor);
    let one = Given {
        version: before.last().map_or(0, |last| last.version) + 1,
        lesson,
        undoes,
        reason: reason.trim().to_owned(),
        by: actor.name.clone(),
        at: now,
    };
    let id = acting.ids.next(now);
    store::add(acting.tx, id, actor.id, &one)?;
    let act = if undoes.is_some() { "capability.undo" } else { "capability.teach" };
    let body =
        json!({ "version": one.version, "lesson": one.lesson, "undoes": undoes, "reason": one.reason });
    journal::append(acting.tx, acting.context, act, ("capability", id), &body)?;
    Ok(one.version)
}

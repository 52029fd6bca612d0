//! The acts on lines.

use qipan_accounts::access::{self, Act};
use qipan_kernel::{Context, Failure, Id, IdSource, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::json;

use super::model::Line;
use super::store;

/// Topic of the event of every new or changed line.
pub const CHANGED: &str = "line.changed";

/// Adds a line (`id` 0) or changes one. Lines are never deleted: an inactive line leaves the board, its past stays.
///
/// # Errors
/// Forbidden; a missing name; a code that another line has.
pub fn put(tx: &mut Tx<'_>, context: &Context, ids: &IdSource, line: &Line) -> Outcome<Id> {
    access::require(&context.actor, Act::LineManage)?;
    let named = [("code", &line.code), ("name_zh", &line.name_zh), ("name_en", &line.name_en)];
    let missing = named.into_iter().filter(|(_, text)| text.trim().is_empty());
    Failure::collect(missing.map(|(field, _)| Failure::invalid("form-required").at(field)).collect())?;
    if store::all(tx)?.iter().any(|other| other.code == line.code && other.id != line.id) {
        return Err(Failure::conflict("line-code-taken").with("code", line.code.as_str()).at("code"));
    }
    let id = if line.id == Id(0) { ids.next(context.now) } else { line.id };
    let line = Line { id, ..line.clone() };
    store::put(tx, &line)?;
    journal::append(tx, context, "line.put", ("line", id), &json!(line))?;
    outbox::emit(tx, context, CHANGED, id, &json!({}))?;
    Ok(id)
}

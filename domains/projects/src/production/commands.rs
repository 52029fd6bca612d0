//! Entering what a project puts out.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Id, Outcome};
use serde_json::json;

use super::model::{Output, OutputInput};
use super::{rules, store};
use crate::book::commands::{load, told};

/// Enters the output of a month, or corrects it; what stood before stays in the journal.
///
/// # Errors
/// Forbidden; what `rules::check` refuses.
pub fn enter(acting: &mut Acting<'_, '_>, id: Id, input: &OutputInput) -> Outcome<()> {
    let project = load(acting, id, Act::ProjectReport)?;
    rules::check(&project, input, acting.context.now.day())?;
    let output = Output {
        year: input.year,
        month: input.month,
        amount: input.amount,
        note: input.note.trim().to_owned(),
        entered_at: acting.context.now,
        entered_by: acting.context.actor.name.clone(),
    };
    store::put(acting.tx, id, &output)?;
    told(acting.tx, acting.context, id, "project.output", &json!(input))
}

//! Recording a note, with the commitment that puts it right.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::{Acting, Registration};
use qipan_board::commitments::model::{Kind, Terms};
use qipan_board::on_board;
use qipan_kernel::{Failure, Id, Outcome};
use serde_json::json;

use super::model::{Note, NoteInput};
use super::{rules, store};
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::photos;

/// Characters of a finding that stand in the statement of its commitment.
const STATEMENT: usize = 60;

/// Records a note. With a limit, what was found is registered on the board and given to its unit, in the same act.
///
/// # Errors
/// Forbidden (units' own people record what needs no commitment); a project that has ended; what `rules::check` refuses; a
/// unit or photograph that is not there; what the board refuses.
pub fn record(acting: &mut Acting<'_, '_>, project: Id, input: &NoteInput) -> Outcome<Note> {
    let found = load(acting, project, Act::ProjectReport)?;
    if !found.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    let now = acting.context.now;
    rules::check(input, now.day())?;
    if let Some(photo) = input.photo {
        let there = photos::store::find(acting.tx, project, photo)?.filter(|photo| photo.withdrawn.is_none());
        there.ok_or_else(|| Failure::invalid("site-note-photo-unknown").at("photo"))?;
    }
    if let Some(unit) = input.unit
        && units::store::get(acting.tx, unit)?.is_none()
    {
        return Err(Failure::invalid("project-unit-unknown").at("unit"));
    }
    let commitment = match input.due_day {
        Some(_) => {
            access::require(&acting.context.actor, Act::Register)?;
            Some(on_board::give(acting, &registration(&found, input))?)
        }
        None => None,
    };
    let note = Note {
        id: acting.ids.next(now),
        project,
        data: NoteInput { finding: input.finding.trim().to_owned(), ..input.clone() },
        recorded_at: now,
        recorded_by: acting.context.actor.name.clone(),
        commitment,
    };
    store::insert(acting.tx, &note)?;
    let body = json!({ "note": note.id, "data": note.data, "commitment": note.commitment.as_ref().map(|one| one.id) });
    told(acting.tx, acting.context, project, "project.site-note", &body)?;
    Ok(note)
}

fn registration(project: &Project, note: &NoteInput) -> Registration {
    let data = &project.data;
    let lead_unit = note.unit.unwrap_or(data.lead_unit);
    let mut cooperating = vec![data.lead_unit];
    cooperating.retain(|unit| *unit != lead_unit);
    let short: String = note.finding.trim().chars().take(STATEMENT).collect();
    let statement = format!("{}：整改“{short}”", data.name);
    let start = note.found_on.min(note.due_day.unwrap_or(note.found_on));
    let terms = Terms {
        kind: Kind::Rectification,
        cooperating,
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: note.person.clone(),
        measure: note.measure.trim().to_owned(),
        due_day: note.due_day,
        ..on_board::terms(statement, data.line, lead_unit, start)
    };
    let cited = format!("{}（{}）", data.name, note.found_on);
    on_board::registration(terms, note.finding.trim().to_owned(), cited)
}

//! The JSON API of notes, `/api/v1/projects/{id}/notes`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::Outcome;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Note, NoteInput};
use super::{commands, store};
use crate::book::commands::seen;

/// A note of a site.
#[derive(Serialize, JsonSchema)]
struct NoteOut {
    id: i64,
    project: i64,
    data: NoteInput,
    recorded_at: String,
    recorded_by: String,
    /// What was opened on the board.
    commitment: Option<i64>,
    number: Option<String>,
    /// Something still has to be put right.
    open: bool,
}

impl NoteOut {
    fn of(note: &Note) -> NoteOut {
        NoteOut {
            id: note.id.0,
            project: note.project.0,
            data: note.data.clone(),
            recorded_at: note.recorded_at.rfc3339(),
            recorded_by: note.recorded_by.clone(),
            commitment: note.commitment.as_ref().map(|one| one.id.0),
            number: note.commitment.as_ref().map(|one| one.number.clone()),
            open: note.is_open(),
        }
    }
}

/// Registers the calls.
pub(super) fn routes(routes: &mut Routes) {
    let doc = |id, about| Doc::new(id, "Projects", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/notes",
        Access::May(Act::ProjectView),
        doc("listSiteNotes", "Safety and quality notes of a site, the newest first").gives::<Vec<NoteOut>>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/notes",
        Access::May(Act::ProjectReport),
        doc(
            "recordSiteNote",
            "Records a note; with a limit, what is to be put right is registered on the board",
        )
        .takes::<NoteInput>()
        .gives::<NoteOut>()
        .status(201),
        record,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            seen(tx, &actor, id)?;
            store::of_project(tx, id)
        })
        .await?;
    call.answer(&found.iter().map(NoteOut::of).collect::<Vec<_>>())
}

async fn record(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<NoteInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        let note = commands::record(acting, id, &input)?;
        Ok(NoteOut::of(&note))
    })
    .await
}

//! Pages of notes: of one project with the form, and of all sites.

use axum::response::Response;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::{Act, access};
use qipan_board::board::{act, may, visible};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Id, Message, Outcome};
use qipan_web::components::{Button, Cell, Field, Head, Table, empty_state, error_summary_of, form, select};
use qipan_web::{Kept, Markup, html};

use super::model::{Note, NoteInput, NoteKind, Severity};
use super::{commands, rules, store};
use crate::book::commands::seen;
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::pages::frame;
use crate::photos;

/// Most notes of the page over all sites.
const MOST: usize = 500;

const LABELS: [(&str, &str); 11] = [
    ("kind", "site-note-kind"),
    ("severity", "severity"),
    ("found_on", "site-note-found"),
    ("finding", "site-note-finding"),
    ("photo", "site-note-photo"),
    ("due_day", "site-note-due"),
    ("unit", "site-note-unit"),
    ("measure", "site-note-measure"),
    ("person", "site-note-person"),
    ("money", "site-note-money"),
    ("contingency", "site-note-contingency"),
];

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    let (view, report) = (Access::May(Act::ProjectView), Access::May(Act::ProjectReport));
    routes.page("/projects/notes", view, all);
    routes.page("/projects/{id}/notes", view, of_project);
    routes.form("/projects/{id}/notes", report, record);
}

struct Shown {
    setting: Setting,
    project: Project,
    notes: Vec<Note>,
    /// Photographs that may be named: identifier, day, caption.
    photos: Vec<(Id, Day, String)>,
    kept: Kept,
}

async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    call.read(move |tx| {
        let project = seen(tx, &setting.actor, id)?;
        let photos = photos::store::of_project(tx, id)?;
        let photos =
            photos.into_iter().rev().map(|photo| (photo.id, photo.shown_on, photo.caption)).collect();
        Ok(Shown { notes: store::of_project(tx, id)?, setting, project, photos, kept })
    })
    .await
}

/// `GET /projects/{id}/notes`
async fn of_project(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(draw(&shown))
}

fn input(call: &Call) -> Outcome<NoteInput> {
    let kinds: Vec<_> = NoteKind::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let severities: Vec<_> = Severity::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let today = call.view.today;
    call.form.read(|r| NoteInput {
        kind: r.required_choice("kind", &kinds, NoteKind::Safety),
        severity: r.required_choice("severity", &severities, Severity::Remark),
        found_on: r.day("found_on").unwrap_or(today),
        finding: r.required_paragraph("finding", rules::FINDING_MAX),
        photo: r.id("photo"),
        due_day: r.day("due_day"),
        unit: r.id("unit"),
        measure: r.paragraph("measure", TEXT_MAX),
        person: r.text("person", LINE_MAX),
        money: r.text("money", LINE_MAX),
        contingency: r.paragraph("contingency", TEXT_MAX),
    })
}

/// `POST /projects/{id}/notes`
async fn record(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let outcome = match input(&call) {
        Ok(input) => act(&call, move |acting| commands::record(acting, id, &input)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(note) => {
            let said = if note.commitment.is_some() { "done-site-note-opened" } else { "done-site-note" };
            call.done(&format!("/projects/{id}/notes"), Message::new(said))
        }
        Err(failure) => call.again(failure, async |kept| Ok(draw(&shown(&call, kept).await?))).await,
    }
}

fn cells(setting: &Setting, note: &Note) -> Vec<Cell> {
    let (view, data) = (&setting.view, &note.data);
    let state = match &note.commitment {
        None => html! { span class="quiet" { (view.t("site-note-noted")) } },
        Some(one) => {
            let version = &one.version;
            let light = qipan_board::lights::Shown {
                light: version.light_at(setting.now),
                why: version.lights.reason_at(&setting.book.calendar, setting.now),
            };
            html! {
                (setting.shown(&light)) " " a href={ "/commitments/" (one.id) } { (one.number) }
                br; small { (view.t(version.state.key())) @if let Some(due) = version.terms.due_day { " · " (setting.say("site-note-by", "day", due)) } " · " (setting.unit(version.terms.lead_unit)) }
            }
        }
    };
    let settled = [
        ("site-note-measure", &data.measure),
        ("site-note-person", &data.person),
        ("site-note-money", &data.money),
        ("site-note-contingency", &data.contingency),
    ];
    vec![
        html! { strong { (data.finding) }
            @if let Some(photo) = data.photo { br; a href={ "/projects/" (note.project) "/photos/" (photo) } { (view.t("site-note-see-photo")) } }
            @for (key, text) in settled { @if !text.is_empty() { br; small { (view.t(key)) "：" (text) } } }
        }
        .into(),
        html! { (view.t(data.kind.key())) br; span class={ "badge severity-" (data.severity.as_str()) } { (view.t(data.severity.key())) } }.into(),
        html! { span class="nowrap" { (view.day(data.found_on)) } br; small { (note.recorded_by) } }.into(),
        state.into(),
    ]
}

fn heads(setting: &Setting) -> Vec<Head> {
    let keys = ["site-note-finding", "site-note-kind", "site-note-found", "site-note-state"];
    keys.map(|key| Head::new(setting.view.t(key))).to_vec()
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut table = Table::new(view.t("site-notes"), heads(setting)).caption_hidden();
    shown.notes.iter().for_each(|note| table.row(cells(setting, note)));
    let open = shown.notes.iter().filter(|note| note.is_open()).count();
    let sums = Message::new("site-note-sums").with("count", shown.notes.len()).with("open", open);
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        @if may(&setting.actor, Act::ProjectReport, &shown.project.target()) && shown.project.standing.is_open() { (note_form(shown)) }
        @if table.is_empty() { (empty_state(&view.t("site-note-none"), None)) }
        @else { p class="quiet" { (view.m(&sums)) } (table.render(view)) }
    };
    frame::project_page(setting, &shown.project, "/notes", &view.t("site-notes"), body)
}

fn note_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = !shown.kept.failures().is_empty();
    let fresh = Kept::with([("found_on", setting.today().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    let photos =
        shown.photos.iter().take(60).map(|(id, day, caption)| (*id, format!("{} {caption}", view.day(*day))));
    // Only those who register commitments give limits.
    let opens = access::require(&setting.actor, Act::Register).is_ok();
    html! {
        details open[refused] {
            summary class="button" { (view.t("site-note-record")) }
            (form(view, &format!("/projects/{}/notes", shown.project.id), html! {
                (select(&setting.view, "kind", "site-note-kind", NoteKind::ALL, NoteKind::as_str, NoteKind::key).short().render(view, kept))
                (select(&setting.view, "severity", "severity", Severity::ALL, Severity::as_str, Severity::key).short().hint(view.t("site-note-severity-hint")).render(view, kept))
                (Field::day("found_on", "site-note-found").render(view, kept))
                (Field::area("finding", "site-note-finding", 2).required().max(500).render(view, kept))
                @if !shown.photos.is_empty() { (Field::select("photo", "site-note-photo", photos).empty_option(view.t("site-note-no-photo")).render(view, kept)) }
                @if opens {
                    (Field::day("due_day", "site-note-due").hint(view.t("site-note-due-hint")).render(view, kept))
                    (Field::select("unit", "site-note-unit", setting.unit_options()).empty_option(view.t("node-unit-lead")).render(view, kept))
                    (Field::area("measure", "site-note-measure", 2).render(view, kept))
                    (Field::text("person", "site-note-person").short().render(view, kept))
                    (Field::text("money", "site-note-money").short().render(view, kept))
                    (Field::area("contingency", "site-note-contingency", 2).render(view, kept))
                }
                div class="actions" { (Button::submit(view.t("site-note-record"))) }
            }))
        }
    }
}

/// `GET /projects/notes`: of all sites; what is open first.
async fn all(call: Call) -> Outcome<Response> {
    let (setting, units) = (Setting::current(&call)?, visible(call.actor()?));
    let (mut notes, named) = call
        .read(move |tx| {
            let notes = store::all(tx, units.as_deref(), MOST)?;
            let mut named = std::collections::HashMap::new();
            for note in &notes {
                if let std::collections::hash_map::Entry::Vacant(place) = named.entry(note.project) {
                    place.insert(
                        projects::find(tx, note.project)?.map(|one| one.data.name).unwrap_or_default(),
                    );
                }
            }
            Ok((notes, named))
        })
        .await?;
    notes.sort_by_key(|note| (!note.is_open(), std::cmp::Reverse(note.data.severity)));
    let view = &setting.view;
    let mut all = vec![Head::new(view.t("project-name"))];
    all.extend(heads(&setting));
    let mut table = Table::new(view.t("site-notes"), all).caption_hidden();
    for note in &notes {
        let name = named.get(&note.project).map(String::as_str).unwrap_or_default();
        let mut row: Vec<Cell> =
            vec![html! { a href={ "/projects/" (note.project) "/notes" } { (name) } }.into()];
        row.extend(cells(&setting, note));
        table.row(row);
    }
    let open = notes.iter().filter(|note| note.is_open()).count();
    let sums = Message::new("site-note-sums").with("count", notes.len()).with("open", open);
    let body = html! {
        @if table.is_empty() { (empty_state(&view.t("site-note-none"), None)) }
        @else { p class="quiet" { (view.m(&sums)) } (table.render(view)) }
    };
    call.page(frame::book_page(&setting, "/projects/notes", &view.t("site-notes"), body))
}

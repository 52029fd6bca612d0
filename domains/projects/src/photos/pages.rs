//! Pages of photographs: loading, handing in, giving the files.

use std::collections::BTreeSet;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::{Act, access};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Moment, Outcome};
use qipan_records::files::Files;
use qipan_store::Tx;
use qipan_web::{Form, Kept};

use super::model::{Media, Period, Photo, Taken};
use super::{commands, pages_view, rules, store, take};
use crate::book::commands::seen;
use crate::book::model::Project;
use crate::book::store as projects;
use crate::invest;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    let (view, report) = (Access::May(Act::ProjectView), Access::May(Act::ProjectReport));
    routes.page("/projects/{id}/photos", view, gallery);
    routes.upload("/projects/{id}/photos", report, hand_in);
    routes.page("/projects/{id}/photos/compare", view, compare);
    routes.page("/projects/{id}/photos/{photo}", view, one);
    routes.page("/projects/{id}/photos/{photo}/{size}", view, file);
    routes.form("/projects/{id}/photos/{photo}/withdraw", report, withdraw);
}

/// What the pages show.
pub(super) struct Shown {
    pub setting: Setting,
    pub project: Project,
    pub photos: Vec<Photo>,
    /// Months and ten-days that have an entry, the newest first.
    pub periods: Vec<Period>,
    /// Other projects that findings name, as far as the reader may see them.
    pub named: Vec<Project>,
    pub kept: Kept,
}

fn load(tx: &mut Tx<'_>, setting: Setting, id: Id, kept: Kept) -> Outcome<Shown> {
    let project = seen(tx, &setting.actor, id)?;
    let photos = store::of_project(tx, id)?;
    let mut periods: Vec<Period> = invest::store::of_project(tx, id)?
        .iter()
        .map(|entry| (entry.year, entry.month, entry.part))
        .collect();
    periods.sort_unstable_by(|a, b| b.cmp(a));
    let named = named(tx, &setting, &photos)?;
    Ok(Shown { setting, project, photos, periods, named, kept })
}

/// The projects of earlier photographs that were found to be the same as these, as far as the reader may see them.
pub(super) fn named(tx: &mut Tx<'_>, setting: &Setting, photos: &[Photo]) -> Outcome<Vec<Project>> {
    let earlier =
        photos.iter().flat_map(|photo| photo.findings.iter().filter_map(|finding| finding.earlier()));
    let wanted: BTreeSet<Id> = earlier.map(|(_, project)| project).collect();
    let mut named = projects::some(tx, &wanted.into_iter().collect::<Vec<_>>())?;
    named.retain(|one| access::require_for(&setting.actor, Act::ProjectView, &one.target()).is_ok());
    Ok(named)
}

async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    call.read(move |tx| load(tx, setting, id, kept)).await
}

/// `GET /projects/{id}/photos`
async fn gallery(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(pages_view::gallery(&shown, call.query.has("flagged")))
}

/// `GET /projects/{id}/photos/{photo}`
async fn one(call: Call) -> Outcome<Response> {
    let (shown, photo) = (shown(&call, Kept::empty()).await?, call.id("photo")?);
    let at = shown.photos.iter().position(|one| one.id == photo).ok_or_else(Failure::not_found)?;
    call.page(pages_view::one(&shown, at))
}

/// `GET /projects/{id}/photos/compare?before=…&after=…`: the first and the last when none are named.
async fn compare(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    let chosen = |name: &str| match call.query.value(name) {
        "" => Ok(None),
        text => {
            let found = text.parse::<Id>().ok();
            let at = found.and_then(|id| shown.photos.iter().position(|photo| photo.id == id));
            at.map(Some).ok_or_else(Failure::not_found)
        }
    };
    let last = shown.photos.len().checked_sub(1);
    let (before, after) = (chosen("before")?.or(last.map(|_| 0)), chosen("after")?.or(last));
    call.page(pages_view::compare(&shown, before.zip(after)))
}

/// `GET /projects/{id}/photos/{photo}/{size}`: `small` or `large`.
async fn file(call: Call) -> Outcome<Response> {
    let small = match call.param("size") {
        "small" => true,
        "large" => false,
        _ => return Err(Failure::not_found()),
    };
    give(&call, small).await
}

/// The bytes of a photograph of a project that the caller may see.
pub(super) async fn give(call: &Call, small: bool) -> Outcome<Response> {
    let (project, photo, actor) = (call.id("id")?, call.id("photo")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            seen(tx, &actor, project)?;
            store::find(tx, project, photo)
        })
        .await?;
    let Photo { file, .. } = found.filter(|one| one.withdrawn.is_none()).ok_or_else(Failure::not_found)?;
    let (digest, kind) = match (small, file.thumb) {
        (true, Some(thumb)) => (thumb, Media::Jpeg),
        (true, None) => return Err(Failure::not_found()),
        (false, _) => (file.kept, file.media),
    };
    let files = call.site.part::<Files>().clone();
    let bytes =
        tokio::task::spawn_blocking(move || files.get(&digest)).await.map_err(Failure::internal)??;
    if kind == Media::Heic {
        return call.file(&file.name, kind.as_str(), bytes);
    }
    // Seen by this reader only; what a picture shows never changes, who may see it may.
    let cache = HeaderValue::from_static("private, max-age=3600");
    Ok((
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind.as_str())), (header::CACHE_CONTROL, cache)],
        bytes,
    )
        .into_response())
}

/// The period that a form names, `2026-10-0`; nothing for a photograph by itself.
pub(super) fn period(form: &Form) -> Outcome<Option<Period>> {
    let text = form.value("period").trim();
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.splitn(3, '-').map(str::parse::<u32>);
    let numbers = (
        parts.next().and_then(Result::ok),
        parts.next().and_then(Result::ok),
        parts.next().map_or(Some(0), Result::ok),
    );
    match numbers {
        (Some(year), Some(month), Some(part)) if year <= 2_100 => {
            let found = (year as i32, month, part);
            rules::days(found)
                .map(|_| Some(found))
                .ok_or_else(|| Failure::invalid("invest-period").at("period"))
        }
        _ => Err(Failure::invalid("invest-period").at("period")),
    }
}

/// The files of a form, opened, cleaned and stored, when the caller may hand photographs in.
pub(super) async fn taken(call: &Call) -> Outcome<Vec<Taken>> {
    let (project, actor) = (call.id("id")?, call.actor()?.clone());
    call.read(move |tx| {
        let found = projects::find(tx, project)?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, Act::ProjectReport, &found.target())
    })
    .await?;
    if call.uploads.is_empty() {
        return Err(Failure::invalid("photo-missing").at("files"));
    }
    if call.uploads.len() > take::MOST {
        return Err(Failure::invalid("photo-too-many").with("most", take::MOST).at("files"));
    }
    // What the browser says of the files, in their order; browsers without a script say nothing.
    let said: Vec<Option<Moment>> = call
        .form
        .value("device_times")
        .split(',')
        .map(|ms| ms.trim().parse::<i64>().ok().filter(|ms| *ms > 0).map(Moment))
        .collect();
    let said = if said.len() == call.uploads.len() { said } else { vec![None; call.uploads.len()] };
    let (files, uploads) = (call.site.part::<Files>().clone(), call.uploads.clone());
    let all = tokio::task::spawn_blocking(move || {
        let each = uploads.iter().zip(said);
        let (mut fine, mut wrong) = (Vec::new(), Vec::new());
        for (upload, device_at) in each {
            match take::take(&files, &upload.name, &upload.bytes, device_at) {
                Ok(taken) => fine.push(taken),
                Err(failure) => wrong.push(failure),
            }
        }
        Failure::collect(wrong).map(|()| fine)
    });
    all.await.map_err(Failure::internal)?
}

async fn handed_in(call: &Call) -> Outcome<Vec<Photo>> {
    let (id, period) = (call.id("id")?, period(&call.form)?);
    let (caption, files) = (call.form.value("caption").to_owned(), taken(call).await?);
    act(call, move |acting| commands::add(acting, id, period, &caption, &files)).await
}

/// `POST /projects/{id}/photos`
async fn hand_in(call: Call) -> Outcome<Response> {
    match handed_in(&call).await {
        Ok(photos) => {
            let flagged = photos.iter().filter(|photo| photo.flags() > 0).count();
            let message = Message::new("done-photos").with("count", photos.len()).with("flagged", flagged);
            call.done(&format!("/projects/{}/photos", call.param("id")), message)
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                let shown = shown(&call, kept).await?;
                Ok(pages_view::gallery(&shown, false))
            })
            .await
        }
    }
}

/// `POST /projects/{id}/photos/{photo}/withdraw`
async fn withdraw(call: Call) -> Outcome<Response> {
    let (project, photo) = (call.id("id")?, call.id("photo")?);
    let why = call.form.value("reason").to_owned();
    match act(&call, move |acting| commands::withdraw(acting, project, photo, &why)).await {
        Ok(()) => {
            let place = format!("/projects/{project}/photos");
            call.done(&place, Message::new("done-photo-withdrawn"))
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                let shown = shown(&call, kept).await?;
                let at =
                    shown.photos.iter().position(|one| one.id == photo).ok_or_else(Failure::not_found)?;
                Ok(pages_view::one(&shown, at))
            })
            .await
        }
    }
}

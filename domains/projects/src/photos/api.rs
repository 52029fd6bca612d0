//! The JSON API of photographs, `/api/v1/projects/{id}/photos…`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_accounts::{Act, access};
use qipan_board::board::once;
use qipan_kernel::{Actor, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Finding, Photo};
use super::{commands, flagged, pages, store};
use crate::api::dto::ReasonIn;
use crate::book::commands::seen;
use crate::book::store as projects;

/// A photograph.
#[derive(Serialize, JsonSchema)]
struct PhotoOut {
    id: i64,
    project: i64,
    /// Year, month, and part (0: the whole month) that it was handed in for.
    period: Option<(i32, u32, u32)>,
    /// The day that it stands under.
    shown_on: String,
    caption: String,
    name: String,
    media_type: String,
    /// Bytes as sent.
    size: i64,
    width: u32,
    height: u32,
    /// SHA-256 of the file as sent.
    digest: String,
    /// When the camera says that it was taken.
    taken_at: Option<String>,
    /// When the device says that the file was last changed.
    device_at: Option<String>,
    received_at: String,
    received_from: String,
    /// Metres from the site. The place itself is not kept.
    distance: Option<i64>,
    /// A person should look at it.
    flagged: bool,
    findings: Vec<FindingOut>,
}

/// What comparing found.
#[derive(Serialize, JsonSchema)]
struct FindingOut {
    /// A person should look.
    flag: bool,
    /// What was found, with its numbers. Of another project that the caller may not see, nothing is told.
    about: serde_json::Value,
}

impl PhotoOut {
    fn of(tx: &mut Tx<'_>, actor: &Actor, photo: &Photo) -> Outcome<PhotoOut> {
        let mut findings = Vec::with_capacity(photo.findings.len());
        for one in &photo.findings {
            findings.push(FindingOut { flag: one.is_flag(), about: told(tx, actor, one)? });
        }
        let file = &photo.file;
        Ok(PhotoOut {
            id: photo.id.0,
            project: photo.project.0,
            period: photo.period,
            shown_on: photo.shown_on.to_string(),
            caption: photo.caption.clone(),
            name: file.name.clone(),
            media_type: file.media.as_str().to_owned(),
            size: file.size,
            width: file.extent.0,
            height: file.extent.1,
            digest: file.digest.clone(),
            taken_at: file.taken_at.map(|at| at.rfc3339()),
            device_at: file.device_at.map(|at| at.rfc3339()),
            received_at: photo.received_at.rfc3339(),
            received_from: photo.received_from.clone(),
            distance: photo.distance,
            flagged: photo.flags() > 0,
            findings,
        })
    }
}

fn told(tx: &mut Tx<'_>, actor: &Actor, finding: &Finding) -> Outcome<serde_json::Value> {
    let mut about = serde_json::to_value(finding).map_err(Failure::internal)?;
    if let (Some((_, project)), Some(about)) = (finding.earlier(), about.as_object_mut()) {
        let found = projects::find(tx, project)?;
        if found.is_none_or(|one| access::require_for(actor, Act::ProjectView, &one.target()).is_err()) {
            about.remove("photo");
            about.remove("project");
        }
    }
    Ok(about)
}

/// Flagged photographs, a page of them.
#[derive(Serialize, JsonSchema)]
struct FlaggedOut {
    items: Vec<PhotoOut>,
    /// Cursor of the next page.
    after: Option<String>,
}

const FLAGGED: &[Param] = &[
    Param { name: "flag", about: "recycled, misplaced or time" },
    Param { name: "unit", about: "Lead unit of the project, with all units below it" },
    Param { name: "after", about: "Cursor of the page after" },
];

/// Photographs of a page of the list of flagged ones.
const PAGE: usize = 100;

/// Registers the calls.
pub(super) fn routes(routes: &mut Routes) {
    let (view, report) = (Access::May(Act::ProjectView), Access::May(Act::ProjectReport));
    let doc = |id, about| Doc::new(id, "Projects", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/photos",
        view,
        doc("listProjectPhotos", "Photographs of a project, with what comparing found")
            .gives::<Vec<PhotoOut>>(),
        list,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/photos",
        view,
        doc(
            "listFlaggedPhotos",
            "Photographs of all projects that somebody should look at, the newest first",
        )
        .gives::<FlaggedOut>()
        .asks(FLAGGED),
        listed,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/photos",
        report,
        doc(
            "addProjectPhotos",
            "Hands photographs in: multipart/form-data with `files`, and `period` (2026-10-0), `caption`, `device_times`",
        )
        .gives::<Vec<PhotoOut>>()
        .status(201),
        add,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/photos/{photo}",
        view,
        doc("getProjectPhoto", "The picture itself, without what the camera wrote into it"),
        picture,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/photos/{photo}/withdraw",
        report,
        doc("withdrawProjectPhoto", "Takes a photograph back").takes::<ReasonIn>().gives::<Vec<PhotoOut>>(),
        withdraw,
    );
}

fn all(tx: &mut Tx<'_>, actor: &Actor, project: Id) -> Outcome<Vec<PhotoOut>> {
    seen(tx, actor, project)?;
    let photos = store::of_project(tx, project)?;
    photos.iter().map(|photo| PhotoOut::of(tx, actor, photo)).collect()
}

async fn listed(call: Call) -> Outcome<Response> {
    let (filter, actor) = (flagged::filter(&call)?, call.actor()?.clone());
    let before = asked::after(&call)?;
    let found = call
        .read(move |tx| {
            let mut photos = store::flagged(tx, &filter, before, PAGE + 1)?;
            let after = asked::cut(&mut photos, PAGE, |one| one.id).map(|next| next.encode());
            let items = photos.iter().map(|photo| PhotoOut::of(tx, &actor, photo));
            Ok(FlaggedOut { items: items.collect::<Outcome<Vec<_>>>()?, after })
        })
        .await?;
    call.answer(&found)
}

async fn list(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call.read(move |tx| all(tx, &actor, id)).await?;
    call.answer(&found)
}

async fn add(call: Call) -> Outcome<Response> {
    let (id, period) = (call.id("id")?, pages::period(&call.form)?);
    let (caption, files) = (call.form.value("caption").to_owned(), pages::taken(&call).await?);
    once(&call, StatusCode::CREATED, move |acting| {
        let photos = commands::add(acting, id, period, &caption, &files)?;
        photos
            .iter()
            .map(|photo| PhotoOut::of(acting.tx, &acting.context.actor, photo))
            .collect::<Outcome<Vec<_>>>()
    })
    .await
}

async fn picture(call: Call) -> Outcome<Response> {
    pages::give(&call, false).await
}

async fn withdraw(call: Call) -> Outcome<Response> {
    let (id, photo, input) = (call.id("id")?, call.id("photo")?, call.json::<ReasonIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::withdraw(acting, id, photo, &input.reason)?;
        all(acting.tx, &acting.context.actor, id)
    })
    .await
}

//! Handing photographs in, and taking them back.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Outcome};
use serde_json::json;

use super::model::{Finding, Period, Photo, Taken};
use super::{rules, store};
use crate::book::commands::{load, told};

/// Hands in photographs of a project, all or none: each is compared with what came before, the ones beside it too.
///
/// # Errors
/// Forbidden; a project that has ended; what `rules::check` refuses; no photograph.
pub fn add(
    acting: &mut Acting<'_, '_>,
    project: Id,
    period: Option<Period>,
    caption: &str,
    files: &[Taken],
) -> Outcome<Vec<Photo>> {
    let found = load(acting, project, Act::ProjectReport)?;
    if !found.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    if files.is_empty() {
        return Err(Failure::invalid("photo-missing").at("files"));
    }
    let now = acting.context.now;
    rules::check(caption.trim(), period, now.day())?;
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let earlier = store::earlier(acting.tx, file)?;
        let findings = rules::findings(file, period, found.data.point, now, &earlier);
        let distance = findings.iter().find_map(|finding| match finding {
            Finding::Near { metres } | Finding::Misplaced { metres } => Some(*metres),
            _ => None,
        });
        let photo = Photo {
            id: acting.ids.next(now),
            project,
            period,
            shown_on: rules::shown_on(file, period, now),
            caption: caption.trim().to_owned(),
            file: Taken { place: None, ..file.clone() },
            received_at: now,
            received_from: acting.context.actor.name.clone(),
            distance,
            findings,
            withdrawn: None,
        };
        store::insert(acting.tx, &photo)?;
        all.push(photo);
    }
    let photos: Vec<_> = all
        .iter()
        .map(|photo| json!({ "id": photo.id, "digest": photo.file.digest, "findings": photo.findings }))
        .collect();
    let body = json!({ "period": period, "photos": photos });
    told(acting.tx, acting.context, project, "project.photograph", &body)?;
    Ok(all)
}

/// Takes a photograph back: it is not shown any more. What it looked like stays, so that it cannot be used again unseen.
///
/// # Errors
/// Forbidden; no such photograph, or taken back already; no reason.
pub fn withdraw(acting: &mut Acting<'_, '_>, project: Id, photo: Id, why: &str) -> Outcome<()> {
    let why = why.trim();
    load(acting, project, Act::ProjectReport)?;
    let found = store::find(acting.tx, project, photo)?.filter(|photo| photo.withdrawn.is_none());
    found.ok_or_else(Failure::not_found)?;
    if why.is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("reason"));
    }
    if why.chars().count() > rules::CAPTION_MAX {
        return Err(Failure::invalid("project-text-long").with("most", rules::CAPTION_MAX).at("reason"));
    }
    store::withdraw(acting.tx, photo, acting.context.now, why)?;
    told(acting.tx, acting.context, project, "project.photo-withdraw", &json!({ "photo": photo, "why": why }))
}

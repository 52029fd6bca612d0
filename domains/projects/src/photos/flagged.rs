//! Flagged photographs over the whole book: those that somebody should look at, with the earlier one beside a photograph
//! that was handed in before.

use std::collections::{BTreeSet, HashMap};

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::asked::{self, parsed};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use qipan_web::components::{Field, Light, empty_state, filter_bar, light_small, pager, select};
use qipan_web::{Cursor, Kept, Markup, html};

use super::model::{Flag, Photo};
use super::pages::named;
use super::pages_view::{address, finding, period_words, small};
use super::store::{self, Flagged};
use crate::book::model::Project;
use crate::book::store as projects;
use crate::pages::frame;

/// Photographs of a page.
const PAGE: usize = 24;

/// Registers the page.
pub(super) fn routes(routes: &mut Routes) {
    routes.page("/projects/photos", Access::May(Act::ProjectView), page);
}

/// The filter that a query asks for, limited to what the actor may see.
pub(super) fn filter(call: &Call) -> Outcome<Flagged> {
    Ok(Flagged { flag: parsed(call, "flag")?, units: asked::units(call)?, visible: visible(call.actor()?) })
}

struct Shown {
    setting: Setting,
    photos: Vec<Photo>,
    /// The projects of the photographs.
    projects: HashMap<Id, Project>,
    /// Projects of the earlier photographs, as far as the reader may see them.
    named: Vec<Project>,
    /// The earlier photographs of those.
    earlier: HashMap<Id, Photo>,
    next: Option<Cursor>,
}

/// `GET /projects/photos`
async fn page(call: Call) -> Outcome<Response> {
    let (setting, filter) = (Setting::current(&call)?, filter(&call)?);
    let before = asked::after(&call)?;
    let shown = call
        .read(move |tx| {
            let mut photos = store::flagged(tx, &filter, before, PAGE + 1)?;
            let next = asked::cut(&mut photos, PAGE, |one| one.id);
            let wanted: BTreeSet<Id> = photos.iter().map(|photo| photo.project).collect();
            let mut all = projects::some(tx, &wanted.into_iter().collect::<Vec<_>>())?;
            all.retain(|one| access::require_for(&setting.actor, Act::ProjectView, &one.target()).is_ok());
            let named = named(tx, &setting, &photos)?;
            let seen = |project: Id| named.iter().any(|one| one.id == project);
            let earlier =
                photos.iter().flat_map(|photo| photo.findings.iter().filter_map(|one| one.earlier()));
            let wanted: BTreeSet<Id> =
                earlier.filter(|(_, project)| seen(*project)).map(|(photo, _)| photo).collect();
            let earlier = store::some(tx, &wanted.into_iter().collect::<Vec<_>>())?;
            Ok(Shown {
                projects: all.into_iter().map(|one| (one.id, one)).collect(),
                earlier: earlier.into_iter().map(|one| (one.id, one)).collect(),
                setting,
                photos,
                named,
                next,
            })
        })
        .await?;
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let kept = ["flag", "unit"].map(|name| (name, call.query.value(name).to_owned()));
    let kept = Kept::with(kept.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    let body = html! {
        p class="quiet" { (view.t("photos-flagged-about")) }
        (filter_bar(view, html! {
            (select(&setting.view, "flag", "photo-flag-field", Flag::ALL, Flag::as_str, Flag::key).empty_option(&any).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
        }))
        @if shown.photos.is_empty() { (empty_state(&view.t("photos-flagged-none"), None)) }
        @else {
            ul class="photo-flagged" {
                @for photo in &shown.photos {
                    @if let Some(project) = shown.projects.get(&photo.project) { (row(&shown, photo, project)) }
                }
            }
            (pager(view, None, shown.next.as_ref()))
        }
    };
    call.page(frame::book_page(setting, "/projects/photos", &view.t("photos-flagged-title"), body))
}

/// A photograph with its findings; beside it the earlier one, where it was handed in before and the reader may see that.
fn row(shown: &Shown, photo: &Photo, project: &Project) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let flags: Vec<_> = photo.findings.iter().filter(|one| one.is_flag()).collect();
    let earlier = photo.findings.iter().find_map(|one| one.earlier()).and_then(|(earlier, of)| {
        let of = shown.named.iter().find(|one| one.id == of)?;
        Some((shown.earlier.get(&earlier)?, of))
    });
    html! {
        li class="photo-row" {
            div class="photo-two" {
                @if let Some((earlier, of)) = earlier { (picture(setting, "photo-earlier", earlier, of)) }
                (picture(setting, if earlier.is_some() { "photo-later" } else { "photo-this" }, photo, project))
            }
            div {
                h2 { a href={ "/projects/" (project.id) "/photos" } { (project.data.name) } }
                p { @if !photo.caption.is_empty() { (photo.caption) br; }
                    small { (setting.unit(project.data.lead_unit)) " · " (setting.say("photo-received-on", "at", view.moment(photo.received_at))) " · " (photo.received_from)
                        @if let Some(period) = photo.period { " · " (period_words(setting, period)) } } }
                @for flag in flags { p class="photo-flag" { (light_small(view, Light::Yellow, None)) " " (finding(setting, photo.project, &shown.named, flag)) } }
            }
        }
    }
}

fn picture(setting: &Setting, key: &str, photo: &Photo, project: &Project) -> Markup {
    let view = &setting.view;
    html! {
        figure {
            @if photo.withdrawn.is_some() { span class="photo-none" { (view.t("photo-withdrawn")) } }
            @else { a class="photo-frame" href=(address(photo)) { (small(setting, project, photo)) } }
            figcaption { strong { (view.t(key)) } " " (view.day(photo.shown_on)) br; small { (project.data.name) } }
        }
    }
}

//! Photographs of a project, drawn: the gallery by months, one large, two beside each other.

use qipan_accounts::Act;
use qipan_board::board::may;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Id, Message};
use qipan_web::components::{
    Button, Definitions, Field, Light, callout, empty_state, error_summary_of, filter_bar, form, light_small,
    upload_form,
};
use qipan_web::{Kept, Markup, html};

use super::model::{Finding, Media, Period, Photo, far};
use super::pages::Shown;
use crate::book::model::Project;
use crate::pages::frame;

/// Kinds of files, for the file dialog.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,image/heic,.jpg,.jpeg,.png,.webp,.heic";

const LABELS: [(&str, &str); 4] = [
    ("files", "photo-files"),
    ("period", "photo-period"),
    ("caption", "photo-caption"),
    ("reason", "project-reason"),
];

/// The page of a photograph.
pub(super) fn address(photo: &Photo) -> String {
    format!("/projects/{}/photos/{}", photo.project, photo.id)
}

/// A month or ten-day in words.
pub(super) fn period_words(setting: &Setting, (year, month, part): Period) -> String {
    let key = ["photo-month", "photo-first-ten", "photo-second-ten", "photo-third-ten"][part.min(3) as usize];
    let message = Message::new(key).with("year", year.to_string()).with("month", i64::from(month));
    setting.view.m(&message).into_owned()
}

/// What can be seen, for those who do not see it.
fn alt(setting: &Setting, project: &Project, photo: &Photo) -> String {
    let message = Message::new("photo-alt")
        .with("project", project.data.name.as_str())
        .with("day", photo.shown_on)
        .with("caption", photo.caption.as_str());
    setting.view.m(&message).trim_end_matches([':', '：', ' ']).to_owned()
}

/// The small picture, or a leaf where it could not be opened.
pub(super) fn small(setting: &Setting, project: &Project, photo: &Photo) -> Markup {
    html! {
        @if photo.file.thumb.is_some() {
            img src={ (address(photo)) "/small" } alt=(alt(setting, project, photo)) loading="lazy" decoding="async";
        } @else {
            span class="photo-none" role="img" aria-label=(alt(setting, project, photo)) { "HEIC" }
        }
    }
}

/// What was found of a photograph of the project `of`; `named` are the projects that the reader may see.
pub(super) fn finding(setting: &Setting, of: Id, named: &[Project], one: &Finding) -> Markup {
    let view = &setting.view;
    html! {
        (view.m(&one.message()))
        @match one.earlier() {
            Some((photo, project)) if project == of => { " " a href={ "/projects/" (project) "/photos/" (photo) } { (view.t("photo-earlier-here")) } }
            Some((photo, project)) => {
                @match named.iter().find(|one| one.id == project) {
                    Some(named) => { " " a href={ "/projects/" (project) "/photos/" (photo) } { (setting.say("photo-earlier-of", "project", named.data.name.as_str())) } }
                    None => { " " (view.t("photo-earlier-hidden")) }
                }
            }
            None => {}
        }
    }
}

fn card(shown: &Shown, photo: &Photo) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let flags: Vec<&Finding> = photo.findings.iter().filter(|one| one.is_flag()).collect();
    html! {
        li class={ "photo" @if !flags.is_empty() { " flagged" } } {
            a class="photo-frame" href=(address(photo)) { (small(setting, &shown.project, photo)) }
            p { strong { @if photo.caption.is_empty() { (view.day(photo.shown_on)) } @else { (photo.caption) } }
                br; small { (view.day(photo.shown_on))
                    @if let Some(period) = photo.period { " · " (period_words(setting, period)) }
                    @if let Some(metres) = photo.distance { " · " (view.m(&far(metres, "photo-km", "photo-metres"))) } } }
            @for flag in flags { p class="photo-flag" { (light_small(view, Light::Yellow, None)) " " (finding(setting, photo.project, &shown.named, flag)) } }
        }
    }
}

/// The gallery.
pub(super) fn gallery(shown: &Shown, flagged: bool) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let listed: Vec<&Photo> =
        shown.photos.iter().rev().filter(|photo| !flagged || photo.flags() > 0).collect();
    let month = |photo: &Photo| {
        let (year, month, _) = photo.shown_on.ymd();
        (year, month, 0)
    };
    let mut months: Vec<(Period, Vec<&Photo>)> = Vec::new();
    for photo in listed {
        match months.last_mut().filter(|(period, _)| *period == month(photo)) {
            Some((_, all)) => all.push(photo),
            None => months.push((month(photo), vec![photo])),
        }
    }
    let count = shown.photos.iter().filter(|photo| photo.flags() > 0).count();
    let sums = Message::new("photo-sums").with("count", shown.photos.len()).with("flagged", count);
    let base = format!("/projects/{}/photos", shown.project.id);
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        p class="photo-acts" {
            span class="quiet" { (view.m(&sums)) } " "
            @if flagged { (Button::link(view.t("photo-all"), &base).small()) }
            @else if count > 0 { (Button::link(view.t("photo-only-flagged"), format!("{base}?flagged=1")).small()) }
            @if shown.photos.len() > 1 { " " (Button::link(view.t("photo-compare"), format!("{base}/compare")).small()) }
        }
        @if may(&setting.actor, Act::ProjectReport, &shown.project.target()) && shown.project.standing.is_open() { (hand_in(shown)) }
        @if months.is_empty() { (empty_state(&view.t("photo-none"), None)) }
        @for (period, photos) in months {
            section { h2 { (period_words(setting, period)) } ul class="photos" { @for photo in photos { (card(shown, photo)) } } }
        }
        p class="quiet" { (view.t("photo-about")) }
    };
    frame::project_page(setting, &shown.project, "/photos", &view.t("photos-title"), body)
}

fn hand_in(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = !shown.kept.failures().is_empty();
    let mut periods = shown.periods.clone();
    let (year, month, _) = setting.today().ymd();
    // This month and the last are there before their figures are.
    let last = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    for (year, month) in [last, (year, month)] {
        if !periods.iter().any(|period| (period.0, period.1) == (year, month)) {
            periods.push((year, month, 0));
        }
    }
    periods.sort_unstable_by(|a, b| b.cmp(a));
    let options = periods.iter().take(24).map(|(year, month, part)| {
        (format!("{year}-{month}-{part}"), period_words(setting, (*year, *month, *part)))
    });
    html! {
        details open[refused] {
            summary class="button" { (view.t("photo-hand-in")) }
            (upload_form(view, &format!("/projects/{}/photos", shown.project.id), html! {
                (Field::file("files", "photo-files", ACCEPT).many_files().required().hint(view.t("photo-files-hint")).render(view, &shown.kept))
                (Field::select("period", "photo-period", options).empty_option(view.t("photo-by-itself")).short().render(view, &shown.kept))
                (Field::text("caption", "photo-caption").max(200).hint(view.t("photo-caption-hint")).render(view, &shown.kept))
                input type="hidden" name="device_times" value="";
                p class="quiet" { (view.t("photo-why")) }
                div class="actions" { (Button::submit(view.t("photo-hand-in"))) }
            }))
        }
    }
}

/// One photograph, large.
pub(super) fn one(shown: &Shown, at: usize) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let photo = &shown.photos[at];
    let beside = |at: Option<usize>| at.and_then(|at| shown.photos.get(at)).map(address);
    let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
    let file = &photo.file;
    let flagged = photo.flags() > 0;
    let (light, title) = match (flagged, photo.unchecked()) {
        (true, _) => (Light::Yellow, view.t("photo-flagged")),
        (false, true) => (Light::Grey, view.t("photo-unchecked")),
        (false, false) => (Light::Green, view.t("photo-fits")),
    };
    let moment = |at: Option<qipan_kernel::Moment>| at.map(|at| view.moment(at));
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        nav class="photo-steps" aria-label=(view.t("photos-title")) {
            @if let Some(href) = before { a class="button small" rel="prev" data-key="k" data-key-label=(view.t("photo-before")) href=(href) { "← " (view.t("photo-before")) } }
            a class="button small" href={ "/projects/" (shown.project.id) "/photos" } { (view.t("photos-title")) }
            @if let Some(href) = after { a class="button small" rel="next" data-key="j" data-key-label=(view.t("photo-after")) href=(href) { (view.t("photo-after")) " →" } }
        }
        div class="board-layout" {
            figure class="photo-large board-main" {
                @if file.media == Media::Heic {
                    p { (view.t("photo-heic")) " " (Button::link(view.t("photo-download"), format!("{}/large", address(photo))).download()) }
                } @else {
                    a href={ (address(photo)) "/large" } { img src={ (address(photo)) "/large" } alt=(alt(setting, &shown.project, photo)) width=(file.extent.0) height=(file.extent.1); }
                }
                figcaption { @if photo.caption.is_empty() { (view.day(photo.shown_on)) } @else { (photo.caption) } }
            }
            aside class="after" {
                (callout(light, &title, html! { ul { @for found in &photo.findings { li { (finding(setting, photo.project, &shown.named, found)) } } } }))
                (Definitions::new()
                    .maybe(view.t("photo-period"), photo.period.map(|period| period_words(setting, period)))
                    .maybe(view.t("photo-taken-at"), moment(file.taken_at))
                    .maybe(view.t("photo-device-at"), moment(file.device_at))
                    .row(view.t("photo-received-at"), view.moment(photo.received_at))
                    .row(view.t("photo-received-from"), photo.received_from.as_str())
                    .maybe(view.t("photo-distance"), photo.distance.map(|metres| view.m(&far(metres, "photo-km", "photo-metres"))))
                    .row(view.t("photo-file"), html! { (file.name) br; small { (view.number(file.size / 1024)) " KiB" @if file.extent.0 > 0 { " · " (file.extent.0) " × " (file.extent.1) } } })
                    .row(view.t("photo-digest"), html! { code class="digest" { (file.digest) } }))
                @if may(&setting.actor, Act::ProjectReport, &shown.project.target()) { (withdraw(shown, photo)) }
            }
        }
    };
    let name = format!("{} · {}", view.t("photos-title"), view.day(photo.shown_on));
    frame::project_page(setting, &shown.project, "/photos", &name, body)
}

fn withdraw(shown: &Shown, photo: &Photo) -> Markup {
    let view = &shown.setting.view;
    html! {
        details open[!shown.kept.failures().is_empty()] {
            summary class="button" { (view.t("photo-withdraw")) }
            (form(view, &format!("{}/withdraw", address(photo)), html! {
                (Field::text("reason", "project-reason").required().max(200).hint(view.t("photo-withdraw-hint")).render(view, &shown.kept))
                div class="actions" { (Button::submit(view.t("photo-withdraw")).danger().confirm(view.t("photo-withdraw-sure"))) }
            }))
        }
    }
}

/// Two photographs beside each other.
pub(super) fn compare(shown: &Shown, chosen: Option<(usize, usize)>) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let options: Vec<(String, String)> = shown
        .photos
        .iter()
        .map(|photo| {
            let day: Day = photo.shown_on;
            (photo.id.to_string(), format!("{} {}", view.day(day), photo.caption))
        })
        .collect();
    let body = match chosen {
        None => empty_state(&view.t("photo-none"), None),
        Some((before, after)) => {
            let (before, after) = (&shown.photos[before], &shown.photos[after]);
            let kept = Kept::with([("before", before.id.to_string()), ("after", after.id.to_string())]);
            let days = i64::from(after.shown_on - before.shown_on);
            html! {
                (filter_bar(view, html! {
                    (Field::select("before", "photo-earlier", options.clone()).render(view, &kept))
                    (Field::select("after", "photo-later", options).render(view, &kept))
                }))
                p class="quiet" { (setting.say("photo-days-between", "days", days)) }
                div class="photo-pair" {
                    @for (photo, key) in [(before, "photo-earlier"), (after, "photo-later")] {
                        figure {
                            figcaption { strong { (view.t(key)) } " " (view.day(photo.shown_on)) @if !photo.caption.is_empty() { " · " (photo.caption) } }
                            a href=(address(photo)) { @if photo.file.media == Media::Heic { (small(setting, &shown.project, photo)) } @else { img src={ (address(photo)) "/large" } alt=(alt(setting, &shown.project, photo)); } }
                            @if photo.flags() > 0 { p class="photo-flag" { (light_small(view, Light::Yellow, None)) " " (view.t("photo-flagged")) } }
                        }
                    }
                }
            }
        }
    };
    frame::project_page(setting, &shown.project, "/photos", &view.t("photo-compare"), body)
}

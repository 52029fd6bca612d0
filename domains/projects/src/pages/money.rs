//! Investment of one project, drawn: the S-curve, the months of a year, the form to enter one.

use qipan_accounts::Act;
use qipan_kernel::{Day, Fen, Message};
use qipan_web::components::chart::{LineChart, Marker, Series, Stroke, line_chart};
use qipan_web::components::{Button, Field, Head, Light, Table, callout, form, light_small};
use qipan_web::{Kept, Markup, html};

use super::detail::Shown;
use crate::book::model::Year;
use crate::invest::model::{Correction, Entry};
use crate::invest::rules::{before_start, months};
use crate::photos::model::Brief;

/// Small pictures of a month.
const STRIP: usize = 4;

fn month_end(year: i32, month: usize) -> Option<Day> {
    Day::from_ymd(year, month as u32, 1).map(Day::month_end)
}

/// Years for which something is planned or entered, oldest first.
fn years(shown: &Shown) -> Vec<i32> {
    let mut years: Vec<i32> = shown.entries.iter().map(|entry| entry.year).collect();
    years.extend(shown.years.iter().map(|year| year.year));
    years.sort_unstable();
    years.dedup();
    years
}

/// Days and what was reached on them.
type Curve = Vec<(Day, f64)>;

/// Cumulative plan and cumulative investment, from the beginning of the book, in units of so many fen.
fn curves(shown: &Shown, scale: f64) -> (Curve, Curve) {
    let today = shown.setting.today();
    let wan = |fen: i64| fen as f64 / scale;
    let (mut planned, mut done) = (Vec::new(), Vec::new());
    let before = shown.project.data.before.0;
    let (mut plan_sum, mut done_sum) = (before, before);
    for year in years(shown) {
        let months = months(&shown.entries, year);
        let listed = shown.years.iter().find(|listed| listed.year == year && listed.left_on.is_none());
        let own = months.iter().any(|(planned, _)| planned.is_some());
        let start = Day::from_ymd(year, 1, 1).unwrap_or(today);
        for (sums, series) in [(plan_sum, &mut planned), (done_sum, &mut done)] {
            if series.is_empty() {
                series.push((start - 1, wan(sums)));
            }
        }
        for (at, (plan, actual)) in months.iter().enumerate() {
            let Some(end) = month_end(year, at + 1) else { continue };
            // Without a plan of its own the year's plan is spread evenly: that is what 序时进度 means.
            let even = listed.map_or(0, |listed| {
                let plan = i128::from(listed.plan.0);
                (plan * (at as i128 + 1) / 12 - plan * at as i128 / 12) as i64
            });
            plan_sum += if own { plan.map_or(0, |plan| plan.0) } else { even };
            planned.push((end, wan(plan_sum)));
            if let Some(actual) = actual {
                done_sum += actual.0;
                done.push((end.min(today), wan(done_sum)));
            }
        }
    }
    (planned, done)
}

/// The S-curve.
pub fn curve(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    // Axes of seven digits are read by nobody: large projects are drawn in 亿元.
    let large = shown.project.data.total >= Fen(100_000_000_000);
    let (scale, unit) = if large { (1e10, "unit-yi") } else { (1e6, "unit-wan") };
    let (planned, done) = curves(shown, scale);
    if planned.len() < 2 {
        return html! {};
    }
    let series =
        |key: &str, stroke, points| Series { name: view.t(key).into_owned(), stroke, points, steps: false };
    let mut markers =
        vec![Marker { day: setting.today(), label: view.t("project-today").into_owned(), strong: true }];
    markers.extend(shown.project.data.planned_finish.map(|day| Marker {
        day,
        label: view.t("project-planned-finish").into_owned(),
        strong: false,
    }));
    line_chart(
        view,
        &LineChart {
            title: setting.say("invest-curve", "unit", view.t(unit).into_owned()),
            unit: String::new(),
            series: vec![
                series("invest-planned", Stroke::Planned, planned),
                series("invest-done", Stroke::Verified, done),
            ],
            markers,
            top: None,
        },
    )
}

/// The months of a year.
pub fn table(shown: &Shown, year: i32) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let listed = shown.years.iter().find(|listed| listed.year == year && listed.left_on.is_none());
    let months = months(&shown.entries, year);
    let earlier: i64 = shown
        .entries
        .iter()
        .filter(|entry| entry.year < year)
        .filter_map(|entry| entry.done)
        .map(|fen| fen.0)
        .sum();
    let earlier = earlier + shown.project.data.before.0;
    let heads = vec![
        Head::new(view.t("invest-month")),
        Head::number(view.t("invest-planned")),
        Head::number(view.t("invest-done")),
        Head::number(view.t("invest-year-sum")),
        Head::number(view.t("invest-of-plan")),
        Head::number(view.t("invest-all-sum")),
        Head::new(view.t("invest-image")),
    ];
    let mut table = Table::new(setting.say("invest-year", "year", year.to_string()), heads);
    let mut sum = 0;
    for (at, (planned, done)) in months.iter().enumerate() {
        let images: Vec<&Entry> = shown
            .entries
            .iter()
            .filter(|entry| entry.year == year && entry.month as usize == at + 1 && !entry.image.is_empty())
            .collect();
        let photos: Vec<&Brief> =
            shown.photos.iter().filter(|photo| photo.month() == (year, at as u32 + 1)).collect();
        if planned.is_none() && done.is_none() && images.is_empty() && photos.is_empty() {
            continue;
        }
        sum += done.map_or(0, |done| done.0);
        let dash = || html! { span class="quiet" { "—" } };
        let amount = |fen: &Option<Fen>| fen.map_or_else(dash, |fen| setting.wan(fen));
        let share = listed.and_then(|listed: &Year| crate::invest::rules::Ratio::of(sum, listed.plan.0));
        let has = done.is_some();
        let corrected = shown.corrections.iter().any(|one| one.year == year && one.month as usize == at + 1);
        table.row(vec![
            html! {
                (setting.say("invest-month-of", "month", (at + 1) as i64))
                @if corrected { br; small { a href={ "#corrections-" (year) } { (view.t("invest-corrected")) } } }
            }
            .into(),
            amount(planned).into(),
            amount(done).into(),
            if has { setting.wan(Fen(sum)) } else { dash() }.into(),
            share.filter(|_| has).map_or_else(dash, |share| html! { span class="num" { (share.percent(1)) "%" } }).into(),
            if has { setting.wan(Fen(earlier + sum)) } else { dash() }.into(),
            html! {
                @for entry in images { div { @if entry.part > 0 { small { (view.t(part_key(entry.part))) " " } } (entry.image) } }
                (strip(shown, &photos))
            }
            .into(),
        ]);
    }
    html! {
        @if !table.is_empty() { (table.render(view)) }
        (early(shown, year))
        (corrections(shown, year))
    }
}

/// What of a year was done before building began: only costs of preparation can be, so whoever entered it should look.
fn early(shown: &Shown, year: i32) -> Markup {
    let (setting, project) = (&shown.setting, &shown.project);
    let of_year: Vec<Entry> = shown.entries.iter().filter(|entry| entry.year == year).cloned().collect();
    let amount = before_start(project.stage, project.started_on, &of_year);
    let key = if project.started_on.is_some() { "invest-before-start" } else { "invest-not-started" };
    html! {
        @if amount > Fen(0) {
            (callout(Light::Yellow, "", html! { p { (setting.say(key, "amount", amount.wan())) } }))
        }
    }
}

/// What was corrected of a year's months: from what to what, when, by whom and why.
fn corrections(shown: &Shown, year: i32) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let all: Vec<&Correction> = shown.corrections.iter().filter(|one| one.year == year).collect();
    let was = |amount: Fen| html! { del { (setting.wan(amount)) } " → " };
    html! {
        @if !all.is_empty() {
            details class="corrections" id={ "corrections-" (year) } open {
                summary { (setting.say("invest-corrections", "count", all.len())) }
                ol class="life" {
                    @for one in all {
                        li {
                            strong { (setting.say("invest-month-of", "month", i64::from(one.month))) @if one.part > 0 { " " (view.t(part_key(one.part))) } }
                            @if let Some((before, after)) = one.planned { div { (view.t("invest-planned-wan")) " " (was(before)) (setting.wan(after)) } }
                            @if let Some((before, after)) = one.done { div { (view.t("invest-done-wan")) " " (was(before)) (setting.wan(after)) } }
                            @if let Some((before, after)) = &one.image { div { (view.t("invest-image")) " " del { (before) } " → " (after) } }
                            div { (setting.say("invest-correction-reason", "why", one.why.as_str())) }
                            small class="quiet" { (view.moment(one.at)) " · " (one.by) }
                        }
                    }
                }
            }
        }
    }
}

/// The photographs of a month as small pictures, and how many of them somebody should look at.
fn strip(shown: &Shown, photos: &[&Brief]) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let base = format!("/projects/{}/photos", shown.project.id);
    let flagged = photos.iter().filter(|photo| photo.flagged).count();
    // Those that somebody should look at are seen first.
    let mut first: Vec<&&Brief> = photos.iter().collect();
    first.sort_by_key(|photo| !photo.flagged);
    let alt = |photo: &Brief| {
        let words = Message::new("photo-alt")
            .with("project", shown.project.data.name.as_str())
            .with("day", photo.shown_on)
            .with("caption", photo.caption.as_str());
        view.m(&words).trim_end_matches([':', '：', ' ']).to_owned()
    };
    html! {
        @if !photos.is_empty() {
            div class="photo-strip" {
                @for photo in first.iter().take(STRIP) {
                    a href={ (base) "/" (photo.id) } class=[photo.flagged.then_some("flagged")] {
                        @if photo.small { img src={ (base) "/" (photo.id) "/small" } alt=(alt(photo)) loading="lazy" decoding="async"; }
                        @else { span class="photo-none" role="img" aria-label=(alt(photo)) { "HEIC" } }
                    }
                }
                small {
                    @if photos.len() > STRIP { a href=(base) { (setting.say("photo-more", "count", photos.len() - STRIP)) } " " }
                    @if flagged > 0 { a class="photo-flag" href={ (base) "?flagged=1" } { (light_small(view, Light::Yellow, None)) " " (setting.say("photo-flagged-count", "count", flagged)) } }
                }
            }
        }
    }
}

fn part_key(part: u32) -> &'static str {
    match part {
        1 => "invest-part-1",
        2 => "invest-part-2",
        3 => "invest-part-3",
        _ => "invest-part-0",
    }
}

/// The form to enter a month or a ten-day.
fn entry_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (year, month, _) = setting.today().ymd();
    let fresh =
        Kept::with([("year", year.to_string()), ("month", month.to_string()), ("part", "0".to_owned())]);
    let refused = !shown.kept.value("month").is_empty();
    let kept = if refused { &shown.kept } else { &fresh };
    let entered = |name: &str| kept.value(name).trim().parse::<i64>().ok();
    let chosen = (entered("year"), entered("month"));
    let of_month: Vec<&Brief> = shown
        .photos
        .iter()
        .filter(|photo| {
            let (year, month) = photo.month();
            chosen == (Some(i64::from(year)), Some(i64::from(month)))
        })
        .collect();
    let months =
        (1..=12).map(|month: i64| (month.to_string(), setting.say("invest-month-of", "month", month)));
    let parts = (0..=3).map(|part: u32| (part.to_string(), view.t(part_key(part)).into_owned()));
    let id = shown.project.id;
    html! {
        details open[refused] {
            summary class="button" { (view.t("invest-enter")) }
            (form(view, &format!("/projects/{id}/month"), html! {
                (Field::number("year", "project-year").required().short().render(view, kept))
                (Field::select("month", "invest-month", months).short().render(view, kept))
                (Field::select("part", "invest-part", parts).short().render(view, kept))
                (Field::text("done", "invest-done-wan").short().render(view, kept))
                (Field::text("planned", "invest-planned-wan").short().render(view, kept))
                (Field::area("image", "invest-image", 2).max(4_000).render(view, kept))
                (Field::area("why", "invest-why", 2).max(4_000).hint(view.t("invest-why-hint")).render(view, kept))
                @if !of_month.is_empty() { div { p class="hint" { (view.t("photo-of-month")) } (strip(shown, &of_month)) } }
                div class="actions" { (Button::submit(view.t("invest-save"))) }
            }))
        }
    }
}

/// The section of a project's page.
pub fn section(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut all = years(shown);
    all.reverse();
    html! {
        section id="investment" {
            h2 { (view.t("invest-title")) }
            @if all.is_empty() { p class="quiet" { (view.t("invest-none")) } } @else { (curve(shown)) }
            @for (at, year) in all.iter().enumerate() {
                @if at == 0 { (table(shown, *year)) } @else { details { summary { (setting.say("invest-year", "year", year.to_string())) } (table(shown, *year)) } }
            }
            @if qipan_board::board::may(&setting.actor, Act::ProjectReport, &shown.project.target()) { (entry_form(shown)) }
        }
    }
}

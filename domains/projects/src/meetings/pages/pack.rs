//! What is printed of a meeting: the pack (会议手册) with a briefing and a card of one page a site, and the memo (纪要附表) of what was
//! decided. A4.

use std::fmt::Write as _;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Fen, Id, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, light_small};
use qipan_web::{Markup, Page, PreEscaped, html};

use super::{Seen, chair, done_of, items_table, seen};
use crate::book::model::{Project, Year};
use crate::book::store as projects;
use crate::invest::lights::months_over;
use crate::invest::model::Entry;
use crate::invest::rules::{Pace, months, pace};
use crate::invest::store as invest;
use crate::meetings::model::{Item, Meeting, SiteInput};
use crate::meetings::rules::metres;
use crate::meetings::store;
use crate::pages::assets;
use crate::photos::store as photos;
use crate::pledges::model::Pledge;
use crate::pledges::store as pledges;
use crate::problems::model::{Level, Problem};
use crate::problems::pages::shown_light;
use crate::problems::store as problems;
use crate::requests::model::Request;
use crate::requests::store as requests;
use crate::work::chain::cut;
use crate::work::rules::ProblemRules;
use crate::work::store as work;

/// Open problems, requests and earlier items on a card: what fits on its page. The rest is counted.
const PROBLEMS: usize = 6;
const REQUESTS: usize = 3;
const EARLIER: usize = 4;

/// A card of a site.
struct Card {
    site: SiteInput,
    project: Project,
    year: Option<Year>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    requests: Vec<Request>,
    pledges: Vec<Pledge>,
    earlier: Vec<Item>,
    /// The photograph, whether it is to be looked at, its caption.
    photo: Option<(Id, bool, String)>,
}

fn card(tx: &mut Tx<'_>, site: &SiteInput, project: Project, earlier: &[Item], year: i32) -> Outcome<Card> {
    let id = project.id;
    let of = problems::Filter { project: Some(id), ..problems::Filter::default() };
    let mut open = problems::list(tx, &of, None, 100)?;
    open.retain(|one| one.state().unsolved());
    open.sort_by_key(|one| (std::cmp::Reverse(one.level), one.due().is_none(), one.due()));
    let asked = requests::Filter { project: Some(id), open: true, ..requests::Filter::default() };
    // The newest that nothing speaks against; where all are to be looked at, that is said beside it.
    let taken = photos::of_project(tx, id)?.into_iter().filter(|one| one.file.thumb.is_some());
    let photo = taken.enumerate().max_by_key(|(at, one)| (one.flags() == 0, *at)).map(|(_, one)| one);
    let mut pledges = pledges::of_project(tx, id)?;
    pledges.retain(|one| one.to.is_none());
    Ok(Card {
        site: site.clone(),
        year: projects::years(tx, id)?.into_iter().find(|one| one.year == year && one.left_on.is_none()),
        entries: invest::of_project(tx, id)?,
        problems: open,
        requests: requests::list(tx, &asked, None, 50)?,
        pledges,
        earlier: earlier.iter().filter(|item| item.project == Some(id)).cloned().collect(),
        photo: photo.map(|one| (one.id, one.flags() > 0, one.caption)),
        project,
    })
}

/// `GET /projects/meetings/{id}/pack`
pub(super) async fn pack(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (setting, seen, cards, earlier, rules) = call
        .read(move |tx| {
            let seen = seen(tx, &setting, id)?;
            let earlier = match seen.meeting.before {
                Some(before) => store::items(tx, before)?,
                None => Vec::new(),
            };
            let mut cards = Vec::new();
            for (site, project) in seen.meeting.sites.iter().zip(&seen.sites) {
                cards.push(card(tx, site, project.clone(), &earlier, setting.today().year())?);
            }
            let rules = work::rules_on(tx, setting.today())?.problems;
            Ok((setting, seen, cards, earlier, rules))
        })
        .await?;
    let view = &setting.view;
    let title = format!("{} · {}", view.t("meeting-pack"), seen.meeting.data.title);
    let page = Page::new(view, &title).head(assets::head()).render(html! {
        (bar(&setting, &seen.meeting))
        article class="pack" {
            (briefing(&setting, &seen, &cards, &earlier))
            @for (at, card) in cards.iter().enumerate() { (site_card(&setting, &rules, at + 1, card)) }
        }
    });
    call.page(page)
}

fn bar(setting: &Setting, meeting: &Meeting) -> Markup {
    let view = &setting.view;
    html! {
        p class="actions no-print" {
            (Button::link(view.t("meeting-back"), format!("/projects/meetings/{}", meeting.id)))
            " " span class="quiet" { (view.t("meeting-print-hint")) }
        }
    }
}

/// Kilometres, with one decimal.
fn kilometres(metres: i64) -> String {
    format!("{}.{}", metres / 1_000, metres % 1_000 / 100)
}

fn briefing(setting: &Setting, seen: &Seen, cards: &[Card], earlier: &[Item]) -> Markup {
    let (view, meeting) = (&setting.view, &seen.meeting);
    let open: usize = cards.iter().map(|card| card.problems.len()).sum();
    html! {
        section class="pack-page briefing" {
            h1 { (meeting.data.title) }
            p class="pack-sub" {
                (view.day(meeting.day)) @if !meeting.data.place.is_empty() { " · " (meeting.data.place) }
                " · " (view.t("meeting-chair")) " " (chair(setting, meeting))
            }
            @if !meeting.data.purpose.is_empty() { p { (meeting.data.purpose) } }
            @if !meeting.data.attendees.is_empty() { p { strong { (view.t("meeting-attendees")) } " " (meeting.data.attendees) } }
            h2 { (view.t("meeting-route")) }
            div class="route" {
                (map(setting, cards))
                table class="table ledger" {
                    thead { tr {
                        th scope="col" { (view.t("meeting-stop")) } th scope="col" { (view.t("meeting-arrival")) } th scope="col" { (view.t("project-name")) }
                        th scope="col" { (view.t("problem-unit")) } th scope="col" class="num" { (view.t("meeting-km")) } th scope="col" class="num" { (view.t("meeting-open-problems")) }
                    } }
                    tbody {
                        @for (at, card) in cards.iter().enumerate() {
                            @let from = at.checked_sub(1).and_then(|before| cards[before].project.data.point);
                            @let way = from.zip(card.project.data.point).map(|(from, to)| kilometres(metres(from, to)));
                            tr {
                                td { (at + 1) } td { (card.site.arrival) @if card.site.minutes > 0 { br; small { (setting.say("meeting-stay", "minutes", card.site.minutes)) } } }
                                td { (card.project.data.name) @if !card.site.focus.is_empty() { br; small { (card.site.focus) } } }
                                td { (setting.unit(card.project.data.lead_unit)) } td class="num" { (way.unwrap_or_default()) } td class="num" { (card.problems.len()) }
                            }
                        }
                    }
                }
            }
            p class="quiet" { (view.t("meeting-km-hint")) " " (setting.say("meeting-open-in-all", "count", open as i64)) }
            @if !earlier.is_empty() {
                h2 { (view.t("meeting-earlier")) " " small { (done_of(setting, earlier)) } }
                (items_table(setting, earlier, &seen.sites))
            }
        }
    }
}

/// The stops where they lie, north up, joined in the order of the route. An outline only: distances are in proportion, roads are
/// not drawn.
fn map(setting: &Setting, cards: &[Card]) -> Markup {
    let view = &setting.view;
    let points: Vec<(usize, (i32, i32))> = cards
        .iter()
        .enumerate()
        .filter_map(|(at, card)| card.project.data.point.map(|point| (at + 1, point)))
        .collect();
    let (Some(west), Some(east)) =
        (points.iter().map(|(_, p)| p.0).min(), points.iter().map(|(_, p)| p.0).max())
    else {
        return html! {};
    };
    let (south, north) = (
        points.iter().map(|(_, p)| p.1).min().unwrap_or_default(),
        points.iter().map(|(_, p)| p.1).max().unwrap_or_default(),
    );
    // A degree of longitude is shorter by the cosine of the latitude.
    let squeeze = (f64::from((south + north) / 2) / 1_000_000.0).to_radians().cos();
    let (wide, high) = (f64::from(east - west) * squeeze, f64::from(north - south));
    let scale = 250.0 / wide.max(high).max(1.0);
    let place = |point: (i32, i32)| {
        let x = 30.0 + (250.0 - wide * scale) / 2.0 + f64::from(point.0 - west) * squeeze * scale;
        let y = 30.0 + (250.0 - high * scale) / 2.0 + f64::from(north - point.1) * scale;
        (x, y)
    };
    let mut line = String::new();
    for (_, point) in &points {
        let (x, y) = place(*point);
        let _ = write!(line, "{x:.1},{y:.1} ");
    }
    html! {
        svg class="route-map" viewBox="0 0 310 310" role="img" aria-label=(view.t("meeting-map")) {
            title { (view.t("meeting-map")) }
            (PreEscaped("<rect class=\"route-land\" x=\"1\" y=\"1\" width=\"308\" height=\"308\" rx=\"8\"/>"))
            polyline class="route-line" points=(line.trim()) {}
            @for (number, point) in &points {
                @let (x, y) = place(*point);
                circle class="route-stop" cx={ (format!("{x:.1}")) } cy={ (format!("{y:.1}")) } r="11" {}
                text class="route-number" x={ (format!("{x:.1}")) } y={ (format!("{:.1}", y + 4.0)) } text-anchor="middle" { (number) }
            }
            text class="ch-label" x="296" y="24" text-anchor="end" { "N ↑" }
        }
    }
}

fn pace_of(setting: &Setting, card: &Card) -> Option<(Fen, Pace)> {
    let today = setting.today();
    let over = months_over(today, today.year());
    let all = months(&card.entries, today.year());
    let done = Fen(all.iter().take(over as usize).filter_map(|(_, done)| *done).map(|fen| fen.0).sum());
    Some((done, pace(done, card.year.as_ref()?.plan, over)?))
}

fn site_card(setting: &Setting, rules: &ProblemRules, number: usize, card: &Card) -> Markup {
    let (view, project) = (&setting.view, &card.project);
    let data = &project.data;
    let image = card.entries.iter().rev().find(|entry| !entry.image.is_empty());
    let leader = card.pledges.iter().find(|one| one.data.role.leads());
    let invested: i64 =
        data.before.0 + card.entries.iter().filter_map(|entry| entry.done).map(|fen| fen.0).sum::<i64>();
    html! {
        section class="pack-page site-card" {
            h1 { span class="site-no" { (number) } " " (data.name) }
            p class="pack-sub" { @if !card.site.arrival.is_empty() { (card.site.arrival) " · " } (view.t(project.stage.key())) " · " (data.industry) " · " (setting.unit(data.lead_unit)) @if !card.site.focus.is_empty() { " · " (view.t("meeting-focus")) "：" (card.site.focus) } }
            div class="site-top" {
                dl class="site-facts" {
                    div { dt { (view.t("project-scale")) } dd { (data.scale) @if !data.capacity.is_empty() { "；" (data.capacity) } } }
                    div { dt { (view.t("project-owner")) } dd { (data.owner) } }
                    div { dt { (view.t("project-place")) } dd { (data.place) } }
                    @if let Some(start) = project.started_on.or(data.planned_start) { div { dt { (view.t(if project.started_on.is_some() { "project-started-on" } else { "project-planned-start" })) } dd { (view.day(start)) } } }
                    @if let Some(finish) = data.planned_finish { div { dt { (view.t("project-planned-finish")) } dd { (view.day(finish)) } } }
                    div { dt { (view.t("project-leader")) } dd { @match leader { Some(one) => (crate::pledges::pages::bearer(setting, &one.data)), None => (data.leader) } } }
                }
                @if let Some((photo, flagged, caption)) = &card.photo {
                    figure class="site-photo" { img src={ "/projects/" (project.id) "/photos/" (photo) "/large" } alt=(caption); figcaption { (caption) @if *flagged { " · " strong { (view.t("photo-flagged")) } } } }
                }
            }
            table class="table ledger site-money" {
                caption { (view.t("meeting-invest")) }
                thead { tr { @for key in ["project-total-wan", "meeting-invested", "meeting-year-plan", "meeting-year-done", "project-completion", "meeting-lead"] { th scope="col" class="num" { (view.t(key)) } } } }
                tbody { tr {
                    td class="num" { (data.total.wan()) } td class="num" { (Fen(invested).wan()) }
                    @match (&card.year, pace_of(setting, card)) {
                        (Some(year), Some((done, pace))) => { td class="num" { (year.plan.wan()) } td class="num" { (done.wan()) } td class="num" { (pace.completion.percent(1)) "%" } td class="num" { (pace.lead().signed(1)) } }
                        (Some(year), None) => { td class="num" { (year.plan.wan()) } td class="num" { "—" } td class="num" { "—" } td class="num" { "—" } }
                        (None, _) => { td class="num" { "—" } td class="num" { "—" } td class="num" { "—" } td class="num" { "—" } }
                    }
                } }
            }
            @if let Some(entry) = image { p { strong { (view.t("invest-image")) } " " (entry.year) "-" (format!("{:02}", entry.month)) "：" (entry.image) } }
            h2 { (view.t("meeting-problems")) " " small { (card.problems.len()) } }
            (problems_shown(setting, rules, &card.problems))
            @if !card.requests.is_empty() {
                h2 { (view.t("requests-title")) " " small { (card.requests.len()) } }
                ul class="pack-list" { @for one in card.requests.iter().take(REQUESTS) { li { (one.data.enterprise) "：" (cut(&one.data.text, 70)) " " small { (view.t(one.state.key())) @if let Some(due) = one.due_day { " · " (view.day(due)) } } } } }
            }
            @if !card.earlier.is_empty() {
                h2 { (view.t("meeting-earlier")) " " small { (done_of(setting, &card.earlier)) } }
                ul class="pack-list" { @for item in card.earlier.iter().take(EARLIER) { li {
                    @let version = &item.commitment.version;
                    (light_small(view, drawn(version.light_at(setting.now)), None)) " " (cut(&item.text, 70)) " " small { (setting.unit(version.terms.lead_unit)) " · " (view.t(version.state.key())) }
                } } }
            }
            div class="pack-notes" { span { (view.t("meeting-notes")) } }
        }
    }
}

fn problems_shown(setting: &Setting, rules: &ProblemRules, all: &[Problem]) -> Markup {
    let view = &setting.view;
    if all.is_empty() {
        return html! { p class="quiet" { (view.t("problem-none-of-project")) } };
    }
    html! {
        table class="table ledger" {
            thead { tr { @for key in ["problem-class", "problem-text", "problem-ask", "problem-unit", "problem-due", "problem-light"] { th scope="col" { (view.t(key)) } } } }
            tbody {
                @for one in all.iter().take(PROBLEMS) {
                    @let light = drawn(shown_light(setting, rules, one).light);
                    tr {
                        td { (view.t(one.class.key())) } td { (cut(&one.data.text, 60)) } td { (cut(&one.data.ask, 40)) }
                        td { (one.solver().map(|unit| setting.unit(unit)).unwrap_or_default()) } td class="nowrap" { (one.due().map(|due| view.day(due)).unwrap_or_default()) }
                        td { (light_small(view, light, None)) " " (view.t(light.key())) @if one.level != Level::Unit { br; small { (view.t(one.level.key())) } } }
                    }
                }
            }
        }
        @if all.len() > PROBLEMS { p class="quiet" { (setting.say("meeting-more", "count", (all.len() - PROBLEMS) as i64)) } }
    }
}

/// `GET /projects/meetings/{id}/memo`
pub(super) async fn memo(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (setting, seen) = call
        .read(move |tx| {
            let seen = seen(tx, &setting, id)?;
            Ok((setting, seen))
        })
        .await?;
    let (view, meeting) = (&setting.view, &seen.meeting);
    let title = format!("{} · {}", view.t("meeting-memo"), meeting.data.title);
    let page = Page::new(view, &title).head(assets::head()).render(html! {
        (bar(&setting, meeting))
        article class="pack" {
            section class="pack-page" {
                h1 { (meeting.data.title) } p class="pack-sub" { (view.t("meeting-memo")) " · " (meeting.number) }
                p { (view.day(meeting.day)) " · " (view.t("meeting-chair")) " " (chair(&setting, meeting)) @if !meeting.data.place.is_empty() { " · " (meeting.data.place) } }
                @if !meeting.data.attendees.is_empty() { p { strong { (view.t("meeting-attendees")) } " " (meeting.data.attendees) } }
                p { strong { (view.t("meeting-sites")) } " " @for (at, project) in seen.sites.iter().enumerate() { @if at > 0 { "、" } (project.data.name) } }
                h2 { (view.t("meeting-items")) " " small { (done_of(&setting, &seen.items)) } }
                (items_table(&setting, &seen.items, &seen.sites))
                p class="quiet" { (setting.say("meeting-memo-as-of", "at", view.moment(setting.now))) }
            }
        }
    });
    call.page(page)
}

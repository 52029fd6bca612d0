//! One commitment, drawn: what was promised, how it stands and why, where it comes from, what happened.

use qipan_kernel::{Day, Message, Moment, Progress};
use qipan_web::components::chart::{LineChart, Marker, Series, Stroke, line_chart};
use qipan_web::components::{self, Crumb, Definitions, breadcrumb, callout, timeline};
use qipan_web::{Markup, Page, html};

use super::deeds_view;
use super::detail::Shown;
use super::history;
use super::reading_view;
use super::setting::{Link, Setting, drawn};
use crate::commitments::model::{Commitment, Evidence, Report, Review, Source, Terms, Version};
use crate::commitments::suspension::Suspension;
use crate::lights::Light;

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (one, version) = (&shown.commitment, &shown.commitment.version);
    let list = setting.link("/commitments").end();
    Page::new(view, &one.number).wide().render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("list-title"), list), Crumb::here(&one.number)]))
        (setting.past_banner())
        h1 class="statement" { (version.terms.statement) }
        p class="statement-facts" {
            (components::light_as(view, drawn(setting.light(version)), setting.light_word(version))) " · "
            @if version.suspension().is_none() { strong { (view.t(version.state.key())) } " · " }
            (setting.unit(version.terms.lead_unit)) " · " (setting.line(version.terms.line)) " · "
            span class="quiet" { (one.number) " · " (view.t(version.terms.kind.key())) }
        }
        @for chain in &shown.chains { (components::chain(view, &view.t("detail-chain"), chain)) }
        div class="board-layout" {
            div class="board-main" {
                (why(setting, version))
                (how_far(shown))
                (reading_view::section(shown))
                (opinions(shown))
                (terms(setting, one))
                (suspensions(setting, version))
                (sources(setting, &shown.sources))
                (reports(shown))
                (evidence(shown))
                section { h2 id="history" { (view.t("detail-history")) }
                    (timeline(view, &history::entries(setting, &shown.journal, &shown.versions))) }
            }
            aside class="deeds" aria-label=(view.t("detail-deeds")) {
                (deeds_view::panel(shown))
                (day_form(setting))
            }
        }
    })
}

/// The light, why, by which rules, and when it will change.
fn why(setting: &Setting, version: &Version) -> Markup {
    let (view, at) = (&setting.view, setting.when.at);
    let lights = &version.lights;
    let light = drawn(setting.light(version));
    let title = setting.say("why-title", "light", view.t(setting.light_word(version)).into_owned());
    let instants = [
        ("why-blue-at", Light::Blue, lights.blue_at),
        ("why-yellow-at", Light::Yellow, lights.yellow_at),
        ("why-red-at", Light::Red, lights.red_at),
    ];
    let source = setting.book.sets.all().iter().find(|set| set.id == lights.rule_set);
    callout(
        light,
        &title,
        html! {
            @for reason in lights.reasons_at(&setting.book.calendar, at) { p { (view.m(&reason)) } }
            @for note in lights.notes_at(&setting.book.calendar, at) { p class="quiet" { (view.m(&note)) } }
            @if version.state.is_open() {
                @for (key, colour, instant) in instants {
                    @if let Some(instant) = instant.filter(|instant| *instant != Moment::NEVER && lights.light_at(*instant) == colour) {
                        p class="quiet" { (setting.say(key, "at", view.moment(instant)))
                            @if instant <= setting.now { " " a href=(view.here_with("at", Some(&instant.day().to_string()))) { (view.t("why-show-day")) } } }
                    }
                }
                @if lights.provisional { p class="quiet" { (view.t("why-provisional")) } }
            }
            details class="quiet" {
                summary { (view.t("why-rules")) }
                p {
                    (setting.rule_set(&lights.rule_set)) " · "
                    (view.m(&qipan_kernel::Message::new("why-versions").with("rules", i64::from(lights.rule_version)).with("calendar", i64::from(lights.calendar_version))))
                }
                @if let Some(set) = source { p { (view.t(&set.source)) } }
                p { (setting.say("why-evaluated", "at", view.moment(lights.evaluated_at))) }
            }
        },
    )
}

/// Claimed against verified, now and over time.
fn how_far(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let version = &shown.commitment.version;
    html! {
        section {
            h2 { (view.t("detail-progress")) }
            (setting.progress(version))
            @if version.unverified() { p class="quiet" { (view.t("detail-unverified")) } }
            @if let Some((before, day)) = completed_by_closing(shown) {
                p class="quiet" { (view.m(&Message::new("detail-closed-verified").with("verified", before).with("day", day))) }
            }
            (chart(shown))
        }
    }
}

/// What reviews had verified before closing, and the day of closing, where closing verified the rest: it is a review
/// itself, of the whole, on the evidence (rule close-needs-evidence).
fn completed_by_closing(shown: &Shown) -> Option<(Progress, Day)> {
    let closed_at = shown.commitment.version.closed_at?;
    let before = shown.versions.iter().rev().find(|one| one.version.closed_at.is_none())?;
    let verified = before.version.verified.unwrap_or_default();
    (verified < Progress::FULL).then(|| (verified, closed_at.day()))
}

fn chart(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let version = &shown.commitment.version;
    let until = version.closed_at.map_or(setting.when.day(), |at| at.day().min(setting.when.day()));
    let percent = |progress: Progress| f64::from(progress.0) / 100.0;
    let curve = |of: fn(&Version) -> Option<Progress>| {
        let start = version.terms.start_day.min(until);
        let mut points: Vec<(Day, f64)> = vec![(start, 0.0)];
        for one in &shown.versions {
            let (day, value) = (one.version.valid_from.day(), percent(of(&one.version).unwrap_or_default()));
            let last = points.last().copied().unwrap_or((start, 0.0));
            if day == last.0 {
                points.pop();
                points.push((day, value));
            } else if value != last.1 && day > last.0 {
                points.push((day, value));
            }
        }
        let last = points.last().copied().unwrap_or((start, 0.0));
        if until > last.0 {
            points.push((until, last.1));
        }
        points
    };
    let mut series = Vec::new();
    let mut markers =
        vec![Marker { day: setting.when.day(), label: view.t("board-today").into_owned(), strong: false }];
    if !setting.when.current {
        markers[0].label = view.day(setting.when.day());
    }
    if let Some(due) = version.terms.due_day {
        let points = vec![(version.terms.start_day, 0.0), (due, 100.0)];
        series.push(Series {
            name: view.t("chart-planned").into_owned(),
            stroke: Stroke::Planned,
            points,
            steps: false,
        });
        markers.push(Marker { day: due, label: view.t("chart-due").into_owned(), strong: true });
    }
    let claimed = view.t("chart-claimed").into_owned();
    let verified = view.t("chart-verified").into_owned();
    series.push(Series { name: claimed, stroke: Stroke::Claimed, points: curve(|v| v.claimed), steps: true });
    series.push(Series {
        name: verified,
        stroke: Stroke::Verified,
        points: curve(|v| v.verified),
        steps: true,
    });
    series.extend(reading_view::series(shown));
    let title = view.t("chart-title").into_owned();
    line_chart(view, &LineChart { title, unit: "%".into(), series, markers, top: Some(100.0) })
}

/// What was promised.
fn terms(setting: &Setting, one: &Commitment) -> Markup {
    let (view, version) = (&setting.view, &one.version);
    let terms = &version.terms;
    let label = |key: &str| view.t(key).into_owned();
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let unit_link =
        |id| html! { a href=(setting.link("/").with("unit", id).end()) { (setting.unit_full(id)) } };
    let slipped = version.first_due.filter(|first| terms.due_day.is_some_and(|due| due != *first));
    let cooperating = (!terms.cooperating.is_empty()).then(|| {
        html! { @for (index, id) in terms.cooperating.iter().enumerate() { @if index > 0 { "、" } (unit_link(*id)) } }
    });
    let moment = |at: Option<Moment>| at.map(|at| view.moment(at));
    let line = setting.link("/commitments").with("line", terms.line).end();
    html! {
        section {
            h2 { (view.t("detail-terms")) }
            (Definitions::new()
                .row(label("term-lead"), unit_link(terms.lead_unit))
                .maybe(label("term-cooperating"), cooperating)
                .row(label("term-line"), html! { a href=(line) { (setting.line(terms.line)) } })
                .maybe(label("term-leader"), leader(setting, terms))
                .maybe(label("term-contact"), given(&terms.contact))
                .row(label("term-due"), setting.day_or_dash(terms.due_day))
                .maybe(label("term-first-due"), slipped.map(|day| view.day(day)))
                .maybe(label("term-limit-words"), given(&terms.limit_words))
                .maybe(label("term-measure"), given(&terms.measure))
                .row(label("term-start"), view.day(terms.start_day))
                .row(label("term-schedule"), setting.schedule(terms.schedule.as_deref()))
                .row(label("term-rule-set"), setting.rule_set(&terms.rule_set))
                .row(label("term-registered"), view.moment(one.created_at))
                .maybe(label("term-issued"), moment(version.issued_at))
                .maybe(label("term-signed"), moment(version.signed_at))
                .maybe(label("term-closed"), moment(version.closed_at)))
        }
    }
}

/// Who answers for it on the day shown: the holder of the post, since when, and the name that the document writes.
fn leader(setting: &Setting, terms: &Terms) -> Option<Markup> {
    let view = &setting.view;
    let who = setting.responsible(terms);
    let Some(link) = terms.leader_link else {
        let said = view.t("leader-not-tied");
        return (!who.written.is_empty()).then(|| html! { (who.written) " " small class="quiet" { (said) } });
    };
    let list = setting.link("/commitments").with("leader", link).end();
    let said = |key: &'static str, value: &str| setting.say(key, "name", value);
    Some(html! {
        a href=(list) { (who.holder.as_deref().map_or_else(|| view.t("leader-vacant").into_owned(), str::to_owned)) }
        @if who.successor { " " span class="badge" { (view.t("leader-successor")) } }
        @if let Some(title) = &who.title { " · " (title) }
        @if let Some(since) = who.since { " " small class="quiet" { (setting.say("leader-since", "day", since)) } }
        @if who.differs() || (who.holder.is_none() && !who.written.is_empty()) {
            br; small class="quiet" { (said("leader-written", &who.written)) }
        }
    })
}

/// When it was suspended, why, and who approved it; the newest first.
fn suspensions(setting: &Setting, version: &Version) -> Markup {
    let view = &setting.view;
    let expected = |one: &Suspension| one.expected.filter(|_| one.until.is_none());
    html! {
        @if !version.suspensions.is_empty() {
            section {
                h2 { (view.t("detail-suspensions")) }
                @for one in version.suspensions.iter().rev() {
                    figure class="quote" {
                        blockquote { p class="pre" { (one.reason) } }
                        figcaption {
                            @match one.until {
                                Some(until) => (view.m(&Message::new("suspension-from-to").with("since", one.since).with("until", until).with("days", until - one.since))),
                                None => (setting.say("suspension-from", "since", one.since)),
                            }
                            " · " (setting.say("suspension-approved-by", "who", one.approved_by.as_str()))
                            @if let Some(day) = expected(one) { " · " (setting.say("suspension-expected-on", "day", day)) }
                        }
                    }
                }
            }
        }
    }
}

/// The words that promise it, with the place in the document.
fn sources(setting: &Setting, sources: &[Source]) -> Markup {
    let view = &setting.view;
    if sources.is_empty() {
        return html! {};
    }
    let place = |source: &Source| {
        let link = Link::to(&format!("/documents/{}", source.document?));
        let (from, to) = source.span;
        Some(if to > from { link.with("at", format!("{from}-{to}")).end() + "#at" } else { link.end() })
    };
    html! {
        section {
            h2 { (view.t("detail-sources")) }
            @for source in sources {
                figure class="quote" {
                    @if !source.words.is_empty() { blockquote { p { mark { (source.words) } } } }
                    figcaption {
                        @match place(source) {
                            Some(href) => a href=(href) { (if source.cited.is_empty() { view.t("detail-open-document") } else { source.cited.as_str().into() }) },
                            None => (source.cited),
                        }
                    }
                }
            }
        }
    }
}

fn opinions(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    html! {
        @if !shown.opinions.is_empty() {
            section {
                h2 { (view.t("detail-opinions")) }
                @for (at, who, words) in &shown.opinions {
                    figure class="quote opinion" {
                        blockquote { p class="pre" { (words) } }
                        figcaption { (who) " · " (view.moment(*at)) }
                    }
                }
                p class="quiet" { (view.t("detail-opinions-note")) }
            }
        }
    }
}

/// So many reports are shown at once; older ones are folded.
const REPORTS_OPEN: usize = 3;

fn reports(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        section {
            h2 id="reports" { (view.t("detail-reports")) " " @if !shown.reports.is_empty() { span class="count" { (shown.reports.len()) } } }
            @if shown.reports.is_empty() { p class="quiet" { (view.t("detail-no-reports")) } }
            @for one in shown.reports.iter().take(REPORTS_OPEN) { (report(setting, one)) }
            @if shown.reports.len() > REPORTS_OPEN {
                details {
                    summary { (setting.say("detail-older-reports", "count", shown.reports.len() - REPORTS_OPEN)) }
                    @for one in shown.reports.iter().skip(REPORTS_OPEN) { (report(setting, one)) }
                }
            }
        }
    }
}

fn report(setting: &Setting, one: &Report) -> Markup {
    let view = &setting.view;
    let unit = one.unit.map(|unit| setting.unit(unit));
    let parts = [
        ("report-progress", &one.progress_text),
        ("report-problems", &one.problems),
        ("report-next", &one.next_step),
    ];
    let verdict = match one.review {
        Review::Pending => view.t("review-pending").into_owned(),
        Review::Verified => setting.say("review-verified", "verified", one.verified.unwrap_or_default()),
        Review::Returned => view.t("review-returned").into_owned(),
    };
    let class = match one.review {
        Review::Pending => components::Light::Blue,
        Review::Verified => components::Light::Green,
        Review::Returned => components::Light::Yellow,
    };
    html! {
        article class="report" {
            p { strong { (setting.say("report-claims", "claimed", one.claimed)) } " "
                span class="quiet" { (view.moment(one.at)) " · " (one.actor_name) @if let Some(unit) = unit { " · " (unit) } } }
            dl { @for (key, text) in parts { @if !text.is_empty() { dt { (view.t(key)) } dd class="pre" { (text) } } } }
            p class={ "review light-" (class.as_str()) } { strong { (verdict) }
                @if let Some(name) = &one.reviewer_name { span class="quiet" { " " (name) @if let Some(at) = one.reviewed_at { " · " (view.moment(at)) } } } }
            @if let Some(note) = one.review_note.as_deref().filter(|note| !note.is_empty()) { p class="pre" { (note) } }
        }
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

fn evidence(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let link = |one: &Evidence| format!("/commitments/{}/evidence/{}", shown.commitment.id, one.id);
    html! {
        section {
            h2 id="evidence" { (view.t("detail-evidence")) " " @if !shown.evidence.is_empty() { span class="count" { (shown.evidence.len()) } } }
            @if shown.evidence.is_empty() { p class="quiet" { (view.t("detail-no-evidence")) } }
            @else {
                ul class="files" {
                    @for one in &shown.evidence {
                        li {
                            a href=(link(one)) download { (one.name) } " " span class="quiet" { (size(one.size)) " · " (view.moment(one.at)) " · " (one.actor_name) }
                            @if !one.note.is_empty() { p { (one.note) } }
                            p class="quiet digest" { "SHA-256 " code { (one.digest.get(..16).unwrap_or(&one.digest)) "…" } }
                        }
                    }
                }
            }
        }
    }
}

/// Another day of this commitment.
fn day_form(setting: &Setting) -> Markup {
    let view = &setting.view;
    html! {
        form class="day-form" method="get" action=(view.path) {
            label for="at" { (view.t("detail-as-of")) }
            input type="date" id="at" name="at" value=(setting.when.day()) max=(view.today);
            button class="button small" { (view.t("board-show")) }
        }
    }
}

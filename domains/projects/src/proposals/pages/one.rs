//! One proposal: what is like it side by side, the decisions on it, the form to sign one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::board::{answer_form, may, visible};
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::Commitment;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_overlap::Taxonomy;
use qipan_web::components::{
    Button, Crumb, Definitions, Field, TimelineEntry, breadcrumb, error_summary_of, form, select, timeline,
};
use qipan_web::{Kept, Markup, Page, html};

use super::likeness::{Around, section};
use super::{look, shown as like};
use crate::pages::head;
use crate::proposals::model::{Found, Kind, Proposal, ProposalState, Verdict, VerdictInput, Whose};
use crate::proposals::register::Register;
use crate::proposals::{commands, rules, store};
use crate::systems::duties::{self, Duty};
use crate::systems::model::{Part, System};
use crate::systems::parameters::Parameter;
use crate::systems::parameters_store;
use crate::systems::rules::TEXT_MAX;
use crate::systems::store::{self as systems, Filter};

const LABELS: [(&str, &str); 4] = [
    ("kind", "verdict"),
    ("target", "verdict-target"),
    ("avoided", "verdict-avoided-wan"),
    ("reason", "project-reason"),
];

struct Shown {
    setting: Setting,
    one: Proposal,
    found: Vec<Found>,
    version: String,
    taxonomy: Taxonomy,
    alert: i64,
    verdicts: Vec<Verdict>,
    duties: Vec<(Duty, Commitment)>,
    /// Systems that the actor may open.
    seen: HashSet<Id>,
    /// All systems, for choices and names.
    systems: Vec<System>,
    kept: Kept,
}

async fn load(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    let register = call.site.part::<Arc<Register>>().clone();
    let filter = Filter { visible: visible(&setting.actor), with_retired: true, ..Filter::default() };
    call.read(move |tx| {
        let one = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &one.target())?;
        let (found, version) = like(&register, tx, &one)?;
        let seen = systems::list(tx, &filter)?.iter().map(|one| one.id).collect();
        Ok(Shown {
            found,
            version,
            taxonomy: register.taxonomy(tx)?,
            alert: parameters_store::load(tx)?.on(Parameter::OverlapAlert, setting.today()),
            verdicts: store::verdicts(tx, id)?,
            duties: duties::shown(tx, id)?,
            seen,
            systems: systems::all(tx)?,
            setting,
            one,
            kept,
        })
    })
    .await
}

/// `GET /projects/proposals/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call, Kept::empty()).await?;
    call.page(draw(&shown))
}

async fn done<T: Send + 'static>(
    call: &Call,
    run: Outcome<impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static>,
    said: &'static str,
) -> Outcome<Response> {
    let to = |_: &T| format!("/projects/proposals/{}", call.param("id"));
    answer_form(call, run, said, to, async |kept| Ok(draw(&load(call, kept).await?))).await
}

/// `POST /projects/proposals/{id}/decide`
pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let one = call.read(move |tx| store::find(tx, id)?.ok_or_else(Failure::not_found)).await?;
    let looked = look(&call, &one.data, Some(id)).await?;
    let kinds: Vec<_> = Kind::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| VerdictInput {
        kind: r.required_choice("kind", &kinds, Kind::GoOn),
        target: r.id("target"),
        reason: r.required_paragraph("reason", TEXT_MAX),
        avoided: r.wan("avoided").unwrap_or(Fen(0)),
    });
    let run =
        input.map(|input| move |acting: &mut Acting<'_, '_>| commands::decide(acting, id, &input, &looked));
    done(&call, run, "done-proposal-decide").await
}

/// `POST /projects/proposals/{id}/reverse`
pub(super) async fn reverse(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| (r.required_id("verdict"), r.required_paragraph("reason", TEXT_MAX)));
    let run = input.map(|(verdict, reason)| {
        move |acting: &mut Acting<'_, '_>| commands::reverse(acting, id, verdict, &reason)
    });
    done(&call, run, "done-proposal-reverse").await
}

/// `POST /projects/proposals/{id}/withdraw`
pub(super) async fn withdraw(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let run = call
        .form
        .read(|r| r.required_paragraph("reason", TEXT_MAX))
        .map(|reason| move |acting: &mut Acting<'_, '_>| commands::withdraw(acting, id, &reason));
    done(&call, run, "done-proposal-withdraw").await
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, one) = (&shown.setting, &shown.setting.view, &shown.one);
    let data = &one.data;
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("systems-tab-proposals"), "/projects/proposals"),
        Crumb::here(&data.name),
    ];
    let decides = may(&setting.actor, Act::SystemDecide, &one.target());
    let around = Around {
        setting,
        taxonomy: &shown.taxonomy,
        alert: shown.alert,
        open: visible(&setting.actor).map(|_| &shown.seen),
        teach: (decides && one.state == ProposalState::Waiting)
            .then(|| format!("/projects/proposals/{}#overlap", one.id)),
    };
    Page::new(view, &data.name).wide().head(head()).render(html! {
        (breadcrumb(view, &crumbs))
        div class="page-head" { h1 class="statement" { (data.name) } }
        p class="statement-facts" {
            strong { (view.t(one.state.key())) } " · " (setting.unit(data.unit)) " · "
            (view.t("proposal-amount")) " " (setting.wan(data.amount)) " · " (view.t("system-yearly")) " " (setting.wan(data.yearly)) " " (view.t("unit-wan"))
        }
        (error_summary_of(view, &shown.kept, &LABELS))
        div class="board-layout" {
            div class="board-main" {
                section { h2 { (view.t("system-purpose")) } p { (data.purpose) } }
                (section(&around, &shown.found))
                (decisions(shown, decides))
            }
            aside class="deeds after" aria-label=(view.t("project-facts")) { (facts(shown)) }
        }
    })
}

fn name_of(shown: &Shown, id: Id) -> String {
    let found = shown.systems.iter().find(|one| one.id == id);
    found.map_or_else(|| id.to_string(), |one| one.data.name.clone())
}

fn decisions(shown: &Shown, decides: bool) -> Markup {
    let (setting, view, one) = (&shown.setting, &shown.setting.view, &shown.one);
    let stands = rules::standing(&shown.verdicts);
    let standing = stands.map(|verdict| verdict.id);
    let entries: Vec<TimelineEntry> = shown
        .verdicts
        .iter()
        .rev()
        .map(|verdict| TimelineEntry {
            at: verdict.signed.2,
            who: verdict.signed.1.clone(),
            what: html! {
                strong { (view.t(verdict.input.kind.key())) }
                @if let Some(target) = verdict.input.target { " · " (name_of(shown, target)) }
                @if verdict.input.avoided.0 > 0 { " · " (setting.say("proposal-avoided-of", "amount", verdict.input.avoided.wan())) }
                @if Some(verdict.id) != standing && verdict.input.kind != Kind::Reverse { " " span class="badge" { (view.t("verdict-reversed")) } }
            },
            detail: Some(html! { p { (verdict.input.reason) } }),
            light: None,
        })
        .collect();
    html! {
        section id="decisions" {
            h2 { (view.t("decisions-title")) }
            @if entries.is_empty() { p class="quiet" { (view.t("decisions-none")) } } @else { (timeline(view, &entries)) }
            @if decides && one.state == ProposalState::Waiting {
                @if setting.actor.id == one.filed.0 { p class="quiet" { (view.t("filing-same-person")) } } @else { (decide_form(shown)) }
            }
            @if let (true, Some(verdict)) = (decides, stands) {
                @match rules::another_reverses(one.filed.0, verdict.signed.0, setting.actor.id) {
                    Ok(()) => (reverse_form(shown, verdict.id)),
                    Err(failure) => p class="quiet" { (view.m(&failure.message)) },
                }
            }
            @if one.state == ProposalState::Waiting && may(&setting.actor, Act::SystemFile, &one.target()) { (withdraw_form(shown)) }
        }
    }
}

/// Those that are like it first, then the others.
fn targets(shown: &Shown) -> Vec<(String, String)> {
    let scores: HashMap<Id, i64> =
        shown.found.iter().filter_map(|one| Some((rules::system_of(one)?, one.score))).collect();
    let open =
        shown.systems.iter().filter(|one| one.state.is_open() && Some(one.id) != shown.one.data.system);
    let mut all: Vec<&System> = open.collect();
    all.sort_by_key(|one| std::cmp::Reverse(scores.get(&one.id).copied().unwrap_or(0)));
    all.into_iter()
        .map(|one| {
            let score =
                scores.get(&one.id).map(|score| format!("{}% ", (score + 50) / 100)).unwrap_or_default();
            (one.id.to_string(), format!("{score}{} · {}", one.data.name, shown.setting.unit(one.data.unit)))
        })
        .collect()
}

fn decide_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Reverse).collect();
    let refused = !shown.kept.value("kind").is_empty() || shown.kept.error("kind").is_some();
    let most = setting.say(
        "verdict-avoided-hint",
        "most",
        Fen(shown.one.data.amount.0 + shown.one.data.yearly.0).wan(),
    );
    let kept = if refused { &shown.kept } else { &Kept::empty() };
    html! {
        details open[refused] {
            summary class="button" { (view.t("filing-decide")) }
            (form(view, &format!("/projects/proposals/{}/decide", shown.one.id), html! {
                (select(&setting.view, "kind", "verdict", &kinds, Kind::as_str, Kind::key).empty_option(view.t("choose-one")).required().short().hint(view.t("verdict-hint")).render(view, kept))
                (Field::select("target", "verdict-target", targets(shown)).empty_option(view.t("verdict-target-none")).render(view, kept))
                (Field::text("avoided", "verdict-avoided-wan").short().hint(most).render(view, kept))
                (Field::area("reason", "project-reason", 3).required().max(TEXT_MAX as u32).render(view, kept))
                div class="actions" { (Button::submit(view.t("verdict-sign"))) }
            }))
        }
    }
}

fn reverse_form(shown: &Shown, verdict: Id) -> Markup {
    let view = &shown.setting.view;
    let refused = !shown.kept.value("verdict").is_empty();
    let kept = if refused { &shown.kept } else { &Kept::empty() };
    html! {
        details open[refused] {
            summary class="button" { (view.t("verdict-reverse")) }
            (form(view, &format!("/projects/proposals/{}/reverse", shown.one.id), html! {
                input type="hidden" name="verdict" value=(verdict);
                (Field::area("reason", "project-reason", 2).required().hint(view.t("verdict-reverse-hint")).render(view, kept))
                div class="actions" { (Button::submit(view.t("verdict-reverse")).danger()) }
            }))
        }
    }
}

fn withdraw_form(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    html! {
        details {
            summary class="button" { (view.t("gate-withdraw")) }
            (form(view, &format!("/projects/proposals/{}/withdraw", shown.one.id), html! {
                (Field::area("reason", "project-reason", 2).required().render(view, &Kept::empty()))
                div class="actions" { (Button::submit(view.t("gate-withdraw")).danger()) }
            }))
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (setting, view, one) = (&shown.setting, &shown.setting.view, &shown.one);
    let data = &one.data;
    let system = data.system.map(|id| {
        let name = name_of(shown, id);
        html! { a href={ "/projects/systems/" (id) } { (name) } }
    });
    let twins = shown.found.iter().filter(|found| found.whose == Whose::Proposal).count();
    html! {
        h2 { (view.t("project-facts")) }
        (Definitions::new()
            .row(view.t("filing-filed-by"), format!("{} · {}", one.filed.1, view.day(one.filed.2.day())))
            .row(view.t("project-line"), setting.line(data.line))
            .maybe(view.t("proposal-system"), system)
            .maybe(view.t("system-basis"), Some(&data.basis).filter(|text| !text.is_empty()))
            .maybe(view.t("proposal-twins"), (twins > 0).then(|| twins.to_string()))
            .row(view.t("likeness-version"), &shown.version))
        h3 { (view.t("system-functions")) }
        ul { @for text in &data.functions { li { (text) } } }
        @if !data.items.is_empty() {
            h3 { (view.t("system-items")) }
            dl class="items" {
                @for part in Part::ALL {
                    @if data.items.iter().any(|item| item.part == *part) {
                        dt { (view.t(part.key())) }
                        dd { @for item in data.items.iter().filter(|item| item.part == *part) { span class="chip" { (item.name) } " " } }
                    }
                }
            }
        }
        @if !shown.duties.is_empty() {
            h3 { (view.t("duties-title")) }
            ul { @for (duty, commitment) in &shown.duties {
                li class=[duty.met_at.map(|_| "quiet")] { a href={ "/commitments/" (commitment.id) } { (commitment.version.terms.statement) }
                    " " small class="quiet" { @if let Some(due) = commitment.version.terms.due_day { (view.day(due)) " · " } (view.t(commitment.version.state.key())) } }
            } }
        }
    }
}

//! The approval sheet (审批单) of one paper, as it is printed and signed, with the forms for opinions and the decision.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::board::{act, may};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Moment, Outcome};
use qipan_web::components::{Button, Field, error_summary_of, select, upload_form};
use qipan_web::{Kept, Markup, html};

use super::model::{
    Approval, Basis, Decided, Decision, MoreInput, Opinion, OpinionInput, Paper, Point, Stance, State,
};
use super::{commands, pages, rules, store};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::invest::rules::Ratio;
use crate::pages::frame;
use crate::papers::model::{Of, Paper as File};
use crate::papers::pages::{list, of};
use crate::papers::{self, take};

const LABELS: [(&str, &str); 11] = [
    ("ruling", "approval-ruling"),
    ("number", "approval-number-field"),
    ("opinion", "approval-opinion"),
    ("reviewed", "approval-reviewed"),
    ("assessment", "approval-basis-assessment"),
    ("public", "approval-basis-public"),
    ("experts", "approval-basis-experts"),
    ("risk", "approval-basis-risk"),
    ("stance", "opinion-stance"),
    ("text", "opinion-text"),
    ("papers", "papers-field"),
];

struct Shown {
    setting: Setting,
    project: Project,
    one: Approval,
    opinions: Vec<Opinion>,
    study: Option<Approval>,
    papers: Vec<File>,
    kept: Kept,
}

async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, approval, setting) = (call.id("id")?, call.id("approval")?, Setting::current(call)?);
    call.read(move |tx| {
        let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
        let one = commands::one(tx, id, approval)?;
        let all = store::of_project(tx, id)?;
        let study =
            (one.filing.kind == Paper::Design).then(|| rules::approved(&all, Paper::Feasibility).cloned());
        Ok(Shown {
            opinions: store::opinions(tx, approval)?,
            papers: papers::store::of_project(tx, id)?,
            study: study.flatten(),
            setting,
            project,
            one,
            kept,
        })
    })
    .await
}

/// `GET /projects/{id}/approvals/{approval}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(draw(&shown))
}

async fn answer<T>(call: &Call, done: Outcome<T>, said: &'static str) -> Outcome<Response> {
    match done {
        Ok(_) => {
            let to = format!("/projects/{}/approvals/{}", call.param("id"), call.param("approval"));
            call.done(&to, Message::new(said))
        }
        Err(failure) => call.again(failure, async |kept| Ok(draw(&shown(call, kept).await?))).await,
    }
}

/// `POST /projects/{id}/approvals/{approval}/opinion`
pub(super) async fn say(call: Call) -> Outcome<Response> {
    let (id, approval) = (call.id("id")?, call.id("approval")?);
    let stances: Vec<_> = Stance::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| OpinionInput {
        unit: r.id("unit"),
        stance: r.required_choice("stance", &stances, Stance::Agree),
        text: r.paragraph("text", TEXT_MAX),
        papers: Vec::new(),
    });
    let done = match (input, take::taken(&call, Some("papers"), Act::ApprovalOpinion).await) {
        (Ok(input), Ok(files)) => {
            act(&call, move |acting| {
                let papers = papers::commands::keep(acting, id, &files)?;
                let papers = papers.iter().map(|paper| paper.id).collect();
                commands::say(acting, id, approval, &OpinionInput { papers, ..input.clone() })
            })
            .await
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    };
    answer(&call, done, "done-approval-opinion").await
}

/// `POST /projects/{id}/approvals/{approval}/papers`
pub(super) async fn add_papers(call: Call) -> Outcome<Response> {
    let (id, approval) = (call.id("id")?, call.id("approval")?);
    let done = match take::taken(&call, Some("papers"), Act::ApprovalFile).await {
        Ok(files) => {
            act(&call, move |acting| {
                let papers = papers::commands::keep(acting, id, &files)?;
                let papers = papers.iter().map(|paper| paper.id).collect();
                commands::add_papers(acting, id, approval, &MoreInput { papers })
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    answer(&call, done, "done-approval-papers").await
}

/// `POST /projects/{id}/approvals/{approval}/decision`
pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let (id, approval) = (call.id("id")?, call.id("approval")?);
    let states: Vec<_> = State::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| Decision {
        ruling: r.required_choice("ruling", &states, State::Filed),
        number: r.text("number", LINE_MAX),
        opinion: r.paragraph("opinion", TEXT_MAX),
        reviewed: r.form().values("reviewed").filter_map(|word| word.parse::<Point>().ok()).collect(),
        basis: Basis {
            assessment: r.paragraph("assessment", TEXT_MAX),
            public: r.paragraph("public", TEXT_MAX),
            experts: r.paragraph("experts", TEXT_MAX),
            risk: r.paragraph("risk", TEXT_MAX),
        },
        papers: Vec::new(),
    });
    let done = match (input, take::taken(&call, Some("papers"), Act::ApprovalDecide).await) {
        (Ok(input), Ok(files)) => {
            act(&call, move |acting| {
                let papers = papers::commands::keep(acting, id, &files)?;
                let papers = papers.iter().map(|paper| paper.id).collect();
                commands::decide(acting, id, approval, &Decision { papers, ..input.clone() })
            })
            .await
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    };
    answer(&call, done, "done-approval-decide").await
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let paper = view.t(shown.one.filing.kind.key()).into_owned();
    let title = setting.say("approval-sheet", "paper", paper);
    let open = shown.one.state == State::Filed;
    let own = shown.one.filed_by == setting.actor.id;
    let target = shown.project.target();
    frame::project_page(
        setting,
        &shown.project,
        "/approvals",
        &title,
        html! {
            (error_summary_of(view, &shown.kept, &LABELS))
            (sheet(shown, &title))
            @if open && own {
                p class="quiet noprint" { (view.t("approval-own-note")) }
                @if may(&setting.actor, Act::ApprovalFile, &target) { (papers_form(shown)) }
            }
            @if open && !own && may(&setting.actor, Act::ApprovalOpinion, &target) { (opinion_form(shown)) }
            @if open && !own && may(&setting.actor, Act::ApprovalDecide, &target) { (decision_form(shown)) }
        },
    )
}

fn signed(setting: &Setting, name: &str, at: Moment) -> Markup {
    html! { p class="signed" { (setting.view.t("approval-signed")) " " strong { (name) } "\u{3000}" (setting.view.moment(at)) } }
}

/// The sheet itself.
fn sheet(shown: &Shown, title: &str) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (data, filing, one) = (&shown.project.data, &shown.one.filing, &shown.one);
    let row = |key: &str, value: Markup| html! { tr { th scope="row" { (view.t(key)) } td colspan="3" { (value) } } };
    let text = |key: &str, value: &str| html! { @if !value.trim().is_empty() { (row(key, html! { span class="lines" { (value) } })) } };
    html! {
        table class="table ledger sheet" {
            caption { (title) }
            tbody {
                tr {
                    th scope="row" { (view.t("project-name")) } td colspan="3" { (data.name) }
                }
                tr {
                    th scope="row" { (view.t("project-code")) } td { code { (data.code) } }
                    th scope="row" { (view.t("project-unit")) } td { (setting.unit(data.lead_unit)) @if !data.owner.is_empty() { br; (data.owner) } }
                }
                tr {
                    th scope="row" { (view.t("approval-document")) } td { (filing.document) }
                    th scope="row" { (view.t("approval-amount-wan")) }
                    td { @match filing.amount { Some(amount) => (setting.wan(amount)), None => "—" } }
                }
                @if let Some(study) = &shown.study { (row("approval-study", html! {
                    (study.number()) " " @if let Some(amount) = study.filing.amount {
                        (setting.wan(amount)) " " (view.t("unit-wan"))
                        @if let Some(over) = filing.amount.and_then(|now| Ratio::of(now.0 - amount.0, amount.0)) { " · " (setting.say("approval-over", "over", over.signed(2))) }
                    }
                })) }
                (text("approval-grounds", &filing.grounds))
                (text("approval-funding-field", &filing.funding))
                (text("approval-report", &filing.report))
                @if filing.kind == Paper::Change {
                    (text("project-place", &filing.place))
                    (text("project-scale", &filing.scale))
                }
                @if let Some(ground) = filing.simplified { (row("approval-simplified", html! { (view.t(ground.key())) })) }
                @if filing.major { (row("approval-major", html! { (view.t("approval-yes")) })) }
                @if filing.start_report { (row("approval-start-report", html! { (view.t("approval-yes")) })) }
                @for (sort, key) in [(Of::Filing, "paper-of-filing"), (Of::Report, "paper-of-report")] {
                    @if of(&shown.papers, sort, one.id).next().is_some() { (row(key, list(setting, of(&shown.papers, sort, one.id)))) }
                }
                (row("approval-filed", signed(setting, &one.filed_name, one.filed_at)))
                (row("approval-opinions", opinions(shown)))
                @match &one.decision {
                    Some(decided) => (decision(shown, decided)),
                    None => (row("approval-decision", html! { p class="quiet" { (view.t("approval-waiting")) } div class="sign-here" { (view.t("approval-sign-here")) } })),
                }
            }
        }
    }
}

fn opinions(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        @if shown.opinions.is_empty() { p class="quiet" { (view.t("opinion-none")) } }
        @for one in &shown.opinions {
            div class="opinion" {
                p { @if let Some(unit) = one.unit { strong { (setting.unit(unit)) } "：" } (view.t(one.stance.key())) @if !one.text.is_empty() { "。" span class="lines" { (one.text) } } }
                (list(setting, of(&shown.papers, Of::Opinion, one.id)))
                (signed(setting, &one.signed_name, one.signed_at))
            }
        }
    }
}

/// The papers of an approval itself: of what was filed, of the report on its estimate, of the decision.
pub(super) fn own_papers(papers: &[File], id: Id) -> impl Iterator<Item = &File> {
    let sorts = [Of::Filing, Of::Report, Of::Decision];
    sorts.into_iter().flat_map(move |sort| of(papers, sort, id))
}

fn decision(shown: &Shown, decided: &Decided) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let decision = &decided.decision;
    let basis = [
        ("approval-basis-assessment", &decision.basis.assessment),
        ("approval-basis-public", &decision.basis.public),
        ("approval-basis-experts", &decision.basis.experts),
        ("approval-basis-risk", &decision.basis.risk),
    ];
    html! {
        @for (key, text) in basis {
            @if !text.trim().is_empty() { tr { th scope="row" { (view.t(key)) } td colspan="3" { span class="lines" { (text) } } } }
        }
        @if !decision.reviewed.is_empty() {
            tr { th scope="row" { (view.t("approval-reviewed")) } td colspan="3" { ul class="plain" { @for point in &decision.reviewed { li { "☑ " (view.t(point.key())) } } } } }
        }
        tr {
            th scope="row" { (view.t("approval-decision")) }
            td colspan="3" {
                p { strong class={ "light light-" (pages::state_light(decision.ruling).as_str()) } { (view.t(decision.ruling.key())) } @if !decision.number.is_empty() { "\u{3000}" (decision.number) } }
                @if !decision.opinion.is_empty() { p class="lines" { (decision.opinion) } }
                (list(setting, of(&shown.papers, Of::Decision, shown.one.id)))
                (signed(setting, &decided.name, decided.at))
            }
        }
    }
}

fn papers_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let action = format!("/projects/{}/approvals/{}/papers", shown.project.id, shown.one.id);
    html! {
        section class="noprint" id="more-papers" {
            h2 { (view.t("approval-add-papers")) }
            (upload_form(view, &action, html! {
                (papers::pages::field(setting, "papers", "papers-field", "approval-add-papers-hint", &shown.kept))
                div class="actions" { (Button::submit(view.t("approval-add-papers")).secondary()) }
            }))
        }
    }
}

fn opinion_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let base = format!("/projects/{}/approvals/{}", shown.project.id, shown.one.id);
    html! {
        section class="noprint" id="opinion" {
            h2 { (view.t("opinion-give")) }
            (upload_form(view, &format!("{base}/opinion"), html! {
                (select(&setting.view, "stance", "opinion-stance", Stance::ALL, Stance::as_str, Stance::key).short().render(view, &shown.kept))
                @if setting.actor.unit.is_none() {
                    (Field::select("unit", "opinion-unit", setting.unit_options()).empty_option(view.t("opinion-unit-none")).render(view, &shown.kept))
                }
                (Field::area("text", "opinion-text", 3).hint(view.t("opinion-text-hint")).render(view, &shown.kept))
                (papers::pages::field(setting, "papers", "papers-field", "paper-hint-none", &shown.kept))
                div class="actions" { (Button::submit(view.t("opinion-give")).secondary()) }
            }))
        }
    }
}

fn decision_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let base = format!("/projects/{}/approvals/{}", shown.project.id, shown.one.id);
    let kind = shown.one.filing.kind;
    let rulings = [State::Approved, State::Refused, State::SentBack];
    let rulings = if kind == Paper::Design { &rulings[..] } else { &rulings[..2] };
    let points = rules::points(kind).iter().map(|point| (point.as_str(), view.t(point.key()).into_owned()));
    html! {
        section class="noprint" id="decision" {
            h2 { (view.t("approval-decide")) }
            (upload_form(view, &format!("{base}/decision"), html! {
                (select(&setting.view, "ruling", "approval-ruling", rulings, State::as_str, State::ruling_key).short().render(view, &shown.kept))
                (Field::text("number", "approval-number-field").max(LINE_MAX as u32).hint(view.t("approval-number-hint")).short().render(view, &shown.kept))
                (Field::checkboxes("reviewed", "approval-reviewed", points).hint(view.t("approval-reviewed-hint")).render(view, &shown.kept))
                @if shown.one.filing.major {
                    @for (name, key) in &LABELS[4..8] { (Field::area(name, key, 2).required().render(view, &shown.kept)) }
                }
                (Field::area("opinion", "approval-opinion", 3).hint(view.t("approval-opinion-hint")).render(view, &shown.kept))
                (papers::pages::field(setting, "papers", "paper-of-decision", "paper-hint-none", &shown.kept))
                div class="actions" { (Button::submit(view.t("approval-decide")).confirm(view.t("approval-decide-confirm"))) }
            }))
        }
    }
}

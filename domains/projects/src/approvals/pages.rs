//! The approvals of a project: the chain as it stands, what was filed, and the form that files.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{act, may};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Message, Outcome};
use qipan_web::components::{Button, Field, Head, Light, Table, error_summary_of, select, upload_form};
use qipan_web::{Kept, Markup, html};

use super::model::{Approval, Filing, Paper, Simplified, State};
use super::rules::{self, states_amount};
use super::{commands, sheet, store};
use crate::book::model::{Kind, Project};
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::pages::frame;
use crate::papers::{self, take};

const LABELS: [(&str, &str); 11] = [
    ("kind", "approval-kind"),
    ("document", "approval-document"),
    ("amount", "approval-amount-wan"),
    ("simplified", "approval-simplified"),
    ("grounds", "approval-grounds"),
    ("funding", "approval-funding-field"),
    ("report", "approval-report"),
    ("papers", "papers-field"),
    ("report_paper", "approval-report-paper-field"),
    ("place", "project-place"),
    ("scale", "project-scale"),
];

/// Registers the pages.
pub(crate) fn routes(routes: &mut Routes) {
    use Access::May;
    routes.page("/projects/{id}/approvals", May(Act::ProjectView), page);
    routes.upload("/projects/{id}/approvals", May(Act::ApprovalFile), file);
    routes.page("/projects/{id}/approvals/{approval}", May(Act::ProjectView), sheet::page);
    routes.upload("/projects/{id}/approvals/{approval}/opinion", May(Act::ApprovalOpinion), sheet::say);
    routes.upload("/projects/{id}/approvals/{approval}/papers", May(Act::ApprovalFile), sheet::add_papers);
    routes.upload("/projects/{id}/approvals/{approval}/decision", May(Act::ApprovalDecide), sheet::decide);
}

struct Shown {
    setting: Setting,
    project: Project,
    all: Vec<Approval>,
    papers: Vec<papers::model::Paper>,
    /// The paper whose form is asked for.
    asked: Option<Paper>,
    kept: Kept,
}

async fn shown(call: &Call, asked: &str, kept: Kept) -> Outcome<Shown> {
    let (id, setting, asked) = (call.id("id")?, Setting::current(call)?, asked.parse().ok());
    call.read(move |tx| {
        let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
        let papers = papers::store::of_project(tx, id)?;
        Ok(Shown { all: store::of_project(tx, id)?, papers, setting, project, asked, kept })
    })
    .await
}

async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, call.query.value("file"), Kept::empty()).await?;
    call.page(draw(&shown))
}

async fn file(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        let kinds: Vec<_> = Paper::ALL.iter().map(|one| (one.as_str(), *one)).collect();
        let simplified: Vec<_> = Simplified::ALL.iter().map(|one| (one.as_str(), *one)).collect();
        Filing {
            kind: r.required_choice("kind", &kinds, Paper::Proposal),
            document: r.text("document", LINE_MAX),
            amount: r.wan("amount"),
            simplified: r.choice("simplified", &simplified),
            major: r.form().value("major") == "on",
            start_report: r.form().value("start_report") == "on",
            grounds: r.required_paragraph("grounds", TEXT_MAX),
            funding: r.paragraph("funding", TEXT_MAX),
            report: r.paragraph("report", TEXT_MAX),
            papers: Vec::new(),
            report_paper: None,
            place: r.text("place", LINE_MAX),
            scale: r.paragraph("scale", TEXT_MAX),
        }
    });
    let done = match input {
        Ok(filing) => filed(&call, filing).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(filed) => {
            call.done(&format!("/projects/{id}/approvals/{}", filed.id), Message::new("done-approval-file"))
        }
        Err(failure) => {
            call.again(failure, async |kept| Ok(draw(&shown(&call, call.form.value("kind"), kept).await?)))
                .await
        }
    }
}

/// Files it with the papers of the form.
async fn filed(call: &Call, filing: Filing) -> Outcome<Approval> {
    let id = call.id("id")?;
    let files = take::taken(call, Some("papers"), Act::ApprovalFile).await?;
    let report = take::taken(call, Some("report_paper"), Act::ApprovalFile).await?;
    act(call, move |acting| {
        let papers = papers::commands::keep(acting, id, &files)?;
        let report = papers::commands::keep(acting, id, &report[..report.len().min(1)])?;
        let filing = Filing {
            papers: papers.iter().map(|paper| paper.id).collect(),
            report_paper: report.first().map(|paper| paper.id),
            ..filing.clone()
        };
        commands::file(acting, id, &filing)
    })
    .await
}

/// The papers that a project of a kind may file.
fn papers(kind: Kind) -> Vec<Paper> {
    let fits = |paper: &&Paper| match kind {
        Kind::Government => **paper != Paper::Subsidy,
        Kind::Joint => true,
        Kind::Enterprise => **paper == Paper::Subsidy,
    };
    Paper::ALL.iter().filter(fits).copied().collect()
}

/// How a state is drawn: what is refused is red, what waits is blue.
pub(super) fn state_light(state: State) -> Light {
    match state {
        State::Filed => Light::Blue,
        State::Approved => Light::Green,
        State::Refused => Light::Red,
        State::SentBack => Light::Yellow,
    }
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = view.t("project-tab-approvals");
    frame::project_page(
        setting,
        &shown.project,
        "/approvals",
        &title,
        html! {
            (error_summary_of(view, &shown.kept, &LABELS))
            (chain(shown))
            @if may(&setting.actor, Act::ApprovalFile, &shown.project.target()) { (file_form(shown)) }
            (table(shown))
        },
    )
}

/// The papers that lead to building and end it, each as it stands.
fn chain(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let papers = papers(shown.project.data.kind);
    let last = |paper: Paper| shown.all.iter().rev().find(|one| one.filing.kind == paper);
    html! {
        ol class="approval-chain" {
            @for paper in papers {
                @let one = last(paper);
                @let always = matches!(paper, Paper::Proposal | Paper::Feasibility | Paper::Design | Paper::Acceptance | Paper::FinalAccounts);
                @if one.is_some() || always && shown.project.data.kind == Kind::Government {
                    li {
                        strong { (view.t(paper.key())) }
                        @match one {
                            Some(one) => {
                                a href={ "/projects/" (shown.project.id) "/approvals/" (one.id) } { span class={ "light light-" (state_light(one.state).as_str()) } { (view.t(one.state.key())) } }
                                @if let Some(amount) = one.filing.amount { small { (setting.wan(amount)) " " (view.t("unit-wan")) } }
                                @if !one.number().is_empty() { small { (one.number()) } }
                            }
                            None => span class="quiet" { (view.t("approval-not-filed")) },
                        }
                    }
                }
            }
        }
        @if let Some(most) = rules::ceiling(&shown.all) {
            p { (setting.say("approval-ceiling", "amount", most.wan())) }
        }
    }
}

fn file_form(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let papers = papers(shown.project.data.kind);
    html! {
        div id="file" class="fund-acts" {
            p class="actions" {
                span class="quiet" { (view.t("approval-file-what")) }
                @for paper in &papers {
                    @let button = Button::link(view.t(paper.key()), format!("/projects/{id}/approvals?file={}#file", paper.as_str())).small();
                    (if shown.asked == Some(*paper) { button.primary() } else { button })
                }
            }
            @if let Some(paper) = shown.asked.filter(|paper| papers.contains(paper)) {
                h2 { (setting.say("approval-file-of", "paper", view.t(paper.key()).into_owned())) }
                (fields(shown, paper))
            }
        }
    }
}

fn fields(shown: &Shown, paper: Paper) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let data = &shown.project.data;
    let fresh = Kept::with([("place", data.place.clone()), ("scale", data.scale.clone())]);
    let kept = if shown.kept.failures().is_empty() { &fresh } else { &shown.kept };
    let chain = matches!(paper, Paper::Feasibility | Paper::Design);
    let amount = Field::number("amount", "approval-amount-wan");
    html! {
        p class="quiet" { (view.t(&format!("approval-hint-{}", paper.as_str()))) }
        (upload_form(view, &format!("/projects/{id}/approvals"), html! {
            input type="hidden" name="kind" value=(paper.as_str());
            (Field::text("document", "approval-document").max(LINE_MAX as u32).render(view, kept))
            @if states_amount(paper) { (amount.required().render(view, kept)) } @else if paper == Paper::Proposal { (amount.render(view, kept)) }
            (Field::area("grounds", "approval-grounds", 3).required().hint(view.t(&format!("approval-grounds-{}", paper.as_str()))).render(view, kept))
            @if matches!(paper, Paper::Feasibility | Paper::Adjustment | Paper::Subsidy) {
                (Field::area("funding", "approval-funding-field", 2).required().hint(view.t("approval-funding-hint")).render(view, kept))
            }
            @if paper == Paper::Change {
                (Field::text("place", "project-place").max(LINE_MAX as u32).render(view, kept))
                (Field::area("scale", "project-scale", 3).render(view, kept))
            }
            (papers::pages::field(setting, "papers", "papers-field", if rules::asks_paper(paper) { "approval-papers-needed" } else { "paper-hint-none" }, kept))
            @if paper == Paper::Design {
                (Field::area("report", "approval-report", 2).hint(view.t("approval-report-hint")).render(view, kept))
                (Field::file("report_paper", "approval-report-paper-field", take::ACCEPT).hint(view.t("approval-report-paper-hint")).render(view, kept))
            }
            @if chain { (select(&setting.view, "simplified", "approval-simplified", Simplified::ALL, Simplified::as_str, Simplified::key).empty_option(view.t("approval-simplified-none")).hint(view.t("approval-simplified-hint")).render(view, kept)) }
            @if matches!(paper, Paper::Proposal | Paper::Feasibility | Paper::Design) { (Field::checkbox("major", "approval-major").render(view, kept)) }
            @if paper == Paper::Design { (Field::checkbox("start_report", "approval-start-report").render(view, kept)) }
            div class="actions" {
                (Button::submit(view.t("approval-file")))
                (Button::link(view.t("cancel"), format!("/projects/{id}/approvals")).secondary())
            }
        }))
    }
}

fn table(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let heads = vec![
        Head::new(view.t("approval-kind")),
        Head::number(view.t("approval-amount-wan")),
        Head::new(view.t("approval-filed")),
        Head::new(view.t("approval-state")),
        Head::new(view.t("approval-number-field")),
        Head::new(view.t("approval-decided-by")),
        Head::new(view.t("papers-field")),
    ];
    let mut table = Table::new(view.t("approval-all"), heads).caption_hidden();
    for one in shown.all.iter().rev() {
        let decided = one.decision.as_ref();
        table.row(vec![
            html! { a href={ "/projects/" (id) "/approvals/" (one.id) } { (view.t(one.filing.kind.key())) } @if !one.filing.document.is_empty() { br; small { (one.filing.document) } } }.into(),
            one.filing.amount.map_or_else(|| html! { span class="quiet" { "—" } }, |amount| setting.wan(amount)).into(),
            html! { (one.filed_name) br; small { (view.moment(one.filed_at)) } }.into(),
            html! { span class={ "nowrap light light-" (state_light(one.state).as_str()) } { (view.t(one.state.key())) } }.into(),
            one.number().into(),
            html! { @if let Some(decided) = decided { (decided.name) br; small { (view.moment(decided.at)) } } }.into(),
            papers::pages::list(setting, sheet::own_papers(&shown.papers, one.id)).into(),
        ]);
    }
    html! {
        section {
            h2 { (view.t("approval-all")) }
            @if table.is_empty() { p class="quiet" { (view.t("approval-none")) } } @else { (table.render(view)) }
        }
    }
}

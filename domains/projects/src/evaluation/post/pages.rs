//! The post-evaluation on the evaluation page: the choice, its clock, the form of its result, and the result.

use std::collections::BTreeMap;

use axum::response::Response;
use qipan_accounts::access::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{answer_form, may};
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, Definitions, Field, form, select, upload_form};
use qipan_web::{Kept, Markup, html};

use super::model::{Aspect, Post, PostResult, ResultInput};
use super::{commands, store};
use crate::book::model::{Project, Stage};
use crate::book::rules::{NAME_MAX, TEXT_MAX};
use crate::evaluation::model::Grade;
use crate::evaluation::pages::again;
use crate::papers::model::{Of, Paper};
use crate::papers::{self, take};

/// Registers the forms.
pub(in crate::evaluation) fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::ProjectManage);
    routes.form("/projects/{id}/evaluation/post", manage, choose);
    routes.upload("/projects/{id}/evaluation/result", manage, conclude);
}

/// What the page shows of it.
pub(in crate::evaluation) struct Block {
    post: Option<Post>,
    result: Option<PostResult>,
    papers: Vec<Paper>,
}

/// Loads it.
pub(in crate::evaluation) fn load(tx: &mut Tx<'_>, project: Id) -> Outcome<Block> {
    let (post, result) = (store::of(tx, project)?, store::result(tx, project)?);
    Ok(Block { post, result, papers: papers::store::of_project(tx, project)? })
}

async fn done<T: Send + 'static>(
    call: &Call,
    run: Outcome<impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static>,
) -> Outcome<Response> {
    let (id, year) = (call.param("id"), call.form.value("year"));
    let to = |_: &T| format!("/projects/{id}/evaluation?year={year}#post");
    answer_form(call, run, "done-evaluation", to, |kept| again(call, kept)).await
}

/// `POST /projects/{id}/evaluation/post`
async fn choose(call: Call) -> Outcome<Response> {
    let (id, evaluator) = (call.id("id")?, call.form.value("evaluator").to_owned());
    done(&call, Ok(move |acting: &mut Acting<'_, '_>| commands::choose(acting, id, &evaluator))).await
}

/// `POST /projects/{id}/evaluation/result`
async fn conclude(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let grades: Vec<_> = Grade::ALL.iter().map(|grade| (grade.as_str(), *grade)).collect();
    let input = call.form.read(|r| ResultInput {
        day: r.required_day("day"),
        evaluator: r.text("evaluator", NAME_MAX),
        grade: r.required_choice("grade", &grades, Grade::Good),
        conclusions: Aspect::ALL
            .iter()
            .map(|aspect| (*aspect, r.required_paragraph(aspect.as_str(), TEXT_MAX)))
            .collect::<BTreeMap<_, _>>(),
        recommendations: r.required_paragraph("recommendations", TEXT_MAX),
        papers: Vec::new(),
    });
    let run = match (input, take::taken(&call, Some("papers"), Act::ProjectManage).await) {
        (Ok(input), Ok(files)) => Ok(move |acting: &mut Acting<'_, '_>| {
            let papers = papers::commands::keep(acting, id, &files)?;
            let papers = papers.iter().map(|paper| paper.id).collect();
            commands::conclude(acting, id, &ResultInput { papers, ..input.clone() })
        }),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    };
    done(&call, run).await
}

/// The section of the page.
pub(in crate::evaluation) fn block(
    setting: &Setting,
    project: &Project,
    year: i32,
    block: &Block,
    kept: &Kept,
) -> Markup {
    let (view, id) = (&setting.view, project.id);
    let manages = may(&setting.actor, Act::ProjectManage, &project.target());
    if block.post.is_none() && project.stage < Stage::Completed {
        return html! {};
    }
    html! {
        section id="post" {
            h2 { (view.t("evaluation-post")) }
            @match &block.post {
                Some(post) => {
                    (clock(setting, post))
                    @match &block.result {
                        Some(result) => (found(setting, id, result, &block.papers)),
                        None if manages && setting.today() >= post.from => (result_form(setting, id, year, post, kept)),
                        None => p class="quiet" { (view.t("evaluation-result-none")) },
                    }
                }
                None => {
                    p class="quiet" { (view.t("evaluation-post-hint")) }
                    @if manages {
                        (form(view, &format!("/projects/{id}/evaluation/post"), html! {
                            input type="hidden" name="year" value=(year);
                            (Field::text("evaluator", "evaluation-evaluator").required().max(NAME_MAX as u32).hint(view.t("evaluation-evaluator-hint")).render(view, kept))
                            div class="actions" { (Button::submit(view.t("evaluation-choose"))) }
                        }))
                    }
                }
            }
        }
    }
}

fn clock(setting: &Setting, post: &Post) -> Markup {
    let view = &setting.view;
    let days =
        Message::new("fund-period-of").with("from", view.day(post.from)).with("to", view.day(post.due));
    let link = html! { a href={ "/commitments/" (post.commitment) } { (view.t("evaluation-post-open")) } };
    html! {
        (Definitions::new()
            .row(view.t("evaluation-evaluator"), &post.evaluator)
            .row(view.t("evaluation-post-days"), view.m(&days))
            .row(view.t("evaluation-post-commitment"), link))
    }
}

/// The result, as a sheet.
fn found(setting: &Setting, project: Id, result: &PostResult, papers: &[Paper]) -> Markup {
    let view = &setting.view;
    let row = |key: &str, value: Markup| html! { tr { th scope="row" { (view.t(key)) } td { (value) } } };
    html! {
        table class="table ledger sheet" {
            caption { (view.t("evaluation-result")) }
            tbody {
                (row("evaluation-evaluator", html! { (result.evaluator) }))
                (row("evaluation-result-day", html! { (view.day(result.day)) }))
                (row("evaluation-result-grade", html! { strong { (view.t(result.grade.key())) } }))
                @for (aspect, text) in &result.conclusions { (row(aspect.key(), html! { span class="lines" { (text) } })) }
                (row("evaluation-recommendations", html! { span class="lines" { (result.recommendations) } }))
                (row("paper-of-result", papers::pages::list(setting, papers::pages::of(papers, Of::Result, project))))
                (row("evaluation-result-entered", html! { (result.entered_name) " " (view.moment(result.entered_at)) }))
            }
        }
    }
}

fn result_form(setting: &Setting, project: Id, year: i32, post: &Post, kept: &Kept) -> Markup {
    let view = &setting.view;
    let refused = !kept.value("recommendations").is_empty() || !kept.value("grade").is_empty();
    let fresh = Kept::with([
        ("day", setting.today().to_string()),
        ("evaluator", post.evaluator.clone()),
        ("grade", Grade::Good.as_str().to_owned()),
    ]);
    let kept = if refused { kept } else { &fresh };
    html! {
        details open[refused] class="noprint" {
            summary class="button" { (view.t("evaluation-result-enter")) }
            p class="quiet" { (view.t("evaluation-result-hint")) }
            (upload_form(view, &format!("/projects/{project}/evaluation/result"), html! {
                input type="hidden" name="year" value=(year);
                (Field::day("day", "evaluation-result-day").required().render(view, kept))
                (Field::text("evaluator", "evaluation-evaluator").required().max(NAME_MAX as u32).hint(view.t("evaluation-evaluator-hint")).render(view, kept))
                (select(&setting.view, "grade", "evaluation-result-grade", Grade::ALL, Grade::as_str, Grade::key).short().render(view, kept))
                @for aspect in Aspect::ALL {
                    (Field::area(aspect.as_str(), aspect.key(), 2).required().max(TEXT_MAX as u32).render(view, kept))
                }
                (Field::area("recommendations", "evaluation-recommendations", 3).required().max(TEXT_MAX as u32).render(view, kept))
                (papers::pages::field(setting, "papers", "paper-of-result", "evaluation-result-paper-hint", kept))
                div class="actions" { (Button::submit(view.t("evaluation-result-enter")).confirm(view.t("evaluation-result-ask"))) }
            }))
        }
    }
}

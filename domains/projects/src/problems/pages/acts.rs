//! The forms of problems.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::{self as board, Acting, ReportInput, TEXT_MAX as BOARD_TEXT};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Outcome, Progress};
use qipan_web::components::{Button, Field, error_summary_of, form, select};
use qipan_web::{Kept, Markup, html};

use super::detail;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store::{self as projects, Filter as Projects};
use crate::problems::commands;
use crate::problems::model::{AssignInput, Class, Problem, ProblemInput};
use crate::problems::rules::PROBLEM_MAX;
use crate::problems::store;
use crate::work::pages::thing_page;
use crate::work::{Sort, Thing};

const LABELS: [(&str, &str); 5] = [
    ("project", "problem-project"),
    ("class", "problem-class"),
    ("text", "problem-text"),
    ("ask", "problem-ask"),
    ("line", "project-line"),
];

/// The projects of a form: those that the actor may see and that go on.
pub(crate) async fn project_options(call: &Call) -> Outcome<Vec<(String, String)>> {
    let visible = qipan_board::board::visible(call.actor()?);
    let filter = Projects { visible, year: call.view.today.year(), ..Projects::default() };
    let rows = call.read(move |tx| projects::list(tx, &filter, Id(0), 2_000)).await?;
    Ok(rows.into_iter().map(|one| (one.project.id.to_string(), one.project.data.name)).collect())
}

/// What a form or an address says that something is opened from.
pub(crate) fn origin(form: &qipan_web::Form) -> Option<Thing> {
    let (sort, id) = form.value("from").split_once(':')?;
    Some(Thing::new(sort.parse::<Sort>().ok()?, id.parse().ok()?))
}

async fn editor(call: &Call, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let projects = project_options(call).await?;
    let view = &setting.view;
    let lines = setting.lines.iter().filter(|line| line.active);
    let lines: Vec<_> = lines.map(|line| (line.id, line.name(view.lang).to_owned())).collect();
    let none = view.t("problem-project-none").into_owned();
    let empty = view.t("problem-line-of-project").into_owned();
    let title = view.t("problem-new").into_owned();
    let body = html! {
        (error_summary_of(view, &kept, &LABELS))
        (form(view, "/projects/problems/new", html! {
            input type="hidden" name="from" value=(kept.value("from"));
            (Field::select("project", "problem-project", projects).empty_option(&none).render(view, &kept))
            (select(&setting.view, "class", "problem-class", Class::ALL, Class::as_str, Class::key).required().render(view, &kept))
            (Field::area("text", "problem-text", 3).required().max(PROBLEM_MAX as u32).hint(view.t("problem-text-hint")).render(view, &kept))
            (Field::area("ask", "problem-ask", 2).hint(view.t("problem-ask-hint")).render(view, &kept))
            (Field::select("line", "project-line", lines).empty_option(&empty).hint(view.t("problem-line-hint")).render(view, &kept))
            div class="actions" { (Button::submit(view.t("problem-propose"))) }
        }))
    };
    let head = html! { div class="page-head" { h1 { (title) } } };
    Ok(thing_page(&setting, ("problems-title", "/projects/problems"), &title, head, body))
}

/// `GET /projects/problems/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let values = ["project", "class", "text", "ask", "from"];
    let kept = Kept::with(values.map(|name| (name, call.query.value(name).to_owned())));
    let page = editor(&call, kept).await?;
    call.page(page)
}

/// `POST /projects/problems/new`
pub(super) async fn propose(call: Call) -> Outcome<Response> {
    let classes: Vec<_> = Class::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| ProblemInput {
        project: r.id("project"),
        class: r.required_choice("class", &classes, Class::Other),
        text: r.required_paragraph("text", PROBLEM_MAX),
        ask: r.paragraph("ask", TEXT_MAX),
        line: r.id("line"),
    });
    let from = origin(&call.form);
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::propose(acting, &input, from));
    answer_form(&call, run, "done-problem-propose", address, |kept| editor(&call, kept)).await
}

fn address(problem: &Problem) -> String {
    format!("/projects/problems/{}", problem.id)
}

/// `POST /projects/problems/{id}/handle`
pub(super) async fn handle(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let steps = [("accept", 0), ("consult", 1), ("decline", 2)];
    let input = call.form.read(|r| (r.required_choice("step", &steps, 0), r.paragraph("note", TEXT_MAX)));
    let said = match call.form.value("step") {
        "consult" => "done-problem-consult",
        "decline" => "done-problem-decline",
        _ => "done-problem-accept",
    };
    let run = input.map(|(step, note)| {
        move |acting: &mut Acting<'_, '_>| match step {
            0 => commands::accept(acting, id, &note),
            1 => commands::consult(acting, id, &note),
            _ => commands::decline(acting, id, &note),
        }
    });
    answer_form(&call, run, said, address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/problems/{id}/assign`
pub(super) async fn assign(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| AssignInput {
        unit: r.required_id("unit"),
        cooperating: r.ids("cooperating"),
        person: r.text("person", LINE_MAX),
        due_day: r.required_day("due_day"),
        measure: r.paragraph("measure", TEXT_MAX),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::assign(acting, id, &input));
    answer_form(&call, run, "done-problem-assign", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/problems/{id}/raise`
pub(super) async fn raise(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| r.required_paragraph("reason", TEXT_MAX));
    let run = input.map(|reason| move |acting: &mut Acting<'_, '_>| commands::raise(acting, id, &reason));
    answer_form(&call, run, "done-problem-raise", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/problems/{id}/decide`
pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| (r.required_paragraph("words", TEXT_MAX), r.id("unit"), r.day("due_day")));
    let run = input.map(|(words, unit, due)| {
        move |acting: &mut Acting<'_, '_>| commands::decide(acting, id, &words, unit, due)
    });
    answer_form(&call, run, "done-problem-decide", address, |kept| detail::markup(&call, id, kept)).await
}

/// What is done on the board from the page of a problem.
#[derive(Clone, Copy)]
enum Answer {
    Sign,
    Report,
    Submit,
    Verify,
    Close,
    Return,
    Strike,
}

/// `POST /projects/problems/{id}/answer`
pub(super) async fn answer(call: Call) -> Outcome<Response> {
    use Answer::{Close, Report, Return, Sign, Strike, Submit, Verify};
    let id = call.id("id")?;
    let steps = [
        ("sign", Sign),
        ("report", Report),
        ("submit", Submit),
        ("verify", Verify),
        ("close", Close),
        ("return", Return),
        ("strike", Strike),
    ];
    let input = call.form.read(|r| {
        let step = r.required_choice("step", &steps, Sign);
        let claimed = if matches!(step, Report) { r.required_progress("claimed") } else { Progress::FULL };
        (step, r.paragraph("progress_text", BOARD_TEXT), claimed)
    });
    let run = input.map(|(step, text, claimed)| {
        move |acting: &mut Acting<'_, '_>| {
            let problem = store::find(acting.tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&acting.context.actor, Act::ProjectView, &problem.target())?;
            let of = problem.commitment.as_ref().ok_or_else(|| Failure::conflict("problem-not-assigned"))?;
            let (of, seen) = (of.id, of.version.claimed.unwrap_or_default());
            let input = ReportInput { claimed, progress_text: text.clone(), ..ReportInput::default() };
            match step {
                Sign => board::sign_for(acting, of).map(drop),
                Report => board::report(acting, of, &input).map(drop),
                Submit => board::submit(acting, of, &text).map(drop),
                Verify => board::verify(acting, of, seen, &text).map(drop),
                Close => board::close(acting, of, &text).map(drop),
                Return => board::send_back(acting, of, &text).map(drop),
                Strike => board::strike_off(acting, of, &text).map(drop),
            }
            .map_err(|mut failure| {
                if failure.field.as_deref() == Some("note") {
                    failure.field = Some("progress_text".into());
                }
                failure
            })
        }
    });
    let to = move |(): &()| format!("/projects/problems/{id}");
    answer_form(&call, run, "done-problem-answer", to, |kept| detail::markup(&call, id, kept)).await
}

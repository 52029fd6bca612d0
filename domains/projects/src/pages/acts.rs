//! The forms on a project's page. Each comes back to it: done, or refused with what is missing.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Fen, Outcome};

use super::{detail, detail_view, ending};
use crate::book::commands;
use crate::book::model::{Class, Stage, Standing, Year};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::invest::model::EntryInput;
use crate::nodes::model::{NodeInput, NodeKind};
use crate::{invest, nodes};

async fn done<T: Send + 'static>(
    call: &Call,
    run: Outcome<impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static>,
    said: &'static str,
    place: &str,
) -> Outcome<Response> {
    let to = |_: &T| format!("/projects/{}{place}", call.param("id"));
    answer_form(call, run, said, to, async |kept| Ok(detail_view::page(&detail::shown(call, kept).await?)))
        .await
}

/// `POST /projects/{id}/stage`
pub(super) async fn stage(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let stages: Vec<_> = Stage::ALL.iter().map(|stage| (stage.as_str(), *stage)).collect();
    let input = call.form.read(|r| {
        (
            r.required_choice("to", &stages, Stage::Conceived),
            r.day("day").unwrap_or(today),
            r.paragraph("note", TEXT_MAX),
        )
    });
    let run = input.map(|(to, day, note)| {
        move |acting: &mut Acting<'_, '_>| commands::advance(acting, id, to, day, &note)
    });
    done(&call, run, "done-project-stage", "#stages").await
}

/// `POST /projects/{id}/standing`
pub(super) async fn standing(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let all: Vec<_> = Standing::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| {
        (r.required_choice("standing", &all, Standing::Active), r.required_paragraph("reason", TEXT_MAX))
    });
    if let Ok((to, reason)) = &input
        && let Some(asked) = ending::ask(&call, *to, reason, call.form.value("confirmed")).await?
    {
        return Ok(asked);
    }
    let run = input.map(|(to, reason)| {
        move |acting: &mut Acting<'_, '_>| commands::set_standing(acting, id, to, &reason)
    });
    done(&call, run, "done-project-standing", "#stages").await
}

/// `POST /projects/{id}/year`
pub(super) async fn year(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let classes: Vec<_> = Class::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| Year {
        year: i32::try_from(r.required_int("year", 2000..=2100)).unwrap_or_default(),
        class: r.required_choice("class", &classes, Class::Reserve),
        plan: r.wan("plan").unwrap_or(Fen(0)),
        goal: r.paragraph("goal", TEXT_MAX),
        listed_on: today,
        listed_why: r.paragraph("listed_why", TEXT_MAX),
        left_on: None,
        left_why: String::new(),
    });
    let run = input.map(|entry| move |acting: &mut Acting<'_, '_>| commands::list_in(acting, id, &entry));
    done(&call, run, "done-project-year", "#years").await
}

/// `POST /projects/{id}/leave`
pub(super) async fn leave(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input =
        call.form.read(|r| (r.required_int("year", 2000..=2100), r.required_paragraph("reason", TEXT_MAX)));
    let run = input.map(|(year, reason)| {
        move |acting: &mut Acting<'_, '_>| commands::leave(acting, id, year as i32, &reason)
    });
    done(&call, run, "done-project-leave", "#years").await
}

/// `POST /projects/{id}/nodes`: one node, with the words of the form.
pub(super) async fn nodes(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let kinds: Vec<_> = NodeKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let input = call.form.read(|r| {
        let start_day = r.day("start_day").unwrap_or(today);
        vec![NodeInput {
            kind: r.required_choice("kind", &kinds, NodeKind::Permit),
            word: String::new(),
            name: r.required_text("name", NAME_MAX),
            unit: r.id("unit"),
            person: r.text("person", LINE_MAX),
            start_day,
            due_day: r.required_day("due_day"),
            after: r.ids("after"),
            after_rows: Vec::new(),
        }]
    });
    let run = input.map(|all| move |acting: &mut Acting<'_, '_>| nodes::commands::open(acting, id, &all));
    done(&call, run, "done-project-node", "#nodes").await
}

/// `POST /projects/{id}/month`
pub(super) async fn month(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        vec![EntryInput {
            year: i32::try_from(r.required_int("year", 2000..=2100)).unwrap_or_default(),
            month: u32::try_from(r.required_int("month", 1..=12)).unwrap_or_default(),
            part: r.int("part", 0..=3).and_then(|part| u32::try_from(part).ok()).unwrap_or_default(),
            planned: r.wan("planned"),
            done: r.wan("done"),
            image: r.paragraph("image", TEXT_MAX),
            why: r.paragraph("why", TEXT_MAX),
        }]
    });
    let run = input.map(|all| move |acting: &mut Acting<'_, '_>| invest::commands::enter(acting, id, &all));
    done(&call, run, "done-project-month", "#investment").await
}

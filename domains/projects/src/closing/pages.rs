//! The clock of the final accounts on the money page of a project.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{act, may};
use qipan_board::lights::Shown;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, Field, callout, form};
use qipan_web::{Kept, Markup, html};

use super::model::{Clock, ExtensionInput};
use super::{commands, rules, store};
use crate::approvals::store as approvals;
use crate::book::model::Project;
use crate::book::rules::TEXT_MAX;

/// Registers the form.
pub(super) fn routes(routes: &mut Routes) {
    routes.form("/projects/{id}/money/extension", Access::May(Act::ProjectManage), extend);
}

/// What is shown of it.
pub(crate) struct Closing {
    shown: Shown,
    clock: Option<Clock>,
    filed: bool,
}

/// Loads it; nothing before acceptance.
pub(crate) fn load(tx: &mut Tx<'_>, project: Id, setting: &Setting) -> Outcome<Option<Closing>> {
    let (all, clock) = (approvals::of_project(tx, project)?, store::of(tx, project)?);
    let shown = rules::stands(&all, clock.as_ref(), setting.today());
    Ok(shown.map(|shown| Closing { shown, clock, filed: rules::filed(&all).is_some() }))
}

/// The block of the page.
pub(crate) fn block(setting: &Setting, project: &Project, closing: &Closing, kept: &Kept) -> Markup {
    let view = &setting.view;
    let target = project.target();
    let body = html! {
        p { (view.m(&closing.shown.why)) }
        @if let Some(clock) = &closing.clock {
            @if !clock.extended_why.is_empty() { p { (setting.say("closing-extended-why", "why", clock.extended_why.as_str())) } }
            p { a href={ "/commitments/" (clock.commitment) } { (view.t("closing-commitment")) } }
            @if !closing.filed && clock.extended_why.is_empty() && may(&setting.actor, Act::ProjectManage, &target) {
                (extension(setting, project, clock, kept))
            }
        }
        p class="quiet" { (view.t("closing-source")) }
    };
    callout(drawn(closing.shown.light), &view.t("closing-title"), body)
}

fn extension(setting: &Setting, project: &Project, clock: &Clock, kept: &Kept) -> Markup {
    let view = &setting.view;
    let (small, large) = (rules::latest(clock.accepted_on, false), rules::latest(clock.accepted_on, true));
    let hint = view.m(&Message::new("closing-until-hint").with("small", small).with("large", large));
    html! {
        details class="noprint" open[!kept.value("until").is_empty()] {
            summary class="button small" { (view.t("closing-extend")) }
            (form(view, &format!("/projects/{}/money/extension", project.id), html! {
                (Field::day("until", "closing-until-field").required().hint(hint).render(view, kept))
                (Field::checkbox("large", "closing-large").render(view, kept))
                (Field::area("why", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
                div class="actions" { (Button::submit(view.t("closing-extend"))) }
            }))
        }
    }
}

/// `POST /projects/{id}/money/extension`
async fn extend(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| ExtensionInput {
        until: r.required_day("until"),
        large: r.form().value("large") == "on",
        why: r.required_paragraph("why", TEXT_MAX),
    });
    let done = match input {
        Ok(input) => act(&call, move |acting| commands::extend(acting, id, &input)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => call.done(&format!("/projects/{id}/money"), Message::new("done-closing-extend")),
        Err(failure) => call.again(failure, async |kept| crate::money::page_with(&call, kept).await).await,
    }
}

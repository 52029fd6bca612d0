//! Gates on the page of a system: what the next one asks, the request that waits, those that were decided.

use std::collections::BTreeMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Id, Message, Outcome};
use qipan_web::components::{Button, Field, form};
use qipan_web::{Form, Kept, Markup, html};

use super::model::{Check, Gate, GateInput, GateState, Paper, Request};
use super::{commands, rules, store};
use crate::systems::pages::{Shown, decides, done, files};
use crate::systems::rules::{LINE_MAX, TEXT_MAX};

/// Registers the forms.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (filing, deciding) = (May(Act::SystemFile), May(Act::SystemDecide));
    routes.form("/projects/systems/{id}/gate", filing, file);
    routes.form("/projects/systems/gates/{id}/papers", filing, supply);
    routes.form("/projects/systems/gates/{id}/decide", deciding, decide);
    routes.form("/projects/systems/gates/{id}/withdraw", filing, withdraw);
}

/// The papers of a form; each field is the paper's word.
fn papers(r: &qipan_web::forms::Reader<'_>) -> BTreeMap<Paper, String> {
    let all = Paper::ALL.iter().map(|paper| (*paper, r.text(paper.as_str(), LINE_MAX)));
    all.filter(|(_, text)| !text.is_empty()).collect()
}

fn input(form: &Form) -> Outcome<GateInput> {
    let gates: Vec<_> = Gate::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    form.read(|r| GateInput {
        gate: r.required_choice("gate", &gates, Gate::Establish),
        note: r.paragraph("note", TEXT_MAX),
        amount: r.wan("amount").unwrap_or(Fen(0)),
        papers: papers(r),
    })
}

async fn file(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let run =
        input(&call.form).map(|input| move |acting: &mut Acting<'_, '_>| commands::file(acting, id, &input));
    done(&call, id, run, "done-gate-file", "#gates").await
}

async fn system_of(call: &Call) -> Outcome<(Id, Id)> {
    let id = call.id("id")?;
    let system = call.read(move |tx| Ok(store::load(tx, id)?.system)).await?;
    Ok((id, system))
}

async fn supply(call: Call) -> Outcome<Response> {
    let (id, system) = system_of(&call).await?;
    let run = call
        .form
        .read(papers)
        .map(|papers| move |acting: &mut Acting<'_, '_>| commands::supply(acting, id, &papers));
    done(&call, system, run, "done-gate-papers", "#gates").await
}

async fn decide(call: Call) -> Outcome<Response> {
    let (id, system) = system_of(&call).await?;
    let input = call.form.read(|r| {
        let all = [("pass", true), ("refuse", false)];
        (r.required_choice("decision", &all, false), r.paragraph("reason", TEXT_MAX))
    });
    let run = input
        .map(|(pass, reason)| move |acting: &mut Acting<'_, '_>| commands::decide(acting, id, pass, &reason));
    done(&call, system, run, "done-gate-decide", "#gates").await
}

async fn withdraw(call: Call) -> Outcome<Response> {
    let (id, system) = system_of(&call).await?;
    let run = call
        .form
        .read(|r| r.required_paragraph("reason", TEXT_MAX))
        .map(|reason| move |acting: &mut Acting<'_, '_>| commands::withdraw(acting, id, &reason));
    done(&call, system, run, "done-gate-withdraw", "#gates").await
}

/// A checklist, what is open first.
fn checklist(setting: &Setting, checks: &[Check]) -> Markup {
    let view = &setting.view;
    html! {
        ul class="checklist" {
            @for check in checks {
                li class={ @if check.met { "met" } @else { "open" } } {
                    span class="sr" { (view.t(if check.met { "gate-met" } else { "gate-not-met" })) }
                    (view.m(&check.says))
                }
            }
        }
    }
}

/// The section of a system's page.
pub(crate) fn section(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let waiting = shown.gates.iter().find(|one| one.state == GateState::Waiting);
    let decided: Vec<&Request> = shown.gates.iter().filter(|one| one.state != GateState::Waiting).collect();
    html! {
        section id="gates" {
            h2 { (view.t("gates-title")) }
            @match waiting {
                Some(one) => (open(shown, one)),
                None => {
                    @if shown.next.is_empty() { p class="quiet" { (view.t("gates-none")) } }
                    @for (gate, checks) in &shown.next { (coming(shown, *gate, checks)) }
                }
            }
            @if !decided.is_empty() {
                ul class="decided" { @for one in decided { li { (past(shown, one)) } } }
            }
        }
    }
}

/// The request that waits.
fn open(shown: &Shown, one: &Request) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let left = one.checklist.iter().filter(|check| !check.met).count();
    let filed = Message::new("filing-filed").with("by", one.filed.1.as_str()).with("day", one.filed.2.day());
    let decides = decides(shown, one.filed.0);
    let refused = shown.kept.error("decision").is_some() || shown.kept.error("reason").is_some();
    let kept = if refused { &shown.kept } else { &Kept::empty() };
    html! {
        div class="gate-request" {
            h3 { (setting.say("gate-waits-title", "gate", view.t(one.input.gate.key()).into_owned())) }
            p class="quiet" { (view.m(&filed))
                @if one.input.amount.0 > 0 { " · " (setting.wan(one.input.amount)) " " (view.t("unit-wan")) } }
            @if !one.input.note.is_empty() { p { (one.input.note) } }
            (checklist(setting, &one.checklist))
            p { (setting.say("gate-left", "count", left)) }
            div class="row" {
                @if files(shown) {
                    details {
                        summary class="button" { (view.t("gate-add-papers")) }
                        (form(view, &format!("/projects/systems/gates/{}/papers", one.id), html! {
                            (paper_fields(setting, one.input.gate, &papers_kept(one)))
                            div class="actions" { (Button::submit(view.t("gate-add-papers"))) }
                        }))
                    }
                    details {
                        summary class="button" { (view.t("gate-withdraw")) }
                        (form(view, &format!("/projects/systems/gates/{}/withdraw", one.id), html! {
                            (Field::area("reason", "project-reason", 2).required().render(view, &Kept::empty()))
                            div class="actions" { (Button::submit(view.t("gate-withdraw")).danger()) }
                        }))
                    }
                }
                @if decides {
                    details open[refused] {
                        summary class="button" { (view.t("filing-decide")) }
                        (form(view, &format!("/projects/systems/gates/{}/decide", one.id), html! {
                            (Field::area("reason", "filing-reason", 2).hint(view.t("filing-reason-hint")).render(view, kept))
                            div class="actions" {
                                (Button::submit(view.t("filing-pass")).sends("decision", "pass"))
                                (Button::submit(view.t("filing-refuse")).danger().sends("decision", "refuse"))
                            }
                        }))
                    }
                } @else if setting.may(Act::SystemDecide) { p class="quiet" { (view.t("filing-same-person")) } }
            }
        }
    }
}

fn papers_kept(one: &Request) -> Kept {
    Kept::with(one.input.papers.iter().map(|(paper, text)| (paper.as_str(), text.clone())))
}

fn paper_fields(setting: &Setting, gate: Gate, kept: &Kept) -> Markup {
    let view = &setting.view;
    html! {
        @for paper in rules::papers(gate) {
            (Field::text(paper.as_str(), paper.key()).max(LINE_MAX as u32).placeholder(view.t("gate-paper-hint")).render(view, kept))
        }
    }
}

/// A gate that may come next: what it asks, and the form to file for it.
fn coming(shown: &Shown, gate: Gate, checks: &[Check]) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = shown.kept.value("gate") == gate.as_str();
    let kept = if refused { &shown.kept } else { &Kept::empty() };
    let of_register: Vec<Check> =
        checks.iter().filter(|check| !check.word.starts_with("paper-")).cloned().collect();
    html! {
        div class="gate-request" {
            h3 { (setting.say("gate-next-title", "gate", view.t(gate.key()).into_owned())) }
            (checklist(setting, &of_register))
            @if files(shown) {
                details open[refused] {
                    summary class="button" { (setting.say("gate-file", "gate", view.t(gate.key()).into_owned())) }
                    (form(view, &format!("/projects/systems/{}/gate", shown.system.id), html! {
                        input type="hidden" name="gate" value=(gate.as_str());
                        @if gate == Gate::Modify { (Field::text("amount", "gate-amount-wan").required().short().render(view, kept)) }
                        (paper_fields(setting, gate, kept))
                        (Field::area("note", "project-note", 2).max(TEXT_MAX as u32).render(view, kept))
                        div class="actions" { (Button::submit(setting.say("gate-file", "gate", view.t(gate.key()).into_owned()))) span class="quiet" { (view.t("gate-file-hint")) } }
                    }))
                }
            }
        }
    }
}

/// A decided request in a line.
fn past(shown: &Shown, one: &Request) -> Markup {
    let view = &shown.setting.view;
    html! {
        strong { (view.t(one.input.gate.key())) } " " (view.t(one.state.key()))
        @if let Some((_, by, at)) = &one.decided { span class="quiet" { " · " (by) " · " (view.day(at.day())) } }
        @if !one.reason.is_empty() { ": " (one.reason) }
        @if !one.input.papers.is_empty() {
            br; small class="quiet" { @for (at, (paper, text)) in one.input.papers.iter().enumerate() { @if at > 0 { "；" } (view.t(paper.key())) " " (text) } }
        }
    }
}

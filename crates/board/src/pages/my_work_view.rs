//! What somebody must do now, drawn.

use qipan_accounts::people::Bearer;
use qipan_kernel::Role;
use qipan_web::components::{Button, Tab, Table, empty_state, tabs};
use qipan_web::{Markup, Page, html};

use super::list_view::{heads, row};
use super::my_work::{Answers, Group, LOADED, SHOWN, Shown};
use super::setting::Link;
use crate::commitments::model::Commitment;

fn hint(group: Group) -> Option<&'static str> {
    match group {
        Group::Others => Some("work-others-hint"),
        Group::Returned => Some("work-returned-hint"),
        Group::StrikeOff => Some("work-strike-off-hint"),
        Group::Unverified => Some("work-unverified-hint"),
        Group::Resume => Some("work-resume-hint"),
        Group::Suspended => Some("work-suspended-hint"),
        _ => None,
    }
}

fn group(shown: &Shown, group: Group, rows: &[Commitment]) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut table = Table::new(view.t(group.key()), heads(setting)).caption_hidden();
    let ticks = group == Group::Issue;
    for one in rows.iter().take(SHOWN) {
        table.row(row(setting, one, ticks));
    }
    let all = group.list().map(|(name, value)| Link::to("/commitments").with(name, value).end());
    html! {
        section class="commitments" id=(group.key()) {
            h2 { (view.t(group.key())) " " span class="count" { (rows.len()) @if rows.len() >= LOADED { "+" } } }
            @if let Some(hint) = hint(group) { p class="quiet" { (view.t(hint)) } }
            @if ticks {
                form method="post" action="/commitments/issue" {
                    input type="hidden" name="csrf" value=(view.csrf);
                    input type="hidden" name="back" value="/my-work";
                    (table.render(view))
                    p class="actions" { (Button::submit(view.t("list-issue-ticked"))) }
                }
            } @else { (table.render(view)) }
            @if rows.len() > SHOWN { @if let Some(href) = all { p { a href=(href) { (view.t("work-all")) } } } }
        }
    }
}

/// What the posts of whoever looks answer for.
fn answered(shown: &Shown, answers: &Answers) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut table = Table::new(view.t("work-post"), heads(setting)).caption_hidden();
    for one in answers.rows.iter().take(SHOWN) {
        table.row(row(setting, one, false));
    }
    let all = Link::to("/commitments").with("leader", Bearer::Person(answers.person)).end();
    html! {
        section class="commitments" id="work-post" {
            h2 { (view.t("work-post")) " " span class="count" { (answers.rows.len()) @if answers.rows.len() >= LOADED { "+" } } }
            @if !answers.titles.is_empty() { p class="quiet" { (answers.titles.join("、")) } }
            (table.render(view))
            @if answers.rows.len() > SHOWN { p { a href=(all) { (view.t("work-all")) } } }
        }
    }
}

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let jump: Vec<Tab> = shown
        .groups
        .iter()
        .map(|(group, rows)| Tab {
            label: view.t(group.key()).into_owned(),
            href: format!("#{}", group.key()),
            current: false,
            count: Some(rows.len() as i64),
        })
        .collect();
    let quiet = matches!(shown.setting.actor.role, Role::Administrator | Role::Auditor);
    Page::new(view, &view.t("work-title")).wide().render(html! {
        h1 { (view.t("work-title")) }
        @if shown.groups.is_empty() && shown.answers.is_none() {
            (empty_state(&view.t(if quiet { "work-not-here" } else { "work-none" }), Some(html! { (Button::link(view.t("board-whole"), "/")) })))
        } @else {
            @if jump.len() > 1 { (tabs(view, &view.t("work-title"), &jump)) }
            @for (one, rows) in &shown.groups { (group(shown, *one, rows)) }
        }
        @if let Some(answers) = &shown.answers { (answered(shown, answers)) }
    })
}

//! The rule sets: what is in force and since when, its thresholds in words, and changing them.

use std::sync::{Arc, PoisonError};

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, FailureKind, Message, Outcome};
use qipan_web::components::{
    Button, Crumb, Definitions, Field, breadcrumb, button_form, error_summary, upload_form,
};
use qipan_web::{Kept, Markup, Page, html};

use super::change::{Change, rule_set};
use super::commands::{self, Touched};
use super::store;
use super::view::{named, thresholds, touched};
use crate::board::{Board, act};
use crate::lights::RuleSet;
use crate::rulebook::Rulebook;

/// GET /rules
pub(super) async fn list(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let applied = call.read(store::applied).await?;
    let book = call.site.part::<Board>().book();
    let may = access::require(call.actor()?, Act::RuleSetManage).is_ok();
    let mut sets: Vec<&RuleSet> = book.sets.all().iter().collect();
    sets.sort_by_key(|set| (set.id != "generic", set.id.clone(), -set.version));
    let title = view.t("rules");
    let page = Page::new(view, &title).render(html! {
        h1 { (title) }
        p { (view.t("rules-about")) }
        p {
            @if may { (Button::link(view.t("rules-change"), "/rules/preview").primary()) " " }
            (Button::link(view.t("calendar"), "/calendar"))
        }
        @for set in sets {
            @let by = applied.iter().rfind(|(id, version, ..)| *id == set.id && *version == i64::from(set.version));
            section {
                h2 { (named(view, &set.name)) " "
                    @if !set.effective_from.le(&view.today) { span class="quiet" { (view.t("rules-to-come")) } }
                    @else if set.effective_to.is_some_and(|to| to < view.today) { span class="quiet" { (view.t("rules-past")) } }
                }
                (Definitions::new()
                    .row(view.t("rules-id-version"), format!("{} · {}", set.id, set.version))
                    .row(view.t("rules-from"), view.day(set.effective_from))
                    .maybe(view.t("rules-to"), set.effective_to.map(|day| view.day(day)))
                    .row(view.t("rules-source"), named(view, &set.source))
                    .maybe(view.t("rules-applied-by"), by.map(|(_, _, at, name)| format!("{name} · {}", view.moment(*at)))))
                ul { @for sentence in thresholds(set) { li { (view.m(&sentence)) } } }
                @if may {
                    p { (Button::link(view.t("rules-change-this"), format!("/rules/preview?set={}", set.id)).small()) }
                }
            }
        }
    });
    call.page(page)
}

/// GET /rules/preview
pub(super) async fn start(call: Call) -> Outcome<Response> {
    let book = call.site.part::<Board>().book();
    let wanted = call.query.value("set");
    let newest = book.sets.all().iter().filter(|set| set.id == wanted).max_by_key(|set| set.version);
    let text = match newest {
        Some(set) => {
            let next = RuleSet {
                version: set.version + 1,
                effective_from: call.view.today,
                effective_to: None,
                ..set.clone()
            };
            serde_json::to_string_pretty(&next).map_err(Failure::internal)?
        }
        None => String::new(),
    };
    let page = ask(&call, &Kept::with([("text", text)]));
    call.page(page)
}

fn ask(call: &Call, kept: &Kept) -> Markup {
    let view = &call.view;
    let title = view.t("rules-change");
    Page::new(view, &title).render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("rules"), "/rules"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.t("rules-change-about")) }
        (upload_form(view, "/rules/preview", html! {
            (error_summary(view, kept))
            (Field::area("text", "rules-text", 24).hint(view.t("rules-text-hint")).render(view, kept))
            (Field::file("file", "rules-file", ".json").render(view, kept))
            (Button::submit(view.t("rules-look")))
        }))
    })
}

/// The text that was sent: the file, if there is one.
pub(super) fn sent(call: &Call) -> Outcome<String> {
    match call.uploads.first() {
        Some(upload) => String::from_utf8(upload.bytes.to_vec())
            .map_err(|error| Failure::invalid("rules-not-text").because(error).at("file")),
        None => Ok(call.form.value("text").to_owned()),
    }
}

async fn looked(call: &Call) -> Outcome<(Change, String, Vec<Touched>, Arc<Rulebook>)> {
    let (text, book) = (sent(call)?, call.site.part::<Board>().book());
    let change = rule_set(&text, &book, call.view.today)?;
    let (context, seen, with) = (call.context()?.clone(), change.clone(), book.clone());
    let all = call.read(move |tx| commands::preview(tx, &context, &with, &seen)).await?;
    Ok((change, text, all, book))
}

/// POST /rules/preview
pub(super) async fn preview(call: Call) -> Outcome<Response> {
    let (change, text, all, book) = match looked(&call).await {
        Ok(looked) => looked,
        Err(failure) if failure.kind == FailureKind::Invalid => {
            let page = ask(&call, &Kept::refused(&call.form, &failure));
            return call.refused(&failure, page);
        }
        Err(failure) => return Err(failure),
    };
    let Change::RuleSet(set) = &change else { return Err(Failure::internal("a rule set was read as days")) };
    let view = &call.view;
    let units = call.site.units()?;
    let title = view.t("rules-preview");
    let before = book.sets.at(&set.id, set.effective_from).map(thresholds).unwrap_or_default();
    let after = thresholds(set);
    let head = Message::new("rules-preview-of")
        .with("name", named(view, &set.name))
        .with("version", set.version)
        .with("day", set.effective_from);
    let page = Page::new(view, &title).wide().render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("rules"), "/rules"),
            Crumb::link(view.t("rules-change"), "/rules/preview"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.m(&head)) }
        ul {
            @for gone in before.iter().filter(|sentence| !after.contains(sentence)) { li { del { (view.m(gone)) } } }
            @for new in after.iter().filter(|sentence| !before.contains(sentence)) { li { ins { (view.m(new)) } } }
        }
        (touched(view, &units, &all))
        (button_form(view, "/rules/apply", &[("text", &text)],
            &Button::submit(view.t("rules-apply")).confirm(view.t("rules-apply-sure"))))
    });
    call.page(page)
}

/// POST /rules/apply
pub(super) async fn apply(call: Call) -> Outcome<Response> {
    let book = call.site.part::<Board>().book();
    let change = rule_set(call.form.value("text"), &book, call.view.today)?;
    applied(&call, change, "/rules").await
}

/// Applies a change and puts the rulebook that it makes in the place of the old one.
pub(super) async fn applied(call: &Call, change: Change, back: &str) -> Outcome<Response> {
    let (book, count) = act(call, move |acting| commands::apply(acting, &change)).await?;
    let board = call.site.part::<Board>();
    *board.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
    call.done(back, Message::new("rules-applied").with("count", count))
}

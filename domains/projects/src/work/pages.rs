//! What the pages of problems, requests, visits and meetings share.

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};
use qipan_board::pages::setting::Setting;
use qipan_web::components::{Crumb, breadcrumb};
use qipan_web::{Kept, Markup, Page, html};

use super::model::Step;
use crate::pages::assets;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let view = Access::May(Act::ProjectView);
    routes.page("/projects/work", view, super::my::page);
    super::rules_page::routes(routes);
}

/// The name of the hidden field that says which of a page's forms was sent.
pub const DEED: &str = "deed";

/// The page of one thing: where it is, its heading, its body.
pub fn thing_page(
    setting: &Setting,
    (list, address): (&str, &str),
    title: &str,
    actions: Markup,
    body: Markup,
) -> Markup {
    let view = &setting.view;
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t(list), address),
        Crumb::here(title),
    ];
    Page::new(view, title).wide().head(assets::head()).render(html! {
        (breadcrumb(view, &crumbs))
        (actions)
        (body)
    })
}

/// A form behind a button: closed until it is wanted, open again when it was refused. `deed` names it among the page's.
pub fn deed(
    setting: &Setting,
    (deed, label): (&str, &str),
    action: &str,
    kept: &Kept,
    fields: impl FnOnce(&Kept) -> Markup,
) -> Markup {
    let refused = kept.value(DEED) == deed;
    let empty = Kept::empty();
    let kept = if refused { kept } else { &empty };
    deed_with(setting, (deed, label), action, refused, fields(kept))
}

/// As [`deed`], with its fields drawn already.
pub fn deed_with(
    setting: &Setting,
    (deed, label): (&str, &str),
    action: &str,
    open: bool,
    fields: Markup,
) -> Markup {
    let view = &setting.view;
    html! {
        details class="deed" open[open] {
            summary class="button" { (view.t(label)) }
            (qipan_web::components::form(view, action, html! {
                input type="hidden" name=(DEED) value=(deed);
                (fields)
            }))
        }
    }
}

/// Steps as a list, the newest first. `words` gives what a step is called.
pub fn steps(setting: &Setting, steps: &[Step], words: impl Fn(&Step) -> String) -> Markup {
    let view = &setting.view;
    html! {
        ol class="life" {
            @for step in steps.iter().rev() {
                li {
                    strong { (words(step)) }
                    @if let Some(unit) = step.unit { " " (setting.unit(unit)) }
                    br; span class="quiet" { (view.moment(step.at)) " · " (step.who) }
                }
            }
        }
    }
}

/// The units of a form, with the words of “choose”.
pub fn unit_field<'a>(setting: &Setting, name: &'a str, label: &'a str) -> qipan_web::components::Field<'a> {
    let empty = setting.view.t("work-choose-unit").into_owned();
    qipan_web::components::Field::select(name, label, setting.unit_options()).empty_option(empty)
}

//! The pages of systems: the register, one system, what blocks money, what was split, what is collected twice, the rules.

mod acts;
mod detail;
mod detail_view;
mod edit;
mod export;
mod import;
mod limits;
mod list;
mod money;
mod repeated;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};
use qipan_web::components::{Light, light_small};
use qipan_web::{Markup, html};

use super::rules::Block;
use crate::pages::frame;
use qipan_board::pages::setting::Setting;

pub(crate) use acts::done;
pub(crate) use detail::{Shown, upgrades};
pub(crate) use detail_view::{decides, files};
pub(crate) use edit::{holds, items, items_text, line_options, lines};
pub(crate) use list::filter;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, file, decide, manage) =
        (May(Act::ProjectView), May(Act::SystemFile), May(Act::SystemDecide), May(Act::ProjectManage));
    routes.page("/projects/systems", view, list::page);
    routes.page("/projects/systems.csv", view, export::csv);
    routes.page("/projects/systems/new", file, edit::new);
    routes.form("/projects/systems/new", file, edit::create);
    routes.page("/projects/systems/import", manage, import::start);
    routes.upload("/projects/systems/import", manage, import::check);
    routes.upload("/projects/systems/import/apply", manage, import::apply);
    routes.page("/projects/systems/import/template.csv", manage, import::template);
    routes.page("/projects/systems/money", view, money::page);
    routes.page("/projects/systems/splits", view, money::splits);
    routes.form("/projects/systems/money/{id}", decide, acts::decide);
    routes.page("/projects/systems/repeated", view, repeated::page);
    routes.form("/projects/systems/repeated", decide, repeated::rule);
    routes.page("/projects/systems/rules", view, limits::page);
    routes.form("/projects/systems/rules", manage, limits::set);
    routes.page("/projects/systems/{id}", view, detail::page);
    routes.page("/projects/systems/{id}/edit", file, edit::edit);
    routes.form("/projects/systems/{id}/edit", file, edit::change);
    routes.form("/projects/systems/{id}/step", file, acts::step);
    routes.form("/projects/systems/{id}/find", manage, acts::find);
    routes.form("/projects/systems/{id}/evaluate", file, acts::evaluate);
    routes.form("/projects/systems/{id}/money", file, acts::ask);
}

/// A page over the register: its title under the tabs of the book, what can be done, and what it shows.
pub(crate) fn side(setting: &Setting, here: &str, title: &str, actions: Markup, body: Markup) -> Markup {
    frame::book_page(
        setting,
        here,
        title,
        html! {
            @if !actions.0.is_empty() { p class="actions" { (actions) } }
            (body)
        },
    )
}

/// Whether money is blocked, in a word with its reasons behind it.
pub(crate) fn block_mark(setting: &Setting, blocks: &[Block]) -> Markup {
    let view = &setting.view;
    html! {
        @if blocks.is_empty() { span class="quiet" { (view.t("system-block-none")) } } @else {
            span class="blocked" {
                (light_small(view, Light::Red, None)) " "
                @for (at, block) in blocks.iter().enumerate() { @if at > 0 { (view.t("system-comma")) } (view.t(block.key())) }
            }
        }
    }
}

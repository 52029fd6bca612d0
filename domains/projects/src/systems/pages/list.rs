//! The register as a list.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::{self, parsed, value};
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::{Button, Cell, Field, Head, Table, empty_state, filter_bar, select};
use qipan_web::{Kept, Markup, html};

use super::{block_mark, side};
use crate::systems::model::{Assessment, Sharing, State, System};
use crate::systems::rules::{Block, blocks};
use crate::systems::store::{self, Filter};

/// Rows of a page.
const PAGE: usize = 100;

/// What a query asks for, limited to what the actor may see; and what is computed of each: blocked, sharing.
pub(crate) fn filter(call: &Call) -> Outcome<(Filter, Narrow)> {
    let filter = Filter {
        units: asked::units(call)?,
        visible: visible(call.actor()?),
        state: parsed(call, "state")?,
        words: value(call, "q").unwrap_or_default().to_owned(),
        with_retired: value(call, "retired").is_some(),
    };
    let narrow = Narrow {
        blocked: value(call, "blocked").is_some(),
        sharing: parsed(call, "sharing")?,
        security: parsed(call, "security")?,
    };
    Ok((filter, narrow))
}

/// What narrows a list by what is computed or found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Narrow {
    /// Only those whose money is blocked.
    pub blocked: bool,
    /// Sharing found so.
    pub sharing: Option<Sharing>,
    /// Security found so.
    pub security: Option<Assessment>,
}

impl Narrow {
    /// The systems that remain, each with what blocks it.
    pub fn of(self, systems: Vec<System>, confirmed: &HashMap<Id, usize>) -> Vec<(System, Vec<Block>)> {
        let with = systems.into_iter().map(|system| {
            let repeated = confirmed.get(&system.id).copied().unwrap_or(0);
            let found = blocks(system.state, &system.compliance, repeated);
            (system, found)
        });
        with.filter(|(system, found)| {
            (!self.blocked || !found.is_empty())
                && self.sharing.is_none_or(|one| system.compliance.sharing == one)
                && self.security.is_none_or(|one| system.compliance.security == one)
        })
        .collect()
    }
}

/// `GET /projects/systems`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let (filter, narrow) = filter(&call)?;
    let (systems, confirmed) =
        call.read(move |tx| Ok((store::list(tx, &filter)?, store::confirmed(tx)?))).await?;
    let rows = narrow.of(systems, &confirmed);
    call.page(draw(&call, &setting, &rows))
}

fn filters(call: &Call, setting: &Setting) -> Markup {
    let view = &setting.view;
    let names = ["q", "unit", "state", "sharing", "security", "blocked", "retired"];
    let pairs = names.map(|name| (name.to_owned(), call.query.value(name).to_owned()));
    let kept = Kept::with(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    filter_bar(
        view,
        html! {
            (Field::search("q", "project-search").placeholder(view.t("system-search-hint")).render(view, &kept))
            (Field::select("unit", "system-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "state", "system-state", State::ALL, State::as_str, State::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "sharing", "system-sharing", Sharing::ALL, Sharing::as_str, Sharing::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "security", "system-security", Assessment::ALL, Assessment::as_str, Assessment::key).empty_option(&any).render(view, &kept))
            (Field::checkbox("blocked", "system-only-blocked").render(view, &kept))
            (Field::checkbox("retired", "system-with-retired").render(view, &kept))
        },
    )
}

fn row(setting: &Setting, system: &System, blocks: &[Block]) -> Vec<Cell> {
    let (view, data, found) = (&setting.view, &system.data, &system.compliance);
    let counts =
        Message::new("system-counts").with("functions", data.functions.len()).with("items", data.items.len());
    vec![
        html! {
            a href={ "/projects/systems/" (system.id) } { (data.name) }
            br; small { (setting.unit(data.unit)) @if !data.code.is_empty() { " · " code { (data.code) } } }
        }
        .into(),
        view.t(system.state.key()).as_ref().into(),
        html! { span title=(data.functions.join("、")) { (view.m(&counts)) } }.into(),
        html! { (view.t(found.sharing.key())) br; small { (view.t(found.catalogue.key())) } }.into(),
        html! { (view.t(found.security.key())) br; small { (view.t("system-crypto-short")) (view.t(found.crypto.key())) } }.into(),
        setting.wan(data.invested).into(),
        setting.wan(data.yearly).into(),
        html! { @if system.state.operates() { (block_mark(setting, blocks)) } @else { span class="quiet" { "—" } } }.into(),
    ]
}

fn draw(call: &Call, setting: &Setting, rows: &[(System, Vec<Block>)]) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::new(view.t("system-name")),
        Head::new(view.t("system-state")),
        Head::new(view.t("system-holds")),
        Head::new(view.t("system-sharing-catalogue")),
        Head::new(view.t("system-security")),
        Head::number(view.t("system-invested")),
        Head::number(view.t("system-yearly")),
        Head::new(view.t("system-blocked")),
    ];
    let from = call.query.value("from").parse::<usize>().unwrap_or(0);
    let mut table = Table::new(view.t("systems-title"), heads).caption_hidden();
    rows.iter().skip(from).take(PAGE).for_each(|(system, blocks)| table.row(row(setting, system, blocks)));
    let sum = |blocked: bool| {
        let of = rows.iter().filter(|(_, blocks)| !blocked || !blocks.is_empty());
        qipan_kernel::Fen(of.map(|(system, _)| system.data.yearly.0).sum())
    };
    let sums = Message::new("system-sums")
        .with("count", rows.len())
        .with("invested", qipan_kernel::Fen(rows.iter().map(|(one, _)| one.data.invested.0).sum()).wan())
        .with("yearly", sum(false).wan())
        .with("blocked", sum(true).wan());
    let actions = html! {
        @if setting.may(Act::SystemFile) { (Button::link(view.t("system-new"), "/projects/systems/new").primary().shortcut("n")) " " }
        @if setting.may(Act::ProjectManage) { (Button::link(view.t("system-import"), "/projects/systems/import")) " " }
        (Button::link(view.t("system-export"), format!("/projects/systems.csv{}", query(call))).download())
    };
    side(
        setting,
        "/projects/systems",
        &view.t("systems-title"),
        actions,
        html! {
            (filters(call, setting))
            @if rows.is_empty() {
                (empty_state(&view.t("system-none"), Some(html! { (Button::link(view.t("system-all"), "/projects/systems")) })))
            } @else {
                p class="quiet" { (view.m(&sums)) }
                div class="systems-list" { (table.render(view)) }
                @if rows.len() > from + PAGE {
                    p { (Button::link(view.t("system-more"), view.here_with("from", Some(&(from + PAGE).to_string())))) }
                }
            }
        },
    )
}

/// The query of the page, for the export of the same rows.
fn query(call: &Call) -> String {
    let here = call.view.here();
    here.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"))
}

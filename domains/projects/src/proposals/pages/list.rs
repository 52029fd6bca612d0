//! Proposals as a list.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Call, asked};
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use qipan_web::components::{Button, Head, Table, empty_state, filter_bar, select};
use qipan_web::{Kept, html};

use crate::proposals::model::{Proposal, ProposalState, Verdict};
use crate::proposals::{rules, store};
use crate::systems::pages::side;
use crate::systems::parameters::Parameter;
use crate::systems::parameters_store;

/// `GET /projects/proposals`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let word = call.query.value("state").to_owned();
    let state: Option<ProposalState> = asked::parsed(&call, "state")?;
    let units = visible(&setting.actor);
    let (all, verdicts, parameters) = call
        .read(move |tx| {
            let all = store::list(tx, units.as_deref(), state)?;
            let mut verdicts: HashMap<Id, Vec<Verdict>> = HashMap::new();
            for one in &all {
                verdicts.insert(one.id, store::verdicts(tx, one.id)?);
            }
            Ok((all, verdicts, parameters_store::load(tx)?))
        })
        .await?;
    let view = &setting.view;
    let alert = parameters.on(Parameter::OverlapAlert, setting.today());
    let heads = vec![
        Head::new(view.t("proposal-name")),
        Head::number(view.t("proposal-amount-wan")),
        Head::new(view.t("proposal-like")),
        Head::new(view.t("proposal-state")),
    ];
    let mut table = Table::new(view.t("systems-tab-proposals"), heads).caption_hidden();
    for one in &all {
        let standing = verdicts.get(&one.id).and_then(|all| rules::standing(all));
        table.row(vec![
            html! { a href={ "/projects/proposals/" (one.id) } { (one.data.name) } br; small { (setting.unit(one.data.unit)) " · " (view.day(one.filed.2.day())) } }.into(),
            setting.wan(one.data.amount).into(),
            html! { (like(&setting, one, alert)) }.into(),
            html! {
                strong { (view.t(one.state.key())) }
                @if let Some(verdict) = standing {
                    br; small { (view.t(verdict.input.kind.key())) " · " (verdict.signed.1)
                        @if verdict.input.avoided.0 > 0 { " · " (setting.say("proposal-avoided-of", "amount", verdict.input.avoided.wan())) } }
                }
            }.into(),
        ]);
    }
    let kept = Kept::with([("state", word)]);
    let any = view.t("choose-any").into_owned();
    let actions = html! { @if setting.may(Act::SystemFile) { (Button::link(view.t("proposal-new"), "/projects/proposals/new").primary().shortcut("n")) } };
    let markup = side(
        &setting,
        "/projects/proposals",
        &view.t("systems-tab-proposals"),
        actions,
        html! {
            p { (view.t("proposals-about")) }
            (filter_bar(view, html! { (select(&setting.view, "state", "proposal-state", ProposalState::ALL, ProposalState::as_str, ProposalState::key).empty_option(&any).render(view, &kept)) }))
            @if table.is_empty() { (empty_state(&view.t("proposals-none"), None)) } @else { (table.render(view)) }
        },
    );
    call.page(markup)
}

/// The nearest of what is like it.
fn like(setting: &Setting, one: &Proposal, alert: i64) -> qipan_web::Markup {
    let view = &setting.view;
    html! {
        @match one.found.first() {
            Some(first) if first.score >= alert => { span class="blocked" { ((first.score + 50) / 100) "% " (first.name) }
                @let more = rules::alerts(&one.found, alert).count() - 1;
                @if more > 0 { br; small class="quiet" { (setting.say("proposal-like-more", "count", more)) } } }
            _ => span class="quiet" { (view.t("proposal-like-none")) },
        }
    }
}

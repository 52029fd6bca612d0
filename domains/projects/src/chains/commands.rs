//! The acts on chains. Each state is kept with its reason.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Tx, journal};
use serde_json::json;

use super::model::{Chain, ChainData};
use super::{rules, store};
use crate::book::rules::TEXT_MAX;
use crate::book::store as projects;

/// Enters a chain.
///
/// # Errors
/// Forbidden; what `rules::check` refuses; a unit or project that is not there; a name that another chain has.
pub fn create(acting: &mut Acting<'_, '_>, data: &ChainData) -> Outcome<Chain> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    checked(acting.tx, None, data)?;
    let now = acting.context.now;
    let chain = Chain { id: acting.ids.next(now), no: 1, data: data.clone(), changed_at: now };
    store::put(acting.tx, acting.context, &chain, "")?;
    journal::append(
        acting.tx,
        acting.context,
        "chain.create",
        ("chain", chain.id),
        &json!({ "data": data }),
    )?;
    Ok(chain)
}

/// Gives a chain its next state. `seen` is the state that the editor saw.
///
/// # Errors
/// As [`create`]; no such chain; somebody was faster; no reason.
pub fn change(acting: &mut Acting<'_, '_>, id: Id, seen: i64, data: &ChainData, why: &str) -> Outcome<Chain> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let before = store::load(acting.tx, id)?;
    let why = why.trim();
    if why.is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("reason"));
    }
    if why.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("reason"));
    }
    if before.no != seen {
        return Err(Failure::conflict("chain-changed-since"));
    }
    checked(acting.tx, Some(id), data)?;
    let next = Chain { no: before.no + 1, data: data.clone(), changed_at: acting.context.now, ..before };
    store::put(acting.tx, acting.context, &next, why)?;
    let body = json!({ "data": data, "reason": why });
    journal::append(acting.tx, acting.context, "chain.change", ("chain", id), &body)?;
    Ok(next)
}

fn checked(tx: &mut Tx<'_>, id: Option<Id>, data: &ChainData) -> Outcome<()> {
    rules::check(data)?;
    if units::store::get(tx, data.lead_unit)?.is_none() {
        return Err(Failure::invalid("project-unit-unknown").at("lead_unit"));
    }
    if store::by_name(tx, data.name.trim())?.is_some_and(|other| Some(other) != id) {
        return Err(Failure::conflict("chain-name-taken").with("name", data.name.trim()).at("name"));
    }
    for project in data.links.iter().flat_map(|link| &link.projects) {
        if projects::find(tx, *project)?.is_none() {
            return Err(Failure::invalid("chain-project-unknown").with("id", project.0).at("project"));
        }
    }
    Ok(())
}

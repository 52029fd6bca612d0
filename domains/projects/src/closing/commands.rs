//! What acceptance, filing and refusal do to the clock of the final accounts, and putting it off.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::{self as board, Acting};
use qipan_board::commitments::model::Terms;
use qipan_board::commitments::store as commitments;
use qipan_board::on_board::{self, as_system, close};
use qipan_kernel::{Day, Failure, Id, Message, Outcome};
use serde_json::json;

use super::model::{Clock, ExtensionInput};
use super::{rules, store};
use crate::approvals::store as approvals;
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::record::say;
use crate::work::{Sort, Thing, store as work};

/// The project is accepted: the clock begins.
///
/// # Errors
/// What the board refuses.
pub fn begin(acting: &mut Acting<'_, '_>, project: &Project) -> Outcome<()> {
    if store::of(acting.tx, project.id)?.is_some() {
        return Ok(());
    }
    let accepted = acting.context.now.day();
    open(acting, project, accepted, (accepted, rules::due(accepted)), "")?;
    Ok(())
}

/// They are filed: what was asked is done.
///
/// # Errors
/// What the board refuses.
pub fn filed(acting: &mut Acting<'_, '_>, project: Id) -> Outcome<()> {
    let Some(clock) = store::of(acting.tx, project)? else { return Ok(()) };
    let said = say(&Message::new("closing-said-filed"));
    as_system(acting, |acting| close(acting, clock.commitment, &said))
}

/// What was filed is refused: it is asked for again. Every earlier commitment leads to the one that runs now, so that none
/// is parted from its project.
///
/// # Errors
/// What the board refuses.
pub fn refused(acting: &mut Acting<'_, '_>, project: &Project) -> Outcome<()> {
    let Some(clock) = store::of(acting.tx, project.id)? else { return Ok(()) };
    let today = acting.context.now.day();
    let due = rules::again(clock.due, today);
    let mut earlier = store::earlier(acting.tx, clock.commitment)?;
    earlier.push(clock.commitment);
    let running = open(acting, project, clock.accepted_on, (today, due), &clock.extended_why)?;
    let one = |id: Id| Thing::new(Sort::Commitment, id);
    for id in earlier {
        work::link(acting.tx, one(id), one(running.commitment), acting.context.now)?;
    }
    Ok(())
}

fn open(
    acting: &mut Acting<'_, '_>,
    project: &Project,
    accepted_on: Day,
    (start, due): (Day, Day),
    extended_why: &str,
) -> Outcome<Clock> {
    let data = &project.data;
    let statement = say(&Message::new("closing-say").with("project", data.name.as_str()));
    let terms = Terms {
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: data.liaison.clone(),
        limit_words: say(&Message::new("closing-limit")),
        due_day: Some(due),
        ..on_board::terms(statement, data.line, data.lead_unit, start)
    };
    let cited = "财建〔2016〕503号第二条；政府投资条例第二十五条".to_owned();
    let registration = on_board::registration(terms, String::new(), cited);
    let opened = as_system(acting, |acting| on_board::give(acting, &registration))?;
    let clock = Clock { commitment: opened.id, accepted_on, due, extended_why: extended_why.to_owned() };
    store::put(acting.tx, project.id, &clock)?;
    Ok(clock)
}

/// Puts the limit off, once, as article 2 allows; the commitment is amended with it.
///
/// # Errors
/// Forbidden; no clock, or filed already; what `rules::may_extend` refuses; what the board refuses.
pub fn extend(acting: &mut Acting<'_, '_>, project: Id, input: &ExtensionInput) -> Outcome<Clock> {
    load(acting, project, Act::ProjectManage)?;
    let clock = store::of(acting.tx, project)?.ok_or_else(Failure::not_found)?;
    if rules::filed(&approvals::of_project(acting.tx, project)?).is_some() {
        return Err(Failure::conflict("closing-filed-already").at("until"));
    }
    rules::may_extend(&clock, input)?;
    let found = commitments::load(acting.tx, clock.commitment)?;
    let terms = Terms { due_day: Some(input.until), ..found.version.terms.clone() };
    let why = input.why.trim();
    board::amend(acting, clock.commitment, found.version.no, &terms, why)?;
    let next = Clock { due: input.until, extended_why: why.to_owned(), ..clock };
    store::put(acting.tx, project, &next)?;
    told(acting.tx, acting.context, project, "closing.extend", &json!(input))?;
    Ok(next)
}

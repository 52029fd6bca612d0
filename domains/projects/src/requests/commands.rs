//! The acts on requests. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::{self as board, Acting, ReportInput};
use qipan_board::commitments::model::{Evidence, State as BoardState};
use qipan_board::commitments::store as commitments;
use qipan_board::lines;
use qipan_kernel::{Day, Failure, Id, Outcome, Progress};
use qipan_store::journal;
use serde_json::{Value, json};

use super::model::{
    DispatchInput, Extension, Request, RequestData, RequestInput, Role, Share, ShareData, ShareState, State,
    VisitBack, VisitInput,
};
use super::{rules, store};
use crate::book::store as projects;
use crate::problems::commands::project_of;
use crate::work::commands::{Opening, open, reasoned, told, within};
use crate::work::rules::RequestClocks;
use crate::work::store as work;
use crate::work::{Sort, Thing};

/// 受理: takes a request in.
///
/// # Errors
/// Forbidden; a project or line that is not there; what `rules::check` refuses; clocks that there are none of.
pub fn take_in(acting: &mut Acting<'_, '_>, input: &RequestInput, from: Option<Thing>) -> Outcome<Request> {
    let (now, actor_unit) = (acting.context.now, acting.context.actor.unit);
    access::require(&acting.context.actor, Act::ProjectReport)?;
    rules::check(input, now.day())?;
    let project = project_of(acting, input.project)?;
    let line = match (&project, input.line) {
        (Some(project), _) => project.data.line,
        (None, Some(line)) if lines::store::exists(acting.tx, line)? => line,
        _ => return Err(Failure::invalid("project-line-unknown").at("line")),
    };
    let clocks = clocks_of(acting, &input.clocks, now.day())?.word;
    if !input.clocks.is_empty() && clocks != input.clocks {
        return Err(Failure::invalid("form-not-a-choice").at("clocks"));
    }
    let (year, _, _) = now.day().ymd();
    let number = commitments::take_numbers(acting.tx, &format!("request-{year}"), 1)?;
    let request = Request {
        id: acting.ids.next(now),
        no: 1,
        number: format!("SQ-{year}-{number:04}"),
        project: input.project,
        class: input.class,
        state: State::Received,
        received_on: input.received_on,
        round: 1,
        due_day: None,
        first_due: None,
        replied_on: None,
        closed_on: None,
        solved: None,
        satisfaction: None,
        data: RequestData {
            enterprise: input.enterprise.trim().to_owned(),
            contact: input.contact.trim().to_owned(),
            channel: input.channel,
            text: input.text.trim().to_owned(),
            line,
            clocks,
            told_by: actor_unit,
        },
        created_at: now,
        acted_at: now,
        project_unit: project.as_ref().map(|project| project.data.lead_unit),
        shares: Vec::new(),
    };
    store::put(acting.tx, &request)?;
    if let Some(project) = &project {
        work::link(acting.tx, request.thing(), Thing::new(Sort::Project, project.id), now)?;
    }
    if let Some(from) = from {
        work::link(acting.tx, from, request.thing(), now)?;
    }
    let body = json!({ "number": request.number, "project": request.project, "class": request.class,
        "enterprise": request.data.enterprise, "text": request.data.text, "received_on": request.received_on });
    noted(acting, &request, ("request.take-in", "taken-in"), (actor_unit, ""), &body)?;
    Ok(request)
}

fn clocks_of(acting: &mut Acting<'_, '_>, word: &str, day: Day) -> Outcome<RequestClocks> {
    let rules = work::rules_on(acting.tx, day)?;
    rules.clocks(word).cloned().ok_or_else(|| Failure::internal("no clocks of requests"))
}

/// 不予受理: it is nothing that the city can do; with the reason that the enterprise is told.
///
/// # Errors
/// Forbidden; no reason; given out already.
pub fn decline(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<Request> {
    reasoned(reason, "note")?;
    let before = load(acting, id, Act::ProjectManage)?;
    if before.state != State::Received {
        return Err(rules::wrong_state(before.state));
    }
    let next = stepped(acting, before, |next| next.state = State::Declined)?;
    noted(
        acting,
        &next,
        ("request.decline", "declined"),
        (None, reason),
        &json!({ "reason": reason.trim() }),
    )?;
    Ok(next)
}

/// 转办, and 改派 after an objection: gives it to its units, with their clocks. The lead unit's share and each parallel one is a
/// commitment on the board.
///
/// # Errors
/// Forbidden; it has a lead unit already; units that are not there; what `rules::check_dispatch` and the board refuse.
pub fn dispatch(acting: &mut Acting<'_, '_>, id: Id, input: &DispatchInput) -> Outcome<Request> {
    let before = load(acting, id, Act::ProjectManage)?;
    if before.state != State::Received {
        return Err(rules::wrong_state(before.state));
    }
    rules::check_dispatch(input)?;
    let shares = std::iter::once(("lead", Role::Lead, input.lead))
        .chain(input.cooperating.iter().map(|unit| ("cooperating", Role::Cooperating, *unit)))
        .chain(input.parallel.iter().map(|unit| ("parallel", Role::Parallel, *unit)));
    let shares: Vec<_> = shares.collect();
    for (field, _, unit) in &shares {
        if units::store::get(acting.tx, *unit)?.is_none() {
            return Err(Failure::invalid("commitment-unit-unknown").at(*field));
        }
    }
    let today = acting.context.now.day();
    let clocks = clocks_of(acting, &before.data.clocks, today)?;
    let limits = rules::limits(&clocks, &acting.book.calendar, today);
    let project = match before.project {
        Some(project) => projects::find(acting.tx, project)?,
        None => None,
    };
    let leader = project.map(|project| (project.data.leader, project.data.leader_link)).unwrap_or_default();
    let mut next = Request {
        no: before.no + 1,
        state: State::Handling,
        due_day: Some(limits.lead),
        first_due: before.first_due.or(Some(limits.lead)),
        acted_at: acting.context.now,
        ..before
    };
    // A unit whose objection was refused, or a helper that stays, keeps its share when the lead unit is another.
    let standing: Vec<Id> = next.standing().map(|share| share.unit).collect();
    for (field, role, unit) in shares {
        if standing.contains(&unit) {
            return Err(Failure::invalid("request-unit-twice").at(field));
        }
        let commitment = if role.answers() {
            let opening = Opening {
                statement: format!("答复{}诉求：{}", next.data.enterprise, next.data.text),
                line: next.data.line,
                unit,
                cooperating: if role == Role::Lead { input.cooperating.clone() } else { Vec::new() },
                leader: leader.clone(),
                person: String::new(),
                measure: input.note.trim().to_owned(),
                limit_words: String::new(),
                due_day: Some(limits.lead),
                cited: format!("企业诉求 {}", next.number),
                words: next.data.text.clone(),
            };
            Some(open(acting, next.thing(), opening)?)
        } else {
            None
        };
        let share = Share {
            id: acting.ids.next(acting.context.now),
            round: next.round,
            unit,
            role,
            state: ShareState::Open,
            day: today,
            objection_day: limits.objection,
            due_day: if role.answers() { limits.lead } else { limits.cooperating },
            replied_at: None,
            data: ShareData::default(),
            commitment,
        };
        store::put_share(acting.tx, next.id, &share)?;
        next.shares.push(share);
    }
    store::put(acting.tx, &next)?;
    let body = json!({ "lead": input.lead, "cooperating": input.cooperating, "parallel": input.parallel,
        "note": input.note.trim(), "clocks": clocks.word, "due_day": limits.lead });
    noted(acting, &next, ("request.dispatch", "dispatched"), (Some(input.lead), &input.note), &body)?;
    Ok(next)
}

/// 异议: a unit says that the matter is not its own, within its day; it must not pass the matter on by itself.
///
/// # Errors
/// Forbidden; not its share; no reason; too late.
pub fn object(acting: &mut Acting<'_, '_>, id: Id, share: Id, reason: &str) -> Outcome<Request> {
    reasoned(reason, "objection")?;
    let (before, at) = own_share(acting, id, share)?;
    rules::may_object(&before.shares[at], acting.context.now.day())?;
    let unit = before.shares[at].unit;
    let next = shared(acting, before, at, |share| {
        share.state = ShareState::Objected;
        share.data.objection = reason.trim().to_owned();
    })?;
    let body = json!({ "unit": unit, "reason": reason.trim() });
    noted(acting, &next, ("request.object", "objected"), (Some(unit), reason), &body)?;
    Ok(next)
}

/// The supervision office decides an objection: right, then the share goes to another unit; or not, then the clock has been
/// running all the time.
///
/// # Errors
/// Forbidden; nothing to decide; no reason for a refusal.
pub fn settle_objection(
    acting: &mut Acting<'_, '_>,
    id: Id,
    share: Id,
    right: bool,
    note: &str,
) -> Outcome<Request> {
    if right {
        within(note, "note")?
    } else {
        reasoned(note, "note")?
    }
    let before = load(acting, id, Act::ProjectManage)?;
    let at = place(&before, share)?;
    let objected = &before.shares[at];
    if objected.state != ShareState::Objected {
        return Err(rules::wrong(objected.state));
    }
    let (unit, role) = (objected.unit, objected.role);
    if let Some(commitment) = objected.commitment.as_ref().filter(|_| right) {
        let reason =
            if note.trim().is_empty() { objected.data.objection.clone() } else { note.trim().to_owned() };
        board::withdraw(acting, commitment.id, &reason)?;
    }
    let mut next = shared(acting, before, at, |share| {
        share.state = if right { ShareState::Released } else { ShareState::Open };
    })?;
    if right && role == Role::Lead {
        next.state = State::Received;
        next.due_day = None;
    }
    settle_reply(&mut next, acting.context.now.day());
    store::put(acting.tx, &next)?;
    let words = if right { "objection-right" } else { "objection-refused" };
    let body = json!({ "unit": unit, "right": right, "note": note.trim() });
    noted(acting, &next, ("request.objection", words), (Some(unit), note), &body)?;
    Ok(next)
}

/// 延期: a unit asks for a later limit, in time, with the reason.
///
/// # Errors
/// Forbidden; not its share; no reason; what `rules::may_extend` refuses.
pub fn ask_extension(
    acting: &mut Acting<'_, '_>,
    id: Id,
    share: Id,
    to: Day,
    reason: &str,
) -> Outcome<Request> {
    reasoned(reason, "extension")?;
    let (before, at) = own_share(acting, id, share)?;
    let today = acting.context.now.day();
    let clocks = clocks_of(acting, &before.data.clocks, before.shares[at].day)?;
    rules::may_extend(&before.shares[at], &clocks, &acting.book.calendar, today, to)?;
    let unit = before.shares[at].unit;
    let next = shared(acting, before, at, |share| {
        let reason = reason.trim().to_owned();
        share.data.extension = Some(Extension { asked_on: today, to, reason, granted: None });
    })?;
    let body = json!({ "unit": unit, "to": to, "reason": reason.trim() });
    noted(acting, &next, ("request.extension", "extension-asked"), (Some(unit), reason), &body)?;
    Ok(next)
}

/// The supervision office gives or refuses an extension. The first limit is kept: in time is counted from there.
///
/// # Errors
/// Forbidden; none asked for; no reason for a refusal.
pub fn settle_extension(
    acting: &mut Acting<'_, '_>,
    id: Id,
    share: Id,
    granted: bool,
    note: &str,
) -> Outcome<Request> {
    if granted {
        within(note, "note")?
    } else {
        reasoned(note, "note")?
    }
    let before = load(acting, id, Act::ProjectManage)?;
    let at = place(&before, share)?;
    let asked = before.shares[at].extension_open().cloned();
    let asked = asked.ok_or_else(|| Failure::conflict("request-extension-none"))?;
    let (unit, role) = (before.shares[at].unit, before.shares[at].role);
    if let Some(commitment) = before.shares[at].commitment.clone().filter(|_| granted) {
        let terms = qipan_board::commitments::model::Terms {
            due_day: Some(asked.to),
            ..commitment.version.terms.clone()
        };
        board::amend(acting, commitment.id, commitment.version.no, &terms, &asked.reason)?;
    }
    let mut next = shared(acting, before, at, |share| {
        share.data.extension = Some(Extension { granted: Some(granted), ..asked.clone() });
        if granted {
            share.due_day = asked.to;
        }
    })?;
    if granted && role == Role::Lead {
        next.due_day = Some(asked.to);
        store::put(acting.tx, &next)?;
    }
    let words = if granted { "extension-granted" } else { "extension-refused" };
    let body = json!({ "unit": unit, "to": asked.to, "granted": granted, "note": note.trim() });
    noted(acting, &next, ("request.extension", words), (Some(unit), note), &body)?;
    Ok(next)
}

/// 答复: a unit answers. A cooperating unit answers the lead unit; the others answer the enterprise in the unit's name, which
/// its leader signs for: a handler's answer is a draft until then (“经单位负责人审核后以单位名义反馈”).
///
/// # Errors
/// Forbidden; not its share; no words; a share that is answered, or was given to another unit.
pub fn reply(acting: &mut Acting<'_, '_>, id: Id, share: Id, words: &str) -> Outcome<Request> {
    reasoned(words, "reply")?;
    let (before, at) = own_share(acting, id, share)?;
    let own = &before.shares[at];
    if !matches!(own.state, ShareState::Open | ShareState::Drafted) {
        return Err(rules::wrong(own.state));
    }
    let (unit, answers) = (own.unit, own.role.answers());
    let signs = !answers || access::may(acting.context.actor.role, Act::SubmitForClosing);
    if let Some(commitment) = own.commitment.clone() {
        if commitment.version.state == BoardState::Issued {
            board::sign_for(acting, commitment.id)?;
        }
        let input = ReportInput {
            claimed: Progress::FULL,
            progress_text: words.trim().to_owned(),
            ..ReportInput::default()
        };
        board::report(acting, commitment.id, &input)?;
        if signs {
            board::submit(acting, commitment.id, "")?;
        }
    }
    let now = acting.context.now;
    let mut next = shared(acting, before, at, |share| {
        share.data.reply = words.trim().to_owned();
        share.state = if signs { ShareState::Replied } else { ShareState::Drafted };
        share.replied_at = signs.then_some(now);
    })?;
    settle_reply(&mut next, now.day());
    store::put(acting.tx, &next)?;
    let step = match (answers, signs) {
        (false, _) => "cooperated",
        (true, true) => "replied",
        (true, false) => "drafted",
    };
    noted(
        acting,
        &next,
        ("request.reply", step),
        (Some(unit), words),
        &json!({ "unit": unit, "words": words.trim() }),
    )?;
    Ok(next)
}

/// When all shares that answer the enterprise are answered, so is the request.
fn settle_reply(request: &mut Request, today: Day) {
    let answered = request
        .standing()
        .filter(|share| share.role.answers())
        .all(|share| share.state == ShareState::Replied);
    if request.state == State::Handling && answered && request.lead().is_some() {
        request.state = State::Replied;
        request.replied_on = request.replied_on.or(Some(today));
    }
}

/// What follows from a visit back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// 办结: it is closed, on the board too.
    Close,
    /// 重办: its units go at it again, with a new limit.
    Redo,
}

/// 回访, and 办结 or 重办 after it. `evidence` is the note of the visit back, stored already: with it the commitments are closed. To
/// strike them off is another person's act, on the board.
///
/// # Errors
/// Forbidden; not answered; what `rules::check_visit` refuses; closing what the enterprise says is not settled at all.
pub fn visit_back(
    acting: &mut Acting<'_, '_>,
    id: Id,
    input: &VisitInput,
    then: Then,
    evidence: &Evidence,
) -> Outcome<Request> {
    let before = load(acting, id, Act::ProjectManage)?;
    let (now, today) = (acting.context.now, acting.context.now.day());
    rules::check_visit(&before, input, today)?;
    if then == Then::Close
        && input.solved == super::model::Solved::No
        && input.satisfaction == super::model::Satisfaction::Not
    {
        return Err(Failure::conflict("request-close-unsettled"));
    }
    let visit = VisitBack {
        round: before.round,
        day: input.day,
        who: acting.context.actor.name.clone(),
        solved: input.solved,
        satisfaction: input.satisfaction,
        words: input.words.trim().to_owned(),
    };
    store::add_visit(acting.tx, acting.ids.next(now), id, &visit)?;
    let mut next = Request {
        no: before.no + 1,
        solved: Some(input.solved),
        satisfaction: Some(input.satisfaction),
        acted_at: now,
        ..before
    };
    let commitments: Vec<Id> =
        next.standing().filter_map(|share| share.commitment.as_ref().map(|one| one.id)).collect();
    match then {
        Then::Close => {
            for commitment in commitments {
                let piece = Evidence {
                    id: acting.ids.next(now),
                    at: now,
                    actor_name: acting.context.actor.name.clone(),
                    ..evidence.clone()
                };
                commitments_evidence(acting, commitment, &piece)?;
                board::close(acting, commitment, &visit.words)?;
            }
            next.state = State::Closed;
            next.closed_on = Some(today);
        }
        Then::Redo => redo(acting, &mut next, &visit.words)?,
    }
    store::put(acting.tx, &next)?;
    let step = if then == Then::Close { "closed" } else { "redone" };
    let body = json!({ "day": visit.day, "solved": visit.solved, "satisfaction": visit.satisfaction,
        "words": visit.words, "then": step });
    noted(acting, &next, ("request.visit-back", step), (None, &visit.words), &body)?;
    Ok(next)
}

/// The note of a visit back as evidence of a commitment. The supervision office made it: it is not the unit's to hand in.
fn commitments_evidence(acting: &mut Acting<'_, '_>, commitment: Id, piece: &Evidence) -> Outcome<()> {
    commitments::insert_evidence(acting.tx, acting.context, commitment, piece)?;
    let body = json!({ "evidence": piece.id, "name": piece.name, "digest": piece.digest });
    journal::append(acting.tx, acting.context, "commitment.evidence", ("commitment", commitment), &body)?;
    Ok(())
}

fn redo(acting: &mut Acting<'_, '_>, next: &mut Request, words: &str) -> Outcome<()> {
    let today = acting.context.now.day();
    let clocks = clocks_of(acting, &next.data.clocks, today)?;
    let limits = rules::limits(&clocks, &acting.book.calendar, today);
    next.round += 1;
    next.state = State::Handling;
    next.due_day = Some(limits.lead);
    let (id, round) = (next.id, next.round);
    for share in next.shares.iter_mut().filter(|share| share.stands()) {
        share.round = round;
        share.state = ShareState::Open;
        share.due_day = if share.role.answers() { limits.lead } else { limits.cooperating };
        share.replied_at = None;
        share.data.extension = None;
        if let Some(commitment) = &share.commitment {
            let why = if words.is_empty() { "重办" } else { words };
            let back = board::send_back(acting, commitment.id, why)?;
            let terms = qipan_board::commitments::model::Terms {
                due_day: Some(limits.lead),
                ..back.version.terms.clone()
            };
            share.commitment = Some(board::amend(acting, back.id, back.version.no, &terms, why)?);
        }
        store::put_share(acting.tx, id, share)?;
    }
    Ok(())
}

/// Loads a request for `act`, or says that there is none, or that the actor may not.
pub fn load(acting: &mut Acting<'_, '_>, id: Id, act: Act) -> Outcome<Request> {
    let found = store::load(acting.tx, id)?;
    access::require_for(&acting.context.actor, act, &found.target())?;
    Ok(found)
}

fn place(request: &Request, share: Id) -> Outcome<usize> {
    request.shares.iter().position(|one| one.id == share).ok_or_else(Failure::not_found)
}

/// A request and the place of a share that is the actor's own unit's.
fn own_share(acting: &mut Acting<'_, '_>, id: Id, share: Id) -> Outcome<(Request, usize)> {
    let found = load(acting, id, Act::Report)?;
    let at = place(&found, share)?;
    if !acting.context.actor.scope.contains(&found.shares[at].unit) {
        return Err(Failure::forbidden());
    }
    Ok((found, at))
}

fn stepped(
    acting: &mut Acting<'_, '_>,
    before: Request,
    change: impl FnOnce(&mut Request),
) -> Outcome<Request> {
    let mut next = Request { no: before.no + 1, acted_at: acting.context.now, ..before };
    change(&mut next);
    store::put(acting.tx, &next)?;
    Ok(next)
}

fn shared(
    acting: &mut Acting<'_, '_>,
    before: Request,
    at: usize,
    change: impl FnOnce(&mut Share),
) -> Outcome<Request> {
    stepped(acting, before, |next| change(&mut next.shares[at])).and_then(|next| {
        store::put_share(acting.tx, next.id, &next.shares[at])?;
        Ok(next)
    })
}

fn noted(
    acting: &mut Acting<'_, '_>,
    request: &Request,
    words: (&'static str, &str),
    said: (Option<Id>, &str),
    body: &Value,
) -> Outcome<()> {
    told(acting, request.thing(), request.project, words, said, body)
}

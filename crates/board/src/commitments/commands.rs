//! The acts on commitments. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act, Target};
use qipan_accounts::{people, units};
use qipan_kernel::{Context, Failure, Id, IdSource, Outcome, Progress};
use qipan_store::Tx;
use serde::Deserialize;
use serde_json::json;

use super::model::{Commitment, Evidence, Report, Review, Source, Terms, Version};
use super::rules::{self, Move};
use super::store;
use crate::rulebook::Rulebook;

/// What every act on a commitment needs: the transaction, who and when, identifiers, and the rules in force.
pub struct Acting<'a, 'c> {
    /// The act's transaction.
    pub tx: &'a mut Tx<'c>,
    /// Who acts and when.
    pub context: &'a Context,
    /// Gives out identifiers.
    pub ids: &'a IdSource,
    /// Rule sets and calendar.
    pub book: &'a Rulebook,
}

/// A commitment to be registered.
#[derive(Clone, Debug)]
pub struct Registration {
    /// What is promised.
    pub terms: Terms,
    /// Where that is written.
    pub sources: Vec<Source>,
    /// A number that it already has on paper; `None` gives it the next one of its year.
    pub number: Option<String>,
}

/// A unit's report (反馈).
#[derive(Clone, Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// Claimed progress in basis points (7 400 is 74 %).
    #[schemars(with = "i32")]
    pub claimed: Progress,
    /// 进展情况.
    #[serde(default)]
    pub progress_text: String,
    /// 存在问题.
    #[serde(default)]
    pub problems: String,
    /// 下步措施.
    #[serde(default)]
    pub next_step: String,
}

/// Longest text of a report's field, in characters: reports are about results, not about length.
pub const TEXT_MAX: usize = 4_000;

/// 立项: registers commitments, all or none.
///
/// # Errors
/// Forbidden; the terms' own faults, with `row` naming which of them.
pub fn register(acting: &mut Acting<'_, '_>, all: &[Registration]) -> Outcome<Vec<Commitment>> {
    access::require(&acting.context.actor, Act::Register)?;
    let mut wrong = Vec::new();
    for (row, one) in all.iter().enumerate() {
        let checked = rules::check_terms(&one.terms).and_then(|()| acting.book.check_terms(&one.terms));
        if let Err(mut failure) = checked {
            failure.message = failure.message.with("row", row + 1);
            wrong.push(failure);
        }
    }
    Failure::collect(wrong)?;
    for (row, one) in all.iter().enumerate() {
        check_places(acting.tx, &one.terms).map_err(|mut failure| {
            failure.message = failure.message.with("row", row + 1);
            failure
        })?;
        if let Some(number) = &one.number {
            reserve(acting.tx, number)?;
        }
    }
    let year = acting.context.now.day().year();
    let unnumbered = all.iter().filter(|one| one.number.is_none()).count();
    let mut next = match unnumbered {
        0 => 0,
        count => store::take_numbers(acting.tx, &format!("commitment-{year}"), count)?,
    };
    let mut registered = Vec::with_capacity(all.len());
    for one in all {
        let number = one.number.clone().unwrap_or_else(|| {
            next += 1;
            format!("{year}-{:04}", next - 1)
        });
        let id = acting.ids.next(acting.context.now);
        let sources: Vec<_> =
            one.sources.iter().map(|source| (acting.ids.next(acting.context.now), source.clone())).collect();
        let fresh = Commitment {
            id,
            number,
            created_at: acting.context.now,
            version: Version::first(
                acting.ids.next(acting.context.now),
                acting.context.now,
                one.terms.clone(),
            ),
        };
        let (tx, context, book) = (&mut *acting.tx, acting.context, acting.book);
        registered.push(store::insert(tx, context, book, fresh, &sources, "commitment.register")?);
    }
    Ok(registered)
}

/// Units, line, and what the responsibility is tied to must be there.
fn check_places(tx: &mut Tx<'_>, terms: &Terms) -> Outcome<()> {
    for (field, unit) in std::iter::once(("lead_unit", terms.lead_unit))
        .chain(terms.cooperating.iter().map(|unit| ("cooperating", *unit)))
    {
        if units::store::get(tx, unit)?.is_none() {
            return Err(Failure::invalid("commitment-unit-unknown").at(field));
        }
    }
    people::roster::check(tx, terms.leader_link, "leader_link")?;
    if !crate::lines::store::exists(tx, terms.line)? {
        return Err(Failure::invalid("commitment-line-unknown").at("line"));
    }
    Ok(())
}

/// A number that comes from paper must be free, and is never given out again.
fn reserve(tx: &mut Tx<'_>, number: &str) -> Outcome<()> {
    if store::by_number(tx, number)?.is_some() {
        return Err(Failure::conflict("commitment-number-taken").with("number", number).at("number"));
    }
    match number.split_once('-').map(|(year, n)| (year.parse::<u16>(), n.parse::<u32>())) {
        Some((Ok(year), Ok(n))) => {
            crate::ledger::store::reserve(tx, &format!("commitment-{year}"), i64::from(n))
        }
        _ => Ok(()),
    }
}

impl Acting<'_, '_> {
    /// Loads a commitment for `act`, or says that there is none, or that the actor may not.
    pub(super) fn load(&mut self, id: Id, act: Act) -> Outcome<Commitment> {
        let found = store::load(self.tx, id)?;
        access::require_for(&self.context.actor, act, &target(&found))?;
        Ok(found)
    }

    /// The next version after `step`, with its own identifier.
    pub(super) fn step(&self, before: &Commitment, step: Move) -> Outcome<Version> {
        let state = rules::after(before.version.state, step)?;
        Ok(Version { id: self.ids.next(self.context.now), state, ..before.version.clone() })
    }

    pub(super) fn save(
        &mut self,
        before: &Commitment,
        next: Version,
        act: &str,
        body: &serde_json::Value,
    ) -> Outcome<Commitment> {
        store::save(self.tx, self.context, self.book, before, next, act, body)
    }
}

/// Whose a commitment is, for the decision of access.
pub fn target(commitment: &Commitment) -> Target {
    let terms = &commitment.version.terms;
    Target { lead: terms.lead_unit, cooperating: terms.cooperating.clone() }
}

/// 交办: gives a registered commitment to its unit.
pub fn issue(acting: &mut Acting<'_, '_>, id: Id) -> Outcome<Commitment> {
    let before = acting.load(id, Act::Issue)?;
    let next = Version { issued_at: Some(acting.context.now), ..acting.step(&before, Move::Issue)? };
    acting.save(&before, next, "commitment.issue", &json!({}))
}

/// 签收: the unit takes it on.
pub fn sign_for(acting: &mut Acting<'_, '_>, id: Id) -> Outcome<Commitment> {
    let before = acting.load(id, Act::SignFor)?;
    let next = Version { signed_at: Some(acting.context.now), ..acting.step(&before, Move::SignFor)? };
    acting.save(&before, next, "commitment.sign_for", &json!({}))
}

/// 反馈: the unit says how far it is. A claim only; it is verified by a review.
pub fn report(acting: &mut Acting<'_, '_>, id: Id, input: &ReportInput) -> Outcome<(Commitment, Id)> {
    check_text(&[
        ("progress_text", &input.progress_text),
        ("problems", &input.problems),
        ("next_step", &input.next_step),
    ])?;
    if !(Progress::NONE..=Progress::FULL).contains(&input.claimed) {
        return Err(Failure::invalid("report-claim-range").at("claimed"));
    }
    let before = acting.load(id, Act::Report)?;
    let report = Report {
        id: acting.ids.next(acting.context.now),
        at: acting.context.now,
        actor_name: acting.context.actor.name.clone(),
        unit: acting.context.actor.unit,
        claimed: input.claimed,
        progress_text: input.progress_text.clone(),
        problems: input.problems.clone(),
        next_step: input.next_step.clone(),
        review: Review::Pending,
        verified: None,
        reviewed_at: None,
        reviewer_name: None,
        review_note: None,
    };
    let next = Version {
        claimed: Some(input.claimed),
        last_report_at: Some(acting.context.now),
        unreviewed_since: before.version.unreviewed_since.or(Some(acting.context.now)),
        returned_at: None,
        ..acting.step(&before, Move::Report)?
    };
    store::insert_report(acting.tx, acting.context, id, &report)?;
    let body = json!({ "report": report.id, "claimed": input.claimed, "text": input.progress_text });
    Ok((acting.save(&before, next, "commitment.report", &body)?, report.id))
}

/// 佐证: hands in a piece of evidence whose bytes are already stored under their digest.
pub fn add_evidence(acting: &mut Acting<'_, '_>, id: Id, mut evidence: Evidence) -> Outcome<Id> {
    let before = acting.load(id, Act::AddEvidence)?;
    if !before.version.state.is_open() {
        rules::after(before.version.state, Move::Report)?;
    }
    evidence.id = acting.ids.next(acting.context.now);
    evidence.at = acting.context.now;
    evidence.actor_name = acting.context.actor.name.clone();
    store::insert_evidence(acting.tx, acting.context, id, &evidence)?;
    let body = json!({ "evidence": evidence.id, "name": evidence.name, "digest": evidence.digest });
    qipan_store::journal::append(
        acting.tx,
        acting.context,
        "commitment.evidence",
        ("commitment", id),
        &body,
    )?;
    Ok(evidence.id)
}

/// 审核: the supervision office verifies some progress of what was claimed.
pub fn verify(acting: &mut Acting<'_, '_>, id: Id, verified: Progress, note: &str) -> Outcome<Commitment> {
    check_text(&[("note", note)])?;
    let before = acting.load(id, Act::ReviewReport)?;
    rules::check_verified(before.version.claimed.unwrap_or_default(), verified)?;
    let next =
        Version { verified: Some(verified), unreviewed_since: None, ..acting.step(&before, Move::Verify)? };
    store::review_reports(acting.tx, acting.context, id, Review::Verified, Some(verified), note)?;
    acting.save(&before, next, "commitment.verify", &json!({ "verified": verified, "note": note }))
}

/// 退回重办: sends a report or a submission back, with the reason.
pub fn send_back(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Commitment> {
    require_reason(note)?;
    let before = acting.load(id, Act::ReturnForRework)?;
    // What was claimed and not verified falls back to what is verified: a claim that was sent back is no claim.
    let next = Version {
        claimed: before.version.verified,
        unreviewed_since: None,
        returned_at: Some(acting.context.now),
        ..acting.step(&before, Move::Return)?
    };
    store::review_reports(acting.tx, acting.context, id, Review::Returned, None, note)?;
    acting.save(&before, next, "commitment.return", &json!({ "note": note }))
}

/// 申请办结: the unit's leader says that it is done.
pub fn submit(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Commitment> {
    check_text(&[("note", note)])?;
    let before = acting.load(id, Act::SubmitForClosing)?;
    let next = Version { claimed: Some(Progress::FULL), ..acting.step(&before, Move::Submit)? };
    acting.save(&before, next, "commitment.submit", &json!({ "note": note }))
}

/// 办结: the supervision office agrees that it is done; the evidence must be there. Closing is a review of the whole: it
/// verifies what was still open, and the entry keeps what had been verified before.
pub fn close(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Commitment> {
    check_text(&[("note", note)])?;
    let before = acting.load(id, Act::Close)?;
    let next = Version {
        verified: Some(Progress::FULL),
        unreviewed_since: None,
        closed_at: Some(acting.context.now),
        closed_by: Some(acting.context.actor.id),
        ..acting.step(&before, Move::Close)?
    };
    rules::may_close(&before.version, store::evidence(acting.tx, id)?.len())?;
    store::review_reports(acting.tx, acting.context, id, Review::Verified, Some(Progress::FULL), note)?;
    let body = json!({ "note": note, "verified_before": before.version.verified });
    acting.save(&before, next, "commitment.close", &body)
}

/// 销号: somebody other than who closed it strikes it off.
pub fn strike_off(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Commitment> {
    check_text(&[("note", note)])?;
    let before = acting.load(id, Act::StrikeOff)?;
    let next = acting.step(&before, Move::StrikeOff)?;
    rules::may_strike_off(&before.version, acting.context.actor.id)?;
    acting.save(&before, next, "commitment.strike_off", &json!({ "note": note }))
}

/// 终止: withdraws a commitment, with the reason. Nothing is deleted.
pub fn withdraw(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<Commitment> {
    require_reason(reason)?;
    let before = acting.load(id, Act::Withdraw)?;
    let next = acting.step(&before, Move::Withdraw)?;
    acting.save(&before, next, "commitment.withdraw", &json!({ "reason": reason }))
}

/// Changes the terms. `seen` is the version that the editor saw: if somebody else changed it meanwhile, the failure
/// says what changed.
pub fn amend(
    acting: &mut Acting<'_, '_>,
    id: Id,
    seen: i64,
    terms: &Terms,
    reason: &str,
) -> Outcome<Commitment> {
    require_reason(reason)?;
    rules::check_terms(terms)?;
    acting.book.check_terms(terms)?;
    let before = acting.load(id, Act::Amend)?;
    check_places(acting.tx, terms)?;
    if before.version.no != seen {
        let fields = changed_since(acting.tx, id, seen, &before)?;
        return Err(Failure::conflict("commitment-changed-meanwhile").with("fields", fields));
    }
    let next = Version {
        terms: terms.clone(),
        first_due: before.version.first_due.or(terms.due_day),
        ..acting.step(&before, Move::Amend)?
    };
    let body = json!({ "reason": reason, "before": before.version.terms, "after": terms });
    acting.save(&before, next, "commitment.amend", &body)
}

/// A leader's opinion, beside the light.
pub fn opine(acting: &mut Acting<'_, '_>, id: Id, words: &str) -> Outcome<()> {
    require_reason(words)?;
    acting.load(id, Act::Opinion)?;
    let opinion = acting.ids.next(acting.context.now);
    store::insert_opinion(acting.tx, acting.context, opinion, id, words)?;
    let body = json!({ "words": words });
    qipan_store::journal::append(acting.tx, acting.context, "commitment.opinion", ("commitment", id), &body)?;
    Ok(())
}

/// Links another document's passage to a commitment that is already registered.
pub fn link_source(acting: &mut Acting<'_, '_>, id: Id, source: &Source) -> Outcome<()> {
    acting.load(id, Act::Register)?;
    let source_id = acting.ids.next(acting.context.now);
    store::insert_source(acting.tx, source_id, id, source)?;
    let body = json!({ "document": source.document, "words": source.words });
    qipan_store::journal::append(acting.tx, acting.context, "commitment.link", ("commitment", id), &body)?;
    qipan_store::outbox::emit(acting.tx, acting.context, store::CHANGED, id, &json!({}))?;
    Ok(())
}

fn changed_since(tx: &mut Tx<'_>, id: Id, seen: i64, now: &Commitment) -> Outcome<String> {
    let history = store::history(tx, id)?;
    let Some(then) = history.iter().find(|c| c.version.no == seen) else { return Ok("?".to_owned()) };
    let (a, b) = (json!(then.version.terms), json!(now.version.terms));
    let mut fields: Vec<&str> = a
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, value)| b.get(key.as_str()) != Some(*value))
        .map(|(key, _)| key.as_str())
        .collect();
    if then.version.state != now.version.state {
        fields.push("state");
    }
    if then.version.claimed != now.version.claimed || then.version.verified != now.version.verified {
        fields.push("progress");
    }
    Ok(fields.join(", "))
}

fn check_text(fields: &[(&str, &str)]) -> Outcome<()> {
    let long = fields.iter().filter(|(_, text)| text.chars().count() > TEXT_MAX);
    Failure::collect(
        long.map(|(name, _)| Failure::invalid("form-too-long").with("max", TEXT_MAX).at(*name)).collect(),
    )
}

fn require_reason(text: &str) -> Outcome<()> {
    if text.trim().is_empty() {
        return Err(Failure::invalid("form-required").at("note"));
    }
    check_text(&[("note", text)])
}

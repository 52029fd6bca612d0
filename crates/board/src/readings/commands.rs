//! The acts on bindings, and the act of a reading.

use qipan_accounts::access::{self, Act};
use qipan_kernel::{Actor, Context, Failure, Id, Outcome, Progress};
use qipan_store::journal;
use serde_json::json;

use super::model::{Binding, Bound, Observed, Reading};
use super::{rules, store};
use crate::commitments::commands::{Acting, target};
use crate::commitments::model::Version;
use crate::commitments::store as commitments;

/// Binds the measure of a commitment, or binds it anew. `seen` is the version of the binding that the editor saw, 0 for
/// none.
///
/// # Errors
/// Not found, forbidden; what the binding lacks; `reading-changed-meanwhile`.
pub fn bind(acting: &mut Acting<'_, '_>, commitment: Id, seen: i64, binding: &Binding) -> Outcome<Bound> {
    rules::check(binding)?;
    let before = allowed(acting, commitment, seen)?;
    let bound = Bound {
        commitment,
        version: seen + 1,
        active: true,
        binding: binding.clone(),
        digest: rules::digest(&binding.query),
        changed_at: acting.context.now,
        changed_by: acting.context.actor.name.clone(),
    };
    store::put(acting.tx, &bound)?;
    let was = before.filter(|before| before.active).map(|before| before.binding);
    let body = json!({ "before": was, "after": binding, "digest": bound.digest });
    journal::append(acting.tx, acting.context, "commitment.bind", ("commitment", commitment), &body)?;
    Ok(bound)
}

/// Binds, and takes what the hub has just said as the first reading: the system's own act, in the same transaction.
///
/// # Errors
/// As [`bind`].
pub fn bind_and_read(
    acting: &mut Acting<'_, '_>,
    commitment: Id,
    seen: i64,
    binding: &Binding,
    observed: Observed,
) -> Outcome<Bound> {
    let bound = bind(acting, commitment, seen, binding)?;
    let context = Context { actor: Actor::system(), now: acting.context.now };
    let mut system = Acting { tx: &mut *acting.tx, context: &context, ids: acting.ids, book: acting.book };
    record(&mut system, &bound, observed)?;
    Ok(bound)
}

/// Takes the binding off. What was verified stays; the next review or reading moves it.
///
/// # Errors
/// As [`bind`].
pub fn unbind(acting: &mut Acting<'_, '_>, commitment: Id, seen: i64) -> Outcome<()> {
    let before = allowed(acting, commitment, seen)?.ok_or_else(Failure::not_found)?;
    let after = Bound {
        version: seen + 1,
        active: false,
        changed_at: acting.context.now,
        changed_by: acting.context.actor.name.clone(),
        ..before
    };
    store::put(acting.tx, &after)?;
    let body = json!({ "before": after.binding, "digest": after.digest });
    journal::append(acting.tx, acting.context, "commitment.unbind", ("commitment", commitment), &body)?;
    Ok(())
}

fn allowed(acting: &mut Acting<'_, '_>, commitment: Id, seen: i64) -> Outcome<Option<Bound>> {
    let found = commitments::load(acting.tx, commitment)?;
    access::require_for(&acting.context.actor, Act::Amend, &target(&found))?;
    let before = store::get(acting.tx, commitment)?;
    if before.as_ref().map_or(0, |before| before.version) != seen {
        return Err(Failure::conflict("reading-changed-meanwhile"));
    }
    Ok(before)
}

/// Takes a reading to the books and, where it says something else than is verified, moves the commitment: a new version
/// with its light, and a journal entry. Gives the progress that it moved to. A reading for a binding that has been
/// changed meanwhile is nothing. The system's own act: nobody types a reading.
///
/// # Errors
/// Forbidden for anybody but the system.
pub fn record(acting: &mut Acting<'_, '_>, bound: &Bound, observed: Observed) -> Outcome<Option<Progress>> {
    if !access::is_system(&acting.context.actor) {
        return Err(Failure::forbidden());
    }
    let before = commitments::load(acting.tx, bound.commitment)?;
    let now = store::get(acting.tx, bound.commitment)?;
    if now.is_none_or(|now| !now.active || now.version != bound.version) {
        return Ok(None);
    }
    let verified = rules::progress(&bound.binding.measure, observed);
    let moved = rules::moves(&before.version, verified);
    let reading = Reading {
        id: acting.ids.next(acting.context.now),
        at: acting.context.now,
        last_at: acting.context.now,
        times: 1,
        observed,
        binding: bound.version,
        digest: bound.digest.clone(),
        verified,
        moved: moved.is_some(),
    };
    store::note(acting.tx, bound.commitment, &reading)?;
    let Some(progress) = moved else { return Ok(None) };
    let claimed = rules::claim(&before.version, progress);
    let body = json!({
        "reading": reading.id,
        "value": observed.value,
        "unit": bound.binding.measure.unit,
        "entities": observed.entities,
        "digest": bound.digest,
        "verified": progress,
        "verified_before": before.version.verified,
        "claimed_before": before.version.claimed,
    });
    let next = Version {
        id: acting.ids.next(acting.context.now),
        verified: Some(progress),
        claimed,
        ..before.version.clone()
    };
    let (tx, context, book) = (&mut *acting.tx, acting.context, acting.book);
    commitments::save(tx, context, book, &before, next, "commitment.reading", &body)?;
    Ok(Some(progress))
}

//! Reading a ledger in: a dry run that writes nothing, and the act that takes the rows that can be taken, all of them or
//! none, and accounts for every line of the file.

use qipan_accounts::Units;
use std::collections::BTreeMap;

use qipan_accounts::access::{self, Act};
use qipan_accounts::people::Roster;
use qipan_kernel::{Context, Id, Outcome, Progress};
use qipan_store::{Tx, journal};
use qipan_web::Words;
use serde::Serialize;
use serde_json::json;

pub use super::plan::Options;
use super::plan::{Accepted, Against, Fate, RowReport, plan, require_matters};
use super::reading::{self, Sheet};
use super::store as ledger_store;
use crate::commitments::commands::{self, Acting, Registration};
use crate::commitments::model::{Commitment, Report, Review, State, Version};
use crate::commitments::store;
use crate::lines::store as line_store;
use crate::rulebook::Rulebook;

/// What an import did, or would do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Imported {
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// The rows were registered; `false` after a dry run.
    pub applied: bool,
    /// Rows that are (or would be) registered.
    pub accepted: usize,
    /// Rows with something wrong.
    pub faulty: usize,
    /// Rows that are there already.
    pub duplicates: usize,
    /// Groups, heads, totals and notes.
    pub others: usize,
    /// Heads that were not understood; their columns were not read.
    pub unknown_heads: Vec<String>,
    /// Every row below the heads.
    pub rows: Vec<RowReport>,
}

impl Imported {
    fn new(digest: &str, sheet: &Sheet, rows: Vec<RowReport>) -> Imported {
        let count = |fates: &[Fate]| rows.iter().filter(|row| fates.contains(&row.fate)).count();
        Imported {
            digest: digest.to_owned(),
            applied: false,
            accepted: count(&[Fate::Accepted]),
            faulty: count(&[Fate::Faulty]),
            duplicates: count(&[Fate::Duplicate]),
            others: count(&[Fate::Group, Fate::Other]),
            unknown_heads: sheet.unknown.clone(),
            rows,
        }
    }
}

fn planned(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    words: &Words,
    (sheet, digest): (&Sheet, &str),
    options: &Options,
) -> Outcome<(Imported, Vec<Accepted>)> {
    let units = Units::load(tx)?;
    let (roster, lines) = (Roster::load(tx)?, line_store::all(tx)?);
    let known = ledger_store::known(tx)?;
    let against = Against { units: &units, roster: &roster, lines: &lines, book, words, known: &known };
    let (rows, accepted) = plan(sheet, &against, options);
    require_matters(&rows)?;
    Ok((Imported::new(digest, sheet, rows), accepted))
}

/// What reading this ledger in would do now; changes nothing.
///
/// # Errors
/// Forbidden; `ledger-no-matters`.
pub fn dry_run(
    tx: &mut Tx<'_>,
    context: &Context,
    book: &Rulebook,
    words: &Words,
    file: (&Sheet, &str),
    options: &Options,
) -> Outcome<Imported> {
    access::require(&context.actor, Act::LedgerImport)?;
    Ok(planned(tx, book, words, file, options)?.0)
}

/// Registers the rows of a ledger that can be registered, in one act with one batch in the journal; the others stay
/// out and are in the answer with their faults. Progress that a row states becomes a report that waits for its
/// review; nothing is ever verified or closed by an import.
pub fn apply(
    acting: &mut Acting<'_, '_>,
    words: &Words,
    file: (&Sheet, &str),
    options: &Options,
) -> Outcome<Imported> {
    access::require(&acting.context.actor, Act::LedgerImport)?;
    let (mut imported, accepted) = planned(acting.tx, acting.book, words, file, options)?;
    let registrations: Vec<_> = accepted.iter().map(|one| one.registration.clone()).collect();
    reserve_numbers(acting.tx, &registrations)?;
    let registered = commands::register(acting, &registrations)?;
    let batch = acting.ids.next(acting.context.now);
    for (one, commitment) in accepted.iter().zip(&registered) {
        let row = &mut imported.rows[one.row];
        (row.number, row.id) = (Some(commitment.number.clone()), Some(commitment.id));
        let line = row.line;
        stand(acting, commitment, one, (batch, line))?;
    }
    imported.applied = true;
    let lines: Vec<_> = imported.rows.iter().map(|row| json!([row.line, row.fate, row.number])).collect();
    let body = json!({
        "digest": imported.digest, "accepted": imported.accepted, "faulty": imported.faulty,
        "duplicates": imported.duplicates, "lines": lines,
    });
    journal::append(acting.tx, acting.context, "ledger.import", ("ledger", batch), &body)?;
    Ok(imported)
}

/// Numbers of our own form (2026-0412) that come with the file are behind the series from now on.
fn reserve_numbers(tx: &mut Tx<'_>, registrations: &[Registration]) -> Outcome<()> {
    let mut highest: BTreeMap<i32, i64> = BTreeMap::new();
    for number in registrations.iter().filter_map(|one| one.number.as_deref()) {
        let parts = number.split_once('-').and_then(|(year, n)| Some((year.parse().ok()?, n.parse().ok()?)));
        if let Some((year @ 2000..=2100, n @ 1..=999_999)) = parts {
            let last = highest.entry(year).or_default();
            *last = n.max(*last);
        }
    }
    for (year, last) in highest {
        ledger_store::reserve(tx, &format!("commitment-{year}"), last)?;
    }
    Ok(())
}

/// Brings a registered row to where the file says it stands.
fn stand(
    acting: &mut Acting<'_, '_>,
    before: &Commitment,
    row: &Accepted,
    (batch, line): (Id, usize),
) -> Outcome<()> {
    let standing = &row.standing;
    if standing.state == State::Registered && standing.first_due.is_none() {
        return Ok(());
    }
    let now = acting.context.now;
    let given = standing.state != State::Registered;
    let signed = given && standing.state != State::Issued;
    let reported = matches!(standing.state, State::Reported | State::Submitted);
    if reported {
        let [progress_text, problems, next_step] = standing.texts.clone().unwrap_or_default();
        let report = Report {
            id: acting.ids.next(now),
            at: now,
            actor_name: acting.context.actor.name.clone(),
            unit: Some(before.version.terms.lead_unit),
            claimed: standing.claimed.unwrap_or(Progress::NONE),
            progress_text,
            problems,
            next_step,
            review: Review::Pending,
            verified: None,
            reviewed_at: None,
            reviewer_name: None,
            review_note: None,
        };
        store::insert_report(acting.tx, acting.context, before.id, &report)?;
    }
    let next = Version {
        id: acting.ids.next(now),
        state: standing.state,
        first_due: standing.first_due.or(before.version.first_due),
        issued_at: given.then_some(now),
        signed_at: signed.then_some(now),
        claimed: standing.claimed.filter(|_| reported),
        last_report_at: reported.then_some(now),
        unreviewed_since: reported.then_some(now),
        ..before.version.clone()
    };
    let body = json!({ "batch": batch, "line": line, "state": standing.state, "claimed": standing.claimed });
    let (tx, context, book) = (&mut *acting.tx, acting.context, acting.book);
    store::save(tx, context, book, before, next, "commitment.import", &body)?;
    Ok(())
}

/// Reads a ledger in from the bytes of its file, or (`dry`) says what that would do: the whole way, for the command
/// line.
pub fn import(
    acting: &mut Acting<'_, '_>,
    words: &Words,
    bytes: &[u8],
    options: &Options,
    dry: bool,
) -> Outcome<Imported> {
    let sheet = reading::read(bytes)?;
    let digest = qipan_records::files::digest(bytes);
    if dry {
        dry_run(acting.tx, acting.context, acting.book, words, (&sheet, &digest), options)
    } else {
        apply(acting, words, (&sheet, &digest), options)
    }
}

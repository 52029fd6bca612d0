//! Rows of commitments. Every change goes through [`save`]: it closes the current version, inserts the next with its
//! light instants, and leaves one journal entry, all in the act's own transaction.

use std::collections::HashMap;

use qipan_accounts::people::Bearer;
use qipan_kernel::{Context, Failure, Id, Moment, Outcome};
use qipan_store::{Engine, Row, Tx, Value, journal, outbox, params, search};
use serde_json::json;

use super::model::{Commitment, Evidence, Report, Review, Source, State, Terms, Version};
use super::suspension::Suspension;
use crate::rulebook::Rulebook;

/// The columns of a commitment with one version, in the order that [`read`] reads them.
pub(crate) const COLUMNS: &str = "c.id, c.number, c.created_at, v.id, v.no, v.valid_from, v.valid_to, v.statement, \
     v.kind, v.line, v.lead_unit, v.cooperating, v.leader, v.contact, v.measure, v.limit_words, v.start_day, v.due_day, \
     v.first_due, v.schedule, v.rule_set, v.state, v.issued_at, v.signed_at, v.closed_at, v.closed_by, \
     v.last_report_at, v.claimed, v.verified, v.unreviewed_since, v.returned_at, v.lights, v.journal_seq, v.leader_post, \
     v.leader_person, v.suspensions";

/// Topic of the event of every new version of a commitment, and of every light that time has changed.
pub const CHANGED: &str = "commitment.changed";

/// `due_sort` of a commitment without a limit that runs: after every day.
pub const NO_LIMIT: i64 = 9_999_999;

pub(crate) fn read(row: &Row<'_>) -> Outcome<Commitment> {
    let text = |index| row.get::<String>(index);
    Ok(Commitment {
        id: row.get(0)?,
        number: text(1)?,
        created_at: row.get(2)?,
        version: Version {
            id: row.get(3)?,
            no: row.get(4)?,
            valid_from: row.get(5)?,
            valid_to: row.get(6)?,
            terms: Terms {
                statement: text(7)?,
                kind: text(8)?.parse().map_err(Failure::internal)?,
                line: row.get(9)?,
                lead_unit: row.get(10)?,
                cooperating: serde_json::from_str(&text(11)?).map_err(Failure::internal)?,
                leader: text(12)?,
                leader_link: Bearer::of_columns(row.get(33)?, row.get(34)?),
                contact: text(13)?,
                measure: text(14)?,
                limit_words: text(15)?,
                start_day: row.get(16)?,
                due_day: row.get(17)?,
                schedule: row.get(19)?,
                rule_set: text(20)?,
            },
            first_due: row.get(18)?,
            state: text(21)?.parse().map_err(Failure::internal)?,
            issued_at: row.get(22)?,
            signed_at: row.get(23)?,
            closed_at: row.get(24)?,
            closed_by: row.get(25)?,
            last_report_at: row.get(26)?,
            claimed: row.get(27)?,
            verified: row.get(28)?,
            unreviewed_since: row.get(29)?,
            returned_at: row.get(30)?,
            suspensions: suspensions(row.get(35)?)?,
            lights: serde_json::from_str(&text(31)?).map_err(Failure::internal)?,
            journal_seq: row.get(32)?,
        },
    })
}

/// Most commitments were never suspended: nothing is written for them.
fn suspensions(text: Option<String>) -> Outcome<Vec<Suspension>> {
    text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(Failure::internal))
}

/// The current version, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Commitment> {
    // Locked first and asked afterwards: a question that itself waits for the lock would see the version that whoever
    // held it has closed meanwhile.
    tx.lock("select id from commitment where id = $1 for update", params![id])?;
    journal::foresee(tx, ("commitment", id))?;
    // The current version is the last one. Asked for by its open end, PostgreSQL may look for it among all open ends.
    let sql = format!(
        "select {COLUMNS} from commitment c join commitment_version v on v.commitment = c.id
         where c.id = $1 order by v.no desc limit 1"
    );
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// Commitments that one statement asks for.
const TOGETHER: usize = 16;

/// The current versions of these, by identifier.
pub fn current(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<HashMap<Id, Commitment>> {
    let places: Vec<String> = (1..=TOGETHER).map(|place| format!("${place}")).collect();
    let sql = format!(
        "select {COLUMNS} from commitment c join commitment_version v on v.commitment = c.id and v.valid_to = {}
         where c.id in ({})",
        Moment::NEVER.0,
        places.join(", ")
    );
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(TOGETHER) {
        let last = some.last().copied().unwrap_or_default();
        let given: Vec<Value<'_>> =
            (0..TOGETHER).map(|at| Value::from(*some.get(at).unwrap_or(&last))).collect();
        tx.each(&sql, &given, |row| {
            let one = read(row)?;
            found.insert(one.id, one);
            Ok(())
        })?;
    }
    Ok(found)
}

/// The version that was valid at `at`.
pub fn as_of(tx: &mut Tx<'_>, id: Id, at: Moment) -> Outcome<Option<Commitment>> {
    let sql = format!(
        "select {COLUMNS} from commitment c join commitment_version v on v.commitment = c.id
         where c.id = $1 and v.valid_from <= $2 and v.valid_to > $2"
    );
    tx.first(&sql, params![id, at], read)
}

/// Commitments whose light has an instant after `from` and not after `until`: time alone may have changed it.
pub fn lit_between(tx: &mut Tx<'_>, from: Moment, until: Moment) -> Outcome<Vec<Id>> {
    tx.rows(
        "select commitment from commitment_version where valid_to = $3 and base < 5
           and ((blue_at > $1 and blue_at <= $2) or (yellow_at > $1 and yellow_at <= $2) or (red_at > $1 and red_at <= $2))",
        params![from, until, Moment::NEVER],
        |row| row.get(0),
    )
}

/// All versions, oldest first.
pub fn history(tx: &mut Tx<'_>, id: Id) -> Outcome<Vec<Commitment>> {
    let sql = format!(
        "select {COLUMNS} from commitment c join commitment_version v on v.commitment = c.id where c.id = $1 order by v.no"
    );
    tx.rows(&sql, params![id], read)
}

/// The commitment with this number.
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Outcome<Option<Id>> {
    tx.first("select id from commitment where number = $1", params![number], |row| row.get(0))
}

/// A commitment that does not exist yet, with its sources.
pub fn insert(
    tx: &mut Tx<'_>,
    context: &Context,
    book: &Rulebook,
    fresh: Commitment,
    sources: &[(Id, Source)],
    act: &str,
) -> Outcome<Commitment> {
    tx.queue(
        "insert into commitment (id, number, created_at) values ($1, $2, $3)",
        params![fresh.id, &fresh.number, fresh.created_at],
    )?;
    for (id, source) in sources {
        insert_source(tx, *id, fresh.id, source)?;
    }
    let body = json!({ "number": fresh.number, "terms": fresh.version.terms, "sources": sources.len() });
    let saved = write_version(tx, context, book, fresh, act, &body)?;
    index(tx, saved.id, &saved.version.terms, false)?;
    cooperate(tx, saved.id, &saved.version.terms)?;
    Ok(saved)
}

/// Adds a place that says the same.
pub fn insert_source(tx: &mut Tx<'_>, id: Id, commitment: Id, source: &Source) -> Outcome<()> {
    tx.queue(
        "insert into commitment_source (id, commitment, document, span_start, span_end, words, cited)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![id, commitment, source.document, source.span.0, source.span.1, &source.words, &source.cited],
    )
}

/// The next version of a commitment. `next.id` is the new version's identifier, made by the caller in this act.
pub fn save(
    tx: &mut Tx<'_>,
    context: &Context,
    book: &Rulebook,
    before: &Commitment,
    next: Version,
    act: &str,
    body: &serde_json::Value,
) -> Outcome<Commitment> {
    // When the clock was set back, time still goes forward on the board: a version never ends before it began.
    let valid_from = Moment(context.now.0.max(before.version.valid_from.0 + 1));
    tx.queue(
        "update commitment_version set valid_to = $2 where id = $1",
        params![before.version.id, valid_from],
    )?;
    let reworded = next.terms.statement != before.version.terms.statement;
    let fresh = Commitment {
        version: Version { no: before.version.no + 1, valid_from, valid_to: Moment::NEVER, ..next },
        ..before.clone()
    };
    let saved = write_version(tx, context, book, fresh, act, body)?;
    if reworded {
        index(tx, saved.id, &saved.version.terms, true)?;
    }
    if saved.version.terms.cooperating != before.version.terms.cooperating {
        tx.queue("delete from cooperation where commitment = $1", params![saved.id])?;
        cooperate(tx, saved.id, &saved.version.terms)?;
    }
    Ok(saved)
}

fn write_version(
    tx: &mut Tx<'_>,
    context: &Context,
    book: &Rulebook,
    mut fresh: Commitment,
    act: &str,
    body: &serde_json::Value,
) -> Outcome<Commitment> {
    let v = &mut fresh.version;
    let reports = if v.terms.schedule.is_some() { report_moments(tx, fresh.id)? } else { Vec::new() };
    v.lights = book.evaluate(v, reports, v.valid_from)?;
    v.journal_seq = journal::append(tx, context, act, ("commitment", fresh.id), body)?;
    let instant = |at: Option<Moment>| at.unwrap_or(Moment::NEVER);
    let (post, person) = Bearer::columns(v.terms.leader_link);
    let suspended = (!v.suspensions.is_empty()).then(|| json!(v.suspensions).to_string());
    tx.add(
        "insert into commitment_version (id, commitment, no, valid_from, valid_to, statement, kind, line, lead_unit,
           cooperating, leader, contact, measure, limit_words, start_day, due_day, due_sort, first_due, schedule, rule_set, state,
           issued_at, signed_at, closed_at, closed_by, last_report_at, claimed, verified, unverified, unreviewed_since,
           returned_at, base, on_time, blue_at, yellow_at, red_at, lights, journal_seq, leader_post, leader_person,
           suspensions)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
           $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)",
        params![
            v.id,
            fresh.id,
            v.no,
            v.valid_from,
            v.valid_to,
            &v.terms.statement,
            v.terms.kind.as_str(),
            v.terms.line,
            v.terms.lead_unit,
            json!(v.terms.cooperating).to_string(),
            &v.terms.leader,
            &v.terms.contact,
            &v.terms.measure,
            &v.terms.limit_words,
            v.terms.start_day,
            v.terms.due_day,
            v.running_due().map_or(NO_LIMIT, |day| i64::from(day.0)),
            v.first_due,
            &v.terms.schedule,
            &v.terms.rule_set,
            v.state.as_str(),
            v.issued_at,
            v.signed_at,
            v.closed_at,
            v.closed_by,
            v.last_report_at,
            v.claimed,
            v.verified,
            v.unverified(),
            v.unreviewed_since,
            v.returned_at,
            crate::grid::model::base_code(v),
            v.closed_on_time(),
            instant(v.lights.blue_at),
            instant(v.lights.yellow_at),
            instant(v.lights.red_at),
            serde_json::to_string(&v.lights).map_err(Failure::internal)?,
            v.journal_seq,
            post,
            person,
            suspended
        ],
    )?;
    outbox::emit(tx, context, CHANGED, fresh.id, &json!({}))?;
    Ok(fresh)
}

/// Puts the words of a commitment into the search index.
fn index(tx: &mut Tx<'_>, id: Id, terms: &Terms, again: bool) -> Outcome<()> {
    let tokens = search::index_tokens(&format!("{} {} {}", terms.statement, terms.leader, terms.measure));
    match tx.engine() {
        Engine::Sqlite => {
            if again {
                tx.queue("delete from commitment_search where rowid = $1", params![id])?;
            }
            tx.queue("insert into commitment_search (rowid, tokens) values ($1, $2)", params![id, tokens])
        }
        Engine::Postgres => tx.queue(
            "insert into commitment_search (id, tokens) values ($1, to_tsvector('simple', $2))
             on conflict (id) do update set tokens = excluded.tokens",
            params![id, tokens],
        ),
    }
}

fn cooperate(tx: &mut Tx<'_>, id: Id, terms: &Terms) -> Outcome<()> {
    for unit in &terms.cooperating {
        tx.queue(
            "insert into cooperation (commitment, unit) values ($1, $2) on conflict do nothing",
            params![id, unit],
        )?;
    }
    Ok(())
}

/// Where a commitment comes from, first source first.
pub fn sources(tx: &mut Tx<'_>, id: Id) -> Outcome<Vec<Source>> {
    tx.rows(
        "select document, span_start, span_end, words, cited from commitment_source where commitment = $1 order by id",
        params![id],
        |row| {
            Ok(Source {
                document: row.get(0)?,
                span: (row.get(1)?, row.get(2)?),
                words: row.get(3)?,
                cited: row.get(4)?,
            })
        },
    )
}

const REPORT_COLUMNS: &str = "id, at, actor_name, unit, claimed, progress_text, problems, next_step, review, verified, \
     reviewed_at, reviewer_name, review_note";

fn read_report(row: &Row<'_>) -> Outcome<Report> {
    Ok(Report {
        id: row.get(0)?,
        at: row.get(1)?,
        actor_name: row.get(2)?,
        unit: row.get(3)?,
        claimed: row.get(4)?,
        progress_text: row.get(5)?,
        problems: row.get(6)?,
        next_step: row.get(7)?,
        review: Review::of(&row.get::<String>(8)?),
        verified: row.get(9)?,
        reviewed_at: row.get(10)?,
        reviewer_name: row.get(11)?,
        review_note: row.get(12)?,
    })
}

/// Reports of a commitment, newest first.
pub fn reports(tx: &mut Tx<'_>, commitment: Id, limit: usize) -> Outcome<Vec<Report>> {
    let sql = format!("select {REPORT_COLUMNS} from report where commitment = $1 order by id desc limit $2");
    tx.rows(&sql, params![commitment, limit], read_report)
}

/// When this commitment was reported on, oldest first: what the rules of missed periods need.
pub fn report_moments(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Vec<Moment>> {
    tx.rows("select at from report where commitment = $1 order by at", params![commitment], |row| row.get(0))
}

/// The newest report that waits for a review.
pub fn pending_report(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Option<Report>> {
    let sql = format!(
        "select {REPORT_COLUMNS} from report where commitment = $1 and review = 'pending' order by id desc limit 1"
    );
    tx.first(&sql, params![commitment], read_report)
}

/// Adds a report.
pub fn insert_report(tx: &mut Tx<'_>, context: &Context, commitment: Id, report: &Report) -> Outcome<()> {
    tx.add(
        "insert into report (id, commitment, at, actor, actor_name, unit, claimed, progress_text, problems, next_step,
           review) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending')",
        params![
            report.id,
            commitment,
            report.at,
            context.actor.id,
            &report.actor_name,
            report.unit,
            report.claimed,
            &report.progress_text,
            &report.problems,
            &report.next_step
        ],
    )
}

/// Writes what the review said of a report (and settles older ones that were never reviewed).
pub fn review_reports(
    tx: &mut Tx<'_>,
    context: &Context,
    commitment: Id,
    review: Review,
    verified: Option<qipan_kernel::Progress>,
    note: &str,
) -> Outcome<()> {
    tx.queue(
        "update report set review = $2, verified = $3, reviewed_at = $4, reviewer = $5, reviewer_name = $6,
           review_note = $7 where commitment = $1 and review = 'pending'",
        params![
            commitment,
            review.as_str(),
            verified,
            context.now,
            context.actor.id,
            &context.actor.name,
            note
        ],
    )
}

/// Adds a piece of evidence.
pub fn insert_evidence(
    tx: &mut Tx<'_>,
    context: &Context,
    commitment: Id,
    evidence: &Evidence,
) -> Outcome<()> {
    tx.queue(
        "insert into evidence (id, commitment, report, at, actor, actor_name, name, media_type, size, digest, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            evidence.id,
            commitment,
            evidence.report,
            evidence.at,
            context.actor.id,
            &evidence.actor_name,
            &evidence.name,
            &evidence.media_type,
            evidence.size,
            &evidence.digest,
            &evidence.note
        ],
    )
}

/// Evidence of a commitment, newest first.
pub fn evidence(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Vec<Evidence>> {
    tx.rows(
        "select id, report, at, actor_name, name, media_type, size, digest, note from evidence where commitment = $1
         order by id desc",
        params![commitment],
        |row| {
            Ok(Evidence {
                id: row.get(0)?,
                report: row.get(1)?,
                at: row.get(2)?,
                actor_name: row.get(3)?,
                name: row.get(4)?,
                media_type: row.get(5)?,
                size: row.get(6)?,
                digest: row.get(7)?,
                note: row.get(8)?,
            })
        },
    )
}

/// An opinion beside the light: (when, who, words).
pub fn opinions(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Vec<(Moment, String, String)>> {
    tx.rows(
        "select at, actor_name, words from opinion where commitment = $1 order by id desc",
        params![commitment],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Adds an opinion.
pub fn insert_opinion(
    tx: &mut Tx<'_>,
    context: &Context,
    id: Id,
    commitment: Id,
    words: &str,
) -> Outcome<()> {
    tx.queue(
        "insert into opinion (id, commitment, at, actor, actor_name, words) values ($1, $2, $3, $4, $5, $6)",
        params![id, commitment, context.now, context.actor.id, &context.actor.name, words],
    )
}

/// The next `count` numbers of a series; gives the first of them.
pub fn take_numbers(tx: &mut Tx<'_>, series: &str, count: usize) -> Outcome<i64> {
    let last: i64 = tx.one(
        "insert into number_series (name, last) values ($1, $2)
         on conflict (name) do update set last = number_series.last + excluded.last returning last",
        params![series, count],
        |row| row.get(0),
    )?;
    Ok(last - count as i64 + 1)
}

/// The highest identifier that any version has: where a new process goes on from, even when the clock was set back.
pub fn highest_id(tx: &mut Tx<'_>) -> Outcome<Id> {
    tx.one("select coalesce(max(id), 0) from commitment_version", &[], |row| row.get(0))
}

/// The day of the oldest commitment: the first day that a board has something to show.
pub fn first_day(tx: &mut Tx<'_>) -> Outcome<Option<qipan_kernel::Day>> {
    let at: Option<Moment> =
        tx.first("select created_at from commitment order by id limit 1", &[], |row| row.get(0))?;
    Ok(at.map(Moment::day))
}

/// True in the states in which a review is waited for.
pub fn waits_for_review(state: State) -> bool {
    matches!(state, State::Reported | State::Submitted)
}

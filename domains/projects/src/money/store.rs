//! Rows of the ledger. Entries and postings are only ever added; balances go with them in the same transaction.

use std::collections::BTreeMap;

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Engine, Row, Tx, column, params};

use super::model::{Account, Balances, Entry, EntryKind, Figure, Period, Posting, Terms};
use super::rules::Paid;

/// Sums are whole numbers on PostgreSQL too.
pub(super) fn whole_numbers(tx: &Tx<'_>, sql: &str) -> String {
    if tx.engine() == Engine::Sqlite { sql.replace("::bigint", "") } else { sql.to_owned() }
}

fn account(row: &Row<'_>, index: usize) -> Outcome<Account> {
    let word: String = row.get(index)?;
    Account::parse(&word).ok_or_else(|| Failure::internal(format!("no such account: {word}")))
}

/// Posts an entry: its lines, and what they change in balances and months.
pub fn post(tx: &mut Tx<'_>, project: Id, entry: &Entry) -> Outcome<()> {
    debug_assert_eq!(entry.postings.iter().map(|one| one.amount.0).sum::<i64>(), 0);
    tx.queue(
        "insert into fund_entry (id, project, kind, day, at, by_id, by_name, paper, note, contract, reverses)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            entry.id,
            project,
            entry.kind.as_str(),
            entry.day,
            entry.at,
            entry.by,
            &entry.by_name,
            &entry.paper,
            &entry.note,
            entry.contract,
            entry.reverses
        ],
    )?;
    let mut months: BTreeMap<Period, (i64, i64)> = BTreeMap::new();
    for (place, one) in entry.postings.iter().enumerate() {
        let word = one.account.word();
        tx.queue(
            "insert into fund_posting (entry, place, project, account, year, period, amount)
             values ($1, $2, $3, $4, $5, $6, $7)",
            params![entry.id, place, project, word, one.year, one.period.0, one.amount.0],
        )?;
        tx.queue(
            "insert into fund_balance (project, account, year, amount) values ($1, $2, $3, $4)
             on conflict (project, account, year) do update set amount = fund_balance.amount + excluded.amount",
            params![project, word, one.year, one.amount.0],
        )?;
        let month = months.entry(one.period).or_default();
        if Figure::PaidIn.counts(one.account) {
            month.0 -= one.amount.0;
        }
        if Figure::PaidOut.counts(one.account) {
            month.1 += one.amount.0;
        }
    }
    for (period, (paid_in, paid_out)) in months.into_iter().filter(|(_, sums)| *sums != (0, 0)) {
        tx.queue(
            "insert into fund_month (project, period, paid_in, paid_out) values ($1, $2, $3, $4)
             on conflict (project, period) do update set paid_in = fund_month.paid_in + excluded.paid_in,
               paid_out = fund_month.paid_out + excluded.paid_out",
            params![project, period.0, paid_in, paid_out],
        )?;
    }
    Ok(())
}

const ENTRY: &str =
    "e.id, e.kind, e.day, e.at, e.by_id, e.by_name, e.paper, e.note, e.contract, e.reverses, r.id";

fn entry(row: &Row<'_>) -> Outcome<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        kind: column::word(row, 1)?,
        day: row.get(2)?,
        at: row.get(3)?,
        by: row.get(4)?,
        by_name: row.get(5)?,
        paper: row.get(6)?,
        note: row.get(7)?,
        contract: row.get(8)?,
        reverses: row.get(9)?,
        reversed_by: row.get(10)?,
        postings: Vec::new(),
    })
}

/// Adds the lines of entries (in the order of identifiers).
fn with_postings(tx: &mut Tx<'_>, project: Id, mut entries: Vec<Entry>) -> Outcome<Vec<Entry>> {
    let (Some(first), Some(last)) = (entries.first().map(|one| one.id), entries.last().map(|one| one.id))
    else {
        return Ok(entries);
    };
    let (first, last) = (first.min(last), first.max(last));
    let mut lines: BTreeMap<Id, Vec<Posting>> = BTreeMap::new();
    tx.each(
        "select entry, account, year, period, amount from fund_posting
         where entry >= $1 and entry <= $2 and project = $3 order by entry, place",
        params![first, last, project],
        |row| {
            let posting = Posting {
                account: account(row, 1)?,
                year: row.get(2)?,
                period: Period(row.get(3)?),
                amount: row.get(4)?,
            };
            lines.entry(row.get(0)?).or_default().push(posting);
            Ok(())
        },
    )?;
    for entry in &mut entries {
        entry.postings = lines.remove(&entry.id).unwrap_or_default();
    }
    Ok(entries)
}

/// Entries of a project, the newest first, at most `limit` before the identifier `before`.
pub fn entries(tx: &mut Tx<'_>, project: Id, before: Id, limit: usize) -> Outcome<Vec<Entry>> {
    let sql = format!(
        "select {ENTRY} from fund_entry e left join fund_entry r on r.reverses = e.id
         where e.project = $1 and e.id < $2 order by e.id desc limit $3"
    );
    let found = tx.rows(&sql, params![project, before, limit], entry)?;
    with_postings(tx, project, found)
}

/// One entry of a project.
pub fn find(tx: &mut Tx<'_>, project: Id, id: Id) -> Outcome<Option<Entry>> {
    let sql = format!(
        "select {ENTRY} from fund_entry e left join fund_entry r on r.reverses = e.id
         where e.project = $1 and e.id = $2"
    );
    let found = tx.rows(&sql, params![project, id], entry)?;
    Ok(with_postings(tx, project, found)?.pop())
}

/// Lines of a project, oldest first, each with its entry: of a year or of all.
pub fn lines(tx: &mut Tx<'_>, project: Id, year: Option<i32>) -> Outcome<Vec<(Entry, Posting)>> {
    let sql = format!(
        "select {ENTRY}, p.account, p.year, p.period, p.amount from fund_posting p
           join fund_entry e on e.id = p.entry left join fund_entry r on r.reverses = e.id
         where p.project = $1 and ($2 = 0 or p.year = $2) order by e.day, p.entry, p.place"
    );
    tx.rows(&sql, params![project, i64::from(year.unwrap_or(0))], |row| {
        let posting = Posting {
            account: account(row, 11)?,
            year: row.get(12)?,
            period: Period(row.get(13)?),
            amount: row.get(14)?,
        };
        Ok((entry(row)?, posting))
    })
}

/// What the accounts of a project add up to.
pub fn balances(tx: &mut Tx<'_>, project: Id) -> Outcome<Balances> {
    let mut found = Balances::default();
    tx.each("select account, year, amount from fund_balance where project = $1", params![project], |row| {
        found.put(account(row, 0)?, row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(found)
}

/// The same with the balances of its parts, and of their parts.
pub fn whole(tx: &mut Tx<'_>, project: Id) -> Outcome<Balances> {
    let mut sum = balances(tx, project)?;
    let mut level = vec![project];
    for _ in 0..8 {
        let mut below = Vec::new();
        for parent in &level {
            below.extend(tx.rows("select id from project where parent = $1", params![*parent], |row| {
                row.get::<Id>(0)
            })?);
        }
        for part in &below {
            sum.merge(&balances(tx, *part)?);
        }
        if below.is_empty() {
            break;
        }
        level = below;
    }
    Ok(sum)
}

/// Balances of the projects with identifiers from `first` to `last`.
pub fn of_range(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<BTreeMap<Id, Balances>> {
    let mut all: BTreeMap<Id, Balances> = BTreeMap::new();
    tx.each(
        "select project, account, year, amount from fund_balance where project >= $1 and project <= $2
         order by project, account, year",
        params![first, last],
        |row| {
            all.entry(row.get(0)?).or_default().put(account(row, 1)?, row.get(2)?, row.get(3)?);
            Ok(())
        },
    )?;
    Ok(all)
}

/// What the light of payment of a year is computed from, of projects in a range that have money.
pub fn paid_in_range(tx: &mut Tx<'_>, first: Id, last: Id, year: i32) -> Outcome<Vec<(Id, Paid)>> {
    let terms = terms(tx)?;
    let sql = whole_numbers(
        tx,
        "select project,
           sum(case when year = $3 and account like 'plan-%' or year < $3 and account = 'cash' then amount else 0 end)::bigint,
           sum(case when year = $3 and (account like 'cost-%' or account = 'retention') then amount else 0 end)::bigint
         from fund_balance where project >= $1 and project <= $2 group by project order by project",
    );
    tx.rows(&sql, params![first, last, year], |row| {
        Ok((row.get(0)?, Paid { year, planned: row.get(1)?, paid_out: row.get(2)?, terms }))
    })
}

/// What was paid in since a month, by project.
pub fn come_since(tx: &mut Tx<'_>, first: Id, last: Id, since: Period) -> Outcome<BTreeMap<Id, Fen>> {
    let sql = whole_numbers(
        tx,
        "select project, sum(paid_in)::bigint from fund_month where project >= $1 and project <= $2 and period >= $3
         group by project",
    );
    let rows =
        tx.rows(&sql, params![first, last, since.0], |row| Ok((row.get::<Id>(0)?, row.get::<Fen>(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Paid in and paid out in each month of a project, oldest first.
pub fn months(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<(Period, Fen, Fen)>> {
    tx.rows(
        "select period, paid_in, paid_out from fund_month where project = $1 order by period",
        params![project],
        |row| Ok((Period(row.get(0)?), row.get(1)?, row.get(2)?)),
    )
}

/// The totals of each lead unit, in each account and year.
pub fn of_units(tx: &mut Tx<'_>) -> Outcome<BTreeMap<Id, Balances>> {
    let sql = whole_numbers(
        tx,
        "select p.lead_unit, b.account, b.year, sum(b.amount)::bigint from fund_balance b
           join project p on p.id = b.project group by p.lead_unit, b.account, b.year",
    );
    let mut all: BTreeMap<Id, Balances> = BTreeMap::new();
    tx.each(&sql, &[], |row| {
        all.entry(row.get(0)?).or_default().put(account(row, 1)?, row.get(2)?, row.get(3)?);
        Ok(())
    })?;
    Ok(all)
}

/// The totals of the city, in each account and year.
pub fn of_city(tx: &mut Tx<'_>) -> Outcome<Balances> {
    sums(tx, "select account, year, sum(amount)::bigint from fund_balance group by account, year")
}

/// The same from the postings themselves: what balances have to be.
pub fn of_city_by_postings(tx: &mut Tx<'_>) -> Outcome<Balances> {
    sums(tx, "select account, year, sum(amount)::bigint from fund_posting group by account, year")
}

fn sums(tx: &mut Tx<'_>, sql: &str) -> Outcome<Balances> {
    let sql = whole_numbers(tx, sql);
    let mut found = Balances::default();
    tx.each(&sql, &[], |row| {
        found.put(account(row, 0)?, row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(found)
}

/// What the newest plan of each source of projects in a range says of it (来源说明).
pub fn source_notes(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<BTreeMap<(Id, Account), String>> {
    let rows = tx.rows(
        "select e.project, p.account, e.note from fund_entry e join fund_posting p on p.entry = e.id and p.place = 0
           left join fund_entry r on r.reverses = e.id
         where e.project >= $1 and e.project <= $2 and e.kind = 'plan' and e.note <> '' and r.id is null order by e.id",
        params![first, last],
        |row| Ok(((row.get::<Id>(0)?, account(row, 1)?), row.get::<String>(2)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// What the plan of a year was at first, by account: the first plan of each source (年初预算).
pub fn first_plans(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<BTreeMap<Account, Fen>> {
    let rows = tx.rows(
        "select p.account, p.amount from fund_entry e join fund_posting p on p.entry = e.id and p.place = 0
           left join fund_entry r on r.reverses = e.id
         where e.project = $1 and p.year = $2 and e.kind = 'plan' and r.id is null order by e.id desc",
        params![project, year],
        |row| Ok((account(row, 0)?, row.get::<Fen>(1)?)),
    )?;
    // The oldest comes last and stays.
    Ok(rows.into_iter().collect())
}

/// Paid under each contract of a project with what was kept back, and of that kept back still.
pub fn by_contract(tx: &mut Tx<'_>, project: Id) -> Outcome<BTreeMap<Id, (Fen, Fen)>> {
    by_contracts(tx, project, project)
}

/// The same of the projects with identifiers from `first` to `last`.
pub fn by_contracts(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<BTreeMap<Id, (Fen, Fen)>> {
    let sql = whole_numbers(
        tx,
        "select e.contract, sum(case when p.account like 'cost-%' then p.amount else 0 end)::bigint,
           sum(case when p.account = 'retention' then -p.amount else 0 end)::bigint
         from fund_entry e join fund_posting p on p.entry = e.id
         where e.project >= $1 and e.project <= $2 and e.contract is not null group by e.contract",
    );
    let rows = tx.rows(&sql, params![first, last], |row| {
        Ok((row.get::<Id>(0)?, (row.get::<Fen>(1)?, row.get::<Fen>(2)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// Entries of a kind with this paper: whether a voucher was posted already and still stands.
pub fn with_paper(tx: &mut Tx<'_>, project: Id, kind: EntryKind, paper: &str) -> Outcome<Option<Id>> {
    tx.first(
        "select e.id from fund_entry e left join fund_entry r on r.reverses = e.id
         where e.project = $1 and e.kind = $2 and e.paper = $3 and r.id is null order by e.id",
        params![project, kind.as_str(), paper],
        |row| row.get(0),
    )
}

/// The terms in force.
pub fn terms(tx: &mut Tx<'_>) -> Outcome<Terms> {
    let found = tx.first(
        "select idle_months, payment_required from fund_terms order by id desc limit 1",
        &[],
        |row| Ok(Terms { idle_months: row.get(0)?, payment_required: row.get(1)? }),
    )?;
    Ok(found.unwrap_or_default())
}

/// Sets the terms.
pub fn set_terms(tx: &mut Tx<'_>, id: Id, terms: Terms, by: (qipan_kernel::Moment, &str)) -> Outcome<()> {
    tx.queue(
        "insert into fund_terms (id, idle_months, payment_required, at, by_name) values ($1, $2, $3, $4, $5)",
        params![id, terms.idle_months, terms.payment_required, by.0, by.1],
    )
}

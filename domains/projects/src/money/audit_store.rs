//! Whether the ledger is true: the figures that are kept, compared with the postings that they are the sum of.

use qipan_kernel::{Fen, Id, Message, Outcome};
use qipan_store::{Row, Tx};

use super::model::{Account, Period};
use super::store::whole_numbers;

/// What is not as it has to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The postings of an entry come to this instead of nothing.
    Entry(Id, Fen),
    /// A posting of an entry stands under another project than the entry.
    Stray(Id),
    /// Of an account in a year this is kept, and the postings come to that.
    Balance(String, i32, Fen, Fen),
    /// Of this month, what is kept as paid in or out is not what was posted.
    Month(Period),
}

/// A fault of a project's ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The project.
    pub project: Id,
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub sort: Sort,
}

impl Fault {
    /// What is wrong, as a sentence.
    pub fn says(&self) -> Message {
        match &self.sort {
            Sort::Entry(entry, off) => Message::new("fund-fault-entry")
                .with("entry", entry.0.to_string())
                .with("off", off.wan_exact()),
            Sort::Stray(entry) => Message::new("fund-fault-stray").with("entry", entry.0.to_string()),
            Sort::Balance(account, year, kept, posted) => {
                let account = match Account::parse(account) {
                    Some(account) => qipan_kernel::Arg::Key(account.key().into()),
                    None => account.as_str().into(),
                };
                Message::new("fund-fault-balance")
                    .with("account", account)
                    .with("year", year.to_string())
                    .with("kept", kept.wan_exact())
                    .with("posted", posted.wan_exact())
            }
            Sort::Month(period) => {
                let month = period.start().map_or_else(String::new, |day| day.to_string()[..7].to_owned());
                Message::new("fund-fault-month").with("month", month)
            }
        }
    }
}

const ENTRIES: &str = "select e.project, q.name, e.id, sum(p.amount)::bigint from fund_posting p
   join fund_entry e on e.id = p.entry left join project q on q.id = e.project
 group by e.project, q.name, e.id having sum(p.amount) <> 0 order by e.project, e.id";

const STRAY: &str = "select distinct e.project, q.name, e.id from fund_posting p
   join fund_entry e on e.id = p.entry left join project q on q.id = e.project
 where p.project <> e.project order by e.project, e.id";

const BALANCES: &str = "select f.project, q.name, f.account, f.year, f.kept, f.posted from (
   select coalesce(b.project, p.project) as project, coalesce(b.account, p.account) as account,
     coalesce(b.year, p.year) as year, coalesce(b.amount, 0) as kept, coalesce(p.amount, 0) as posted
   from fund_balance b full outer join (select project, account, year, sum(amount)::bigint as amount from fund_posting
     group by project, account, year) p
   on p.project = b.project and p.account = b.account and p.year = b.year) f left join project q on q.id = f.project
 where f.kept <> f.posted order by f.project, f.account, f.year";

const MONTHS: &str = "select f.project, q.name, f.period from (
   select coalesce(m.project, p.project) as project, coalesce(m.period, p.period) as period,
     coalesce(m.paid_in, 0) - coalesce(p.paid_in, 0) as off_in, coalesce(m.paid_out, 0) - coalesce(p.paid_out, 0) as off_out
   from fund_month m full outer join (select project, period,
       sum(case when account like 'source-%' then -amount else 0 end)::bigint as paid_in,
       sum(case when account like 'cost-%' or account = 'retention' then amount else 0 end)::bigint as paid_out
     from fund_posting group by project, period) p
   on p.project = m.project and p.period = m.period) f left join project q on q.id = f.project
 where f.off_in <> 0 or f.off_out <> 0 order by f.project, f.period";

/// What is wrong with the ledger: entries that do not add up to nothing, and balances and months that are not what the
/// postings add up to. Empty when all is well.
pub fn faults(tx: &mut Tx<'_>) -> Outcome<Vec<Fault>> {
    let mut found = Vec::new();
    type Read = fn(&Row<'_>) -> Outcome<Sort>;
    let kinds: [(&str, Read); 4] = [
        (ENTRIES, |row| Ok(Sort::Entry(row.get(2)?, row.get(3)?))),
        (STRAY, |row| Ok(Sort::Stray(row.get(2)?))),
        (BALANCES, |row| Ok(Sort::Balance(row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))),
        (MONTHS, |row| Ok(Sort::Month(Period(row.get(2)?)))),
    ];
    for (sql, sort) in kinds {
        let sql = whole_numbers(tx, sql);
        tx.each(&sql, &[], |row| {
            let name: Option<String> = row.get(1)?;
            found.push(Fault { project: row.get(0)?, name: name.unwrap_or_default(), sort: sort(row)? });
            Ok(())
        })?;
    }
    found.sort_by_key(|fault| fault.project);
    Ok(found)
}

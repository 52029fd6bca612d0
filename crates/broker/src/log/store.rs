//! Rows of the log.

use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_store::{Row, Tx, Value, params};

use super::Line;

/// A line as it is stored.
pub struct Stored {
    /// The line, but for its resource.
    pub line: Line,
    /// The resource.
    pub resource: String,
}

/// What to look for. Empty: everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this token.
    pub token: Option<Id>,
    /// From this day.
    pub from: Option<Day>,
    /// To this day, with it.
    pub to: Option<Day>,
    /// In this tenant; the empty name is the default tenant.
    pub tenant: Option<String>,
    /// On this resource.
    pub resource: Option<String>,
    /// Before this line.
    pub before: Option<Id>,
}

/// Adds a line.
pub fn insert(tx: &mut Tx<'_>, line: &Line) -> Outcome<()> {
    tx.add(
        "insert into hub_log (id, at, token, who, tenant, method, resource, path, subject, purpose, status, bytes, micros)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            line.id,
            line.at,
            line.token,
            &line.who,
            &line.tenant,
            &line.method,
            line.resource,
            &line.path,
            &line.subject,
            &line.purpose,
            i64::from(line.status),
            i64::try_from(line.bytes).unwrap_or(i64::MAX),
            i64::try_from(line.micros).unwrap_or(i64::MAX),
        ],
    )
}

fn read(row: &Row<'_>) -> Outcome<Stored> {
    let number = |at: usize| Ok(u64::try_from(row.get::<i64>(at)?).unwrap_or_default());
    let line = Line {
        id: row.get(0)?,
        at: row.get(1)?,
        token: row.get(2)?,
        who: row.get(3)?,
        tenant: row.get(4)?,
        method: row.get(5)?,
        resource: "",
        path: row.get(7)?,
        subject: row.get(8)?,
        purpose: row.get(9)?,
        status: u16::try_from(row.get::<i64>(10)?).unwrap_or_default(),
        bytes: number(11)?,
        micros: number(12)?,
    };
    Ok(Stored { line, resource: row.get(6)? })
}

/// Lines, newest first.
pub fn find(tx: &mut Tx<'_>, filter: &Filter, limit: usize) -> Outcome<Vec<Stored>> {
    let mut sql =
        "select id, at, token, who, tenant, method, resource, path, subject, purpose, status, bytes, micros
         from hub_log where id < $1"
            .to_owned();
    let mut values: Vec<Value<'_>> = vec![filter.before.map_or(i64::MAX, |id| id.0).into()];
    let mut also = |condition: &str, value: Value<'static>| {
        values.push(value);
        sql.push_str(&format!(" and {condition} ${}", values.len()));
    };
    if let Some(token) = filter.token {
        also("token =", token.into());
    }
    if let Some(day) = filter.from {
        // Identifiers rise with time: the primary key narrows what the time then decides.
        also("id >=", first_id(day.start()).into());
        also("at >=", day.start().into());
    }
    if let Some(day) = filter.to {
        also("at <", (day + 1).start().into());
    }
    if let Some(tenant) = &filter.tenant {
        also("tenant =", tenant.clone().into());
    }
    if let Some(resource) = &filter.resource {
        also("resource =", resource.clone().into());
    }
    sql.push_str(&format!(" order by id desc limit {limit}"));
    tx.rows(&sql, &values, read)
}

/// No identifier given at or after `at` is lower.
fn first_id(at: Moment) -> Id {
    qipan_kernel::IdSource::new(0).next(at)
}

/// How many calls there were each minute since `since`: minute (milliseconds), resource, token, name, number.
#[allow(clippy::type_complexity)] // read in one place, straight into a table
pub fn per_minute(tx: &mut Tx<'_>, since: Moment) -> Outcome<Vec<(i64, String, Id, String, i64)>> {
    tx.rows(
        "select at / 60000, resource, token, max(who), count(*) from hub_log
         where id >= $1 and at >= $2 group by at / 60000, resource, token order by 1",
        params![first_id(since), since],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )
}

/// Takes lines from before `before` away, some at a time; true while there may be more.
pub fn sweep(tx: &mut Tx<'_>, before: Moment) -> Outcome<bool> {
    let gone = tx.exec(
        "delete from hub_log where id in (select id from hub_log where at < $1 and id < $2 order by id limit 5000)",
        params![before, first_id(before)],
    )?;
    Ok(gone == 5_000)
}

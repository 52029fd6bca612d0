//! Rows of registrations, and the registrations of a tenant as they are remembered.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::{Tx, params};

use super::model::Registration;

/// A registration and what came of the requests to its source.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The row.
    pub row: i64,
    /// The registration.
    pub registration: Registration,
}

/// What came of the requests to a source (table 5.2.9-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Requests sent.
    pub sent: i64,
    /// Requests that failed.
    pub failed: i64,
    /// When one last succeeded.
    pub last_success: Option<Timestamp>,
    /// When one last failed.
    pub last_failure: Option<Timestamp>,
}

/// All registrations of a tenant, in the order in which they were made.
pub type All = Arc<Vec<Arc<Stored>>>;

/// Registrations as they were last read, by tenant, with the number of the change they are as of.
#[derive(Default)]
pub struct Known(RwLock<HashMap<i64, (i64, All)>>);

impl Known {
    /// The registrations of a tenant, also those that have expired and were not swept yet. They are read again only
    /// after a change, whichever process made it.
    pub fn all(&self, tx: &mut Tx<'_>, tenant: i64) -> Outcome<All> {
        let version = tx.first(
            "select number from hub_registration_version where tenant = $1",
            params![tenant],
            |row| row.get::<i64>(0),
        )?;
        let Some(version) = version else { return Ok(Arc::default()) };
        if let Some((number, all)) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant)
            && *number == version
        {
            return Ok(all.clone());
        }
        let all: All = Arc::new(tx.rows(
            "select id, doc from hub_registration where tenant = $1 order by id",
            params![tenant],
            |row| Ok(Arc::new(Stored { row: row.get(0)?, registration: parse(&row.get::<String>(1)?)? })),
        )?);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(tenant, (version, all.clone()));
        Ok(all)
    }
}

fn parse(doc: &str) -> Outcome<Registration> {
    serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored registration: {e}")))
}

/// The registrations of a tenant are about to change. Until the act is over nobody else changes them.
pub fn begin(tx: &mut Tx<'_>, tenant: i64) -> Outcome<()> {
    tx.exec(
        "insert into hub_registration_version (tenant, number) values ($1, 1)
         on conflict (tenant) do update set number = hub_registration_version.number + 1",
        params![tenant],
    )
    .map(drop)
}

/// One registration, unless it has expired.
pub fn get(tx: &mut Tx<'_>, tenant: i64, uri: &str, now: Timestamp) -> Outcome<Option<(Stored, Record)>> {
    tx.first(
        "select id, doc, times_sent, times_failed, last_success, last_failure from hub_registration
         where tenant = $1 and uri = $2 and (expires_at is null or expires_at > $3)",
        params![tenant, uri, now.0],
        |row| {
            let stored = Stored { row: row.get(0)?, registration: parse(&row.get::<String>(1)?)? };
            let time = |at| Ok(row.get::<Option<i64>>(at)?.map(Timestamp));
            let record = Record {
                sent: row.get(2)?,
                failed: row.get(3)?,
                last_success: time(4)?,
                last_failure: time(5)?,
            };
            Ok((stored, record))
        },
    )
}

/// Records of all registrations of a tenant that requests were sent to, by row.
pub fn records(tx: &mut Tx<'_>, tenant: i64) -> Outcome<HashMap<i64, Record>> {
    let mut records = HashMap::new();
    tx.each(
        "select id, times_sent, times_failed, last_success, last_failure from hub_registration
         where tenant = $1 and times_sent > 0",
        params![tenant],
        |row| {
            let time = |at| Ok(row.get::<Option<i64>>(at)?.map(Timestamp));
            let (sent, failed) = (row.get(1)?, row.get(2)?);
            let record = Record { sent, failed, last_success: time(3)?, last_failure: time(4)? };
            records.insert(row.get(0)?, record);
            Ok(())
        },
    )?;
    Ok(records)
}

/// The registrations whose sources hold data instead of this broker.
pub fn proxied(tx: &mut Tx<'_>, tenant: i64, now: Timestamp) -> Outcome<Vec<Registration>> {
    tx.rows(
        "select doc from hub_registration
         where tenant = $1 and proxied = 1 and (expires_at is null or expires_at > $2) order by id",
        params![tenant, now.0],
        |row| parse(&row.get::<String>(0)?),
    )
}

/// Adds a registration; false when there is one of that URI. One that has expired makes room.
pub fn insert(
    tx: &mut Tx<'_>,
    tenant: i64,
    row: i64,
    registration: &Registration,
    now: Timestamp,
) -> Outcome<bool> {
    tx.exec(
        "delete from hub_registration where tenant = $1 and uri = $2 and expires_at <= $3",
        params![tenant, &registration.id, now.0],
    )?;
    let doc = serde_json::to_string(registration).map_err(Failure::internal)?;
    let inserted = tx.exec(
        "insert into hub_registration (id, tenant, uri, doc, proxied, expires_at, times_sent, times_failed)
         values ($1, $2, $3, $4, $5, $6, 0, 0) on conflict (tenant, uri) do nothing",
        params![
            row,
            tenant,
            &registration.id,
            doc,
            i64::from(registration.proxied()),
            registration.expires_at.map(|end| end.0)
        ],
    )?;
    Ok(inserted == 1)
}

/// Writes a registration again.
pub fn update(tx: &mut Tx<'_>, row: i64, registration: &Registration) -> Outcome<()> {
    let doc = serde_json::to_string(registration).map_err(Failure::internal)?;
    tx.exec(
        "update hub_registration set doc = $2, proxied = $3, expires_at = $4 where id = $1",
        params![row, doc, i64::from(registration.proxied()), registration.expires_at.map(|end| end.0)],
    )
    .map(drop)
}

/// Takes a registration away; false when it is gone already.
pub fn delete(tx: &mut Tx<'_>, row: i64) -> Outcome<bool> {
    Ok(tx.exec("delete from hub_registration where id = $1", params![row])? > 0)
}

/// Registrations that have expired, some of them, each with its tenant and row.
pub fn expired(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Outcome<Vec<(i64, i64, Registration)>> {
    tx.rows(
        "select tenant, id, doc from hub_registration where expires_at is not null and expires_at <= $1
         order by expires_at limit $2",
        params![now.0, most],
        |row| Ok((row.get(0)?, row.get(1)?, parse(&row.get::<String>(2)?)?)),
    )
}

//! Rows of registrations, and the registrations of a tenant as they are remembered.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::{Engine, Tx, params};
use ureq::Agent;

use super::model::Registration;
use crate::guard::Guard;

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
pub struct Known {
    tenants: RwLock<HashMap<i64, Remembered>>,
    agent: OnceLock<Agent>,
}

/// The registrations of a tenant at one version.
struct Remembered {
    version: i64,
    all: All,
    /// When the version was asked for last.
    checked: Timestamp,
}

/// On PostgreSQL another process may change registrations; who only forwards asks for that so often (microseconds).
const FRESH: i64 = 50_000;

impl Known {
    /// Who asks the sources: connects only to what `guard` allows, and follows nobody elsewhere.
    pub fn agent(&self, guard: &Guard) -> Agent {
        let make = || {
            let config = Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false);
            guard.agent(config)
        };
        self.agent.get_or_init(make).clone()
    }

    /// The registrations of a tenant, also those that have expired and were not swept yet. They are read again only
    /// after a change, whichever process made it.
    pub fn all(&self, tx: &mut Tx<'_>, tenant: i64, now: Timestamp) -> Outcome<All> {
        let version = tx.first(
            "select number from hub_registration_version where tenant = $1",
            params![tenant],
            |row| row.get::<i64>(0),
        )?;
        let version = version.unwrap_or(0);
        let known = self.remembered(tenant, |known| (known.version == version).then(|| known.all.clone()));
        let shared = tx.engine() == Engine::Postgres;
        let all: All = match (known, version) {
            // Nothing new to remember: readers do not wait for each other.
            (Some(all), _) if !shared => return Ok(all),
            (None, 0) if !shared => return Ok(All::default()),
            (Some(all), _) => all,
            (None, 0) => All::default(),
            (None, _) => Arc::new(tx.rows(
                "select id, doc from hub_registration where tenant = $1 order by id",
                params![tenant],
                |row| Ok(Arc::new(Stored { row: row.get(0)?, registration: parse(&row.get::<String>(1)?)? })),
            )?),
        };
        let fresh = Remembered { version, all: all.clone(), checked: now };
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, fresh);
        Ok(all)
    }

    /// The same for who only wants to know whom to ask: on PostgreSQL a change by another process may be seen a
    /// moment later, so that a read that concerns no source costs no question.
    pub fn recent(&self, tx: &mut Tx<'_>, tenant: i64, now: Timestamp) -> Outcome<All> {
        let fresh = |known: &Remembered| (now.0 - known.checked.0).abs() < FRESH;
        match tx.engine() {
            Engine::Postgres => {
                match self.remembered(tenant, |known| fresh(known).then(|| known.all.clone())) {
                    Some(all) => Ok(all),
                    None => self.all(tx, tenant, now),
                }
            }
            Engine::Sqlite => self.all(tx, tenant, now),
        }
    }

    /// The registrations of a tenant were changed by this process.
    pub fn changed(&self, tenant: i64) {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    fn remembered(&self, tenant: i64, read: impl FnOnce(&Remembered) -> Option<All>) -> Option<All> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).and_then(read)
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

/// A request was sent to a source. The registration itself stays as it is.
pub fn record(tx: &mut Tx<'_>, row: i64, succeeded: bool, now: Timestamp) -> Outcome<()> {
    let (success, failure) = if succeeded { (Some(now.0), None) } else { (None, Some(now.0)) };
    tx.queue(
        "update hub_registration set times_sent = times_sent + 1, times_failed = times_failed + $2,
           last_success = coalesce($3, last_success), last_failure = coalesce($4, last_failure)
         where id = $1",
        params![row, i64::from(!succeeded), success, failure],
    )
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

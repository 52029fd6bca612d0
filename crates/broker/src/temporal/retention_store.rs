//! What has to go: expired entities and instances, and old instances.

use qipan_kernel::{Id, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::{Tx, journal, params};

use super::store::{self, Stream};
use crate::entities::keys;

/// Entities of which something has expired: tenant and URI, what is due longest first.
pub fn expired(tx: &mut Tx<'_>, now: Timestamp, limit: usize) -> Outcome<Vec<(i64, String)>> {
    tx.rows(
        "select tenant, uri from hub_entity where expires_at is not null and expires_at <= $1
         order by expires_at limit $2",
        params![now.0, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Instances that have expired.
pub fn expired_instances(tx: &mut Tx<'_>, now: Timestamp, limit: usize) -> Outcome<Vec<(i64, i64, i64)>> {
    tx.rows(
        "select entity, name, id from hub_instance where expires is not null and expires <= $1
         order by expires limit $2",
        params![now.0, limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Takes these instances away; returns how many were still there.
pub fn remove(tx: &mut Tx<'_>, instances: &[(i64, i64, i64)]) -> Outcome<u64> {
    let mut gone = 0;
    for instance in instances {
        gone += u64::from(store::remove(tx, *instance)?);
    }
    Ok(gone)
}

/// Numbers of the tenants, with that of the default tenant.
pub fn tenants(tx: &mut Tx<'_>) -> Outcome<Vec<i64>> {
    let mut all = vec![crate::hub::DEFAULT_TENANT];
    all.extend(tx.rows("select id from hub_tenant order by id", &[], |row| row.get::<i64>(0))?);
    Ok(all)
}

/// Rows of entities after `after` that are, or were, of the type of that number (`None`: of any).
pub fn entities(
    tx: &mut Tx<'_>,
    tenant: i64,
    of_type: Option<i64>,
    after: i64,
    limit: usize,
) -> Outcome<Vec<i64>> {
    let Some(name) = of_type else {
        return tx.rows(
            "select id from hub_entity where tenant = $1 and id > $2 order by id limit $3",
            params![tenant, after, limit],
            |row| row.get(0),
        );
    };
    let mut rows = Vec::new();
    for key in [keys::TYPE, keys::PAST_TYPE] {
        rows.extend(tx.rows(
            "select entity from hub_index where name = $1 and key = $2 and entity > $3 order by entity limit $4",
            params![name, key, after, limit],
            |row| row.get::<i64>(0),
        )?);
    }
    rows.sort_unstable();
    rows.dedup();
    rows.truncate(limit);
    Ok(rows)
}

/// Whether an entity is, or was, of one of these types.
pub fn is_of(tx: &mut Tx<'_>, entity: i64, types: &[i64]) -> Outcome<bool> {
    for name in types {
        let there = tx.first(
            "select entity from hub_index where name = $1 and key in ($2, $3) and entity = $4",
            params![*name, keys::TYPE, keys::PAST_TYPE, entity],
            |row| row.get::<i64>(0),
        )?;
        if there.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes away at most `limit` instances of an entity from before a moment; returns how many went.
pub fn remove_before(tx: &mut Tx<'_>, entity: i64, before: Timestamp, limit: usize) -> Outcome<u64> {
    let mut gone = 0;
    for (name, _) in store::names(tx, entity)? {
        for stream in store::streams(tx, entity, name)? {
            let left = limit - gone as usize;
            if left == 0 {
                return Ok(gone);
            }
            gone += store::remove_stream(tx, Stream { ..stream }, before.0, left)?;
        }
    }
    Ok(gone)
}

/// Takes away the row of an entity that is gone and of which no history is left.
pub fn forget_empty(tx: &mut Tx<'_>, tenant: i64, entity: i64) -> Outcome<()> {
    let uri = tx.first(
        "select uri from hub_entity where id = $1 and doc is null
         and not exists (select 1 from hub_instance where entity = $1)
         and not exists (select 1 from hub_tail where entity = $1)",
        params![entity],
        |row| row.get::<String>(0),
    )?;
    let Some(uri) = uri else { return Ok(()) };
    match store::lock(tx, tenant, &uri)? {
        Some(head) if !head.current => store::remove_past(tx, tenant, &head),
        _ => Ok(()),
    }
}

/// Writes into the journal that instances went, by which rule.
pub fn note(
    tx: &mut Tx<'_>,
    context: &qipan_kernel::Context,
    of_type: &str,
    days: u32,
    instances: u64,
) -> Outcome<()> {
    let body = serde_json::json!({"type": of_type, "days": days, "instances": instances});
    journal::append(tx, context, "hub.history.forget", ("hub", Id(0)), &body).map(drop)
}

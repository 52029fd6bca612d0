//! Tenants and their numbers.

use qipan_kernel::Outcome;
use qipan_ngsild::Timestamp;
use qipan_store::{Tx, params};

/// The number of a tenant, if anybody has written to it.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Outcome<Option<i64>> {
    tx.first("select id from hub_tenant where name = $1", params![name], |row| row.get(0))
}

/// The number of a tenant, which is `new` if there is none yet.
pub fn ensure(tx: &mut Tx<'_>, name: &str, new: i64, now: Timestamp) -> Outcome<i64> {
    tx.exec(
        "insert into hub_tenant (id, name, created_at) values ($1, $2, $3) on conflict (name) do nothing",
        params![new, name, now.0 / 1_000],
    )?;
    tx.one("select id from hub_tenant where name = $1", params![name], |row| row.get(0))
}

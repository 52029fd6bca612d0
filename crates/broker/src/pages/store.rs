//! Rows that only pages ask for.

use std::collections::HashMap;

use qipan_kernel::Outcome;
use qipan_store::{Tx, params};

/// How many notifications wait for each subscription (by URI) of a tenant.
pub fn waiting(tx: &mut Tx<'_>, tenant: i64) -> Outcome<HashMap<String, i64>> {
    let rows = tx.rows(
        "select s.uri, count(*) from hub_delivery d join hub_subscription s on s.id = d.subscription
         where s.tenant = $1 group by s.uri",
        params![tenant],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

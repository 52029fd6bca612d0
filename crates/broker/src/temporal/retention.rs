//! How long histories are kept: by type, as the operator says. Instances older than that go, a bounded number in a
//! transaction; the journal tells how many and by which rule.

use std::sync::Arc;

use qipan_kernel::{Actor, Context, Moment, Outcome};
use qipan_ngsild::Timestamp;

use super::retention_store as store;
use crate::hub::{Hub, Keep};
use crate::names;

/// Entities looked at in one transaction.
const ENTITIES: usize = 100;
/// Instances that go in one transaction.
const AT_ONCE: usize = 5_000;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// Takes away instances that are older than the rules allow: of an entity of several types the longest rule counts, and
/// the rule for `*` holds where no other does. Returns how many went.
pub async fn forget(hub: &Arc<Hub>, now: Moment) -> Outcome<u64> {
    let mut rules = hub.options.keep.clone();
    // An entity is treated by the first rule that knows it.
    rules.sort_by_key(|rule| (rule.of_type == "*", std::cmp::Reverse(rule.days)));
    let mut gone = 0;
    for tenant in hub.db.read(store::tenants).await? {
        for (at, rule) in rules.iter().enumerate() {
            let earlier = rules[..at].iter().map(|rule| names::number(tenant, &rule.of_type)).collect();
            gone += by_rule(hub, tenant, rule, earlier, now).await?;
        }
    }
    Ok(gone)
}

async fn by_rule(hub: &Arc<Hub>, tenant: i64, rule: &Keep, earlier: Vec<i64>, now: Moment) -> Outcome<u64> {
    let before = Timestamp(now.plus_ms(-i64::from(rule.days) * DAY_MS).0.saturating_mul(1_000));
    let of_type = (rule.of_type != "*").then(|| names::number(tenant, &rule.of_type));
    let (mut gone, mut after) = (0, 0);
    loop {
        let (earlier, rule) = (earlier.clone(), rule.clone());
        let step = hub.db.write(move |tx| {
            let rows = store::entities(tx, tenant, of_type, after, ENTITIES)?;
            let (mut gone, mut reached) = (0, None);
            for row in rows {
                if !store::is_of(tx, row, &earlier)? {
                    gone += store::remove_before(tx, row, before, AT_ONCE - gone as usize)?;
                    if gone as usize >= AT_ONCE {
                        // This entity may have more.
                        reached = Some(row - 1);
                        break;
                    }
                    store::forget_empty(tx, tenant, row)?;
                }
                reached = Some(row);
            }
            if gone > 0 {
                let context = Context { actor: Actor::system(), now };
                store::note(tx, &context, &rule.of_type, rule.days, gone)?;
            }
            Ok((gone, reached))
        });
        let (some, reached) = step.await?;
        gone += some;
        match reached {
            Some(row) => after = row,
            None => return Ok(gone),
        }
    }
}

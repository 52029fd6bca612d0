//! Transient entities and attributes (clause 4.22): what has expired goes, like anything that is deleted, so that the
//! history and the subscribers learn of it.

use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::edit::{self, Edited, Instances};
use qipan_ngsild::{Entity, Fallible, Timestamp};

use super::retention_store;
use crate::entities::commands::{self, Decided};
use crate::entities::provision::remove;
use crate::hub::Hub;

/// Entities, or instances, that one transaction takes away.
const AT_ONCE: usize = 200;

/// Takes away what has expired: entities as a whole (their history stays), attributes with their history. Returns how
/// many entities were changed and instances went.
pub async fn sweep(hub: &Arc<Hub>, now: Timestamp) -> Outcome<(usize, u64)> {
    let mut entities = 0;
    loop {
        let due = hub.db.read(move |tx| retention_store::expired(tx, now, AT_ONCE)).await?;
        let last = due.len() < AT_ONCE;
        entities += due.len();
        if !due.is_empty() {
            let own = hub.clone();
            let swept = hub.db.write(move |tx| {
                let mut fresh = Vec::new();
                for (tenant, uri) in &due {
                    let mut decide = |there: Option<&Entity>| expire(there, uri, now);
                    // Whatever is gone or lives longer by now is none of the sweeper's business.
                    let _ = commands::act_on(tx, &own, *tenant, uri, now, &mut fresh, true, &mut decide)?;
                }
                Ok(fresh)
            });
            hub.names.learn(&swept.await?);
        }
        if last {
            break;
        }
    }
    let mut instances = 0;
    loop {
        let gone = hub.db.read(move |tx| retention_store::expired_instances(tx, now, AT_ONCE)).await?;
        if gone.is_empty() {
            return Ok((entities, instances));
        }
        instances += hub.db.write(move |tx| retention_store::remove(tx, &gone)).await?;
    }
}

/// What becomes of an entity of which something has expired.
fn expire(there: Option<&Entity>, uri: &str, now: Timestamp) -> Fallible<Decided> {
    let Some(entity) = there else { return Ok(Decided::Leave(Edited::default())) };
    if entity.expires_at.is_some_and(|end| end <= now) {
        return remove(there, uri, now);
    }
    let mut left = entity.clone();
    let mut all = Edited::default();
    for (name, instances) in &entity.attrs {
        for attr in instances.iter().filter(|attr| attr.expires_at.is_some_and(|end| end <= now)) {
            let which = Instances::One(attr.dataset_id.as_deref());
            let edited = edit::delete_attr(&mut left, name, which, now)?;
            all.updated.extend(edited.updated);
            all.changes.extend(edited.changes);
        }
    }
    Ok(if all.touched() { Decided::Keep(Box::new(left), all) } else { Decided::Leave(all) })
}

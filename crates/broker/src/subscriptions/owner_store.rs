//! Whether whom a subscription belongs to may still be told. A subscription is a standing question: what its token may not
//! ask any more is not answered any more.

use axum::http::Method;
use qipan_accounts::tokens;
use qipan_kernel::{Id, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::Tx;

use super::model::Subscription;
use crate::rights::{Rights, store as rights};

/// Whether these rights are enough to be told what a subscription tells, and to be shown nothing else.
pub fn covers(rights: &Rights, doc: &Subscription) -> bool {
    let joins = doc.notification.join.as_deref().is_some_and(|join| join != "@none");
    rights.covers_subscription(doc.entities.iter().map(|selector| selector.types.clone()), joins)
}

/// Whether the token (`None`: nobody's) works and may still have the subscription.
pub fn may_be_told(
    tx: &mut Tx<'_>,
    token: Option<i64>,
    tenant: Option<&str>,
    doc: &Subscription,
    now: Timestamp,
) -> Outcome<bool> {
    let Some(token) = token.map(Id) else { return Ok(true) };
    let Some(owner) = tokens::store::get(tx, token)? else { return Ok(false) };
    if !owner.works(qipan_kernel::Moment(now.0.div_euclid(1_000))) {
        return Ok(false);
    }
    let rights = rights::get(tx, token)?.unwrap_or_default();
    let may = rights.require(Some(owner.role), tenant, &Method::GET, &["subscriptions"]);
    Ok(may.is_ok() && covers(&rights, doc))
}

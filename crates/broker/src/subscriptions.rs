//! Not built yet.

use qipan_kernel::Outcome;
use qipan_store::Tx;

use crate::entities::store::Act;
use crate::http::{Call, Refusal, Reply};
use crate::hub::Hub;

/// Answers a call of these resources.
pub async fn answer(_call: &Call, _path: &[&str]) -> Reply {
    Err(Refusal::NotImplemented)
}

/// Queues what subscribers are to be told about an act on an entity, in the act's own transaction.
pub fn notify(_tx: &mut Tx<'_>, _hub: &Hub, _act: &Act<'_>, _row: i64) -> Outcome<()> {
    Ok(())
}

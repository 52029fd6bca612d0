//! Taking the readings that bindings ask for.

use std::collections::HashSet;
use std::sync::Arc;

use qipan_accounts::http::Site;
use qipan_board::board::Board;
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::store as commitments;
use qipan_board::readings::{Bound, Meter, Period, commands, rules, store};
use qipan_broker::Hub;
use qipan_kernel::{Actor, Context, Day, Id, Moment, Outcome};

use super::meter;

/// Bindings read from the store at once.
const BATCH: usize = 200;

/// The bindings in force, with the types that each looks at.
#[derive(Default)]
pub struct Bindings {
    stamp: Option<i64>,
    all: Vec<(Bound, Vec<String>)>,
}

impl Bindings {
    /// Reads them again where they have changed, and tells the hub which types matter.
    pub async fn refresh(&mut self, site: &Arc<Site>) -> Outcome<()> {
        let stamp = site.db.read(store::stamp).await?;
        if self.stamp == Some(stamp) {
            return Ok(());
        }
        let hub = site.part::<Arc<Hub>>();
        let (mut all, mut after) = (Vec::new(), Id(0));
        loop {
            let some = site.db.read(move |tx| store::active(tx, after, BATCH)).await?;
            let Some(last) = some.last() else { break };
            after = last.commitment;
            for bound in some {
                // A context that cannot be loaded now leaves the binding to the regular readings.
                let types = meter::types(hub, &bound.binding.query, site.now()).await.unwrap_or_default();
                all.push((bound, types));
            }
        }
        hub.own.watch(all.iter().flat_map(|(_, types)| types.iter().cloned()).collect());
        *self = Bindings { stamp: Some(stamp), all };
        Ok(())
    }

    /// Takes the readings of the bindings that look at one of these types, or of all; gives how many moved something.
    pub async fn take(&self, site: &Arc<Site>, of: Option<&HashSet<String>>) -> usize {
        let mut moved = 0;
        for (bound, types) in &self.all {
            if of.is_some_and(|of| !types.iter().any(|name| of.contains(name))) {
                continue;
            }
            match one(site, bound).await {
                Ok(true) => moved += 1,
                Ok(false) => {}
                Err(failure) => {
                    tracing::warn!(commitment = %bound.commitment, %failure, "a reading could not be taken");
                }
            }
        }
        moved
    }
}

async fn one(site: &Arc<Site>, bound: &Bound) -> Outcome<bool> {
    let now = site.now();
    let from = match bound.binding.query.period {
        Period::All => None,
        period => rules::from(period, start_day(site, bound.commitment).await?, now),
    };
    let observed = (site.part::<Meter>().0)(bound.binding.query.clone(), now, from).await?;
    let (bound, ids, book) = (bound.clone(), site.ids.clone(), site.part::<Board>().book());
    let moved = site.db.write(move |tx| {
        let context = Context { actor: Actor::system(), now };
        let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
        commands::record(&mut acting, &bound, observed)
    });
    Ok(moved.await?.is_some())
}

async fn start_day(site: &Arc<Site>, commitment: Id) -> Outcome<Day> {
    let found = site.db.read(move |tx| commitments::as_of(tx, commitment, Moment(i64::MAX - 1))).await?;
    Ok(found.map_or(Day(0), |found| found.version.terms.start_day))
}

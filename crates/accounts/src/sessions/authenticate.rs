//! Recognising who sends a request, by the session cookie or by a program's token.

use futures_util::FutureExt;
use qipan_kernel::{Actor, Id, Moment, Outcome};

use crate::http::{Authenticated, Credential, Site};
use crate::sessions::{rules, store};
use crate::tokens;
use crate::units::Units;
use crate::users::model::actor;

/// How long a recognised credential is believed without asking the store again: the longest time for which a session
/// ended in another process still works in this one.
const FRESH_MS: i64 = 10_000;

/// Who a credential stands for; `None` when nobody (any more).
pub fn authenticate(site: &Site, credential: &Credential, now: Moment) -> Outcome<Option<Authenticated>> {
    let units = site.units()?;
    match credential {
        Credential::Session(secret) => {
            let Some(signed) = site.db.read_now(|tx| store::find(tx, secret, now))? else { return Ok(None) };
            let session = signed.session;
            if now.0 - session.seen_at.0 >= rules::TOUCH_MS {
                // One poll hands the note to the writer; nobody waits for it, and a lost one costs nothing.
                let _ = site.db.write(move |tx| store::touch(tx, session.id, now)).now_or_never();
            }
            let ends = session.created_at.plus_ms(rules::ABSOLUTE_MS);
            Ok(Some(recognised(signed.user.actor(&units), &units, now, ends)))
        }
        Credential::Token(secret) => {
            let Some(token) = site.db.read_now(|tx| tokens::store::find(tx, secret, now))? else {
                return Ok(None);
            };
            let (id, today): (Id, _) = (token.id, now.day());
            if token.used != Some(today) {
                let _ = site.db.write(move |tx| tokens::store::used(tx, id, today)).now_or_never();
            }
            let actor = actor(id, &token.name, token.role, token.unit, &units);
            Ok(Some(recognised(actor, &units, now, token.expires_at)))
        }
    }
}

fn recognised(actor: Actor, units: &Units, now: Moment, ends: Moment) -> Authenticated {
    let unit = actor.unit.and_then(|id| units.get(id));
    let unit_name = unit.map(|unit| (unit.data.short(false).to_owned(), unit.data.short(true).to_owned()));
    Authenticated { actor, unit_name, fresh_until: now.plus_ms(FRESH_MS).min(ends) }
}

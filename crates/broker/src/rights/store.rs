//! Rows of rights, and the rights as they were last read.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use qipan_kernel::{Context, Failure, Id, Moment, Outcome};
use qipan_store::{Db, Tx, journal, params};
use serde_json::json;

use super::Rights;

/// How long rights are believed without asking the store again: the longest time for which what another process has taken
/// away still works in this one.
const FRESH_MS: i64 = 2_000;
/// More tokens than this are not remembered.
const MOST: usize = 10_000;

/// Rights by token.
#[derive(Default)]
pub struct Known(RwLock<HashMap<Id, (Moment, Arc<Rights>)>>);

impl Known {
    /// The rights of a token; none where it was given none.
    pub fn of(&self, db: &Db, token: Id, now: Moment) -> Outcome<Arc<Rights>> {
        if let Some((until, rights)) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&token)
            && *until > now
        {
            return Ok(rights.clone());
        }
        let rights = Arc::new(db.read_now(|tx| get(tx, token))?.unwrap_or_default());
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(token, (now.plus_ms(FRESH_MS), rights.clone()));
        Ok(rights)
    }

    /// Rights were changed by this process.
    pub fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn parse(text: &str) -> Outcome<Rights> {
    serde_json::from_str(text).map_err(|e| Failure::internal(format!("stored rights: {e}")))
}

/// The rights of a token.
pub fn get(tx: &mut Tx<'_>, token: Id) -> Outcome<Option<Rights>> {
    tx.first("select rights from hub_right where token = $1", params![token], |row| {
        parse(&row.get::<String>(0)?)
    })
}

/// All rights, by token.
pub fn all(tx: &mut Tx<'_>) -> Outcome<HashMap<Id, Rights>> {
    let rows = tx.rows("select token, rights from hub_right", &[], |row| {
        Ok((row.get::<Id>(0)?, parse(&row.get::<String>(1)?)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Gives a token these rights instead of those it had, with its entry in the journal.
///
/// # Errors
/// Not found, where there is no such token; `hub-rights-none`, `hub-rights-name`.
pub fn set(tx: &mut Tx<'_>, context: &Context, token: Id, rights: &Rights) -> Outcome<()> {
    qipan_accounts::access::require(&context.actor, qipan_accounts::Act::TokenManage)?;
    qipan_accounts::tokens::store::get(tx, token)?.ok_or_else(Failure::not_found)?;
    let wrong = |text: &String| text.len() > 300 || text.chars().any(|c| c.is_control() || c.is_whitespace());
    for (field, list) in [("tenants", &rights.tenants), ("types", &rights.types)] {
        if let Some(bad) = list.iter().flatten().find(|text| wrong(text)) {
            return Err(Failure::invalid("hub-rights-name").with("name", bad.as_str()).at(field));
        }
    }
    let text = serde_json::to_string(rights).map_err(Failure::internal)?;
    let before = get(tx, token)?;
    tx.exec(
        "insert into hub_right (token, rights) values ($1, $2)
         on conflict (token) do update set rights = excluded.rights",
        params![token, text],
    )?;
    let body = json!({ "before": before, "after": rights });
    journal::append(tx, context, "token.hub-rights", (qipan_accounts::tokens::SUBJECT, token), &body)?;
    Ok(())
}

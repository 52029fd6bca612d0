//! Tokens: how programs of other systems identify themselves. A token has a role and a unit like a user, an end, and a
//! secret that is shown once and stored only as its digest.

use qipan_kernel::{Context, Day, Failure, Id, IdSource, Moment, Outcome, Role};
use qipan_store::{Tx, journal};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::{self, Act};
use crate::chance::{self, Chance};
use crate::units::Units;
use crate::units::rules::is_unfit;

pub mod api;
pub mod pages;
pub mod store;

/// Kind of the subject in the journal.
pub const SUBJECT: &str = "token";
/// What every secret begins with, so that one left in a repository or a log is recognised.
pub const PREFIX: &str = "qp_";
/// A token ends at the latest after this many days.
pub const DAYS_MAX: i32 = 731;

/// What a new token shall be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// For which unit; required for the roles of units.
    #[serde(default)]
    pub unit: Option<Id>,
    /// The last day on which it works.
    pub until: Day,
}

/// A stored token, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Token {
    /// Identifier; also the actor's.
    pub id: Id,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// For which unit.
    pub unit: Option<Id>,
    /// Issued.
    pub created_at: Moment,
    /// The moment from which it works no more.
    pub expires_at: Moment,
    /// Revoked.
    pub revoked_at: Option<Moment>,
    /// The last day on which it was used.
    pub used: Option<Day>,
}

impl Token {
    /// Whether it works at `now`.
    pub fn works(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A fresh secret: `qp_` and 256 bits.
pub fn secret(chance: &mut dyn Chance) -> String {
    format!("{PREFIX}{}", chance::secret(chance))
}

/// Issues a token with this secret and returns its identifier.
pub fn issue(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    new: &NewToken,
    secret: &str,
) -> Outcome<Id> {
    access::require(&context.actor, Act::TokenManage)?;
    let new = NewToken { name: new.name.trim().to_owned(), ..new.clone() };
    let mut failures = Vec::new();
    if new.name.is_empty() || new.name.chars().count() > 60 || new.name.chars().any(is_unfit) {
        failures.push(Failure::invalid("token-name-form").at("name").with("max", 60));
    }
    match new.unit {
        None if access::needs_unit(new.role) => {
            failures.push(Failure::invalid("user-unit-missing").at("unit"))
        }
        Some(unit) if Units::load(tx)?.get(unit).is_none() => {
            failures.push(Failure::invalid("user-unit-unknown").at("unit"));
        }
        _ => {}
    }
    let today = context.now.day();
    if new.until < today || new.until - today > DAYS_MAX {
        failures.push(Failure::invalid("token-until-range").at("until").with("max", DAYS_MAX));
    }
    Failure::collect(failures)?;
    let id = ids.next(context.now);
    store::insert(tx, id, &new, &chance::digest(secret), context)?;
    journal::append(tx, context, "token.issue", (SUBJECT, id), &json!({ "after": new }))?;
    Ok(id)
}

/// Revokes a token at once. Revoking twice is no error.
pub fn revoke(tx: &mut Tx<'_>, context: &Context, id: Id) -> Outcome<()> {
    access::require(&context.actor, Act::TokenManage)?;
    let token = store::get(tx, id)?.ok_or_else(Failure::not_found)?;
    if token.revoked_at.is_some() {
        return Ok(());
    }
    store::set_revoked(tx, id, context.now)?;
    journal::append(tx, context, "token.revoke", (SUBJECT, id), &json!({}))?;
    Ok(())
}

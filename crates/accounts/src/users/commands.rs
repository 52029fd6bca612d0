//! Acts on users. No password, hash or secret is ever written to the journal.

use qipan_kernel::{Context, Failure, Id, IdSource, Outcome, Role};
use qipan_store::{Tx, journal};
use serde_json::json;

use crate::access::{self, Act};
use crate::sessions;
use crate::units::Units;
use crate::users::model::{User, UserData};
use crate::users::password::PasswordHash;
use crate::users::{rules, store, totp};
use crate::vault::Vault;

/// Kind of the subject in the journal.
pub const SUBJECT: &str = "user";

fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<User> {
    store::get(tx, id)?.ok_or_else(Failure::not_found)
}

fn check(tx: &mut Tx<'_>, id: Option<Id>, data: UserData) -> Outcome<UserData> {
    let data = rules::clean(data);
    rules::check(&data, &Units::load(tx)?)?;
    if store::name_taken(tx, &data.name, id)? {
        return Err(Failure::invalid("user-name-taken").at("name").with("name", data.name.as_str()));
    }
    if let Some(person) = data.person
        && crate::people::store::person(tx, person)?.is_none()
    {
        return Err(Failure::invalid("person-unknown").at("person"));
    }
    Ok(data)
}

/// An installation without an administrator could never be changed again.
fn keep_an_administrator(tx: &mut Tx<'_>, user: &User) -> Outcome<()> {
    let counts = user.data.role == Role::Administrator && !user.disabled;
    if counts && store::other_administrators(tx, user.id)? == 0 {
        return Err(Failure::conflict("user-last-administrator"));
    }
    Ok(())
}

fn meanwhile(written: bool) -> Outcome<()> {
    if written { Ok(()) } else { Err(Failure::conflict("user-changed-meanwhile")) }
}

/// Makes a new user. `must_change` asks for a new password at the first sign-in.
pub fn create(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    data: UserData,
    password: &PasswordHash,
    must_change: bool,
) -> Outcome<Id> {
    access::require(&context.actor, Act::UserManage)?;
    let data = check(tx, None, data)?;
    let id = ids.next(context.now);
    store::insert(tx, id, &data, password, must_change, context.now)?;
    journal::append(tx, context, "user.create", (SUBJECT, id), &json!({ "after": data }))?;
    Ok(id)
}

/// Changes a user's names, role and unit.
pub fn amend(tx: &mut Tx<'_>, context: &Context, id: Id, version: i64, data: UserData) -> Outcome<()> {
    access::require(&context.actor, Act::UserManage)?;
    let before = load(tx, id)?;
    let data = check(tx, Some(id), data)?;
    if data == before.data {
        return Ok(());
    }
    if data.role != Role::Administrator {
        keep_an_administrator(tx, &before)?;
    }
    meanwhile(store::update(tx, id, version, &data)?)?;
    let body = json!({ "before": before.data, "after": data });
    journal::append(tx, context, "user.amend", (SUBJECT, id), &body)?;
    Ok(())
}

/// Changes only the role (and the unit that goes with it).
pub fn set_role(
    tx: &mut Tx<'_>,
    context: &Context,
    id: Id,
    version: i64,
    role: Role,
    unit: Option<Id>,
) -> Outcome<()> {
    access::require(&context.actor, Act::UserManage)?;
    let data = UserData { role, unit, ..load(tx, id)?.data };
    amend(tx, context, id, version, data)
}

/// Takes the right to sign in away and ends all sessions, or gives it back.
pub fn disable(tx: &mut Tx<'_>, context: &Context, id: Id, version: i64, disabled: bool) -> Outcome<()> {
    access::require(&context.actor, Act::UserManage)?;
    let before = load(tx, id)?;
    if before.disabled == disabled {
        return Ok(());
    }
    if disabled {
        keep_an_administrator(tx, &before)?;
        sessions::store::end_all(tx, id, None, context.now)?;
    }
    meanwhile(store::set_disabled(tx, id, version, disabled)?)?;
    let act = if disabled { "user.disable" } else { "user.enable" };
    journal::append(tx, context, act, (SUBJECT, id), &json!({}))?;
    Ok(())
}

/// An administrator sets a user's password; the user must change it at the next sign-in. Ends all sessions.
pub fn reset_password(tx: &mut Tx<'_>, context: &Context, id: Id, password: &PasswordHash) -> Outcome<()> {
    access::require(&context.actor, Act::UserManage)?;
    load(tx, id)?;
    store::set_password(tx, id, password, true)?;
    sessions::store::end_all(tx, id, None, context.now)?;
    journal::append(tx, context, "user.reset-password", (SUBJECT, id), &json!({}))?;
    Ok(())
}

/// Users change their own password. `seen` is the stored hash against which the old password was checked: when it is
/// no longer the stored one, somebody was faster. Ends all sessions but `keep`.
pub fn change_password(
    tx: &mut Tx<'_>,
    context: &Context,
    seen: &PasswordHash,
    password: &PasswordHash,
    keep: Option<Id>,
) -> Outcome<()> {
    access::require(&context.actor, Act::OwnAccount)?;
    let id = context.actor.id;
    let stored = store::password(tx, id)?.ok_or_else(Failure::not_found)?;
    meanwhile(stored == *seen)?;
    store::set_password(tx, id, password, false)?;
    sessions::store::end_all(tx, id, keep, context.now)?;
    journal::append(tx, context, "user.change-password", (SUBJECT, id), &json!({}))?;
    Ok(())
}

/// Users set up their second factor: `typed` proves that the app has taken the secret.
pub fn enrol_totp(
    tx: &mut Tx<'_>,
    context: &Context,
    vault: &Vault,
    secret: &[u8],
    typed: &str,
) -> Outcome<()> {
    access::require(&context.actor, Act::OwnAccount)?;
    let id = context.actor.id;
    let user = load(tx, id)?;
    if user.totp {
        return Err(Failure::conflict("totp-enrolled-already"));
    }
    if secret.len() < totp::SECRET_BYTES {
        return Err(Failure::invalid("totp-code-wrong").at("code").because("the secret is too short"));
    }
    let step = totp::accept(secret, typed, context.now, 0)
        .ok_or_else(|| Failure::invalid("totp-code-wrong").at("code"))?;
    store::set_totp(tx, id, Some(&totp::sealed(vault, id, secret)?), step)?;
    journal::append(tx, context, "user.enrol-totp", (SUBJECT, id), &json!({}))?;
    Ok(())
}

/// Takes a second factor away: users their own (a current code proves that it is they), administrators anybody's
/// (a lost telephone; `typed` is not looked at).
pub fn drop_totp(tx: &mut Tx<'_>, context: &Context, vault: &Vault, id: Id, typed: &str) -> Outcome<()> {
    let own = context.actor.id == id;
    access::require(&context.actor, if own { Act::OwnAccount } else { Act::UserManage })?;
    load(tx, id)?;
    let Some((stored, last)) = store::totp(tx, id)? else { return Ok(()) };
    if own && totp::accept(&totp::opened(vault, id, &stored)?, typed, context.now, last).is_none() {
        return Err(Failure::invalid("totp-code-wrong").at("code"));
    }
    store::set_totp(tx, id, None, 0)?;
    journal::append(tx, context, "user.drop-totp", (SUBJECT, id), &json!({}))?;
    Ok(())
}

/// Seals the secrets that are still stored as they are; gives how many. Run at every start: after the first one there
/// are none.
///
/// # Errors
/// As [`Vault::seal`].
pub fn seal_totp(tx: &mut Tx<'_>, context: &Context, vault: &Vault) -> Outcome<usize> {
    let plain: Vec<(Id, Vec<u8>)> =
        store::totps(tx)?.into_iter().filter(|(_, stored)| totp::is_plain(stored)).collect();
    for (id, secret) in &plain {
        store::seal_totp(tx, *id, &totp::sealed(vault, *id, secret)?)?;
        journal::append(tx, context, "user.seal-totp", (SUBJECT, *id), &json!({}))?;
    }
    Ok(plain.len())
}

/// How many stored secrets the vault cannot open: none, unless the key file was lost or changed.
pub fn unopened_totp(tx: &mut Tx<'_>, vault: &Vault) -> Outcome<usize> {
    let all = store::totps(tx)?;
    Ok(all.iter().filter(|(id, stored)| totp::opened(vault, *id, stored).is_err()).count())
}

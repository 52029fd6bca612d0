//! Rows of users.

use std::str::FromStr;

use qipan_kernel::{Failure, Id, Moment, Outcome, Role};
use qipan_store::{Row, Tx, params};

use crate::users::model::{User, UserData};
use crate::users::password::PasswordHash;

pub(crate) const COLUMNS: &str = "u.id, u.version, u.name, u.display, u.role, u.unit, u.person, u.must_change, \
                                  cast(case when u.totp is null then 0 else 1 end as bigint), u.disabled, u.created_at";

/// Reads [`COLUMNS`] from column `at` on.
pub(crate) fn read(row: &Row<'_>, at: usize) -> Outcome<User> {
    let role: String = row.get(at + 4)?;
    Ok(User {
        id: row.get(at)?,
        version: row.get(at + 1)?,
        data: UserData {
            name: row.get(at + 2)?,
            display: row.get(at + 3)?,
            role: Role::from_str(&role).map_err(Failure::internal)?,
            unit: row.get(at + 5)?,
            person: row.get(at + 6)?,
        },
        must_change: row.get(at + 7)?,
        totp: row.get(at + 8)?,
        disabled: row.get(at + 9)?,
        created_at: row.get(at + 10)?,
    })
}

/// All users by sign-in name.
pub fn list(tx: &mut Tx<'_>) -> Outcome<Vec<User>> {
    tx.rows(&format!("select {COLUMNS} from user_account u order by u.name"), &[], |row| read(row, 0))
}

/// One user.
pub fn get(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<User>> {
    tx.first(&format!("select {COLUMNS} from user_account u where u.id = $1"), params![id], |row| {
        read(row, 0)
    })
}

/// How many users there are: none means that the installation has not been set up.
pub fn count(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select count(*) from user_account", &[], |row| row.get(0))
}

/// Whether the sign-in name belongs to another user than `except`.
pub(super) fn name_taken(tx: &mut Tx<'_>, name: &str, except: Option<Id>) -> Outcome<bool> {
    let found: Option<Id> =
        tx.first("select id from user_account where name = $1", params![name], |row| row.get(0))?;
    Ok(found.is_some_and(|id| Some(id) != except))
}

/// Administrators who may sign in, besides `except`.
pub(super) fn other_administrators(tx: &mut Tx<'_>, except: Id) -> Outcome<i64> {
    tx.one(
        "select count(*) from user_account where role = $1 and disabled = 0 and id <> $2",
        params![Role::Administrator.as_str(), except],
        |row| row.get(0),
    )
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: Id,
    data: &UserData,
    password: &PasswordHash,
    must_change: bool,
    now: Moment,
) -> Outcome<()> {
    tx.queue(
        "insert into user_account (id, version, name, display, role, unit, person, password, must_change, totp, \
         totp_step, disabled, created_at) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, null, 0, 0, $9)",
        params![
            id,
            &data.name,
            &data.display,
            data.role.as_str(),
            data.unit,
            data.person,
            &password.0,
            must_change,
            now
        ],
    )
}

pub(super) fn update(tx: &mut Tx<'_>, id: Id, version: i64, data: &UserData) -> Outcome<bool> {
    let changed = tx.exec(
        "update user_account set version = version + 1, name = $3, display = $4, role = $5, unit = $6, person = $7 \
         where id = $1 and version = $2",
        params![id, version, &data.name, &data.display, data.role.as_str(), data.unit, data.person],
    )?;
    Ok(changed == 1)
}

pub(super) fn set_disabled(tx: &mut Tx<'_>, id: Id, version: i64, disabled: bool) -> Outcome<bool> {
    let changed = tx.exec(
        "update user_account set version = version + 1, disabled = $3 where id = $1 and version = $2",
        params![id, version, disabled],
    )?;
    Ok(changed == 1)
}

/// The stored hash of a user's password.
pub fn password(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<PasswordHash>> {
    tx.first("select password from user_account where id = $1", params![id], |row| {
        Ok(PasswordHash(row.get(0)?))
    })
}

pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    id: Id,
    password: &PasswordHash,
    must_change: bool,
) -> Outcome<()> {
    tx.queue(
        "update user_account set version = version + 1, password = $2, must_change = $3 where id = $1",
        params![id, &password.0, must_change],
    )
}

/// The secret of a user's second factor and the last time step that was accepted.
pub(crate) fn totp(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<(Vec<u8>, i64)>> {
    let found: Option<(Option<Vec<u8>>, i64)> =
        tx.first("select totp, totp_step from user_account where id = $1", params![id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(found.and_then(|(secret, step)| Some((secret?, step))))
}

pub(super) fn set_totp(tx: &mut Tx<'_>, id: Id, secret: Option<&[u8]>, step: i64) -> Outcome<()> {
    tx.queue(
        "update user_account set version = version + 1, totp = $2, totp_step = $3 where id = $1",
        params![id, secret, step],
    )
}

/// The stored secrets of all second factors.
pub(super) fn totps(tx: &mut Tx<'_>) -> Outcome<Vec<(Id, Vec<u8>)>> {
    tx.rows("select id, totp from user_account where totp is not null order by id", &[], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Puts the sealed secret in the place of the plain one; the version stays: nothing about the user has changed.
pub(super) fn seal_totp(tx: &mut Tx<'_>, id: Id, sealed: &[u8]) -> Outcome<()> {
    tx.queue("update user_account set totp = $2 where id = $1", params![id, sealed])
}

/// Remembers the step whose code was used, so that it works once.
pub(crate) fn used_step(tx: &mut Tx<'_>, id: Id, step: i64) -> Outcome<()> {
    tx.queue("update user_account set totp_step = $2 where id = $1", params![id, step])
}

//! Rows of sessions, of failed attempts, and of the addresses users sign in from.

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Tx, params};

use crate::chance::digest;
use crate::sessions::rules::{self, Stage, Standing, Tries};
use crate::users::model::User;
use crate::users::password::PasswordHash;
use crate::users::store::{COLUMNS, read};

/// What is known about a sign-in before the password is checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The user of that name with the stored hash; `None` when there is none, which must not be told.
    pub user: Option<(User, PasswordHash)>,
    /// Failed attempts so far.
    pub standing: Standing,
}

impl Candidate {
    /// The hash to check the password against; see [`PasswordHash::verify`].
    pub fn hash(&self) -> Option<&PasswordHash> {
        self.user.as_ref().map(|(_, hash)| hash)
    }
}

/// A session, as its owner sees it in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Identifier; not the secret.
    pub id: Id,
    /// Begun.
    pub created_at: Moment,
    /// Last request noted (to within [`rules::TOUCH_MS`]).
    pub seen_at: Moment,
    /// Where from.
    pub address: String,
    /// With which program.
    pub agent: String,
}

/// A session that was recognised, with its user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
}

/// Keys of the three counts. Names are short and without spaces by rule; what was typed may be anything.
fn keys(name: &str, address: &str) -> [String; 3] {
    let cut = |text: &str| text.chars().take(80).collect::<String>();
    let (name, address) = (cut(name), cut(address));
    [format!("p {name} {address}"), format!("a {name}"), format!("s {address}")]
}

/// What is known about an attempt to sign in as `name` (cleaned) from `address`.
pub fn candidate(tx: &mut Tx<'_>, name: &str, address: &str) -> Outcome<Candidate> {
    let sql = format!("select {COLUMNS}, u.password from user_account u where u.name = $1");
    let user = tx.first(&sql, params![name], |row| Ok((read(row, 0)?, PasswordHash(row.get(11)?))))?;
    let mut standing = Standing::default();
    let keys = keys(name, address);
    tx.each(
        "select subject, failures, last_at from sign_in_tries where subject in ($1, $2, $3)",
        params![&keys[0], &keys[1], &keys[2]],
        |row| {
            let subject: String = row.get(0)?;
            let tries = Tries { failures: row.get(1)?, last: row.get(2)? };
            match subject.as_bytes().first() {
                Some(b'p') => standing.pair = tries,
                Some(b'a') => standing.account = tries,
                _ => standing.source = tries,
            }
            Ok(())
        },
    )?;
    if let Some((user, _)) = &user {
        standing.known = tx
            .first(
                "select 1 from sign_in_place where user_id = $1 and address = $2",
                params![user.id, address],
                |_| Ok(()),
            )?
            .is_some();
    }
    Ok(Candidate { user, standing })
}

/// Counts one more failure, three times.
pub(super) fn count_failure(
    tx: &mut Tx<'_>,
    name: &str,
    address: &str,
    standing: &Standing,
    now: Moment,
) -> Outcome<()> {
    let tries = [standing.pair, standing.account, standing.source];
    for (key, tries) in keys(name, address).iter().zip(tries) {
        let tries = tries.failed(now);
        tx.queue(
            "insert into sign_in_tries (subject, failures, last_at) values ($1, $2, $3) \
             on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at",
            params![key, tries.failures, tries.last],
        )?;
    }
    Ok(())
}

/// After a success: the account's count at this address begins anew, and the address is known from now on.
pub(super) fn count_success(tx: &mut Tx<'_>, user: &User, address: &str, now: Moment) -> Outcome<()> {
    let keys = keys(&user.data.name, address);
    tx.queue("delete from sign_in_tries where subject = $1", params![&keys[0]])?;
    tx.queue(
        "insert into sign_in_place (user_id, address, at) values ($1, $2, $3) \
         on conflict (user_id, address) do update set at = excluded.at",
        params![user.id, address, now],
    )
}

/// Drops counts that nobody needs any more (a day without a failure) and sessions that ended before `before`. For the
/// daily job.
pub fn sweep(tx: &mut Tx<'_>, now: Moment, before: Moment) -> Outcome<()> {
    tx.queue("delete from sign_in_tries where last_at < $1", params![now.plus_ms(-2 * 24 * 3_600_000)])?;
    tx.queue("delete from session where created_at < $1", params![before.plus_ms(-rules::ABSOLUTE_MS)])
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    session: &Session,
    secret: &str,
    user: Id,
    stage: Stage,
) -> Outcome<()> {
    tx.queue(
        "insert into session (id, hash, user_id, complete, created_at, seen_at, ended_at, address, agent) \
         values ($1, $2, $3, $4, $5, $5, null, $6, $7)",
        params![
            session.id,
            &digest(secret),
            user,
            stage.number(),
            session.created_at,
            &session.address,
            &session.agent
        ],
    )
}

fn find_with(tx: &mut Tx<'_>, secret: &str, now: Moment, stage: Stage) -> Outcome<Option<Signed>> {
    let sql = format!(
        "select {COLUMNS}, s.id, s.created_at, s.seen_at, s.ended_at, s.address, s.agent \
         from session s join user_account u on u.id = s.user_id where s.hash = $1 and s.complete = $2"
    );
    let found = tx.first(&sql, params![&digest(secret), stage.number()], |row| {
        let session = Session {
            id: row.get(11)?,
            created_at: row.get(12)?,
            seen_at: row.get(13)?,
            address: row.get(15)?,
            agent: row.get(16)?,
        };
        Ok((row.get::<Option<Moment>>(14)?, Signed { session, user: read(row, 0)? }))
    })?;
    Ok(found.and_then(|(ended, signed)| {
        let Session { created_at, seen_at, .. } = signed.session;
        let over = signed.user.disabled || rules::over(created_at, seen_at, ended, stage, now);
        (!over).then_some(signed)
    }))
}

/// The session of a secret with its user, in one indexed query; `None` when there is none, it is over, or the user
/// is disabled.
pub fn find(tx: &mut Tx<'_>, secret: &str, now: Moment) -> Outcome<Option<Signed>> {
    find_with(tx, secret, now, Stage::Done)
}

/// The unfinished sign-in of a secret that has come to `stage`.
pub fn find_half(tx: &mut Tx<'_>, secret: &str, now: Moment, stage: Stage) -> Outcome<Option<Signed>> {
    find_with(tx, secret, now, stage)
}

/// Notes a request; only worth calling when the note is older than [`rules::TOUCH_MS`].
pub fn touch(tx: &mut Tx<'_>, id: Id, now: Moment) -> Outcome<()> {
    tx.queue(
        "update session set seen_at = $2 where id = $1 and seen_at < $2 and ended_at is null",
        params![id, now],
    )
}

/// The sessions of a user that are not over, newest first.
pub fn of_user(tx: &mut Tx<'_>, user: Id, now: Moment) -> Outcome<Vec<Session>> {
    tx.rows(
        "select id, created_at, seen_at, address, agent from session \
         where user_id = $1 and ended_at is null and complete = 1 and created_at > $2 and seen_at > $3 \
         order by created_at desc, id desc",
        params![user, now.plus_ms(-rules::ABSOLUTE_MS), now.plus_ms(-rules::IDLE_MS)],
        |row| {
            Ok(Session {
                id: row.get(0)?,
                created_at: row.get(1)?,
                seen_at: row.get(2)?,
                address: row.get(3)?,
                agent: row.get(4)?,
            })
        },
    )
}

/// Ends one session of a user; `false` when there is no such session or it has ended.
pub(crate) fn end(tx: &mut Tx<'_>, user: Id, id: Id, now: Moment) -> Outcome<bool> {
    let ended = tx.exec(
        "update session set ended_at = $3 where id = $1 and user_id = $2 and ended_at is null",
        params![id, user, now],
    )?;
    Ok(ended == 1)
}

/// Ends all sessions of a user but `keep`.
pub(crate) fn end_all(tx: &mut Tx<'_>, user: Id, keep: Option<Id>, now: Moment) -> Outcome<()> {
    tx.queue(
        "update session set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null",
        params![user, keep.unwrap_or_default(), now],
    )
}

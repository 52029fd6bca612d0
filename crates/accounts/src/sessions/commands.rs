//! Signing in, signing out, ending sessions.
//!
//! The password is checked outside the transaction, because that takes long; the transaction looks again whether the
//! attempt may count. A refused attempt is a result, not an error: it is written down (counted, and for an account that
//! exists also journalled), and an error would undo that.

use qipan_kernel::{Actor, Context, Failure, FailureKind, Id, IdSource, Moment, Outcome};
use qipan_store::{Tx, journal};
use serde_json::json;

use crate::access::{self, Act};
use crate::sessions::rules::{self, Stage};
use crate::sessions::store::{self, Candidate, Session};
use crate::users::PasswordHash;
use crate::users::commands::SUBJECT;
use crate::users::model::User;
use crate::users::store as users;
use crate::users::totp;
use crate::vault::Vault;

/// An attempt to sign in, with what was found out about the password.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Sign-in name as it was typed.
    pub name: String,
    /// Address of the other side.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The hash that the password fitted; `None` when it fitted none.
    pub fitted: Option<PasswordHash>,
}

/// How an attempt ended.
#[derive(Clone, PartialEq, Debug)]
pub enum SignIn {
    /// Signed in: the secret given is that of a session now.
    Done {
        /// The session.
        session: Id,
        /// Who.
        user: User,
    },
    /// The password is right; the secret given is that of a session that awaits the one-time code.
    CodeWanted,
    /// Password and code are right; the secret given is that of a session that awaits a password of the user's own.
    PasswordWanted,
    /// Refused, with what to say. `Unauthenticated` or `TooMany`.
    Refused(Failure),
}

/// The name under which an attempt is looked up and counted.
pub fn clean_name(typed: &str) -> String {
    crate::units::rules::fold(typed).chars().take(80).collect()
}

fn acting(user: &User, now: Moment) -> Context {
    let actor = Actor {
        id: user.id,
        name: user.data.display.clone(),
        role: user.data.role,
        unit: user.data.unit,
        scope: Vec::new(),
    };
    Context { actor, now }
}

fn begin(
    tx: &mut Tx<'_>,
    ids: &IdSource,
    now: Moment,
    (address, agent): (&str, &str),
    (secret, user, stage): (&str, &User, Stage),
) -> Outcome<Id> {
    let session = Session {
        id: ids.next(now),
        created_at: now,
        seen_at: now,
        address: address.to_owned(),
        agent: agent.chars().filter(|c| !c.is_control()).take(300).collect(),
    };
    store::insert(tx, &session, secret, user.id, stage)?;
    if stage == Stage::Done {
        store::count_success(tx, user, address, now)?;
        let body = json!({ "session": session.id, "address": address });
        journal::append(tx, &acting(user, now), "session.begin", (SUBJECT, user.id), &body)?;
    }
    Ok(session.id)
}

fn ended(stage: Stage, session: Id, user: &User) -> SignIn {
    match stage {
        Stage::Code => SignIn::CodeWanted,
        Stage::Password => SignIn::PasswordWanted,
        Stage::Done => SignIn::Done { session, user: user.clone() },
    }
}

fn refuse(
    tx: &mut Tx<'_>,
    now: Moment,
    (name, address): (&str, &str),
    candidate: &Candidate,
    key: &'static str,
) -> Outcome<SignIn> {
    store::count_failure(tx, name, address, &candidate.standing, now)?;
    if let Some((user, _)) = &candidate.user {
        // The throttle bounds how often this is written; attempts that came too early never get here.
        let body = json!({ "address": address, "why": key });
        journal::append(tx, &acting(user, now), "session.refused", (SUBJECT, user.id), &body)?;
    }
    Ok(SignIn::Refused(Failure::new(FailureKind::Unauthenticated, key)))
}

/// Decides an attempt. On success `secret` (64 hexadecimal digits of chance, see [`crate::chance::secret`]) becomes a
/// session.
pub fn sign_in(
    tx: &mut Tx<'_>,
    ids: &IdSource,
    now: Moment,
    attempt: &Attempt,
    secret: &str,
) -> Outcome<SignIn> {
    let name = clean_name(&attempt.name);
    let from = (name.as_str(), attempt.address.as_str());
    let candidate = store::candidate(tx, &name, &attempt.address)?;
    // Many attempts may have been checked at the same time; all but the first few come too early now.
    if let Err(failure) = rules::admit(&candidate.standing, now) {
        return Ok(SignIn::Refused(failure));
    }
    match &candidate.user {
        Some((user, hash)) if attempt.fitted.as_ref() == Some(hash) => {
            if user.disabled {
                return refuse(tx, now, from, &candidate, "sign-in-disabled");
            }
            let place = (attempt.address.as_str(), attempt.agent.as_str());
            let stage = Stage::next(user.totp, user.must_change);
            let session = begin(tx, ids, now, place, (secret, user, stage))?;
            Ok(ended(stage, session, user))
        }
        _ => refuse(tx, now, from, &candidate, "sign-in-wrong"),
    }
}

/// The second step: the one-time code for the session of `half`. On success `secret` becomes the session and `half`
/// ends. `None` when there is no session that awaits a code.
pub fn confirm_code(
    tx: &mut Tx<'_>,
    (ids, vault): (&IdSource, &Vault),
    now: Moment,
    half: &str,
    typed: &str,
    address: &str,
    secret: &str,
) -> Outcome<Option<SignIn>> {
    let Some(signed) = store::find_half(tx, half, now, Stage::Code)? else { return Ok(None) };
    let user = &signed.user;
    let name = user.data.name.as_str();
    let candidate = store::candidate(tx, name, address)?;
    if let Err(failure) = rules::admit(&candidate.standing, now) {
        return Ok(Some(SignIn::Refused(failure)));
    }
    let step = match users::totp(tx, user.id)? {
        Some((stored, last)) => totp::accept(&totp::opened(vault, user.id, &stored)?, typed, now, last),
        // Taken away by an administrator between the two steps: the password was enough.
        None => Some(0),
    };
    let Some(step) = step else {
        return refuse(tx, now, (name, address), &candidate, "totp-code-wrong").map(Some);
    };
    users::used_step(tx, user.id, step)?;
    store::end(tx, user.id, signed.session.id, now)?;
    let place = (address, signed.session.agent.as_str());
    let stage = Stage::next(false, user.must_change);
    let session = begin(tx, ids, now, place, (secret, user, stage))?;
    Ok(Some(ended(stage, session, user)))
}

/// The last step for a user whose password somebody else has set: their own password for the session of `half`. On
/// success `secret` becomes the session, and every other one ends. `None` when there is no session that awaits this.
pub fn choose_password(
    tx: &mut Tx<'_>,
    ids: &IdSource,
    now: Moment,
    half: &str,
    password: &PasswordHash,
    secret: &str,
) -> Outcome<Option<SignIn>> {
    let Some(signed) = store::find_half(tx, half, now, Stage::Password)? else { return Ok(None) };
    let user = &signed.user;
    users::set_password(tx, user.id, password, false)?;
    store::end_all(tx, user.id, None, now)?;
    let context = acting(user, now);
    journal::append(tx, &context, "user.change-password", (SUBJECT, user.id), &json!({}))?;
    let place = (signed.session.address.as_str(), signed.session.agent.as_str());
    let session = begin(tx, ids, now, place, (secret, user, Stage::Done))?;
    Ok(Some(SignIn::Done { session, user: user.clone() }))
}

/// Ends the session of `secret`, complete or not. Signing out twice is no error.
pub fn sign_out(tx: &mut Tx<'_>, now: Moment, secret: &str) -> Outcome<()> {
    for stage in [Stage::Code, Stage::Password] {
        if let Some(signed) = store::find_half(tx, secret, now, stage)? {
            return store::end(tx, signed.user.id, signed.session.id, now).map(drop);
        }
    }
    if let Some(signed) = store::find(tx, secret, now)?
        && store::end(tx, signed.user.id, signed.session.id, now)?
    {
        let body = json!({ "session": signed.session.id });
        let context = acting(&signed.user, now);
        journal::append(tx, &context, "session.end", (SUBJECT, signed.user.id), &body)?;
    }
    Ok(())
}

/// Users end one of their own sessions, on another machine perhaps.
pub fn revoke(tx: &mut Tx<'_>, context: &Context, session: Id) -> Outcome<()> {
    access::require(&context.actor, Act::OwnAccount)?;
    let user = context.actor.id;
    if !store::end(tx, user, session, context.now)? {
        return Err(Failure::not_found());
    }
    journal::append(tx, context, "session.revoke", (SUBJECT, user), &json!({ "session": session }))?;
    Ok(())
}

//! When a sign-in may be tried, and when a session ends. Pure.
//!
//! Failures are counted three ways: for the account at one address, for the account from anywhere, and for the address
//! whatever the account. Each lets some failures pass and then makes the next attempt wait, twice as long every time,
//! never longer than 15 minutes. An address from which the user has signed in before is judged by the first count
//! alone: whoever hammers an account from elsewhere, from one machine or a thousand, does not keep its owner out.

use qipan_kernel::{Failure, FailureKind, Moment, Outcome};

/// No wait is longer.
pub const WAIT_MAX_MS: i64 = 15 * 60_000;
/// A session ends after this long without a request.
pub const IDLE_MS: i64 = 2 * 3_600_000;
/// A session ends after this long in any case.
pub const ABSOLUTE_MS: i64 = 12 * 3_600_000;
/// How long the next step of a sign-in is awaited after the one before.
pub const STEP_MS: i64 = 10 * 60_000;
/// A request is noted as the session's last one when the note is older than this: a read need not write.
pub const TOUCH_MS: i64 = 5 * 60_000;

/// Failures are forgotten after so long without another.
const FORGET_MS: i64 = 24 * 3_600_000;
const FREE_PAIR: i64 = 5;
const FREE_ACCOUNT: i64 = 20;
const FREE_SOURCE: i64 = 50;

/// Failed attempts under one count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tries {
    /// How many, since they were last forgotten.
    pub failures: i64,
    /// When the last one was.
    pub last: Moment,
}

impl Default for Tries {
    fn default() -> Tries {
        Tries { failures: 0, last: Moment(0) }
    }
}

impl Tries {
    /// The count after one more failure.
    #[must_use]
    pub fn failed(self, now: Moment) -> Tries {
        Tries { failures: self.still(now) + 1, last: now }
    }

    fn still(self, now: Moment) -> i64 {
        if now.0 - self.last.0 > FORGET_MS { 0 } else { self.failures }
    }

    /// Milliseconds still to wait when `free` failures cost nothing.
    fn wait(self, free: i64, now: Moment) -> i64 {
        let over = self.still(now) - free;
        if over < 0 {
            return 0;
        }
        let wait = 1_000_i64.checked_shl(over.min(20) as u32).unwrap_or(WAIT_MAX_MS).min(WAIT_MAX_MS);
        // A clock that was set back must not make anybody wait longer than the limit.
        (self.last.0 + wait - now.0).clamp(0, WAIT_MAX_MS)
    }
}

/// What is known about attempts like this one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// This account at this address.
    pub pair: Tries,
    /// This account, from anywhere.
    pub account: Tries,
    /// This address, whatever the account.
    pub source: Tries,
    /// The user has signed in from this address before.
    pub known: bool,
}

/// Milliseconds until the next attempt is looked at; 0 when it is now.
pub fn wait(standing: &Standing, now: Moment) -> i64 {
    let pair = standing.pair.wait(FREE_PAIR, now);
    if standing.known {
        return pair;
    }
    pair.max(standing.account.wait(FREE_ACCOUNT, now)).max(standing.source.wait(FREE_SOURCE, now))
}

/// Refuses an attempt that comes too early, saying how many seconds are left. Such an attempt is not checked and not
/// counted.
pub fn admit(standing: &Standing, now: Moment) -> Outcome<()> {
    match wait(standing, now) {
        0 => Ok(()),
        ms => Err(Failure::new(FailureKind::TooMany, "sign-in-wait").with("seconds", (ms + 999) / 1000)),
    }
}

/// How far a sign-in has come. Only a finished one opens anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The password was right; the one-time code is awaited.
    Code,
    /// Password (and code) were right; the user must choose a password of their own first.
    Password,
    /// Signed in.
    Done,
}

impl Stage {
    /// The stage after the password, or after the code, for a user of whom these are asked.
    pub fn next(code_wanted: bool, must_change: bool) -> Stage {
        match (code_wanted, must_change) {
            (true, _) => Stage::Code,
            (false, true) => Stage::Password,
            (false, false) => Stage::Done,
        }
    }

    /// The number in the database.
    pub(super) fn number(self) -> i64 {
        match self {
            Stage::Code => 0,
            Stage::Done => 1,
            Stage::Password => 2,
        }
    }
}

/// Whether a session is over at `now`.
pub fn over(created: Moment, seen: Moment, ended: Option<Moment>, stage: Stage, now: Moment) -> bool {
    let absolute = if stage == Stage::Done { ABSOLUTE_MS } else { STEP_MS };
    ended.is_some() || now.0 - created.0 >= absolute || now.0 - seen.0 >= IDLE_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn the_wait_grows_and_has_an_end() {
        let now = Moment(1_000_000_000_000);
        let tries = |failures, ago: i64| Tries { failures, last: now.plus_ms(-ago) };
        let none = Tries::default();
        // (account at address, account, address, known, seconds to wait)
        for (pair, account, source, known, seconds) in [
            (none, none, none, false, 0),
            (tries(4, 0), tries(4, 0), tries(4, 0), false, 0),
            (tries(5, 0), none, none, false, 1),
            (tries(6, 0), none, none, false, 2),
            (tries(8, 0), none, none, false, 8),
            (tries(8, 3_000), none, none, false, 5),
            (tries(8, 8_000), none, none, false, 0),
            (tries(14, 0), none, none, false, 512),
            (tries(15, 0), none, none, false, 900),
            (tries(1_000_000, 0), none, none, false, 900),
            (tries(1_000_000, 25 * HOUR), none, none, false, 0),
            (none, tries(19, 0), none, false, 0),
            (none, tries(30, 0), none, false, 900),
            (none, tries(1_000_000, 0), tries(1_000_000, 0), true, 0),
            (tries(8, 0), tries(1_000_000, 0), none, true, 8),
            (none, none, tries(49, 0), false, 0),
            (none, none, tries(55, 0), false, 32),
            // A clock set back by a day.
            (tries(20, -24 * HOUR), none, none, false, 900),
        ] {
            let standing = Standing { pair, account, source, known };
            let found = wait(&standing, now);
            assert_eq!(found, seconds * 1000, "{standing:?}");
            assert_eq!(admit(&standing, now).is_ok(), seconds == 0);
        }
    }

    #[test]
    fn whoever_keeps_trying_waits_ever_longer_but_never_for_ever() {
        let (mut now, mut standing, mut tried) = (Moment(1_000_000_000_000), Standing::default(), 0);
        let end = now.plus_ms(24 * HOUR);
        while now < end {
            if wait(&standing, now) == 0 {
                tried += 1;
                standing.pair = standing.pair.failed(now);
            }
            now = now.plus_ms(1_000);
        }
        assert!((90..130).contains(&tried), "{tried} guesses in a day");
        assert!(wait(&standing, now.plus_ms(WAIT_MAX_MS)) == 0);
    }

    #[test]
    fn failures_are_forgotten_after_a_quiet_day() {
        let now = Moment(1_000_000_000_000);
        let tries = Tries { failures: 12, last: now };
        assert_eq!(tries.failed(now.plus_ms(23 * HOUR)).failures, 13);
        assert_eq!(tries.failed(now.plus_ms(25 * HOUR)).failures, 1);
    }

    #[test]
    fn sessions_end() {
        let start = Moment(1_000_000_000_000);
        let at = |hours: i64| start.plus_ms(hours * HOUR);
        for (seen, ended, stage, now, expected) in [
            (start, None, Stage::Done, start, false),
            (start, None, Stage::Done, at(2).plus_ms(-1), false),
            (start, None, Stage::Done, at(2), true),
            (at(11), None, Stage::Done, at(12).plus_ms(-1), false),
            (at(11), None, Stage::Done, at(12), true),
            (start, Some(start), Stage::Done, start, true),
            (start, None, Stage::Code, start.plus_ms(STEP_MS - 1), false),
            (start, None, Stage::Code, start.plus_ms(STEP_MS), true),
            (start, None, Stage::Password, start.plus_ms(STEP_MS), true),
        ] {
            assert_eq!(
                over(start, seen, ended, stage, now),
                expected,
                "{seen:?} {ended:?} {stage:?} {now:?}"
            );
        }
    }
}

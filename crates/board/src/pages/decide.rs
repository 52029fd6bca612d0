//! 今日须定: what somebody with authority must decide today, and why now.

use std::collections::HashSet;

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Id, Message, Moment, Outcome, Progress};
use qipan_store::Tx;
use qipan_web::components::goban::DecideCard;

use super::setting::{Setting, drawn};
use crate::commitments::model::{Commitment, State};
use crate::grid::compare::StoneAt;
use crate::lights::Light;
use crate::lists::{self, Filter, Sort};

/// Most cards beside the board: what does not fit on one hand is not decided today.
pub const CARDS: usize = 6;
/// A report that waited so many working days for its review is somebody's omission.
pub const REVIEW_WAITS: i32 = 3;
/// Due within so many working days counts as now.
pub const SOON: i32 = 3;
/// Verified progress below this, shortly before the limit, needs a decision.
pub const LOW: Progress = Progress(8_000);

/// Why a commitment is among those to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Red.
    Red,
    /// Its unit says that it is done; nobody has agreed yet.
    Submitted,
    /// A report has waited too long for its review.
    Waiting,
    /// Due within days, with little verified.
    Soon,
}

/// A commitment that may be among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The commitment.
    pub commitment: Commitment,
    /// Why.
    pub why: Why,
}

/// Stones worth a closer look, picked in one pass over the board.
#[derive(Default, Debug)]
pub struct Picked {
    red: Vec<(Day, Id)>,
    soon: Vec<(Day, Id)>,
}

impl Picked {
    /// Looks at one stone; `last` is the last day that counts as soon.
    pub fn look(&mut self, stone: &StoneAt, (today, last): (Day, Day)) {
        match (stone.light, stone.due) {
            (Light::Red, due) => keep(&mut self.red, (due.unwrap_or(today), stone.commitment)),
            (Light::Done, _) => {}
            (_, Some(due)) if (today..=last).contains(&due) => keep(&mut self.soon, (due, stone.commitment)),
            _ => {}
        }
    }
}

/// Keeps the dozen with the earliest limits.
fn keep(among: &mut Vec<(Day, Id)>, one: (Day, Id)) {
    const MOST: usize = 2 * CARDS;
    if among.len() == MOST && among.last().is_some_and(|last| *last <= one) {
        return;
    }
    let place = among.partition_point(|other| *other < one);
    among.insert(place, one);
    among.truncate(MOST);
}

/// The last day within [`SOON`] working days of `today`.
pub fn soon_until(calendar: &Calendar, today: Day) -> Day {
    calendar.add_working_days(today, SOON).day
}

/// Loads what was picked, and what waits for the supervision office.
pub fn load(
    tx: &mut Tx<'_>,
    picked: &Picked,
    filter: &Filter,
    (at, current): (Moment, bool),
) -> Outcome<Vec<Candidate>> {
    let mut found = Vec::new();
    let ids: Vec<Id> = picked.red.iter().chain(&picked.soon).map(|(_, id)| *id).collect();
    if !ids.is_empty() {
        let red: HashSet<Id> = picked.red.iter().map(|(_, id)| *id).collect();
        let only = Filter { only: Some(ids.clone()), ..Filter::default() };
        for commitment in lists::list(tx, &only, (at, current), Sort::Due, None, ids.len())?.rows {
            let why = if red.contains(&commitment.id) { Why::Red } else { Why::Soon };
            found.push(Candidate { commitment, why });
        }
    }
    if current {
        for (state, why) in [(State::Submitted, Why::Submitted), (State::Reported, Why::Waiting)] {
            let waiting = Filter { state: Some(state), ..filter.clone() };
            let rows = lists::list(tx, &waiting, (at, current), Sort::Due, None, 50)?.rows;
            found.extend(rows.into_iter().map(|commitment| Candidate { commitment, why }));
        }
    }
    Ok(found)
}

/// Since when a candidate waits, where waiting is why.
fn since(candidate: &Candidate) -> Moment {
    let version = &candidate.commitment.version;
    match candidate.why {
        Why::Waiting => version.unreviewed_since.unwrap_or(version.valid_from),
        _ => version.valid_from,
    }
}

/// The few that are shown: every reason has its share, the rest goes to what is longest overdue.
pub fn choose(mut found: Vec<Candidate>, calendar: &Calendar, today: Day) -> Vec<Candidate> {
    found.retain(|one| match one.why {
        Why::Waiting => calendar.working_days_between(since(one).day(), today) >= REVIEW_WAITS,
        Why::Soon => one.commitment.version.verified.unwrap_or_default() < LOW,
        Why::Red | Why::Submitted => true,
    });
    found.sort_by_key(|one| match one.why {
        Why::Red => (0, one.commitment.version.terms.due_day.map_or(0, |due| i64::from(due.0))),
        Why::Submitted => (1, since(one).0),
        Why::Waiting => (2, since(one).0),
        Why::Soon => (3, one.commitment.version.terms.due_day.map_or(0, |due| i64::from(due.0))),
    });
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.commitment.id));
    let mut chosen = vec![false; found.len()];
    let mut room = CARDS;
    for share in [3, CARDS] {
        for why in [Why::Red, Why::Submitted, Why::Waiting, Why::Soon] {
            let most = if why == Why::Red || share == CARDS { share } else { 1 };
            let mut taken = 0;
            for (index, one) in found.iter().enumerate() {
                if one.why == why && !chosen[index] && taken < most && room > 0 {
                    chosen[index] = true;
                    taken += 1;
                    room -= 1;
                }
            }
        }
    }
    let mut index = 0;
    found.retain(|_| {
        index += 1;
        chosen[index - 1]
    });
    found
}

/// A candidate as a card.
pub fn card(setting: &Setting, one: &Candidate) -> DecideCard {
    let version = &one.commitment.version;
    let waited = setting.book.calendar.working_days_between(since(one).day(), setting.when.day());
    let why = match one.why {
        Why::Red | Why::Soon => setting.reason(version),
        Why::Submitted => setting.say("decide-submitted", "days", waited),
        Why::Waiting => setting.say("decide-waiting", "days", waited),
    };
    let said = Message::new("progress-said")
        .with("claimed", version.claimed.unwrap_or_default())
        .with("verified", version.verified.unwrap_or_default());
    DecideCard {
        light: drawn(setting.light(version)),
        title: version.terms.statement.clone(),
        href: setting.commitment_link(&one.commitment),
        why,
        detail: setting.view.m(&said).into_owned(),
        units: setting.units_of(version),
    }
}

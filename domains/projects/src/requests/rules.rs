//! The clocks of requests, what may happen to one, its colour, and the rates. Pure.

use std::collections::BTreeSet;

use qipan_board::lights::{Light, Shown};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Arg, Day, Failure, Message, Outcome};

use super::model::{
    DispatchInput, Request, RequestInput, Satisfaction, Share, ShareState, Solved, State, VisitInput,
};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::work::rules::{RequestClocks, term};

/// Longest request, in characters.
pub const REQUEST_MAX: usize = 1_000;
/// A limit within so many working days makes a request blue.
const NEAR: i32 = 2;

/// The last days of a request that is given out on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Of an objection.
    pub objection: Day,
    /// Of a cooperating unit's answer.
    pub cooperating: Day,
    /// Of the lead unit's answer.
    pub lead: Day,
}

/// Rule request-clocks — from the day on which it is given out, which is not counted (`reference/execution.md` 8.1).
pub fn limits(clocks: &RequestClocks, calendar: &Calendar, day: Day) -> Limits {
    let last = |clock| calendar.limit(term(day, clock)).day;
    Limits {
        objection: last(clocks.objection),
        cooperating: last(clocks.cooperating),
        lead: last(clocks.lead),
    }
}

/// Rule request-objection — only while the share is new, and not after its day (Quanzhou: 1 working day, “逾期不再调整”).
pub fn may_object(share: &Share, today: Day) -> Outcome<()> {
    if share.state != ShareState::Open {
        return Err(wrong(share.state));
    }
    if today > share.objection_day {
        return Err(Failure::conflict("request-objection-late").with("day", share.objection_day));
    }
    Ok(())
}

/// Rule request-extension — asked for before the limit by so many working days (Quanzhou: 1), to a later day, and not while
/// another is undecided.
pub fn may_extend(
    share: &Share,
    clocks: &RequestClocks,
    calendar: &Calendar,
    today: Day,
    to: Day,
) -> Outcome<()> {
    if !matches!(share.state, ShareState::Open | ShareState::Drafted) {
        return Err(wrong(share.state));
    }
    if share.extension_open().is_some() {
        return Err(Failure::conflict("request-extension-open"));
    }
    let last = calendar.add_working_days(share.due_day, -clocks.extension_before).day;
    if today > last {
        return Err(Failure::conflict("request-extension-late").with("day", last));
    }
    if to <= share.due_day {
        return Err(Failure::invalid("request-extension-day").with("due", share.due_day).at("to"));
    }
    Ok(())
}

/// The refusal of a share in this state.
pub fn wrong(state: ShareState) -> Failure {
    Failure::conflict("request-wrong-state").with("state", Arg::Key(state.key().into()))
}

/// The refusal of a request in this state.
pub fn wrong_state(state: State) -> Failure {
    Failure::conflict("request-wrong-state").with("state", Arg::Key(state.key().into()))
}

fn too_long(text: &str, most: usize, field: &'static str) -> Option<Failure> {
    let length = text.chars().count();
    let long = || Failure::invalid("form-too-long").with("max", most).with("length", length).at(field);
    (length > most).then(long)
}

/// Rule request-taken-in — an enterprise, what it asks, a project or a line of work, a day that has come.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check(input: &RequestInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    for (field, text, most) in
        [("enterprise", &input.enterprise, NAME_MAX), ("text", &input.text, REQUEST_MAX)]
    {
        if text.trim().is_empty() {
            wrong.push(Failure::invalid("form-required").at(field));
        }
        wrong.extend(too_long(text, most, field));
    }
    wrong.extend(too_long(&input.contact, LINE_MAX, "contact"));
    if input.project.is_none() && input.line.is_none() {
        wrong.push(Failure::invalid("problem-project-or-line").at("line"));
    }
    if input.received_on > today || input.received_on < today - 366 {
        wrong.push(Failure::invalid("request-received-day").at("received_on"));
    }
    Failure::collect(wrong)
}

/// Rule request-dispatch — one lead unit, every unit once.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check_dispatch(input: &DispatchInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::from([input.lead]);
    for (field, units) in [("cooperating", &input.cooperating), ("parallel", &input.parallel)] {
        if units.iter().any(|unit| !seen.insert(*unit)) {
            wrong.push(Failure::invalid("request-unit-twice").at(field));
        }
    }
    wrong.extend(too_long(&input.note, TEXT_MAX, "note"));
    Failure::collect(wrong)
}

/// Rule request-visit-back — after the answer, not before the request came, not in days to come.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check_visit(request: &Request, input: &VisitInput, today: Day) -> Outcome<()> {
    if request.state != State::Replied {
        return Err(wrong_state(request.state));
    }
    let mut wrong: Vec<Failure> = too_long(&input.words, TEXT_MAX, "words").into_iter().collect();
    if input.day > today || request.replied_on.is_some_and(|replied| input.day < replied) {
        wrong.push(Failure::invalid("request-visit-day").at("day"));
    }
    if input.solved != Solved::Yes && input.words.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("words"));
    }
    Failure::collect(wrong)
}

/// Rule request-colour — red when the lead unit's limit is past, yellow when a share is, when something waits for the supervision
/// office, or when it is redone; blue when the limit is near. What nobody has signed for is grey.
pub fn colour(request: &Request, calendar: &Calendar, today: Day) -> Shown {
    let say = |light: Light, key: &'static str| Shown { light, why: Message::new(key) };
    match request.state {
        State::Closed => return say(Light::Done, "request-light-closed"),
        State::Declined => return say(Light::Grey, "request-light-declined"),
        State::Replied => return say(Light::Blue, "request-light-replied"),
        State::Received => return say(Light::Grey, "request-light-received"),
        State::Handling => {}
    }
    let over = |due: Day| calendar.working_days_between(due, today);
    let waiting = || request.standing().filter(|share| share.waits());
    if let Some(share) = waiting().filter(|share| share.role.answers()).find(|share| share.due_day < today) {
        let why =
            Message::new("request-light-over").with("due", share.due_day).with("days", over(share.due_day));
        return Shown { light: Light::Red, why };
    }
    if waiting().any(|share| share.due_day < today) {
        return say(Light::Yellow, "request-light-cooperating-over");
    }
    if request.standing().any(|share| share.state == ShareState::Objected) {
        return say(Light::Yellow, "request-light-objected");
    }
    if request.standing().any(|share| share.extension_open().is_some()) {
        return say(Light::Yellow, "request-light-extension");
    }
    if request.round > 1 {
        return say(Light::Yellow, "request-light-redone");
    }
    let near = waiting().filter(|share| calendar.working_days_between(today, share.due_day) <= NEAR);
    if let Some(due) = near.map(|share| share.due_day).min() {
        return Shown { light: Light::Blue, why: Message::new("request-light-near").with("due", due) };
    }
    let signed = |share: &Share| {
        share.commitment.as_ref().is_some_and(|one| one.version.signed_at.is_some())
            || share.state == ShareState::Replied
    };
    if request.standing().any(signed) {
        say(Light::Green, "request-light-green")
    } else {
        say(Light::Grey, "request-light-unsigned")
    }
}

/// A rate with what it is made of; both are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rate {
    /// How many of them.
    pub part: i64,
    /// Of how many.
    pub whole: i64,
}

impl Rate {
    fn count(&mut self, counts: bool) {
        self.whole += 1;
        self.part += i64::from(counts);
    }

    /// In hundredths of a per cent, rounded half up; none of nothing.
    pub fn basis_points(self) -> Option<i64> {
        (self.whole > 0).then(|| (self.part * 20_000 + self.whole) / (2 * self.whole))
    }
}

/// What the rates are computed from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcomes {
    /// The first limit.
    pub first_due: Option<Day>,
    /// When the enterprise was first answered.
    pub replied_on: Option<Day>,
    /// What the last visit back found.
    pub solved: Option<Solved>,
    /// How content the enterprise was.
    pub satisfaction: Option<Satisfaction>,
}

/// The rates of some requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rates {
    /// 响应率: answered within the first limit, of those that were answered or whose first limit is past.
    pub response: Rate,
    /// 解决率: settled, of those that were asked after.
    pub solution: Rate,
    /// 满意率: at least fairly content, of those that were asked after.
    pub satisfaction: Rate,
}

/// Rule request-rates — 响应率, 解决率, 满意率 with numerator and denominator (`reference/execution.md` 8.4): what is not yet due and
/// not yet answered is in none of them, what is only partly settled is not settled.
pub fn rates(all: impl IntoIterator<Item = Outcomes>, today: Day) -> Rates {
    let mut rates = Rates::default();
    for one in all {
        if let Some(due) = one.first_due
            && (one.replied_on.is_some() || due < today)
        {
            rates.response.count(one.replied_on.is_some_and(|replied| replied <= due));
        }
        if let Some(solved) = one.solved {
            rates.solution.count(solved == Solved::Yes);
        }
        if let Some(satisfaction) = one.satisfaction {
            rates.satisfaction.count(satisfaction != Satisfaction::Not);
        }
    }
    rates
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

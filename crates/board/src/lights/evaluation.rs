//! The stored result: instants, their causes, and the light and reason at any moment.

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Message, Moment};
use serde::{Deserialize, Serialize};

use super::{Cause, Light};

/// From `at` on, the light is at least as urgent as `light`, because of `cause`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// Blue, yellow or red; green for a mark beside a green light.
    pub light: Light,
    /// From this moment.
    pub at: Moment,
    /// Why.
    pub cause: Cause,
}

/// The light of one version of a commitment for all moments until the next act. The instants stand in columns and
/// are all that the grid needs; the whole, as JSON, keeps the reasons.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evaluation {
    /// Green or grey: the light while no mark applies; `Done` once closed.
    pub base: Light,
    /// Why.
    pub base_cause: Cause,
    /// When it becomes blue, if nothing worse applies.
    pub blue_at: Option<Moment>,
    /// When it becomes yellow, if it is not red.
    pub yellow_at: Option<Moment>,
    /// When it becomes red.
    pub red_at: Option<Moment>,
    /// When it was closed.
    pub done_at: Option<Moment>,
    /// All causes, by their moments.
    pub marks: Vec<Mark>,
    /// A claim goes beyond what is verified: the stone is hatched.
    pub unverified: bool,
    /// The rule set.
    pub rule_set: String,
    /// Its version.
    pub rule_version: i32,
    /// The calendar's version.
    pub calendar_version: i32,
    /// When this was computed.
    pub evaluated_at: Moment,
    /// An instant lies in a year that no notice covers yet: the next notice can move it.
    pub provisional: bool,
}

impl Evaluation {
    /// The light at `at`: done, else the most urgent whose instant has come, else the base.
    pub fn light_at(&self, at: Moment) -> Light {
        let come = |instant: Option<Moment>| instant.is_some_and(|instant| instant <= at);
        if come(self.done_at) {
            Light::Done
        } else if come(self.red_at) {
            Light::Red
        } else if come(self.yellow_at) {
            Light::Yellow
        } else if come(self.blue_at) {
            Light::Blue
        } else {
            self.base
        }
    }

    /// The causes of the light at `at`, the oldest first; never empty.
    pub fn causes_at(&self, at: Moment) -> Vec<&Cause> {
        let light = self.light_at(at);
        let causes: Vec<&Cause> = self
            .marks
            .iter()
            .filter(|mark| mark.light == light && mark.at <= at && light.urgency() > Light::Green.urgency())
            .map(|mark| &mark.cause)
            .collect();
        if causes.is_empty() { vec![&self.base_cause] } else { causes }
    }

    /// The reason of the light at `at`, with the numbers of that moment: its oldest cause.
    pub fn reason_at(&self, calendar: &Calendar, at: Moment) -> Message {
        self.causes_at(at).first().copied().unwrap_or(&self.base_cause).say(calendar, at)
    }

    /// Every reason of the light at `at`.
    pub fn reasons_at(&self, calendar: &Calendar, at: Moment) -> Vec<Message> {
        self.causes_at(at).into_iter().map(|cause| cause.say(calendar, at)).collect()
    }

    /// What is marked at `at` beside a light that it does not change (a slight lag).
    pub fn notes_at(&self, calendar: &Calendar, at: Moment) -> Vec<Message> {
        let notes = self.marks.iter().filter(|mark| mark.light == Light::Green && mark.at <= at);
        notes.map(|mark| mark.cause.say(calendar, at)).collect()
    }

    /// The next instant after `at` at which the light changes by time alone.
    pub fn next_change(&self, at: Moment) -> Option<Moment> {
        let light = self.light_at(at);
        let instants = [self.blue_at, self.yellow_at, self.red_at, self.done_at];
        let changes = |instant: &Moment| *instant > at && self.light_at(*instant) != light;
        instants.into_iter().flatten().filter(changes).min()
    }
}

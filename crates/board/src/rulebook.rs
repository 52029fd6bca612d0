//! The rules in force: rule sets and calendar, and how a version of a commitment becomes the facts that they judge.

use std::str::FromStr;

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Failure, Moment, Outcome};

use crate::commitments::model::{State, Terms, Version};
use crate::commitments::suspension::Suspension;
use crate::lights::{Cause, Evaluation, Facts, Light, Reported, RuleSets, Schedule, Standing, evaluate};

/// Rule sets and calendar of an installation.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The rule sets, with their effective dates.
    pub sets: RuleSets,
    /// The working calendar.
    pub calendar: Calendar,
}

impl Rulebook {
    /// The rule sets and the calendar that the program ships.
    pub fn built_in() -> Rulebook {
        Rulebook { sets: RuleSets::built_in(), calendar: Calendar::state_council() }
    }

    /// The light of `version` from `at` on, by the rule set in force on that day.
    ///
    /// # Errors
    /// `rule-set-unknown` when its rule set is not in force on that day.
    pub fn evaluate(&self, version: &Version, reports: Vec<Moment>, at: Moment) -> Outcome<Evaluation> {
        let rules = self.sets.at(&version.terms.rule_set, at.day()).ok_or_else(|| unknown(&version.terms))?;
        Ok(evaluate(rules, &self.calendar, &facts(version, reports)?, at))
    }

    /// Terms may only name rule sets and schedules that there are.
    pub fn check_terms(&self, terms: &Terms) -> Outcome<()> {
        if !self.sets.all().iter().any(|set| set.id == terms.rule_set) {
            return Err(unknown(terms));
        }
        schedule(terms).map(drop)
    }
}

fn unknown(terms: &Terms) -> Failure {
    Failure::invalid("rule-set-unknown").with("name", terms.rule_set.as_str()).at("rule_set")
}

/// The facts of a version.
pub fn facts(version: &Version, reports: Vec<Moment>) -> Outcome<Facts> {
    let reports = match (reports.is_empty(), version.last_report_at) {
        (true, Some(at)) => vec![at],
        _ => reports,
    };
    Ok(Facts {
        standing: match version.state {
            State::Registered => Standing::Draft,
            State::Withdrawn => Standing::Withdrawn,
            State::Suspended => Standing::Suspended,
            _ => Standing::Open,
        },
        start: Some(version.terms.start_day),
        due: version.terms.due_day,
        first_due: version.first_due,
        issued_at: version.issued_at,
        signed_at: version.signed_at,
        claimed: version.claimed,
        verified: version.verified,
        unreviewed_since: version.unreviewed_since,
        schedule: schedule(&version.terms)?,
        reports: reports.into_iter().map(|at| Reported { at, period: None }).collect(),
        returned_at: version.returned_at,
        pauses: version.suspensions.iter().map(Suspension::pause).collect(),
        closed_at: version.closed_at,
        ..Facts::default()
    })
}

/// Reads `monthly:25`, `quarterly`, `ten_day`, `weekly`.
fn schedule(terms: &Terms) -> Outcome<Option<Schedule>> {
    let Some(text) = terms.schedule.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let monthly = text.strip_prefix("monthly:").and_then(|day| u8::from_str(day).ok());
    match (text, monthly) {
        (_, Some(by_day @ 1..=31)) => Ok(Some(Schedule::Monthly { by_day })),
        ("quarterly", _) => Ok(Some(Schedule::Quarterly)),
        ("ten_day", _) => Ok(Some(Schedule::TenDay)),
        ("weekly", _) => Ok(Some(Schedule::Weekly)),
        _ => Err(Failure::invalid("schedule-unknown").with("text", text).at("schedule")),
    }
}

impl Evaluation {
    /// What a version has before it is evaluated for the first time.
    pub fn none(at: Moment) -> Evaluation {
        Evaluation {
            base: Light::Grey,
            base_cause: Cause::Draft,
            blue_at: None,
            yellow_at: None,
            red_at: None,
            done_at: None,
            marks: Vec::new(),
            unverified: false,
            rule_set: String::new(),
            rule_version: 0,
            calendar_version: 0,
            evaluated_at: at,
            provisional: false,
        }
    }
}

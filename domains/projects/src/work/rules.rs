//! The rules of the work on difficulties as data with effective days: how long a problem may wait before it is raised, the
//! clocks of requests, how often a contracted leader visits. Pure.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use qipan_kernel::calendar::{Clock, Term};
use qipan_kernel::{Day, Failure, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A set of rules, in force from a day until the day of the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkRules {
    /// What it is called, in Chinese.
    pub name_zh: String,
    /// What it is called, in English.
    pub name_en: String,
    /// The first day on which it holds.
    #[schemars(with = "String")]
    pub from: Day,
    /// When problems are due for the next level.
    pub problems: ProblemRules,
    /// Sets of clocks for requests; the first is the one that is used when nobody says.
    pub requests: Vec<RequestClocks>,
    /// How often contracted leaders visit.
    pub visits: VisitRules,
}

/// When a problem is raised by itself (提级), in working days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemRules {
    /// A problem is accepted or declined within so many working days.
    pub accept_days: i32,
    /// An accepted problem is given to a unit within so many working days of being accepted.
    pub assign_days: i32,
    /// A limit within so many working days makes a problem blue.
    pub near_days: i32,
    /// By how many working days the limit is past when a problem leaves the unit's level; and how many later it leaves the
    /// level of the leader in charge.
    pub over_days: [i32; 2],
    /// Working days without any act after which a problem leaves those levels.
    pub idle_days: [i32; 2],
}

/// The clocks of enterprise requests. Source of the first set: Quanzhou's rules for enterprise matters
/// (`reference/execution.md` 8.1): objection within 1 working day, cooperating units 3, lead unit 7, an extension asked for at
/// least 1 working day before the limit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestClocks {
    /// Its word in the database and the API.
    pub word: String,
    /// What it is called, in Chinese.
    pub name_zh: String,
    /// What it is called, in English.
    pub name_en: String,
    /// A unit says within this time that the matter is not its own.
    #[schemars(with = "serde_json::Value")]
    pub objection: Clock,
    /// A cooperating unit answers the lead unit within this time.
    #[schemars(with = "serde_json::Value")]
    pub cooperating: Clock,
    /// The lead unit answers the enterprise within this time.
    #[schemars(with = "serde_json::Value")]
    pub lead: Clock,
    /// An extension is asked for at least so many working days before the limit.
    pub extension_before: i32,
}

/// How often contracted leaders visit, in months; 0 for a role from which no visits are asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRules {
    /// The leader who answers first.
    pub main_months: i32,
    /// The others.
    pub other_months: i32,
    /// A visit within so many days is shown as near.
    pub near_days: i32,
}

/// The set that the program ships.
static BUILT_IN: LazyLock<Result<WorkRules, String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/work-rules.json")).map_err(|fault| fault.to_string())
});

impl WorkRules {
    /// The set that the program ships.
    pub fn built_in() -> Outcome<WorkRules> {
        BUILT_IN.clone().map_err(Failure::internal)
    }

    /// The clocks with a word; the first when there is none of that word.
    pub fn clocks(&self, word: &str) -> Option<&RequestClocks> {
        self.requests.iter().find(|clocks| clocks.word == word).or(self.requests.first())
    }
}

/// Rule work-rules-from-day — of several sets the latest that began on or before the day; before all of them, the first.
pub fn in_force(sets: &[WorkRules], day: Day) -> Option<&WorkRules> {
    let begun = sets.iter().filter(|set| set.from <= day).max_by_key(|set| set.from);
    begun.or_else(|| sets.iter().min_by_key(|set| set.from))
}

/// Rule work-rules-plausible — days of a rule are at least 0 and at most a year; a later level waits longer for nothing;
/// there are clocks, each under its own word.
pub fn check(set: &WorkRules) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut days = |field: &'static str, values: &[i32], least: i32, most: i32| {
        if values.iter().any(|value| !(least..=most).contains(value)) {
            wrong.push(
                Failure::invalid("form-out-of-range")
                    .with("min", i64::from(least))
                    .with("max", i64::from(most))
                    .at(field),
            );
        }
    };
    let rules = &set.problems;
    days("accept_days", &[rules.accept_days], 1, 60);
    days("assign_days", &[rules.assign_days], 1, 60);
    days("near_days", &[rules.near_days], 0, 60);
    days("over_days", &rules.over_days, 0, 260);
    days("idle_days", &rules.idle_days, 1, 260);
    days("visits", &[set.visits.main_months, set.visits.other_months], 0, 24);
    days("visits", &[set.visits.near_days], 0, 90);
    let spans = set.requests.iter().flat_map(|one| [one.objection, one.cooperating, one.lead]);
    let spans: Vec<i32> = spans.map(count).collect();
    days("requests", &spans, 1, 260);
    let before: Vec<i32> = set.requests.iter().map(|one| one.extension_before).collect();
    days("requests", &before, 0, 60);
    let words: BTreeSet<&str> = set.requests.iter().map(|one| one.word.as_str()).collect();
    let named = set.requests.iter().all(|one| !one.word.trim().is_empty() && !one.name_zh.trim().is_empty());
    if set.requests.is_empty() || words.len() != set.requests.len() || !named {
        wrong.push(Failure::invalid("work-rule-clocks").at("requests"));
    }
    if set.name_zh.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("name_zh"));
    }
    Failure::collect(wrong)
}

/// How many days, months or years a clock counts.
pub fn count(clock: Clock) -> i32 {
    match clock {
        Clock::WorkingDays(n) | Clock::NaturalDays(n) | Clock::Months(n) | Clock::Years(n) => n,
    }
}

/// A clock that starts on a day.
pub fn term(start: Day, clock: Clock) -> Term {
    Term { start, clock }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_set_that_has_begun_is_in_force() {
        let first = WorkRules::built_in().unwrap();
        let second = WorkRules { from: day("2026-07-01"), name_zh: "新".into(), ..first.clone() };
        let sets = [second, first.clone()];
        for (on, name) in [
            ("2026-06-30", first.name_zh.as_str()),
            ("2026-07-01", "新"),
            ("2030-01-01", "新"),
            ("1999-01-01", first.name_zh.as_str()),
        ] {
            assert_eq!(in_force(&sets, day(on)).unwrap().name_zh, name, "{on}");
        }
        assert_eq!(in_force(&[], day("2026-01-01")), None);
    }

    #[test]
    fn what_is_shipped_is_quanzhou_by_default_and_plausible() {
        let shipped = WorkRules::built_in().unwrap();
        assert_eq!(check(&shipped), Ok(()));
        let clocks = shipped.clocks("").unwrap();
        assert_eq!(
            (clocks.objection, clocks.cooperating, clocks.lead, clocks.extension_before),
            (Clock::WorkingDays(1), Clock::WorkingDays(3), Clock::WorkingDays(7), 1)
        );
        assert_eq!(shipped.clocks("qinglong-complaint").unwrap().lead, Clock::NaturalDays(10));
    }

    #[test]
    fn sets_that_cannot_be_are_refused() {
        let fine = WorkRules::built_in().unwrap();
        let change = |with: fn(&mut WorkRules)| {
            let mut set = fine.clone();
            with(&mut set);
            check(&set).unwrap_err().field
        };
        for (field, with) in [
            ("accept_days", (|set| set.problems.accept_days = 0) as fn(&mut WorkRules)),
            ("over_days", |set| set.problems.over_days = [1, 300]),
            ("idle_days", |set| set.problems.idle_days = [0, 5]),
            ("visits", |set| set.visits.main_months = -1),
            ("requests", |set| set.requests.clear()),
            ("requests", |set| set.requests[1].word = set.requests[0].word.clone()),
            ("requests", |set| set.requests[0].lead = Clock::WorkingDays(0)),
            ("name_zh", |set| set.name_zh = " ".into()),
        ] {
            assert_eq!(change(with).as_deref(), Some(field));
        }
    }
}

//! Rule sets: thresholds as data, with the dates from and to which they are in force.

use qipan_kernel::{Day, Failure, Outcome};
use serde::{Deserialize, Serialize};

use super::Light;

/// A set of light rules. A part that is absent does not apply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// The set's name in the database: `generic`, `yinchuan-2025`.
    pub id: String,
    /// Rises with each change; stored with every light.
    pub version: i32,
    /// Key of its name.
    pub name: String,
    /// Key of the sentence that says where it comes from.
    pub source: String,
    /// First day in force.
    pub effective_from: Day,
    /// Last day in force; `None` for good.
    #[serde(default)]
    pub effective_to: Option<Day>,
    /// Green needs the unit's signature (签收).
    #[serde(default)]
    pub needs_signature: bool,
    /// Red after the limit.
    #[serde(default)]
    pub overdue: bool,
    /// Blue before the limit.
    #[serde(default)]
    pub near_due: Option<NearDue>,
    /// Behind 序时进度.
    #[serde(default)]
    pub pace: Option<PaceRule>,
    /// Missed reports.
    #[serde(default)]
    pub reports: Option<ReportRule>,
    /// The light while a report sent back for rework is unanswered.
    #[serde(default)]
    pub rework: Option<Light>,
    /// Lights of supervision slips, each colour after the one before was not met.
    #[serde(default)]
    pub slips: bool,
    /// Start on site.
    #[serde(default)]
    pub start: Option<StartRule>,
    /// Payment.
    #[serde(default)]
    pub payment: Option<PaymentRule>,
    /// Statistics entry.
    #[serde(default)]
    pub statistics: Option<StatisticsRule>,
}

/// Blue when so few working days remain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearDue {
    /// Remaining working days, the limit's own day included.
    pub working_days: i32,
}

/// A lag beyond a threshold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Over {
    /// The threshold in basis points: 1000 is ten percentage points.
    pub basis_points: i32,
    /// The threshold itself already counts.
    #[serde(default)]
    pub inclusive: bool,
}

/// What a lag below the yellow threshold is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slight {
    /// Nothing.
    #[default]
    Unmarked,
    /// Green, with a mark.
    Marked,
    /// Yellow.
    Yellow,
}

/// How far progress may fall behind 序时进度.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceRule {
    /// Yellow.
    pub yellow: Over,
    /// Red.
    #[serde(default)]
    pub red: Option<Over>,
    /// A lag below yellow.
    #[serde(default)]
    pub slight: Slight,
    /// Without a plan of its own, a shorter work (in days) has no even progress to be measured by.
    pub shortest_days: i32,
    /// How long an unanswered claim counts, in working days.
    pub review_working_days: i32,
}

/// What a missed report is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRule {
    /// The light while it is missing.
    pub missed: Light,
    /// The first report is not due before so many working days after the issue.
    pub first_after_working_days: i32,
    /// The memory of periods missed and made up; without it any later report ends the light.
    #[serde(default)]
    pub made_up: Option<MadeUp>,
}

/// A missed period that is made up within the next period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeUp {
    /// The light that stays for ever. Made up later than the next period, the light of missing stays.
    pub light: Light,
}

/// A start on site that does not happen in its planned month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartRule {
    /// Yellow after so many months without a start, the planned one included.
    pub yellow_after_months: i32,
    /// Red after so many.
    pub red_after_months: i32,
}

/// Payment below what the plan requires.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    /// The light.
    pub below: Light,
}

/// Months since the last statistics entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsRule {
    /// Yellow after more than so many months.
    pub yellow_after_months: i32,
    /// Red after more than so many.
    pub red_after_months: i32,
}

impl RuleSet {
    /// Refuses a set that contradicts itself (keys `light-set-…`).
    pub fn check(&self) -> Outcome<()> {
        let refuse = |wrong: bool, field: &'static str| {
            wrong.then(|| Failure::invalid("light-set-threshold").with("set", self.id.as_str()).at(field))
        };
        let alarm = |light: Light| !matches!(light, Light::Blue | Light::Yellow | Light::Red);
        let lasting = self.effective_to.is_some_and(|to| to < self.effective_from);
        let pace = self.pace.is_some_and(|pace| {
            let falls = pace.red.is_some_and(|red| red.basis_points < pace.yellow.basis_points);
            falls || pace.yellow.basis_points < 0 || pace.review_working_days < 0
        });
        let reports = self.reports.is_some_and(|rule| {
            alarm(rule.missed)
                || rule.first_after_working_days < 0
                || rule.made_up.is_some_and(|made| alarm(made.light))
        });
        let order = |yellow: i32, red: i32| yellow < 0 || red < yellow;
        let failures = [
            refuse(lasting, "effective_to"),
            refuse(self.near_due.is_some_and(|near| near.working_days < 0), "near_due"),
            refuse(pace, "pace"),
            refuse(reports, "reports"),
            refuse(self.rework.is_some_and(alarm), "rework"),
            refuse(self.payment.is_some_and(|rule| alarm(rule.below)), "payment"),
            refuse(
                self.start.is_some_and(|rule| order(rule.yellow_after_months, rule.red_after_months)),
                "start",
            ),
            refuse(
                self.statistics.is_some_and(|rule| order(rule.yellow_after_months, rule.red_after_months)),
                "statistics",
            ),
        ];
        Failure::collect(failures.into_iter().flatten().collect())
    }

    fn in_force(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|to| day <= to)
    }
}

/// All rule sets of an installation, with all their versions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RuleSets {
    sets: Vec<RuleSet>,
}

impl RuleSets {
    /// The sets that come with the program.
    pub fn built_in() -> RuleSets {
        let texts = [
            include_str!("sets/generic.json"),
            include_str!("sets/yinchuan-2025.json"),
            include_str!("sets/ouhai-2020.json"),
            include_str!("sets/suqian-2025.json"),
            include_str!("sets/sanming-2017.json"),
        ];
        // They are part of the program; a test reads them all.
        RuleSets::from_json(&texts).unwrap_or_default()
    }

    /// Sets from JSON texts, one set each. Fails with `light-set-unreadable`, `light-set-threshold` or
    /// `light-set-overlap`.
    pub fn from_json(texts: &[&str]) -> Outcome<RuleSets> {
        texts.iter().try_fold(RuleSets::default(), |sets, text| {
            let set: RuleSet = serde_json::from_str(text).map_err(|error| {
                Failure::invalid("light-set-unreadable").with("line", error.line()).because(error)
            })?;
            sets.with(set)
        })
    }

    /// These sets and one more, or one more version of a set: two versions are never in force on the same day.
    pub fn with(mut self, set: RuleSet) -> Outcome<RuleSets> {
        set.check()?;
        let meets =
            |other: &RuleSet| other.in_force(set.effective_from) || set.in_force(other.effective_from);
        if self.sets.iter().any(|other| other.id == set.id && (other.version == set.version || meets(other)))
        {
            return Err(Failure::invalid("light-set-overlap").with("set", set.id).at("effective_from"));
        }
        self.sets.push(set);
        Ok(self)
    }

    /// The version of set `id` that is in force on `day`.
    pub fn at(&self, id: &str, day: Day) -> Option<&RuleSet> {
        self.sets.iter().find(|set| set.id == id && set.in_force(day))
    }

    /// All versions of all sets.
    pub fn all(&self) -> &[RuleSet] {
        &self.sets
    }
}

//! Limits and spans of the rules on information projects, each with the day from which it holds and its source: where
//! rules differ from place to place and from year to year they are data. Pure.

use qipan_kernel::{Day, Failure, Id, Outcome};

use qipan_kernel::worded;

worded! {
    /// A limit or span.
    Parameter, "parameter", {
        /// Upgrades up to this share of the original investment are operation; basis points.
        UpgradeShare = "upgrade-share",
        /// Upgrades up to this amount are operation; fen.
        UpgradeAmount = "upgrade-amount",
        /// Upgrades of one system within so many months are looked at together.
        SplitMonths = "split-months",
        /// A unit may move up to this share of the approved estimate between its parts; basis points.
        AdjustShare = "adjust-share",
        /// Acceptance is applied for within so many months of completion.
        AcceptanceMonths = "acceptance-months",
        /// Results are evaluated at the earliest so many months after acceptance.
        EvaluationFrom = "evaluation-from",
        /// Results are evaluated at the latest so many months after acceptance.
        EvaluationTo = "evaluation-to",
        /// A request is decided within so many working days.
        DecideDays = "decide-days",
        /// An open condition of a gate is met within so many working days.
        ConditionDays = "condition-days",
        /// What blocks operating money is put right within so many working days.
        RectifyDays = "rectify-days",
        /// From this likeness on a proposal overlaps with a system; basis points.
        OverlapAlert = "overlap-alert",
        /// The unit that decides on information projects; its identifier, 0 for none.
        Office = "office",
    }
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Basis points, written as per cent.
    Share,
    /// Fen, written in 万元.
    Money,
    /// A count of months.
    Months,
    /// A count of working days.
    WorkingDays,
    /// A unit of the city.
    Office,
}

impl Parameter {
    /// How its value is written.
    pub fn unit(self) -> Unit {
        match self {
            Parameter::UpgradeShare | Parameter::AdjustShare | Parameter::OverlapAlert => Unit::Share,
            Parameter::UpgradeAmount => Unit::Money,
            Parameter::SplitMonths
            | Parameter::AcceptanceMonths
            | Parameter::EvaluationFrom
            | Parameter::EvaluationTo => Unit::Months,
            Parameter::DecideDays | Parameter::ConditionDays | Parameter::RectifyDays => Unit::WorkingDays,
            Parameter::Office => Unit::Office,
        }
    }

    /// The values that make sense.
    fn range(self) -> std::ops::RangeInclusive<i64> {
        match self.unit() {
            Unit::Share => 0..=10_000,
            Unit::Money => 0..=100_000_000_000_000,
            Unit::Months => 1..=120,
            Unit::WorkingDays => 1..=250,
            Unit::Office => 0..=i64::MAX,
        }
    }
}

/// A value with the day from which it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// Which.
    pub parameter: Parameter,
    /// Basis points, fen, months, working days or a unit, as [`Parameter::unit`] says.
    pub value: i64,
    /// From this day.
    pub from: Day,
    /// Where it is written.
    pub source: String,
    /// Who entered it; empty for what is built in.
    pub by: String,
}

/// What is built in. The lines of upgrades are those of Ordos 2025 (鄂尔多斯市政务信息化项目管理办法); the shares, half year
/// and 12 to 24 months those of 国办发〔2019〕57号; the other spans are usual ones, for the office to set.
const BUILT_IN: &[(Parameter, i64, i32, &str)] = &[
    (Parameter::UpgradeShare, 1_500, 2025, "鄂尔多斯市政务信息化项目管理办法（2025）"),
    (Parameter::UpgradeAmount, 100_000_000, 2025, "鄂尔多斯市政务信息化项目管理办法（2025）"),
    (Parameter::SplitMonths, 24, 2020, "本系统缺省值"),
    (Parameter::AdjustShare, 1_500, 2020, "国办发〔2019〕57号"),
    (Parameter::AcceptanceMonths, 6, 2020, "国办发〔2019〕57号"),
    (Parameter::EvaluationFrom, 12, 2020, "国办发〔2019〕57号"),
    (Parameter::EvaluationTo, 24, 2020, "国办发〔2019〕57号"),
    (Parameter::DecideDays, 10, 2020, "本系统缺省值"),
    (Parameter::ConditionDays, 20, 2020, "本系统缺省值"),
    (Parameter::RectifyDays, 30, 2020, "本系统缺省值"),
    (Parameter::OverlapAlert, 4_000, 2020, "本系统缺省值"),
    (Parameter::Office, 0, 2020, "本系统缺省值"),
];

/// All values, built in and entered, oldest first for each parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameters(Vec<Value>);

impl Parameters {
    /// What is built in, with what was entered, in the order of entering.
    pub fn with(entered: Vec<Value>) -> Parameters {
        let built_in = BUILT_IN.iter().map(|(parameter, value, year, source)| Value {
            parameter: *parameter,
            value: *value,
            // The day of the year is not known of all of them: they hold for the whole of it.
            from: Day::from_ymd(*year, 1, 1).unwrap_or(Day(0)),
            source: (*source).to_owned(),
            by: String::new(),
        });
        let mut all: Vec<Value> = built_in.chain(entered).collect();
        all.sort_by_key(|value| (value.parameter, value.from));
        Parameters(all)
    }

    /// All values of a parameter, oldest first.
    pub fn of(&self, parameter: Parameter) -> impl DoubleEndedIterator<Item = &Value> {
        self.0.iter().filter(move |value| value.parameter == parameter)
    }

    /// The value on a day; before the first one, the first.
    pub fn value_on(&self, parameter: Parameter, day: Day) -> Option<&Value> {
        self.of(parameter).rfind(|value| value.from <= day).or_else(|| self.of(parameter).next())
    }

    /// As a number.
    pub fn on(&self, parameter: Parameter, day: Day) -> i64 {
        self.value_on(parameter, day).map_or(0, |value| value.value)
    }

    /// As a count of months or days.
    pub fn count_on(&self, parameter: Parameter, day: Day) -> i32 {
        i32::try_from(self.on(parameter, day)).unwrap_or(0)
    }

    /// The unit that decides, when one is set.
    pub fn office(&self, day: Day) -> Option<Id> {
        Some(Id(self.on(Parameter::Office, day))).filter(|unit| unit.0 != 0)
    }
}

/// A value to be entered: within what makes sense, with its source; the evaluation begins before it ends.
///
/// # Errors
/// `parameter-range`, `form-required`, `parameter-order`.
pub fn check(known: &Parameters, value: &Value) -> Outcome<()> {
    if !value.parameter.range().contains(&value.value) {
        return Err(Failure::invalid("parameter-range").at("value"));
    }
    if value.source.trim().is_empty() {
        return Err(Failure::invalid("form-required").at("source"));
    }
    let other = |parameter| known.on(parameter, value.from);
    let ordered = match value.parameter {
        Parameter::EvaluationFrom => value.value <= other(Parameter::EvaluationTo),
        Parameter::EvaluationTo => other(Parameter::EvaluationFrom) <= value.value,
        _ => true,
    };
    if ordered { Ok(()) } else { Err(Failure::invalid("parameter-order").at("value")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(parameter: Parameter, value: i64, from: &str) -> Value {
        Value {
            parameter,
            value,
            from: from.parse().unwrap(),
            source: "示例文件".into(),
            by: "张示例".into(),
        }
    }

    #[test]
    fn of_several_values_the_newest_that_holds_counts() {
        let all = Parameters::with(vec![
            value(Parameter::UpgradeShare, 1_000, "2026-07-01"),
            value(Parameter::UpgradeShare, 1_200, "2026-07-01"),
        ]);
        for (day, wanted) in
            [("2019-05-01", 1_500), ("2026-06-30", 1_500), ("2026-07-01", 1_200), ("2030-01-01", 1_200)]
        {
            assert_eq!(all.on(Parameter::UpgradeShare, day.parse().unwrap()), wanted, "{day}");
        }
        assert_eq!(all.office("2026-01-01".parse().unwrap()), None);
        // Every parameter has a value on every day.
        for parameter in Parameter::ALL {
            assert!(all.value_on(*parameter, Day(0)).is_some(), "{parameter:?}");
        }
    }

    #[test]
    fn values_make_sense_or_are_refused() {
        let known = Parameters::with(Vec::new());
        for (one, key) in [
            (value(Parameter::UpgradeShare, 10_001, "2026-01-01"), Some("parameter-range")),
            (value(Parameter::UpgradeShare, -1, "2026-01-01"), Some("parameter-range")),
            (value(Parameter::AcceptanceMonths, 0, "2026-01-01"), Some("parameter-range")),
            (value(Parameter::EvaluationFrom, 25, "2026-01-01"), Some("parameter-order")),
            (value(Parameter::EvaluationTo, 11, "2026-01-01"), Some("parameter-order")),
            (value(Parameter::EvaluationTo, 36, "2026-01-01"), None),
            (
                Value { source: " ".into(), ..value(Parameter::DecideDays, 5, "2026-01-01") },
                Some("form-required"),
            ),
        ] {
            let found = check(&known, &one).err().map(|failure| failure.message.key.into_owned());
            assert_eq!(found.as_deref(), key, "{one:?}");
        }
    }
}

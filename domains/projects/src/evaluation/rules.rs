//! Scores of the self-evaluation (`reference/execution.md` 2.6: 执行率 10, 产出 50, 效益 30, 满意度 10). Pure; points are hundredths and rounded half up once.

use qipan_kernel::{Failure, Fen, Outcome};

use super::model::{Figures, First, Form, Grade, Indicator, Measure, Second};
use crate::book::rules::{LINE_MAX, TEXT_MAX};

/// Points for execution, in hundredths.
pub const EXECUTION: i64 = 1_000;
/// Most indicators of a form.
pub const MOST: usize = 40;

/// Points of the first level, in hundredths.
pub fn points_of(first: First) -> i64 {
    match first {
        First::Output => 5_000,
        First::Benefit => 3_000,
        First::Satisfaction => 1_000,
    }
}

/// `points × over ÷ under`, at most `points`, rounded half up.
fn share(points: i64, over: i64, under: i64) -> i64 {
    if under <= 0 || over <= 0 {
        return 0;
    }
    let (points, over, under) = (i128::from(points), i128::from(over.min(under)), i128::from(under));
    ((points * over * 2 + under) / (under * 2)) as i64
}

/// Target and actual value of an indicator, with what is computed in its place.
pub fn values(one: &Indicator, figures: &Figures) -> (Option<i64>, Option<i64>) {
    // 万元 in hundredths.
    let wan = |fen: Fen| fen.0 / 10_000;
    match one.measure {
        Measure::Entered => (one.target, one.actual),
        Measure::Investment => (Some(wan(figures.plan)), Some(wan(figures.invested))),
        Measure::Nodes => {
            let (due, in_time) = figures.nodes;
            (Some(10_000), (due > 0).then(|| share(10_000, in_time, due)))
        }
        Measure::Costs => (Some(wan(figures.estimate)), Some(wan(figures.costs))),
    }
}

/// Whether less is better.
fn reverse(one: &Indicator) -> bool {
    one.measure == Measure::Costs || one.measure == Measure::Entered && one.reverse
}

/// 得分 of an indicator in hundredths: `min(1, actual ÷ target) × points`; reverse `min(1, target ÷ actual) × points`.
/// `None` while a value is missing. `RULE evaluation.score`.
pub fn score(one: &Indicator, figures: &Figures) -> Option<i64> {
    let (target, actual) = values(one, figures);
    let (target, actual) = (target?, actual?);
    Some(match (reverse(one), target > 0) {
        (true, _) if actual <= 0 => one.points,
        (true, true) => share(one.points, target, actual),
        (false, true) => share(one.points, actual, target),
        (_, false) => 0,
    })
}

/// Whether an indicator is below its target: then it says why, and what is done about it.
pub fn below(one: &Indicator, figures: &Figures) -> bool {
    score(one, figures).is_none_or(|score| score < one.points)
}

/// 执行率得分 in hundredths, from the ledger.
pub fn execution(figures: &Figures) -> i64 {
    share(EXECUTION, figures.paid.0, figures.budget.0)
}

/// The whole score in hundredths; what is missing counts nothing.
pub fn total(form: &Form, figures: &Figures) -> i64 {
    execution(figures) + form.indicators.iter().filter_map(|one| score(one, figures)).sum::<i64>()
}

/// How many indicators have no score yet; without any indicator nothing is filled in at all. A grade is given when none is
/// missing.
pub fn missing(form: &Form, figures: &Figures) -> usize {
    form.indicators
        .iter()
        .filter(|one| score(one, figures).is_none())
        .count()
        .max(usize::from(form.indicators.is_empty()))
}

/// 优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差.
pub fn grade(total: i64) -> Grade {
    match total {
        9_000.. => Grade::Excellent,
        8_000.. => Grade::Good,
        6_000.. => Grade::Fair,
        _ => Grade::Poor,
    }
}

/// What is filled in, whether it is finished or not.
///
/// # Errors
/// Too many indicators; no name, or points that are not above zero, with `row` naming which; points of a first level above
/// what the form gives it; texts that are too long.
pub fn check(form: &Form) -> Outcome<()> {
    let mut wrong = Vec::new();
    if form.indicators.len() > MOST {
        return Err(Failure::invalid("evaluation-too-many").with("most", MOST).at("name"));
    }
    for (row, one) in form.indicators.iter().enumerate() {
        let mut fault = |key: &'static str, field: &'static str| {
            wrong.push(Failure::invalid(key).with("row", row + 1).at(field));
        };
        if one.name.trim().is_empty() || one.name.chars().count() > LINE_MAX {
            fault("evaluation-name", "name");
        }
        if !(1..=5_000).contains(&one.points) {
            fault("evaluation-points", "points");
        }
        if one.target.is_some_and(|target| target <= 0) || one.actual.is_some_and(|actual| actual < 0) {
            fault("evaluation-value", "target");
        }
    }
    for (field, text) in [("goal", &form.goal), ("reached", &form.reached)] {
        if text.chars().count() > TEXT_MAX {
            wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at(field));
        }
    }
    for first in First::ALL {
        if sum(form, *first) > points_of(*first) {
            wrong.push(off(form, *first));
        }
    }
    Failure::collect(wrong)
}

fn sum(form: &Form, first: First) -> i64 {
    form.indicators.iter().filter(|one| one.second.first() == first).map(|one| one.points).sum()
}

fn off(form: &Form, first: First) -> Failure {
    let failure = Failure::invalid("evaluation-sum").with("points", points_of(first) / 100);
    failure
        .with("sum", hundredths(sum(form, first)))
        .with("first", qipan_kernel::Arg::Key(first.key().into()))
        .at("points")
}

/// Whether it may be submitted.
///
/// # Errors
/// What `check` refuses; points that do not come to 50, 30 and 10; no goal, or not what came of it; an indicator without
/// its values, or below its target without reason and measures, with `row` naming which.
pub fn may_submit(form: &Form, figures: &Figures) -> Outcome<()> {
    check(form)?;
    let mut wrong = Vec::new();
    for first in First::ALL {
        if sum(form, *first) != points_of(*first) {
            wrong.push(off(form, *first));
        }
    }
    for (field, text) in [("goal", &form.goal), ("reached", &form.reached)] {
        if text.trim().is_empty() {
            wrong.push(Failure::invalid("form-required").at(field));
        }
    }
    for (row, one) in form.indicators.iter().enumerate() {
        if score(one, figures).is_none() {
            wrong.push(Failure::invalid("evaluation-value").with("row", row + 1).at("actual"));
        } else if below(one, figures) && (one.reason.trim().is_empty() || one.measures.trim().is_empty()) {
            wrong.push(Failure::invalid("evaluation-deviation").with("row", row + 1).at("reason"));
        }
    }
    Failure::collect(wrong)
}

/// Hundredths as a figure with two decimals.
pub fn hundredths(value: i64) -> String {
    format!("{}{}.{:02}", if value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100)
}

/// The indicators that a new form begins with: what the data give, and what every form asks.
pub fn template(names: impl Fn(&str) -> String) -> Vec<Indicator> {
    let one = |second: Second, key: &str, measure: Measure, unit: &str, points: i64| Indicator {
        second,
        name: names(key),
        unit: unit.to_owned(),
        measure,
        reverse: false,
        target: (measure == Measure::Entered).then_some(10_000),
        actual: None,
        points,
        reason: String::new(),
        measures: String::new(),
    };
    vec![
        one(Second::Quantity, "evaluation-new-investment", Measure::Investment, "万元", 1_500),
        one(Second::Quality, "evaluation-new-quality", Measure::Entered, "%", 1_000),
        one(Second::Timeliness, "evaluation-new-nodes", Measure::Nodes, "%", 1_500),
        one(Second::Cost, "evaluation-new-costs", Measure::Costs, "万元", 1_000),
        one(Second::Social, "evaluation-new-social", Measure::Entered, "%", 2_000),
        one(Second::Sustained, "evaluation-new-sustained", Measure::Entered, "%", 1_000),
        one(Second::Satisfaction, "evaluation-new-satisfaction", Measure::Entered, "%", 1_000),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indicator(target: i64, actual: Option<i64>, reverse: bool, points: i64) -> Indicator {
        Indicator {
            second: Second::Quantity,
            name: "新建学位".into(),
            unit: "个".into(),
            measure: Measure::Entered,
            reverse,
            target: Some(target),
            actual,
            points,
            reason: String::new(),
            measures: String::new(),
        }
    }

    /// `reference/execution.md` 2.6: positive min(1, actual ÷ target), reverse min(1, target ÷ actual).
    #[test]
    fn scores_are_capped_and_reverse_where_less_is_better() {
        for (target, actual, reverse, points, wanted) in [
            (10_000, Some(10_000), false, 1_500, Some(1_500)),
            (10_000, Some(12_000), false, 1_500, Some(1_500)),
            (10_000, Some(9_000), false, 1_500, Some(1_350)),
            (300, Some(100), false, 1_000, Some(333)),
            (300, Some(200), false, 1_000, Some(667)),
            (800, Some(1_000), true, 1_000, Some(800)),
            (800, Some(500), true, 1_000, Some(1_000)),
            (800, Some(0), true, 1_000, Some(1_000)),
            (800, Some(0), false, 1_000, Some(0)),
            (800, None, false, 1_000, None),
        ] {
            let found = score(&indicator(target, actual, reverse, points), &Figures::default());
            assert_eq!(found, wanted, "{target} {actual:?} {reverse}");
        }
    }

    #[test]
    fn what_the_data_say_is_not_typed() {
        let figures = Figures {
            budget: Fen(800_000_000),
            paid: Fen(600_000_000),
            plan: Fen(1_000_000_000),
            invested: Fen(950_000_000),
            nodes: (4, 3),
            costs: Fen(1_100_000_000),
            estimate: Fen(1_000_000_000),
            ..Figures::default()
        };
        let of = |measure| Indicator {
            measure,
            target: None,
            actual: Some(1),
            ..indicator(1, None, false, 1_000)
        };
        assert_eq!(score(&of(Measure::Investment), &figures), Some(950));
        assert_eq!(score(&of(Measure::Nodes), &figures), Some(750));
        assert_eq!(score(&of(Measure::Costs), &figures), Some(909));
        assert_eq!(execution(&figures), 750);
        assert_eq!(execution(&Figures::default()), 0);
        assert_eq!(score(&of(Measure::Nodes), &Figures::default()), None);
    }

    #[test]
    fn grades_have_their_bounds() {
        for (total, wanted) in [
            (10_000, Grade::Excellent),
            (9_000, Grade::Excellent),
            (8_999, Grade::Good),
            (8_000, Grade::Good),
            (7_999, Grade::Fair),
            (6_000, Grade::Fair),
            (5_999, Grade::Poor),
            (0, Grade::Poor),
        ] {
            assert_eq!(grade(total), wanted, "{total}");
        }
    }

    #[test]
    fn a_form_is_submitted_when_it_is_whole() {
        let figures = Figures {
            plan: Fen(100),
            invested: Fen(100),
            nodes: (1, 1),
            estimate: Fen(9),
            ..Figures::default()
        };
        let mut form =
            Form { goal: "开工".into(), reached: "已开工".into(), indicators: template(str::to_owned) };
        let key =
            |form: &Form| may_submit(form, &figures).err().map(|failure| failure.message.key.into_owned());
        // What is entered has no value yet.
        let refused = may_submit(&form, &figures).expect_err("a refusal");
        let mut keys =
            std::iter::once(&refused).chain(&refused.more).map(|failure| failure.message.key.as_ref());
        assert!(keys.any(|key| key == "evaluation-value"));
        for one in &mut form.indicators {
            one.actual = Some(10_000);
            one.measure = Measure::Entered;
            one.target = Some(10_000);
        }
        assert_eq!(key(&form), None);
        assert_eq!(total(&form, &figures), 9_000);
        form.indicators[1].actual = Some(9_000);
        assert_eq!(key(&form).as_deref(), Some("evaluation-deviation"));
        form.indicators[1].reason = "检测滞后".into();
        assert_eq!(key(&form).as_deref(), Some("evaluation-deviation"));
        form.indicators[1].measures = "加密检测".into();
        assert_eq!(key(&form), None);
        form.indicators[0].points -= 100;
        assert_eq!(key(&form).as_deref(), Some("evaluation-sum"));
        form.indicators[0].points += 200;
        assert_eq!(check(&form).unwrap_err().message.key, "evaluation-sum");
    }
}

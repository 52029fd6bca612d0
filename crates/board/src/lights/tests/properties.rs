//! Properties over many invented commitments, against an oracle that looks at one day at a time and solves nothing.

use qipan_kernel::calendar::Calendar;

use super::*;

/// A small generator of invented facts: the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as i32
    }
    fn maybe<T>(&mut self, value: impl FnOnce(&mut Chance) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| value(self))
    }
}

fn invented(chance: &mut Chance) -> Facts {
    let issue = day("2025-11-03") + chance.below(200);
    let start = chance.maybe(|chance| issue + chance.below(20));
    let due = chance.maybe(|chance| issue + 3 + chance.below(300));
    let reports: Vec<Reported> = (0..chance.below(4))
        .map(|_| Reported { at: (issue + chance.below(250)).start().plus_ms(36_000_000), period: None })
        .collect();
    let (claimed, verified) =
        (chance.maybe(|c| Progress(c.below(10_001))), chance.maybe(|c| Progress(c.below(10_001))));
    Facts {
        start,
        due,
        issued_at: Some(issue.start()),
        signed_at: chance.maybe(|_| issue.start()),
        claimed,
        verified,
        unreviewed_since: claimed.and(chance.maybe(|chance| (issue + chance.below(200)).start())),
        schedule: match chance.below(6) {
            0 => Some(Schedule::Monthly { by_day: 1 + chance.below(31) as u8 }),
            1 => Some(Schedule::Quarterly),
            2 => Some(Schedule::TenDay),
            3 => Some(Schedule::Weekly),
            _ => None,
        },
        reports,
        plan_curve: chance.maybe(|chance| {
            (0..3).map(|_| (issue + chance.below(300), Progress(chance.below(10_001)))).collect()
        }),
        returned_at: (chance.below(9) == 0).then(|| (issue + 40).start()),
        planned_start: chance.maybe(|chance| issue + chance.below(90)),
        started: chance.maybe(|chance| issue + chance.below(120)),
        last_statistics_entry: chance.maybe(|chance| issue + chance.below(150)),
        ..Facts::default()
    }
}

/// Fraction expected by the end of `day`, by definition: (numerator, denominator).
fn expected(facts: &Facts, day: Day) -> Option<(i64, i64)> {
    let start = facts.start.or(facts.issued_at.map(Moment::day))?;
    let Some(mut points) =
        facts.plan_curve.clone().map(|p| p.iter().map(|p| (p.0, i64::from(p.1.0))).collect::<Vec<_>>())
    else {
        let due = facts.due?;
        let elapsed = (day - start + 1).clamp(0, due - start + 1);
        return Some((i64::from(elapsed) * 10_000, i64::from(due - start + 1)));
    };
    points.sort();
    for at in 1..points.len() {
        points[at].1 = points[at].1.max(points[at - 1].1);
    }
    points.reverse();
    points.dedup_by_key(|point| point.0);
    points.reverse();
    if start <= points[0].0 {
        points.insert(0, (start - 1, 0));
    }
    let before = points.iter().rev().find(|point| point.0 <= day);
    let after = points.iter().find(|point| point.0 > day);
    Some(match (before, after) {
        (None, _) => (0, 1),
        (Some(before), None) => (before.1, 1),
        (Some(before), Some(after)) => {
            let days = i64::from(after.0 - before.0);
            (before.1 * days + (after.1 - before.1) * i64::from(day - before.0), days)
        }
    })
}

/// The light of the generic set on the morning of `today`, from the words of the rule.
fn oracle(calendar: &Calendar, facts: &Facts, today: Day) -> Light {
    let first_day = facts.start.or(facts.issued_at.map(Moment::day)).unwrap();
    if facts.due.is_some_and(|due| today > due) {
        return Light::Red;
    }
    if facts.returned_at.is_some_and(|returned| returned.day() <= today) {
        return Light::Yellow;
    }
    let last_day = |due: Day| (due.0..).map(Day).find(|day| calendar.is_working(*day)).unwrap();
    // All periods with a report due, and those whose day has passed.
    let asked_from = calendar.add_working_days(first_day, 5).day;
    let mut due_before_today: Vec<Period> = Vec::new();
    if let Some(schedule) = facts.schedule {
        let mut period = schedule.period_of(first_day);
        while period.start <= today {
            let last = last_day(period.due);
            if last >= asked_from && last < today {
                due_before_today.push(period);
            }
            period = schedule.next(period);
        }
        let latest = facts.reports.iter().map(|report| schedule.period_of(report.at.day())).max();
        if due_before_today.iter().any(|period| latest.is_none_or(|latest| latest < *period)) {
            return Light::Yellow;
        }
    }
    let long = facts.plan_curve.is_some() || facts.due.is_some_and(|due| due - first_day + 1 >= 30);
    let measured = match facts.schedule {
        None => Some(today - 1),
        Some(_) => due_before_today.last().map(|period| period.due),
    };
    if let (true, Some((numerator, denominator))) = (long, measured.and_then(|day| expected(facts, day))) {
        let verified = facts.verified.map_or(0, |progress| progress.0);
        let claimed = facts.claimed.map_or(verified, |progress| progress.0);
        let in_review = facts.unreviewed_since.is_some_and(|since| {
            calendar.working_days_between(since.day(), today - 1) < 5
                || calendar.add_working_days(since.day(), 5).day >= today
        });
        let counted = if claimed < verified || in_review { claimed } else { verified };
        if numerator > i64::from(counted + 1_000) * denominator {
            return Light::Yellow;
        }
    }
    if facts.due.is_some_and(|due| calendar.working_days_between(today, due) <= 3) {
        return Light::Blue;
    }
    let data = !facts.reports.is_empty() || facts.verified.is_some();
    if facts.signed_at.is_some() && data { Light::Green } else { Light::Grey }
}

#[test]
fn the_instants_give_what_looking_each_day_gives() {
    let (calendar, generic) = (Calendar::state_council(), set("generic"));
    let mut chance = Chance(20_261_122);
    let mut seen = std::collections::BTreeMap::new();
    for number in 0..400 {
        let facts = invented(&mut chance);
        let evaluation = evaluate(&generic, &calendar, &facts, at("2025-11-01"));
        for today in day("2025-11-03").0..day("2026-12-31").0 {
            let today = Day(today);
            let light = oracle(&calendar, &facts, today);
            let morning = today.start();
            assert_eq!(
                evaluation.light_at(morning),
                light,
                "number {number} on {today}: {facts:#?} {evaluation:#?}"
            );
            *seen.entry(light.as_str()).or_insert(0) += 1;
        }
    }
    assert!(seen.len() == 5 && seen.values().all(|days| *days > 300), "{seen:?}");
}

/// Between two acts only time passes: what was evaluated at the act holds for every later moment, the light only
/// becomes more urgent, and each light can say why.
#[test]
fn an_evaluation_holds_until_the_next_act() {
    let calendar = Calendar::state_council();
    let mut chance = Chance(7);
    for set in RuleSets::built_in().all() {
        for _ in 0..60 {
            let facts = invented(&mut chance);
            let first = evaluate(set, &calendar, &facts, at("2025-11-03"));
            let mut last = first.base;
            for days in (0..500).step_by(3) {
                let moment = (day("2025-11-03") + days).start().plus_ms(i64::from(days) * 1_000);
                let later = evaluate(set, &calendar, &facts, moment);
                let light = first.light_at(moment);
                assert_eq!(later.light_at(moment), light);
                assert!(light.urgency() >= last.urgency(), "{last} to {light}");
                let said = words("zh", &first.reason_at(&calendar, moment));
                assert!(!said.is_empty() && !said.contains('$'), "{said}");
                if let Some(change) = first.next_change(moment) {
                    assert!(first.light_at(change) != light && first.light_at(change.plus_ms(-1)) == light);
                }
                last = light;
            }
        }
    }
}

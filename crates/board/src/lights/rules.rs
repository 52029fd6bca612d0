//! The rules of lights. Pure: facts in, instants out.

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Moment};

use super::facts::{Period, Reported, Schedule, Slip};
use super::line::PaceLine;
use super::sets::{Over, PaceRule, ReportRule};
use super::{Cause, Evaluation, Facts, Light, Mark, Pause, RuleSet, Slight, Standing};

/// Evaluates the facts of one version of a commitment.
///
/// The result holds for every moment until the next act. `now` is only recorded: the instants follow from the
/// facts, so an evaluation repeated later with the same facts, rules and calendar is the same.
pub fn evaluate(rules: &RuleSet, calendar: &Calendar, facts: &Facts, now: Moment) -> Evaluation {
    let (base, base_cause) = base(rules, facts);
    let mut marks = Vec::new();
    if facts.standing == Standing::Open && facts.closed_at.is_none() {
        let first = rules.reports.map_or(5, |rule| rule.first_after_working_days);
        let first_period = facts.schedule.and_then(|schedule| first_period(schedule, calendar, facts, first));
        due(rules, calendar, facts, &mut marks);
        if let Some(rule) = &rules.pace {
            pace(rule, calendar, facts, first_period, &mut marks);
        }
        if let (Some(rule), Some(schedule), Some(first)) = (&rules.reports, facts.schedule, first_period) {
            reports(rule, calendar, facts, schedule, first, &mut marks);
        }
        work(rules, facts, &mut marks);
        project(rules, facts, &mut marks);
    }
    marks.sort_by_key(|mark| mark.at);
    let first = |light: Light| marks.iter().find(|mark| mark.light == light).map(|mark| mark.at);
    // An instant at the start of a day rests on the days before it.
    let provisional = marks.iter().any(|mark| calendar.is_provisional(mark.at.plus_ms(-1).day()));
    Evaluation {
        base,
        base_cause,
        blue_at: first(Light::Blue),
        yellow_at: first(Light::Yellow),
        red_at: first(Light::Red),
        done_at: facts.closed_at.filter(|_| base == Light::Done),
        provisional,
        marks,
        unverified: facts.is_unverified(),
        rule_set: rules.id.clone(),
        rule_version: rules.version,
        calendar_version: calendar.version,
        evaluated_at: now,
    }
}

fn on(light: Light, day: Day, cause: Cause) -> Mark {
    Mark { light, at: day.start(), cause }
}

/// Rules light-grey-standing, light-grey-no-data, light-green-on-plan, light-done-closed — the field's generic
/// order: grey is not started or no data, and no data is never green. Green needs the signature (where the set asks
/// for it) and data: a report, verified progress, or, for projects, a start on site or a statistics entry.
fn base(rules: &RuleSet, facts: &Facts) -> (Light, Cause) {
    let data = facts.last_report().is_some()
        || facts.verified.is_some()
        || (rules.start.is_some() && facts.started.is_some())
        || (rules.statistics.is_some() && facts.last_statistics_entry.is_some());
    match (facts.standing, facts.closed_at) {
        (Standing::Draft, _) => (Light::Grey, Cause::Draft),
        (Standing::Withdrawn, _) => (Light::Grey, Cause::Withdrawn),
        (_, Some(at)) => {
            (Light::Done, Cause::Closed { on: at.day(), first_due: facts.first_due.or(facts.due) })
        }
        (Standing::Suspended, _) => (Light::Grey, suspended(facts)),
        (Standing::Open, _) if rules.needs_signature && facts.signed_at.is_none() => {
            (Light::Grey, Cause::Unsigned)
        }
        (Standing::Open, _) if !data => (Light::Grey, Cause::NoData),
        (Standing::Open, _) => {
            (Light::Green, Cause::OnPlan { verified: facts.verified, claimed: facts.claimed })
        }
    }
}

/// The pause that runs, as the cause of a light.
fn suspended(facts: &Facts) -> Cause {
    let running = facts.pauses.iter().rfind(|pause| pause.until.is_none());
    Cause::Suspended {
        since: running.map(|pause| pause.since),
        reason: running.map(|pause| pause.reason.clone()).unwrap_or_default(),
        expected: running.and_then(|pause| pause.expected),
    }
}

/// Rules light-blue-near-due and light-red-overdue — slips of Suqian (2025): blue near the limit, red when overdue;
/// near is k = 3 (Xi'an: reminders from 3 days before), counted in working days. Blue begins on the first day from
/// which no more than k working days remain up to the limit; red with the day after the limit.
fn due(rules: &RuleSet, calendar: &Calendar, facts: &Facts, marks: &mut Vec<Mark>) {
    let Some(due) = facts.due else { return };
    if let Some(near) = rules.near_due {
        let day = match near.working_days {
            0 => due,
            k => calendar.add_working_days(due, -k).day,
        };
        marks.push(on(Light::Blue, day, Cause::NearDue { due, within: near.working_days }));
    }
    if rules.overdue {
        marks.push(on(Light::Red, due + 1, Cause::Overdue { due }));
    }
}

/// Rules light-pace and light-pace-slight — generic: more than 10 points behind is yellow; Suqian (2025): behind
/// 序时 is yellow; Yinchuan (2025): 10 to 30 points behind yellow, more than 30 red, and less than 10, which its
/// text leaves open, as the set says.
fn pace(
    rule: &PaceRule,
    calendar: &Calendar,
    facts: &Facts,
    first_period: Option<Day>,
    marks: &mut Vec<Mark>,
) {
    let Some(line) = PaceLine::of(rule, calendar, facts, first_period).map(Box::new) else { return };
    let slight = Over { basis_points: 0, inclusive: false };
    let mut behind = |light: Light, over: Over| {
        if let Some(at) = line.first_over(calendar, over) {
            let cause = match light {
                Light::Green => Cause::SlightlyBehind { line: line.clone() },
                _ => Cause::Behind { line: line.clone(), over },
            };
            marks.push(Mark { light, at, cause });
        }
    };
    match rule.slight {
        Slight::Unmarked => behind(Light::Yellow, rule.yellow),
        Slight::Marked => {
            behind(Light::Green, slight);
            behind(Light::Yellow, rule.yellow);
        }
        Slight::Yellow => behind(Light::Yellow, slight),
    }
    if let Some(red) = rule.red {
        behind(Light::Red, red);
    }
}

/// The first day of the first period whose report is due: not sooner after the issue than the set says (reports on
/// executive-meeting matters: first within five working days).
fn first_period(schedule: Schedule, calendar: &Calendar, facts: &Facts, after: i32) -> Option<Day> {
    let start = facts.first_day()?;
    let earliest = calendar.add_working_days(start, after).day;
    let mut period = schedule.period_of(start);
    while period.last_day(calendar) < earliest {
        period = schedule.next(period);
    }
    Some(period.start)
}

/// Rules light-report-missed and light-report-made-up — generic: a report that is missing when its period's limit
/// has passed gives a light until a later report comes. Ouhai (2020): a missed month is red; made up within the next
/// month it turns yellow, for ever; made up later it stays red.
fn reports(
    rule: &ReportRule,
    calendar: &Calendar,
    facts: &Facts,
    schedule: Schedule,
    first: Day,
    marks: &mut Vec<Mark>,
) {
    let missing = |period: Period| {
        let due = period.last_day(calendar);
        on(rule.missed, due + 1, Cause::ReportMissing { from: period.start, to: period.end, due })
    };
    // Progress is cumulative: a report that names no period also makes up the period before its own.
    let answered = |period: Period| {
        let answers = |report: &&Reported| match report.period {
            Some(named) => schedule.period_of(named) == period,
            None => [period, schedule.next(period)].contains(&schedule.period_of(report.at.day())),
        };
        facts.reports.iter().filter(answers).map(|report| report.at).min()
    };
    let latest =
        facts.reports.iter().map(|report| schedule.period_of(report.period.unwrap_or(report.at.day()))).max();
    let excused =
        |period: Period| paused(facts, calendar, rule.first_after_working_days, period.last_day(calendar));
    let mut period = schedule.period_of(first);
    while latest.is_some_and(|latest| period <= latest) {
        if let Some(made_up) = rule.made_up.filter(|_| !excused(period)) {
            let due = period.last_day(calendar);
            match answered(period) {
                None => marks.push(missing(period)),
                Some(at) if at.day() <= due => {}
                Some(at) => {
                    let in_time = at.day() <= schedule.next(period).last_day(calendar);
                    let cause =
                        Cause::ReportMadeUp { from: period.start, to: period.end, on: at.day(), in_time };
                    let light = if in_time { made_up.light } else { rule.missed };
                    marks.push(Mark { light, at, cause });
                }
            }
        }
        period = schedule.next(period);
    }
    while excused(period) {
        period = schedule.next(period);
    }
    marks.push(missing(period));
}

/// Whether a report due on `due` is not asked for: the work was set aside, or was taken up again so lately that not even a
/// first report would be due.
fn paused(facts: &Facts, calendar: &Calendar, after: i32, due: Day) -> bool {
    let within = |pause: &Pause| {
        pause
            .until
            .is_some_and(|until| pause.since <= due && due < calendar.add_working_days(until, after).day)
    };
    facts.pauses.iter().any(within)
}

/// Rules light-rework and light-slip — Suqian (2025): poor quality is yellow, here a report sent back and not
/// answered; Sanming (2017): blue reminder, orange warning, red final slip, each after the previous was not met.
fn work(rules: &RuleSet, facts: &Facts, marks: &mut Vec<Mark>) {
    if let (Some(light), Some(at)) = (rules.rework, facts.returned_at) {
        marks.push(Mark { light, at, cause: Cause::Returned { on: at.day() } });
    }
    let open = |slip: &&Slip| rules.slips && slip.met_at.is_none();
    for slip in facts.slips.iter().filter(open) {
        let Slip { colour, issued_at, answer_by, .. } = *slip;
        let issued = Cause::SlipOpen { colour, on: issued_at.day(), answer_by };
        marks.push(Mark { light: colour, at: issued_at, cause: issued });
        let worse = if colour == Light::Blue { Light::Yellow } else { Light::Red };
        if let Some(answer_by) = answer_by.filter(|_| colour != Light::Red) {
            marks.push(on(worse, answer_by + 1, Cause::SlipUnmet { colour, answer_by }));
        }
    }
}

/// Rules light-start, light-payment and light-statistics — Yinchuan (2025), projects: the planned month passes
/// without a start (and without an accepted reason) yellow, three months red; payment below the requirement red;
/// no statistics entry for more than a month yellow, for more than two red.
fn project(rules: &RuleSet, facts: &Facts, marks: &mut Vec<Mark>) {
    if let (Some(rule), Some(planned), None, false) =
        (rules.start, facts.planned_start, facts.started, facts.start_excused)
    {
        for (light, after_months) in
            [(Light::Yellow, rule.yellow_after_months), (Light::Red, rule.red_after_months)]
        {
            let day = planned.month_start().plus_months(after_months);
            marks.push(on(light, day, Cause::NotStarted { planned, after_months }));
        }
    }
    if let (Some(rule), Some(payment)) = (rules.payment, facts.payment) {
        let (planned, paid, by) = (payment.planned, payment.paid, payment.by);
        if paid < planned {
            marks.push(on(rule.below, by + 1, Cause::Unpaid { planned, paid, by }));
        }
    }
    if let (Some(rule), Some(since)) = (rules.statistics, facts.last_statistics_entry.or(facts.started)) {
        for (light, after_months) in
            [(Light::Yellow, rule.yellow_after_months), (Light::Red, rule.red_after_months)]
        {
            let day = since.plus_months(after_months) + 1;
            marks.push(on(light, day, Cause::NoStatistics { since, after_months }));
        }
    }
}

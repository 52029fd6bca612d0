//! What may be posted (Government Investment Regulations, Decree 712), and what the ledger says. Pure; each refusal names
//! its article.

use qipan_board::lights::{Light, Shown};
use qipan_kernel::{Day, Failure, Fen, Message, Outcome};

use super::model::{Account, Balances, Cost, Order, Period, Posting, Source, Terms};
use crate::approvals::model::{Approval, Paper};
use crate::approvals::rules::{approved, ceiling, plannable};
use crate::book::model::{Kind, Project, Stage, Standing};
use crate::invest::lights::months_over;
use crate::invest::rules::Ratio;

/// Most that may be kept back of what is paid for building, in per cent (建质〔2017〕138号, article 7).
pub const RETENTION_MOST: i64 = 3;

/// What an order is decided on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// The project.
    pub project: &'f Project,
    /// Its approvals.
    pub approvals: &'f [Approval],
    /// Its own balances.
    pub own: &'f Balances,
    /// Its balances with those of its parts.
    pub whole: &'f Balances,
    /// Approved estimates of what it is a part of, each with all that was paid for in it.
    pub above: &'f [(Fen, Fen)],
}

/// The conditions of money for building to begin (articles 9, 15 to 17, 20 and 22). `RULE money.start`.
///
/// Each that is not met is a failure of its own; government money alone is bound by them.
pub fn before_start(project: &Project, approvals: &[Approval], whole: &Balances, year: i32) -> Vec<Failure> {
    if project.data.kind != Kind::Government {
        return Vec::new();
    }
    let mut missing = Vec::new();
    let mut need = |fine: bool, failure: Failure| {
        if !fine {
            missing.push(failure);
        }
    };
    let estimate = ceiling(approvals);
    need(estimate.is_some(), Failure::conflict("project-gate-design"));
    let whole_cost = estimate.unwrap_or(project.data.total);
    let planned = whole.planned(None);
    let lacking = Failure::conflict("project-gate-funds").with("planned", planned.wan());
    need(planned >= whole_cost, lacking.with("estimate", whole_cost.wan()));
    let of_year = Failure::conflict("project-gate-fund-plan").with("year", year.to_string());
    need(whole.planned(Some(year)) > Fen(0), of_year);
    let asked = approved(approvals, Paper::Design).is_some_and(|design| design.filing.start_report);
    need(
        !asked || approved(approvals, Paper::Start).is_some(),
        Failure::conflict("project-gate-start-report"),
    );
    missing
}

/// What must stand before a government project counts as completed: its acceptance (article 25).
pub fn before_completion(project: &Project, approvals: &[Approval]) -> Vec<Failure> {
    if project.data.kind != Kind::Government || approved(approvals, Paper::Acceptance).is_some() {
        return Vec::new();
    }
    vec![Failure::conflict("project-gate-acceptance")]
}

/// The lines of an order, if it may be posted. `RULE money.posting`.
///
/// # Errors
/// - an amount that is not above zero; a project that is over;
/// - a plan of public money before the study or the estimate is approved (article 17), without the six things that the
///   annual plan states (article 16), above the approved estimate (article 23), or below what has come already;
/// - public money paid in beyond its plan (articles 18 and 19);
/// - building or equipment of a government project paid before its estimate is approved (article 20);
/// - paid more than was paid in: the builder would have advanced it (article 22);
/// - paid more than the approved estimate (article 23);
/// - kept back more than 3 % of building (建质〔2017〕138号);
/// - returned before acceptance, or more than there is (article 25); released more than was kept back.
pub fn postings(facts: &Facts<'_>, order: &Order, day: Day) -> Outcome<Vec<Posting>> {
    let period = Period::of(day);
    let year = day.year();
    let line = |account: Account, amount: i64| Posting { account, year, period, amount: Fen(amount) };
    let own = facts.own;
    if !facts.project.standing.is_open() && !matches!(order, Order::Return { .. } | Order::Release { .. }) {
        return Err(Failure::conflict("project-not-open"));
    }
    match order {
        Order::Plan { source, year, amount } => {
            let change = plan(facts, *source, *year, *amount)?;
            let line =
                |account: Account, amount: i64| Posting { account, year: *year, period, amount: Fen(amount) };
            Ok(vec![line(Account::Plan(*source), change), line(Account::Planned, -change)])
        }
        Order::PayIn { source, amount } => {
            let amount = positive(*amount)?;
            if source.is_public() {
                let planned = own.sum(|account, of| account == Account::Plan(*source) && of <= year);
                let left = planned.0 - own.paid_in_of(*source, None).0;
                if amount > left {
                    let failure = Failure::conflict("fund-beyond-plan").with("left", Fen(left.max(0)).wan());
                    return Err(failure.at("amount"));
                }
            }
            Ok(vec![line(Account::Source(*source), -amount), line(Account::Cash, amount)])
        }
        Order::PayOut { cost, amount, kept } => {
            let (amount, kept) = pay_out(facts, *cost, *amount, *kept)?;
            let mut lines = vec![line(Account::Cost(*cost), amount), line(Account::Cash, kept - amount)];
            if kept > 0 {
                lines.push(line(Account::Retention, -kept));
            }
            Ok(lines)
        }
        Order::Release { amount } => {
            let amount = positive(*amount)?;
            if amount > own.kept().0 {
                return Err(Failure::conflict("fund-release").with("kept", own.kept().wan()).at("amount"));
            }
            covered(own, amount)?;
            Ok(vec![line(Account::Retention, amount), line(Account::Cash, -amount)])
        }
        Order::Return { amount } => {
            let amount = positive(*amount)?;
            if facts.project.stage < Stage::Completed && facts.project.standing.is_open() {
                return Err(Failure::conflict("fund-return-early").at("amount"));
            }
            if amount > own.surplus().0 {
                return Err(Failure::conflict("fund-return").with("left", own.surplus().wan()).at("amount"));
            }
            Ok(vec![line(Account::Treasury, amount), line(Account::Cash, -amount)])
        }
    }
}

fn positive(amount: Fen) -> Outcome<i64> {
    if amount > Fen(0) { Ok(amount.0) } else { Err(Failure::invalid("fund-amount").at("amount")) }
}

/// Nothing is paid that has not come: who is owed it would have advanced it (article 22).
fn covered(own: &Balances, amount: i64) -> Outcome<()> {
    if amount > own.cash().0 {
        return Err(Failure::conflict("fund-no-advance").with("cash", own.cash().wan()).at("amount"));
    }
    Ok(())
}

/// By how much a plan changes what is planned of its source and year.
fn plan(facts: &Facts<'_>, source: Source, year: i32, amount: Fen) -> Outcome<i64> {
    let (data, own) = (&facts.project.data, facts.own);
    if amount < Fen(0) {
        return Err(Failure::invalid("fund-amount").at("amount"));
    }
    if !(2000..=2100).contains(&year) {
        return Err(Failure::invalid("project-year-range").at("year"));
    }
    let change = amount.0 - own.plan_of(source, Some(year)).0;
    if change == 0 {
        return Err(Failure::conflict("fund-plan-same").at("amount"));
    }
    if data.kind == Kind::Government || source.is_public() {
        let study = plannable(facts.approvals);
        let subsidy = approved(facts.approvals, Paper::Subsidy).and_then(|one| one.filing.amount);
        if !study && (data.kind == Kind::Government || subsidy.is_none()) {
            return Err(Failure::conflict("fund-plan-unapproved").at("source"));
        }
        let public = Source::ALL.iter().filter(|one| one.is_public()).map(|one| own.plan_of(*one, None).0);
        if let Some(subsidy) = subsidy.filter(|subsidy| !study && public.sum::<i64>() + change > subsidy.0) {
            return Err(Failure::conflict("fund-plan-over-subsidy").with("most", subsidy.wan()).at("amount"));
        }
        let six = !data.scale.trim().is_empty()
            && data.planned_start.is_some()
            && data.planned_finish.is_some()
            && data.total > Fen(0);
        if !six {
            return Err(Failure::conflict("project-annual-plan-fields").at("source"));
        }
    }
    if let Some(most) = ceiling(facts.approvals).filter(|most| facts.whole.planned(None).0 + change > most.0)
    {
        return Err(Failure::conflict("fund-plan-over").with("most", most.wan()).at("amount"));
    }
    // Money that has come was planned: a plan is not made smaller than that (article 18).
    let until = own.sum(|account, of| account == Account::Plan(source) && of <= year).0 + change;
    let come = own.sum(|account, of| account == Account::Source(source) && of <= year);
    if source.is_public() && change < 0 && until < -come.0 {
        return Err(Failure::conflict("fund-plan-below").with("come", Fen(-come.0).wan()).at("amount"));
    }
    Ok(change)
}

/// What may be paid, and kept back.
fn pay_out(facts: &Facts<'_>, cost: Cost, amount: Fen, kept: Fen) -> Outcome<(i64, i64)> {
    let (project, own) = (facts.project, facts.own);
    let (amount, kept) = (positive(amount)?, kept.0);
    if kept < 0 || kept >= amount {
        return Err(Failure::invalid("fund-kept").at("kept"));
    }
    let built = own.sum(|account, _| account == Account::Cost(Cost::Building));
    let building = built.0 + if cost == Cost::Building { amount } else { 0 };
    if kept > 0 && i128::from(own.kept().0 + kept) * 100 > i128::from(building) * i128::from(RETENTION_MOST) {
        let failure = Failure::invalid("fund-kept-most").with("most", RETENTION_MOST);
        return Err(failure.at("kept"));
    }
    if project.stage < Stage::Preparing {
        return Err(Failure::conflict("fund-too-early").at("amount"));
    }
    let estimate = ceiling(facts.approvals);
    let works = matches!(cost, Cost::Building | Cost::Equipment);
    if project.data.kind == Kind::Government && works && estimate.is_none() {
        return Err(Failure::conflict("fund-no-estimate").at("cost"));
    }
    covered(own, amount - kept)?;
    let over =
        |most: Fen| Err(Failure::conflict("fund-over-estimate").with("estimate", most.wan()).at("amount"));
    if let Some(most) = estimate.filter(|most| facts.whole.costs(None).0 + amount > most.0) {
        return over(most);
    }
    if let Some((most, _)) = facts.above.iter().find(|(most, costs)| costs.0 + amount > most.0) {
        return over(*most);
    }
    Ok((amount, kept))
}

/// The lines that take an entry back: the same with the other sign, for the same year and month. What was paid out of the
/// money since cannot be taken back with it, nor a plan under money that has come.
///
/// # Errors
/// `fund-reverse-spent`, `fund-reverse-over`.
pub fn reversal(facts: &Facts<'_>, postings: &[Posting]) -> Outcome<Vec<Posting>> {
    let lines: Vec<Posting> =
        postings.iter().map(|one| Posting { amount: Fen(-one.amount.0), ..*one }).collect();
    let mut after = facts.own.clone();
    after.add(&lines);
    let mut whole = facts.whole.clone();
    whole.add(&lines);
    if after.cash() < Fen(0) || after.kept() < Fen(0) || after.returned() < Fen(0) {
        return Err(Failure::conflict("fund-reverse-spent"));
    }
    let unplanned = Source::ALL.iter().filter(|source| source.is_public()).any(|source| {
        let (plan, come) = (after.plan_of(*source, None), after.paid_in_of(*source, None));
        come > plan && facts.own.plan_of(*source, None) > plan
    });
    if unplanned {
        return Err(Failure::conflict("fund-reverse-spent"));
    }
    // Taking back a smaller plan, or a return, must not lift the whole above the approved estimate.
    if ceiling(facts.approvals)
        .is_some_and(|most| whole.planned(None) > most && whole.planned(None) > facts.whole.planned(None))
    {
        return Err(Failure::conflict("fund-reverse-over"));
    }
    Ok(lines)
}

/// Idle money: what was paid in longer than the terms' months ago and is not paid out yet, first in first out.
/// `come_since`: paid in since then.
pub fn idle(cash: Fen, kept: Fen, come_since: Fen) -> Fen {
    Fen((cash.0 - kept.0.max(0) - come_since.0).max(0))
}

/// The first month that is not old enough to make money idle: months count as a whole, when they are over.
pub fn idle_since(today: Day, terms: Terms) -> Period {
    Period::of((today + 1).plus_months(-terms.idle_months))
}

/// 到位率: paid in ÷ planned. 执行率: paid out ÷ planned (`reference/execution.md` 8.4). Of a year, money that came over
/// from the years before counts with the plan.
pub fn rates(balances: &Balances, year: Option<i32>) -> (Option<Ratio>, Option<Ratio>) {
    let planned = balances.planned(year).0;
    let with = planned + year.map_or(0, |year| balances.carried_over(year).0);
    (
        Ratio::of(balances.paid_in(year).0, planned).filter(|_| planned > 0),
        Ratio::of(balances.paid_out(year).0, with).filter(|_| with > 0),
    )
}

/// What the light of payment is computed from: a year's plan of funds, with what came over, and what was paid out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paid {
    /// The year.
    pub year: i32,
    /// Planned for the year, with what came over.
    pub planned: Fen,
    /// Paid out in it.
    pub paid_out: Fen,
    /// By what it is told.
    pub terms: Terms,
}

/// `RULE project.light.payment` — Yinchuan 2025 (`reference/execution.md` 8.3): as planned green, below what is required
/// red; asked while it is being built. What is planned for the year is due evenly, month by month; the terms say how much of that is required.
pub fn payment(project: &Project, paid: Option<&Paid>, today: Day) -> Shown {
    let shown = |light: Light, why: Message| Shown { light, why };
    let begun =
        (Stage::Started..Stage::Completed).contains(&project.stage) && project.standing == Standing::Active;
    let Some(paid) = paid.filter(|paid| begun && paid.planned > Fen(0)) else {
        return shown(Light::Grey, Message::new("light-payment-none"));
    };
    let over = i64::from(months_over(today, paid.year));
    if over == 0 {
        return shown(Light::Grey, Message::new("light-payment-first-month"));
    }
    let due = i128::from(paid.planned.0) * i128::from(over);
    let fine = i128::from(paid.paid_out.0) * 12 * 100 >= due * i128::from(paid.terms.payment_required);
    let share = Ratio::of(paid.paid_out.0, paid.planned.0).map_or_else(String::new, |share| share.percent(1));
    let required =
        Ratio::of(over * paid.terms.payment_required, 1_200).map_or_else(String::new, |r| r.percent(1));
    let why = Message::new(if fine { "light-payment-on-plan" } else { "light-payment-below" })
        .with("paid", paid.paid_out.wan())
        .with("planned", paid.planned.wan())
        .with("share", share)
        .with("required", required);
    shown(if fine { Light::Green } else { Light::Red }, why)
}

/// Whether terms may be set.
///
/// # Errors
/// Months outside 1 to 60; per cent outside 1 to 100.
pub fn check_terms(terms: Terms) -> Outcome<()> {
    let mut wrong = Vec::new();
    if !(1..=60).contains(&terms.idle_months) {
        wrong.push(Failure::invalid("fund-terms-months").at("idle_months"));
    }
    if !(1..=100).contains(&terms.payment_required) {
        wrong.push(Failure::invalid("fund-terms-percent").at("payment_required"));
    }
    Failure::collect(wrong)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

//! What must hold of contracts, and the estimates compared. Pure.

use qipan_kernel::{Failure, Fen, Outcome};

use super::model::{BudgetInput, ChangeInput, Contract, ContractInput, PersonInput, SettlementInput, Step};
use crate::approvals::rules::over_a_tenth;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::invest::rules::Ratio;
use crate::money::rules::RETENTION_MOST;

fn long(text: &str, most: usize, field: &'static str) -> Option<Failure> {
    (text.chars().count() > most).then(|| Failure::invalid("project-text-long").with("most", most).at(field))
}

/// Whether a contract may be entered. `RULE contract.sign`.
///
/// # Errors
/// No party; an amount that is not above zero; an end before its beginning; more than 3 % kept back (建质〔2017〕138号);
/// all contracts together above the approved estimate (Government Investment Regulations, article 23).
pub fn may_sign(input: &ContractInput, others: Fen, ceiling: Option<Fen>) -> Outcome<()> {
    let mut wrong = Vec::new();
    if input.party.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("party"));
    }
    wrong.extend(long(&input.party, NAME_MAX, "party"));
    for (field, text) in [
        ("qualification", &input.qualification),
        ("number", &input.number),
        ("section", &input.section),
        ("manager", &input.manager),
        ("phone", &input.phone),
    ] {
        wrong.extend(long(text, LINE_MAX, field));
    }
    if input.amount <= Fen(0) {
        wrong.push(Failure::invalid("fund-amount").at("amount"));
    }
    if input.from.zip(input.until).is_some_and(|(from, until)| until < from) {
        wrong.push(Failure::invalid("project-finish-before-start").at("until"));
    }
    if !(0..=RETENTION_MOST).contains(&input.retention) {
        wrong.push(Failure::invalid("contract-retention").with("most", RETENTION_MOST).at("retention"));
    }
    Failure::collect(wrong)?;
    within(Fen(others.0 + input.amount.0), ceiling)
}

/// Whether somebody else may answer for a contract.
///
/// # Errors
/// Nobody named; no reason; the same as before; words that are too long.
pub fn may_replace(contract: &Contract, input: &PersonInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    for (field, text, most) in [("manager", &input.manager, LINE_MAX), ("reason", &input.reason, TEXT_MAX)] {
        if text.trim().is_empty() {
            wrong.push(Failure::invalid("form-required").at(field));
        }
        wrong.extend(long(text, most, field));
    }
    wrong.extend(long(&input.phone, LINE_MAX, "phone"));
    let terms = &contract.terms;
    if terms.manager == input.manager.trim() && terms.phone == input.phone.trim() {
        wrong.push(Failure::invalid("contract-person-same").at("manager"));
    }
    Failure::collect(wrong)
}

/// All contracts together stay within the approved estimate (article 23).
fn within(sum: Fen, ceiling: Option<Fen>) -> Outcome<()> {
    match ceiling.filter(|ceiling| sum > *ceiling) {
        Some(ceiling) => {
            let failure = Failure::conflict("contract-over-estimate").with("sum", sum.wan());
            Err(failure.with("estimate", ceiling.wan()).at("amount"))
        }
        None => Ok(()),
    }
}

/// Whether a contract may be changed. `others`: all other contracts of the project, as changed.
///
/// # Errors
/// Settled already; no change; no reason; no paper; below what was paid; above the approved estimate (article 23).
pub fn may_change(
    contract: &Contract,
    input: &ChangeInput,
    others: Fen,
    ceiling: Option<Fen>,
) -> Outcome<()> {
    if contract.settled.is_some() {
        return Err(Failure::conflict("contract-settled").at("amount"));
    }
    let mut wrong = Vec::new();
    if input.amount == Fen(0) {
        wrong.push(Failure::invalid("contract-change-nothing").at("amount"));
    }
    if input.reason.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("reason"));
    }
    if input.paper.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("paper"));
    }
    wrong.extend(long(&input.reason, TEXT_MAX, "reason"));
    wrong.extend(long(&input.paper, LINE_MAX, "paper"));
    Failure::collect(wrong)?;
    let amount = Fen(contract.amount().0 + input.amount.0);
    if amount < contract.paid || amount <= Fen(0) {
        return Err(Failure::conflict("contract-below-paid").with("paid", contract.paid.wan()).at("amount"));
    }
    // What makes it smaller never makes it worse.
    if input.amount < Fen(0) { Ok(()) } else { within(Fen(others.0 + amount.0), ceiling) }
}

/// Whether a contract may be settled so.
///
/// # Errors
/// Settled already; no paper; below what was paid; above its amount as changed (a change comes first).
pub fn may_settle(contract: &Contract, input: &SettlementInput) -> Outcome<()> {
    if contract.settled.is_some() {
        return Err(Failure::conflict("contract-settled").at("amount"));
    }
    let mut wrong = Vec::new();
    if input.paper.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("paper"));
    }
    wrong.extend(long(&input.paper, LINE_MAX, "paper"));
    if input.amount <= Fen(0) {
        wrong.push(Failure::invalid("fund-amount").at("amount"));
    }
    Failure::collect(wrong)?;
    if input.amount < contract.paid {
        return Err(Failure::conflict("contract-below-paid").with("paid", contract.paid.wan()).at("amount"));
    }
    if input.amount > contract.amount() {
        let failure = Failure::conflict("contract-settle-over").with("amount", contract.amount().wan());
        return Err(failure.at("amount"));
    }
    Ok(())
}

/// Whether so much may be paid, and kept back, under a contract.
///
/// # Errors
/// More than its amount (or settlement); more kept back than it says.
pub fn may_pay(contract: &Contract, amount: Fen, kept: Fen) -> Outcome<()> {
    let most = contract.most();
    if contract.paid.0 + amount.0 > most.0 {
        let left = Fen((most.0 - contract.paid.0).max(0));
        return Err(Failure::conflict("contract-paid-over").with("left", left.wan()).at("amount"));
    }
    let hold = i128::from(contract.kept.0 + kept.0) * 100;
    if kept > Fen(0) && hold > i128::from(contract.paid.0 + amount.0) * i128::from(contract.terms.retention) {
        let failure = Failure::invalid("contract-kept-over").with("most", contract.terms.retention);
        return Err(failure.at("kept"));
    }
    Ok(())
}

/// Whether a budget may be entered. The approved estimate controls it (article 12, first paragraph; article 23).
///
/// # Errors
/// No amount; no paper; above the approved estimate.
pub fn may_budget(input: &BudgetInput, ceiling: Option<Fen>) -> Outcome<()> {
    let mut wrong = Vec::new();
    if input.amount <= Fen(0) {
        wrong.push(Failure::invalid("fund-amount").at("amount"));
    }
    if input.paper.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("paper"));
    }
    wrong.extend(long(&input.paper, LINE_MAX, "paper"));
    wrong.extend(long(&input.report, TEXT_MAX, "report"));
    if let Some(ceiling) = ceiling.filter(|ceiling| input.amount > *ceiling) {
        wrong.push(Failure::conflict("contract-budget-over").with("estimate", ceiling.wan()).at("amount"));
    }
    Failure::collect(wrong)
}

/// One estimate beside the one before it.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// Which.
    pub step: Step,
    /// How much; `None` until there is one.
    pub amount: Option<Fen>,
    /// By how much it differs from the last before it, in per cent with two decimals and a sign.
    pub over: Option<String>,
    /// More than a tenth above it (the rule of article 12, applied to each step).
    pub beyond: bool,
}

/// The estimates side by side, each beside the last that is there before it. The final accounts are of the whole, as
/// contracts are not: they stand beside the approved estimate.
pub fn compare(amounts: [Option<Fen>; 6]) -> Vec<Compared> {
    let mut last: Option<Fen> = None;
    let all = Step::ALL.iter().zip(amounts).map(|(step, amount)| {
        let base = if *step == Step::Final { amounts[1].or(amounts[0]) } else { last };
        let over = amount.zip(base).and_then(|(now, before)| Ratio::of(now.0 - before.0, before.0));
        let beyond = amount.zip(base).is_some_and(|(now, before)| over_a_tenth(before, now));
        last = amount.or(last);
        Compared { step: *step, amount, over: over.map(|over| over.signed(2)), beyond }
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use qipan_kernel::{Day, Id};

    use super::*;
    use crate::contracts::model::{Change, Role};

    fn contract(amount: i64, changes: &[i64], paid: i64) -> Contract {
        let change = |amount: &i64| Change {
            amount: Fen(*amount),
            reason: String::new(),
            paper: String::new(),
            day: Day(0),
            at: qipan_kernel::Moment(0),
            by_name: String::new(),
        };
        Contract {
            id: Id(1),
            project: Id(2),
            terms: ContractInput {
                role: Role::Building,
                party: "示例建工".into(),
                qualification: "一级".into(),
                number: "示例-1".into(),
                section: "一标段".into(),
                amount: Fen(amount),
                retention: 3,
                signed_on: Day(0),
                from: Some(Day(10)),
                until: Some(Day(400)),
                manager: String::new(),
                phone: String::new(),
            },
            changes: changes.iter().map(change).collect(),
            settled: None,
            paid: Fen(paid),
            kept: Fen(0),
        }
    }

    fn key(outcome: Outcome<()>) -> String {
        outcome.err().map_or_else(|| "fine".to_owned(), |failure| failure.message.key.into_owned())
    }

    #[test]
    fn contracts_stay_within_the_approved_estimate() {
        for (others, ceiling, key_of) in
            [(900, Some(1_000), "fine"), (901, Some(1_000), "contract-over-estimate"), (5_000, None, "fine")]
        {
            let input = contract(100, &[], 0).terms;
            assert_eq!(key(may_sign(&input, Fen(others), ceiling.map(Fen))), key_of, "{others}");
        }
        let wrong = ContractInput { retention: 4, ..contract(100, &[], 0).terms };
        assert_eq!(key(may_sign(&wrong, Fen(0), None)), "contract-retention");
        let wrong = ContractInput { until: Some(Day(9)), ..contract(100, &[], 0).terms };
        assert_eq!(key(may_sign(&wrong, Fen(0), None)), "project-finish-before-start");
        let wrong = ContractInput { party: " ".into(), amount: Fen(0), ..contract(100, &[], 0).terms };
        assert_eq!(may_sign(&wrong, Fen(0), None).unwrap_err().more.len(), 1);
    }

    #[test]
    fn changes_settlements_and_payments_tie() {
        let change = |amount: i64| ChangeInput {
            amount: Fen(amount),
            reason: "管线迁改".into(),
            paper: "签证1".into(),
        };
        let one = contract(100, &[20], 90);
        assert_eq!(one.amount(), Fen(120));
        for (amount, key_of) in [
            (10, "fine"),
            (80, "fine"),
            (81, "contract-over-estimate"),
            (-30, "fine"),
            (-31, "contract-below-paid"),
            (0, "contract-change-nothing"),
        ] {
            assert_eq!(
                key(may_change(&one, &change(amount), Fen(800), Some(Fen(1_000)))),
                key_of,
                "{amount}"
            );
        }
        let settle = |amount: i64| SettlementInput { amount: Fen(amount), paper: "审定单".into() };
        for (amount, key_of) in
            [(120, "fine"), (90, "fine"), (89, "contract-below-paid"), (121, "contract-settle-over")]
        {
            assert_eq!(key(may_settle(&one, &settle(amount))), key_of, "{amount}");
        }
        assert_eq!(key(may_pay(&one, Fen(30), Fen(0))), "fine");
        assert_eq!(key(may_pay(&one, Fen(31), Fen(0))), "contract-paid-over");
        assert_eq!(key(may_pay(&one, Fen(10), Fen(3))), "fine");
        assert_eq!(key(may_pay(&one, Fen(10), Fen(4))), "contract-kept-over");
        let settled = Contract { settled: Some((Fen(95), Day(0), String::new())), ..one };
        assert_eq!(key(may_pay(&settled, Fen(6), Fen(0))), "contract-paid-over");
        assert_eq!(key(may_change(&settled, &change(1), Fen(0), None)), "contract-settled");
        assert_eq!(key(may_settle(&settled, &settle(95))), "contract-settled");
    }

    #[test]
    fn estimates_stand_beside_the_last_before_them() {
        let found = compare(
            [Some(1_000), Some(1_100), None, Some(1_250), Some(1_200), Some(1_200)].map(|fen| fen.map(Fen)),
        );
        let said: Vec<_> = found.iter().map(|one| (one.over.as_deref(), one.beyond)).collect();
        assert_eq!(
            said,
            [
                (None, false),
                (Some("+10.00"), false),
                (None, false),
                (Some("+13.64"), true),
                (Some("-4.00"), false),
                (Some("+9.09"), false)
            ]
        );
    }
}

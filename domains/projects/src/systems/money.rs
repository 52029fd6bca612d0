//! Operating money, small upgrades and adjustments of the estimate: what is refused, and what was split to stay below a
//! line. Pure.

use qipan_kernel::{Day, Failure, Fen, Id, Moment, Outcome, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Compliance, State, System};
use super::parameters::{Parameter, Parameters};
use super::rules::Block;

worded! {
    /// What money is asked for.
    MoneyKind, "money-kind", {
        /// 运维经费 of a year.
        Operating = "operating",
        /// 小额升级, counted as operation.
        Upgrade = "upgrade",
        /// 概算内调整: moves money between parts of the approved estimate.
        Adjustment = "adjustment",
    }
}

worded! {
    /// Where a request stands.
    MoneyState, "money-state", {
        /// It waits for its decision.
        Waiting = "waiting",
        /// Granted.
        Granted = "granted",
        /// Refused, with the reason.
        Refused = "refused",
        /// Told and kept on record; nothing is decided (备案).
        Recorded = "recorded",
    }
}

/// What is asked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyInput {
    /// For what.
    pub kind: MoneyKind,
    /// The year of the budget.
    pub year: i32,
    /// How much, in fen.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// What it is spent on.
    pub what: String,
}

/// A request.
#[derive(Clone, PartialEq, Debug)]
pub struct Money {
    /// Identifier.
    pub id: Id,
    /// The system.
    pub system: Id,
    /// What was asked.
    pub input: MoneyInput,
    /// The day on which it was asked.
    pub day: Day,
    /// Where it stands.
    pub state: MoneyState,
    /// Who asked, and when.
    pub filed: (Id, String, Moment),
    /// Who decided, and when.
    pub decided: Option<(Id, String, Moment)>,
    /// Why it was decided so.
    pub why: String,
}

/// The part of an amount that basis points are; rounded down, so that a limit is never passed by rounding.
pub fn share(amount: Fen, points: i64) -> Fen {
    Fen((i128::from(amount.0) * i128::from(points) / 10_000) as i64)
}

/// The two lines below which an upgrade is operation, on a day: the share of the original investment and the amount.
pub fn lines(invested: Fen, parameters: &Parameters, day: Day) -> (Fen, Fen) {
    let line = share(invested, parameters.on(Parameter::UpgradeShare, day));
    (line, Fen(parameters.on(Parameter::UpgradeAmount, day)))
}

/// Upgrades of one system that together pass a line below which each of them stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Split {
    /// The requests, in the order of their days.
    pub of: Vec<Id>,
    /// The first and the last day.
    pub days: (Day, Day),
    /// What they come to.
    pub sum: Fen,
    /// The line of the share, and of the amount.
    pub lines: (Fen, Fen),
    /// Which lines are passed.
    pub passed: (bool, bool),
}

/// `RULE system.split` — upgrades up to 15 % of the original investment and up to 1 000 000 yuan count as operation (Ordos
/// 2025): so several of one system within a span of months are looked at together. A window that lies within another is
/// not told again. `upgrades` are in the order of their days.
pub fn splits(upgrades: &[(Id, Day, Fen)], invested: Fen, parameters: &Parameters) -> Vec<Split> {
    let mut found: Vec<Split> = Vec::new();
    let mut told = 0;
    for (at, (_, first, _)) in upgrades.iter().enumerate() {
        let months = parameters.count_on(Parameter::SplitMonths, *first);
        let end = first.plus_months(months);
        let count = upgrades[at..].iter().take_while(|(_, day, _)| *day < end).count();
        if count < 2 || at + count <= told {
            continue;
        }
        let window = &upgrades[at..at + count];
        let last = window[count - 1].1;
        let sum = Fen(window.iter().map(|(_, _, amount)| amount.0).sum());
        let lines = lines(invested, parameters, last);
        let passed = (sum > lines.0, sum > lines.1);
        if passed.0 || passed.1 {
            told = at + count;
            let of = window.iter().map(|(id, _, _)| *id).collect();
            found.push(Split { of, days: (*first, last), sum, lines, passed });
        }
    }
    found
}

/// What a request is looked at with.
pub struct Facts<'a> {
    /// The system.
    pub system: &'a System,
    /// What blocks its operating money.
    pub blocks: &'a [Block],
    /// The rules.
    pub parameters: &'a Parameters,
    /// Moved between parts of the estimate already.
    pub adjusted: Fen,
    /// The day.
    pub day: Day,
}

/// A request to be filed.
///
/// `RULE system.money-request`: operating money and upgrades of a blocked system are refused with the rule; an upgrade
/// above either line is no operation and goes through the gate of modifying; adjustments come to 15 % of the estimate at
/// most, all together (国办发〔2019〕57号).
///
/// # Errors
/// All that is wrong with the input, or everything that stands against it.
pub fn check(input: &MoneyInput, facts: &Facts<'_>) -> Outcome<()> {
    let mut wrong = Vec::new();
    if input.amount <= Fen(0) {
        wrong.push(Failure::invalid("money-amount").at("amount"));
    }
    if input.what.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("what"));
    }
    if input.what.chars().count() > super::rules::TEXT_MAX {
        wrong.push(Failure::invalid("system-text-long").at("what"));
    }
    if !(2000..=2100).contains(&input.year) {
        wrong.push(Failure::invalid("project-year-range").at("year"));
    }
    Failure::collect(wrong)?;
    let system = facts.system;
    match input.kind {
        MoneyKind::Operating | MoneyKind::Upgrade => {
            if !system.state.operates() {
                return Err(Failure::conflict("money-not-operating").at("kind"));
            }
            blocked(facts.blocks, &system.compliance)?;
            let (share, amount) = lines(system.data.invested, facts.parameters, facts.day);
            if input.kind == MoneyKind::Upgrade && (input.amount > share || input.amount > amount) {
                let failure = Failure::conflict("money-upgrade-above")
                    .with("share", share.wan())
                    .with("amount", amount.wan());
                return Err(failure.at("amount"));
            }
        }
        MoneyKind::Adjustment => {
            if system.state != State::Building || system.data.estimate <= Fen(0) {
                return Err(Failure::conflict("money-no-estimate").at("kind"));
            }
            let line = share(system.data.estimate, facts.parameters.on(Parameter::AdjustShare, facts.day));
            if facts.adjusted.0 + input.amount.0 > line.0 {
                let failure = Failure::conflict("money-adjustment-above")
                    .with("line", line.wan())
                    .with("sum", Fen(facts.adjusted.0 + input.amount.0).wan());
                return Err(failure.at("amount"));
            }
        }
    }
    Ok(())
}

/// Refuses for what blocks, each reason a failure of its own.
///
/// # Errors
/// `money-blocked-…`, one for each.
pub fn blocked(blocks: &[Block], found: &Compliance) -> Outcome<()> {
    let refused = blocks.iter().map(|block| {
        let mut failure = Failure::conflict("money-blocked").at("kind");
        failure.message = block.why(found);
        failure
    });
    Failure::collect(refused.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::parameters::Value;

    /// 万元 in fen.
    const WAN: i64 = 1_000_000;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn upgrades(all: &[(i64, &str, i64)]) -> Vec<(Id, Day, Fen)> {
        all.iter().map(|(id, on, amount)| (Id(*id), day(on), Fen(*amount * WAN))).collect()
    }

    #[test]
    fn upgrades_are_looked_at_together() {
        let known = Parameters::with(Vec::new());
        // 400 万元: the line of the share is 60, that of the amount 100.
        let invested = Fen(400 * WAN);
        let told = |all: &[(i64, &str, i64)], invested| {
            splits(&upgrades(all), invested, &known)
                .iter()
                .map(|split| {
                    (split.of.iter().map(|id| id.0).collect::<Vec<_>>(), split.sum.0 / WAN, split.passed)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&[(1, "2025-03-01", 40), (2, "2025-09-01", 20)], invested), []);
        assert_eq!(
            told(&[(1, "2025-03-01", 40), (2, "2025-09-01", 21)], invested),
            [(vec![1, 2], 61, (true, false))]
        );
        // 24 months apart is apart; a day less is together.
        assert_eq!(told(&[(1, "2025-03-01", 50), (2, "2027-03-01", 50)], invested), []);
        assert_eq!(
            told(&[(1, "2025-03-01", 55), (2, "2027-02-28", 55)], invested),
            [(vec![1, 2], 110, (true, true))]
        );
        // The amount alone, of a system that was dear.
        assert_eq!(
            told(&[(1, "2025-01-10", 60), (2, "2025-05-10", 60)], Fen(2_000 * WAN)),
            [(vec![1, 2], 120, (false, true))]
        );
        // A window within another is not told again; the next that reaches further is.
        let many =
            [(1, "2024-01-10", 40), (2, "2024-06-10", 40), (3, "2025-12-10", 40), (4, "2026-05-10", 40)];
        assert_eq!(
            told(&many, invested),
            [(vec![1, 2, 3], 120, (true, true)), (vec![2, 3, 4], 120, (true, true))]
        );
        // One is never split.
        assert_eq!(told(&[(1, "2025-03-01", 500)], invested), []);
    }

    #[test]
    fn the_lines_are_data() {
        let ours = Value {
            parameter: Parameter::UpgradeShare,
            value: 1_000,
            from: day("2026-01-01"),
            source: "示例办法".into(),
            by: String::new(),
        };
        let known = Parameters::with(vec![ours]);
        assert_eq!(lines(Fen(333), &known, day("2025-12-31")).0, Fen(49));
        assert_eq!(lines(Fen(333), &known, day("2026-01-01")).0, Fen(33));
    }

    #[test]
    fn requests_are_refused_with_the_rule() {
        use crate::systems::model::{Assessment, Listing, Sharing};
        let known = Parameters::with(Vec::new());
        let mut system = crate::systems::rules_fixture();
        system.data.invested = Fen(400 * WAN);
        system.data.estimate = Fen(200 * WAN);
        system.compliance.sharing = Sharing::Unshared;
        system.compliance.listing = Listing::Listed;
        system.compliance.security = Assessment::Passed;
        system.compliance.crypto = Assessment::Failed;
        let input = |kind, amount: i64| MoneyInput {
            kind,
            year: 2026,
            amount: Fen(amount * WAN),
            what: "示例".into(),
        };
        use MoneyKind::{Adjustment, Operating, Upgrade};
        use State::{Building, Planned, Running};
        let both = [Block::Sharing, Block::Crypto];
        for (kind, amount, state, blocks, adjusted, keys) in [
            (Operating, 30, Running, &[][..], 0, &[][..]),
            (Operating, 30, Running, &both, 0, &["system-block-why-sharing", "system-block-why-crypto"]),
            (Operating, 30, Planned, &[], 0, &["money-not-operating"]),
            (Operating, 0, Running, &[], 0, &["money-amount"]),
            (Upgrade, 60, Running, &[], 0, &[]),
            (Upgrade, 61, Running, &[], 0, &["money-upgrade-above"]),
            (Upgrade, 10, Running, &[Block::Unlisted], 0, &["system-block-why-unlisted"]),
            // 15 % of 200 are 30.
            (Adjustment, 30, Building, &[], 0, &[]),
            (Adjustment, 20, Building, &[], 10, &[]),
            (Adjustment, 21, Building, &[], 10, &["money-adjustment-above"]),
            (Adjustment, 5, Running, &[], 0, &["money-no-estimate"]),
        ] {
            system.state = state;
            let facts = Facts {
                system: &system,
                blocks,
                parameters: &known,
                adjusted: Fen(adjusted * WAN),
                day: day("2026-05-01"),
            };
            let found: Vec<String> = match check(&input(kind, amount), &facts) {
                Ok(()) => Vec::new(),
                Err(failure) => std::iter::once(&failure)
                    .chain(&failure.more)
                    .map(|one| one.message.key.to_string())
                    .collect(),
            };
            assert_eq!(found, keys, "{kind:?} {amount} {state:?}");
        }
    }
}

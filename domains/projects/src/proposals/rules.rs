//! The rules of proposals. Pure.

use qipan_kernel::{Failure, Fen, Id, Outcome};

use super::model::{Found, Kind, Proposal, ProposalData, ProposalState, Verdict, VerdictInput, Whose};
use crate::gates::rules::Overlap;
use crate::systems::rules::{LINE_MAX, LIST_MAX, NAME_MAX, TEXT_MAX};

/// What must be known of a proposal: without functions nobody can say what does the same.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check(data: &ProposalData) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut must = |fine: bool, key: &'static str, field: &'static str| {
        if !fine {
            wrong.push(Failure::invalid(key).at(field));
        }
    };
    let short = |text: &str, most: usize| text.chars().count() <= most;
    must(!data.name.trim().is_empty(), "form-required", "name");
    must(!data.purpose.trim().is_empty(), "form-required", "purpose");
    must(!data.functions.is_empty(), "proposal-functions", "functions");
    must(short(&data.name, NAME_MAX), "system-line-long", "name");
    must(short(&data.purpose, TEXT_MAX), "system-text-long", "purpose");
    must(short(&data.basis, TEXT_MAX), "system-text-long", "basis");
    must(data.functions.len() <= LIST_MAX && data.items.len() <= LIST_MAX, "system-list-long", "functions");
    must(data.functions.iter().all(|one| short(one, LINE_MAX)), "system-line-long", "functions");
    must(data.items.iter().all(|one| short(&one.name, LINE_MAX)), "system-line-long", "collected");
    must(data.amount > Fen(0), "money-amount", "amount");
    must(data.yearly >= Fen(0), "project-amount-negative", "yearly");
    Failure::collect(wrong)
}

/// What is like a proposal so much that a decision has to say something of it.
pub fn alerts(found: &[Found], alert: i64) -> impl Iterator<Item = &Found> {
    found.iter().filter(move |one| one.score >= alert)
}

/// What a decision looks at besides itself.
pub struct Facts {
    /// Operating money a year of the system that is named.
    pub target_yearly: Option<Fen>,
}

/// `RULE proposal.verdict` — a decision says why; merging, reusing and retiring name the system; what is avoided is at most
/// what would have been spent: the investment and one year of operation that are not needed, or one year of operation of
/// the system that is retired. Going on avoids nothing.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check_verdict(proposal: &Proposal, input: &VerdictInput, facts: &Facts) -> Outcome<()> {
    let mut wrong = Vec::new();
    if proposal.state != ProposalState::Waiting {
        return Err(Failure::conflict("filing-decided").at("kind"));
    }
    if input.kind == Kind::Reverse {
        return Err(Failure::invalid("proposal-kind").at("kind"));
    }
    if input.reason.trim().is_empty() {
        wrong.push(Failure::invalid("project-reason-missing").at("reason"));
    }
    if input.reason.chars().count() > TEXT_MAX {
        wrong.push(Failure::invalid("system-text-long").at("reason"));
    }
    if input.kind.needs_target() != input.target.is_some() {
        let key = if input.kind.needs_target() { "proposal-target-missing" } else { "proposal-target-none" };
        wrong.push(Failure::invalid(key).at("target"));
    } else if input.target.is_some() && facts.target_yearly.is_none() {
        wrong.push(Failure::invalid("proposal-target-unknown").at("target"));
    }
    let data = &proposal.data;
    let most = match input.kind {
        Kind::Merge | Kind::Reuse => Fen(data.amount.0 + data.yearly.0),
        Kind::Retire => facts.target_yearly.unwrap_or(Fen(0)),
        Kind::GoOn | Kind::Reverse => Fen(0),
    };
    if !(Fen(0)..=most).contains(&input.avoided) {
        wrong.push(Failure::invalid("proposal-avoided").with("most", most.wan()).at("avoided"));
    }
    Failure::collect(wrong)
}

/// The decision that stands: the newest that is no reversal and was not reversed.
pub fn standing(verdicts: &[Verdict]) -> Option<&Verdict> {
    let reversed = |id: Id| verdicts.iter().any(|one| one.reverses == Some(id));
    verdicts.iter().rev().find(|one| one.input.kind != Kind::Reverse && !reversed(one.id))
}

/// Who may not reverse a decision: nobody decides on what is his own, and a reversal decides too.
///
/// # Errors
/// `verdict-filed-own`: who filed the proposal; `verdict-signed-own`: who signed the decision.
pub fn another_reverses(filed: Id, signed: Id, actor: Id) -> Outcome<()> {
    match actor {
        actor if actor == filed => Err(Failure::conflict("verdict-filed-own").at("reason")),
        actor if actor == signed => Err(Failure::conflict("verdict-signed-own").at("reason")),
        _ => Ok(()),
    }
}

/// `RULE proposal.reversal` — a decision may be reversed while it stands, with a reason, by another person than who filed
/// the proposal and who signed the decision.
///
/// # Errors
/// `proposal-not-standing`, those of [`another_reverses`], `project-reason-missing`.
pub fn may_reverse(filed: Id, verdicts: &[Verdict], id: Id, actor: Id, reason: &str) -> Outcome<Verdict> {
    let one = standing(verdicts).filter(|one| one.id == id);
    let one = one.ok_or_else(|| Failure::conflict("proposal-not-standing").at("reason"))?;
    another_reverses(filed, one.signed.0, actor)?;
    crate::systems::commands::reasoned(reason)?;
    Ok(one.clone())
}

/// What a proposal says before the gate of establishing; the newest that was not taken back counts.
pub fn seen(proposals: &[Proposal], alert: i64) -> Overlap {
    let counts = proposals.iter().rev().find(|one| one.state != ProposalState::Withdrawn);
    match counts {
        None => Overlap::Unseen,
        Some(one) => match one.state {
            ProposalState::GoesOn => Overlap::GoesOn,
            ProposalState::Dropped => Overlap::Otherwise,
            ProposalState::Waiting | ProposalState::Withdrawn => {
                Overlap::Undecided(alerts(&one.found, alert).count())
            }
        },
    }
}

/// A project of the book that builds something like an information system: only such projects are compared.
pub fn builds_a_system(name: &str, industry: &str) -> bool {
    const WORDS: [&str; 12] = [
        "信息化",
        "信息系统",
        "平台",
        "系统",
        "智慧",
        "数据",
        "数字",
        "智能",
        "软件",
        "platform",
        "software",
        "digital",
    ];
    let text = format!("{name} {industry}").to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// The system of a find.
pub fn system_of(found: &Found) -> Option<Id> {
    (found.whose == Whose::System).then_some(found.id)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::*;
    use crate::systems::model::{Item, Part};

    const WAN: i64 = 1_000_000;

    fn proposal(state: ProposalState) -> Proposal {
        Proposal {
            id: Id(1),
            no: 1,
            state,
            data: ProposalData {
                name: "示例系统".into(),
                unit: Id(1),
                line: Id(1),
                purpose: "示例".into(),
                functions: vec!["事项受理".into()],
                items: vec![Item { name: "姓名".into(), part: Part::Collected }],
                amount: Fen(300 * WAN),
                yearly: Fen(30 * WAN),
                basis: String::new(),
                system: None,
                project: None,
            },
            found: Vec::new(),
            taxonomy: "1".into(),
            filed: (Id(5), "陈示例".into(), Moment(0)),
            changed_at: Moment(0),
        }
    }

    fn keys(outcome: Outcome<()>) -> Vec<(String, String)> {
        let Err(failure) = outcome else { return Vec::new() };
        let all = std::iter::once(&failure).chain(&failure.more);
        all.map(|one| (one.message.key.to_string(), one.field.clone().unwrap_or_default())).collect()
    }

    #[test]
    fn a_decision_says_why_and_of_what_and_avoids_what_was_to_be_spent() {
        use Kind::{GoOn, Merge, Retire, Reuse, Reverse};
        use ProposalState::{Dropped, Waiting};
        let known = Some(Fen(20 * WAN));
        for (kind, target, yearly, avoided, reason, state, wanted) in [
            (Merge, Some(7), known, 330, "功能相同", Waiting, &[][..]),
            (Reuse, Some(7), known, 331, "功能相同", Waiting, &[("proposal-avoided", "avoided")]),
            (Reuse, None, None, 10, "功能相同", Waiting, &[("proposal-target-missing", "target")]),
            (Merge, Some(8), None, 10, "功能相同", Waiting, &[("proposal-target-unknown", "target")]),
            (Retire, Some(7), known, 20, "替代", Waiting, &[]),
            (Retire, Some(7), known, 21, "替代", Waiting, &[("proposal-avoided", "avoided")]),
            (GoOn, None, None, 0, "对象不同", Waiting, &[]),
            (GoOn, None, None, 1, "对象不同", Waiting, &[("proposal-avoided", "avoided")]),
            (
                GoOn,
                Some(7),
                known,
                0,
                " ",
                Waiting,
                &[("project-reason-missing", "reason"), ("proposal-target-none", "target")],
            ),
            (GoOn, None, None, 0, "对象不同", Dropped, &[("filing-decided", "kind")]),
            (Reverse, None, None, 0, "误判", Waiting, &[("proposal-kind", "kind")]),
        ] {
            let input = VerdictInput {
                kind,
                target: target.map(Id),
                reason: reason.into(),
                avoided: Fen(avoided * WAN),
            };
            let found = keys(check_verdict(&proposal(state), &input, &Facts { target_yearly: yearly }));
            let wanted: Vec<_> =
                wanted.iter().map(|(key, field)| ((*key).to_owned(), (*field).to_owned())).collect();
            assert_eq!(found, wanted, "{kind:?} {target:?} {avoided}");
        }
    }

    fn verdict(id: i64, kind: Kind, reverses: Option<i64>) -> Verdict {
        let input = VerdictInput { kind, target: None, reason: "示例".into(), avoided: Fen(0) };
        Verdict {
            id: Id(id),
            proposal: Id(1),
            input,
            found: Vec::new(),
            reverses: reverses.map(Id),
            signed: (Id(9), "张示例".into(), Moment(0)),
        }
    }

    #[test]
    fn what_stands_is_what_was_not_reversed() {
        let mut all = vec![verdict(1, Kind::Merge, None)];
        assert_eq!(standing(&all).map(|one| one.id), Some(Id(1)));
        all.push(verdict(2, Kind::Reverse, Some(1)));
        assert_eq!(standing(&all), None);
        all.push(verdict(3, Kind::GoOn, None));
        assert_eq!(standing(&all).map(|one| one.id), Some(Id(3)));
        let key = |id: i64, actor: i64, reason: &str| {
            let reversed = may_reverse(Id(5), &all, Id(id), Id(actor), reason);
            reversed.err().map(|failure| failure.message.key.to_string())
        };
        // Filed by 5, signed by 9.
        for (id, actor, reason, wanted) in [
            (3, 8, "误判", None),
            (3, 9, "误判", Some("verdict-signed-own")),
            (3, 5, "误判", Some("verdict-filed-own")),
            (3, 5, " ", Some("verdict-filed-own")),
            (3, 8, " ", Some("project-reason-missing")),
            (1, 8, "误判", Some("proposal-not-standing")),
            (1, 5, "误判", Some("proposal-not-standing")),
        ] {
            assert_eq!(key(id, actor, reason).as_deref(), wanted, "{actor} reverses {id}: {reason:?}");
        }
    }

    #[test]
    fn what_the_gate_sees() {
        use ProposalState::{Dropped, GoesOn, Waiting, Withdrawn};
        let of = |states: &[ProposalState]| {
            let all: Vec<Proposal> = states.iter().map(|state| proposal(*state)).collect();
            seen(&all, 5_000)
        };
        assert_eq!(of(&[]), Overlap::Unseen);
        assert_eq!(of(&[Withdrawn]), Overlap::Unseen);
        assert_eq!(of(&[Waiting]), Overlap::Undecided(0));
        assert_eq!(of(&[Dropped]), Overlap::Otherwise);
        assert_eq!(of(&[Dropped, GoesOn, Withdrawn]), Overlap::GoesOn);
    }

    #[test]
    fn faults_of_a_proposal() {
        assert_eq!(keys(check(&proposal(ProposalState::Waiting).data)), []);
        let mut data = proposal(ProposalState::Waiting).data;
        data.functions.clear();
        data.amount = Fen(0);
        let pair = |key: &str, field: &str| (key.to_owned(), field.to_owned());
        assert_eq!(
            keys(check(&data)),
            [pair("proposal-functions", "functions"), pair("money-amount", "amount")]
        );
        assert!(builds_a_system("城市大数据中心", "数字经济") && !builds_a_system("汉北路改造", "市政"));
    }
}

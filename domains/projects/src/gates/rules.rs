//! The checklists of the gates. Pure.

use std::collections::BTreeMap;

use qipan_kernel::{Arg, Failure, Message, Outcome};

use super::model::{Check, Gate, GateInput, Paper};
use crate::systems::model::{Assessment, Catalogue, Listing, Sharing, State, System};

/// What was decided of likeness to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlap {
    /// It was never proposed, so nobody has looked.
    Unseen,
    /// Its proposal waits; so many systems are like it.
    Undecided(usize),
    /// It was decided that it goes on.
    GoesOn,
    /// It was decided otherwise: to merge, to reuse or to retire.
    Otherwise,
}

/// What a checklist looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The system.
    pub system: &'a System,
    /// Likeness to other systems.
    pub overlap: Overlap,
    /// Items that it was confirmed to collect again.
    pub repeated: usize,
    /// Requests for money that wait.
    pub waiting: usize,
}

/// Where a system must be for a gate, and where it is after it.
pub fn moves(gate: Gate, from: State) -> Option<State> {
    match (gate, from) {
        (Gate::Establish, State::Planned) => Some(State::Building),
        (Gate::Use, State::Trial) => Some(State::Accepted),
        (Gate::Modify, State::Accepted | State::Running) => Some(from),
        (Gate::Finalise, State::Accepted | State::Running | State::Retiring) => Some(State::Retired),
        _ => None,
    }
}

/// The papers that a gate asks for: the catalogue compiled before approval (国发〔2016〕51号), the five papers of acceptance
/// (国办发〔2019〕57号), what is archived and what becomes of the assets at the end.
pub fn papers(gate: Gate) -> &'static [Paper] {
    match gate {
        Gate::Establish => &[Paper::Approval, Paper::CatalogueDraft],
        Gate::Use => &[Paper::Summary, Paper::Finance, Paper::Audit, Paper::Security, Paper::Crypto],
        Gate::Modify => &[Paper::Change],
        Gate::Finalise => &[Paper::Archive, Paper::Disposal],
    }
}

/// `RULE gate.checklist` — what the register and the papers say of a system before a gate.
///
/// Establishing: a system with functions and data items (GB/T 40692-2021), its catalogue compiled as a condition of
/// approval (国发〔2016〕51号), a legal basis, likeness to others seen and decided. Taking into use: catalogue loaded, data
/// shared, security and cryptography assessed, listed (国办发〔2019〕57号). Modifying: what does not share or collects again is
/// not extended. Finalising: nothing waits.
pub fn checklist(gate: Gate, given: &BTreeMap<Paper, String>, facts: &Facts<'_>) -> Vec<Check> {
    let (system, found) = (facts.system, &facts.system.compliance);
    let mut all = Vec::new();
    let mut check = |word: &str, met: bool, says: Message| {
        all.push(Check { word: word.to_owned(), met, says });
    };
    let is = |key: &'static str, word: &'static str| Message::new(key).with("found", Arg::Key(word.into()));
    let shared = matches!(found.sharing, Sharing::Shared | Sharing::Exempt);
    let assessed = |one: Assessment| one.is_fine();
    match gate {
        Gate::Establish => {
            check(
                "functions",
                !system.data.functions.is_empty(),
                Message::new("gate-check-functions").with("count", system.data.functions.len()),
            );
            check(
                "items",
                !system.data.items.is_empty(),
                Message::new("gate-check-items").with("count", system.data.items.len()),
            );
            check("basis", !system.data.basis.trim().is_empty(), Message::new("gate-check-basis"));
            check(
                "catalogue",
                found.catalogue != Catalogue::Missing,
                is("gate-check-catalogue-drafted", found.catalogue.key()),
            );
            let (met, says) = match facts.overlap {
                Overlap::GoesOn => (true, Message::new("gate-check-overlap-decided")),
                Overlap::Unseen => (false, Message::new("gate-check-overlap-unseen")),
                Overlap::Otherwise => (false, Message::new("gate-check-overlap-otherwise")),
                Overlap::Undecided(count) => {
                    (false, Message::new("gate-check-overlap-undecided").with("count", count))
                }
            };
            check("overlap", met, says);
        }
        Gate::Use => {
            check(
                "catalogue",
                found.catalogue == Catalogue::Loaded,
                is("gate-check-catalogue-loaded", found.catalogue.key()),
            );
            check("sharing", shared, is("gate-check-sharing", found.sharing.key()));
            check(
                "repeated",
                facts.repeated == 0,
                Message::new("gate-check-repeated").with("count", facts.repeated),
            );
            check("security", assessed(found.security), is("gate-check-security", found.security.key()));
            check("crypto", assessed(found.crypto), is("gate-check-crypto", found.crypto.key()));
            check("listing", found.listing == Listing::Listed, is("gate-check-listing", found.listing.key()));
        }
        Gate::Modify => {
            check("sharing", shared, is("gate-check-sharing", found.sharing.key()));
            check(
                "repeated",
                facts.repeated == 0,
                Message::new("gate-check-repeated").with("count", facts.repeated),
            );
            check("security", assessed(found.security), is("gate-check-security", found.security.key()));
            check("crypto", assessed(found.crypto), is("gate-check-crypto", found.crypto.key()));
        }
        Gate::Finalise => check(
            "waiting",
            facts.waiting == 0,
            Message::new("gate-check-waiting").with("count", facts.waiting),
        ),
    }
    for paper in papers(gate) {
        let there = given.get(paper).is_some_and(|text| !text.trim().is_empty());
        check(
            &format!("paper-{}", paper.as_str()),
            there,
            Message::new("gate-check-paper").with("paper", Arg::Key(paper.key().into())),
        );
    }
    all
}

/// What is asked makes sense.
///
/// # Errors
/// `gate-wrong-state`, `gate-amount`, `system-line-long`, `gate-paper-other`.
pub fn check(input: &GateInput, from: State) -> Outcome<()> {
    let mut wrong = Vec::new();
    if moves(input.gate, from).is_none() {
        wrong.push(
            Failure::conflict("gate-wrong-state").with("state", Arg::Key(from.key().into())).at("gate"),
        );
    }
    if (input.gate == Gate::Modify) != (input.amount.0 > 0) {
        wrong.push(Failure::invalid("gate-amount").at("amount"));
    }
    if input.papers.values().any(|text| text.chars().count() > crate::systems::rules::LINE_MAX)
        || input.note.chars().count() > crate::systems::rules::TEXT_MAX
    {
        wrong.push(Failure::invalid("system-text-long").at("note"));
    }
    if input.papers.keys().any(|paper| !papers(input.gate).contains(paper)) {
        wrong.push(Failure::invalid("gate-paper-other").at("papers"));
    }
    Failure::collect(wrong)
}

/// What is still open, each a failure of its own.
///
/// # Errors
/// One `gate-open` for each line that is not met.
pub fn all_met(checklist: &[Check]) -> Outcome<()> {
    let open = checklist.iter().filter(|check| !check.met).map(|check| {
        let mut failure = Failure::conflict("gate-open").at("decision");
        failure.message = check.says.clone();
        failure
    });
    Failure::collect(open.collect())
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Fen;

    use super::*;
    use crate::systems::model::Compliance;
    use crate::systems::rules_fixture;

    fn open(gate: Gate, papers: &[Paper], change: impl FnOnce(&mut System), overlap: Overlap) -> Vec<String> {
        let mut system = rules_fixture();
        system.compliance = Compliance {
            sharing: Sharing::Shared,
            listing: Listing::Listed,
            catalogue: Catalogue::Loaded,
            security: Assessment::Passed,
            crypto: Assessment::Passed,
            ..Compliance::fresh()
        };
        change(&mut system);
        let given = papers.iter().map(|paper| (*paper, "示例〔2026〕1号".to_owned())).collect();
        let facts = Facts { system: &system, overlap, repeated: 0, waiting: 0 };
        let all = checklist(gate, &given, &facts);
        all.into_iter().filter(|check| !check.met).map(|check| check.word).collect()
    }

    #[test]
    fn what_each_gate_asks() {
        use Gate::{Establish, Finalise, Modify, Use};
        let none: fn(&mut System) = |_| {};
        for (gate, given, change, overlap, wanted) in [
            (Establish, papers(Establish), none, Overlap::GoesOn, &[][..]),
            (Establish, papers(Establish), none, Overlap::Unseen, &["overlap"]),
            (Establish, papers(Establish), none, Overlap::Otherwise, &["overlap"]),
            (Establish, &[], none, Overlap::GoesOn, &["paper-approval", "paper-catalogue-draft"]),
            (Establish, papers(Establish), none, Overlap::Undecided(2), &["overlap"]),
            (
                Establish,
                papers(Establish),
                |system: &mut System| {
                    system.data.functions.clear();
                    system.data.items.clear();
                    system.data.basis.clear();
                    system.compliance.catalogue = Catalogue::Missing;
                },
                Overlap::GoesOn,
                &["functions", "items", "basis", "catalogue"],
            ),
            (Use, papers(Use), none, Overlap::GoesOn, &[]),
            (
                Use,
                &papers(Use)[..3],
                |system: &mut System| system.compliance = Compliance::fresh(),
                Overlap::GoesOn,
                &["catalogue", "sharing", "security", "crypto", "listing", "paper-security", "paper-crypto"],
            ),
            (
                Use,
                papers(Use),
                |system: &mut System| {
                    system.compliance.catalogue = Catalogue::Drafted;
                    system.compliance.sharing = Sharing::Exempt;
                    system.compliance.crypto = Assessment::Exempt;
                },
                Overlap::GoesOn,
                &["catalogue"],
            ),
            (
                Modify,
                papers(Modify),
                |system: &mut System| system.compliance.sharing = Sharing::Unshared,
                Overlap::GoesOn,
                &["sharing"],
            ),
            (Finalise, &papers(Finalise)[..1], none, Overlap::GoesOn, &["paper-disposal"]),
        ] {
            assert_eq!(open(gate, given, change, overlap), wanted, "{gate:?}");
        }
    }

    #[test]
    fn repetition_and_what_waits_stand_in_the_way() {
        let system = rules_fixture();
        let facts = Facts { system: &system, overlap: Overlap::GoesOn, repeated: 2, waiting: 1 };
        let word = |gate, word: &str| {
            let all = checklist(gate, &BTreeMap::new(), &facts);
            all.into_iter().find(|check| check.word == word).map(|check| check.met)
        };
        assert_eq!(word(Gate::Use, "repeated"), Some(false));
        assert_eq!(word(Gate::Modify, "repeated"), Some(false));
        assert_eq!(word(Gate::Finalise, "waiting"), Some(false));
        assert_eq!(word(Gate::Finalise, "repeated"), None);
    }

    #[test]
    fn gates_stand_between_states() {
        let through: Vec<_> = Gate::ALL
            .iter()
            .flat_map(|gate| State::ALL.iter().map(move |from| (*gate, *from)))
            .filter_map(|(gate, from)| Some((gate.as_str(), from.as_str(), moves(gate, from)?.as_str())))
            .collect();
        assert_eq!(
            through,
            [
                ("establish", "planned", "building"),
                ("use", "trial", "accepted"),
                ("modify", "accepted", "accepted"),
                ("modify", "running", "running"),
                ("finalise", "accepted", "retired"),
                ("finalise", "running", "retired"),
                ("finalise", "retiring", "retired"),
            ]
        );
        let input = |gate, amount| GateInput {
            gate,
            note: String::new(),
            amount: Fen(amount),
            papers: BTreeMap::new(),
        };
        for (gate, amount, from, key) in [
            (Gate::Establish, 0, State::Planned, None),
            (Gate::Establish, 1, State::Planned, Some("gate-amount")),
            (Gate::Modify, 0, State::Running, Some("gate-amount")),
            (Gate::Modify, 1, State::Running, None),
            (Gate::Use, 0, State::Running, Some("gate-wrong-state")),
        ] {
            let found = check(&input(gate, amount), from).err().map(|failure| failure.message.key);
            assert_eq!(found.as_deref(), key, "{gate:?} {from:?}");
        }
        let other = GateInput {
            papers: [(Paper::Audit, "x".to_owned())].into_iter().collect(),
            ..input(Gate::Establish, 0)
        };
        assert_eq!(check(&other, State::Planned).unwrap_err().message.key, "gate-paper-other");
    }
}

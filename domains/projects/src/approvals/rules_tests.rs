//! The tenth of article 12, what counts as approved, and what each paper is asked.

use super::*;
use crate::approvals::model::Decided;
use qipan_kernel::Moment;

fn approval(kind: Paper, amount: i64, state: State) -> Approval {
    let mut filing = Filing::of(kind);
    filing.amount = Some(Fen(amount));
    let decision = Decision {
        ruling: state,
        number: "示〔2026〕1号".into(),
        opinion: String::new(),
        reviewed: Vec::new(),
        basis: Default::default(),
    };
    Approval {
        id: Id(1),
        project: Id(2),
        filing,
        filed_at: Moment(0),
        filed_by: Id(3),
        filed_name: String::new(),
        state,
        decision: Some(Decided { decision, at: Moment(0), by: Id(4), name: String::new() }),
    }
}

#[test]
fn exactly_a_tenth_is_not_more() {
    for (study, design, over) in [
        (10_000, 11_000, false),
        (10_000, 11_001, true),
        (9_999, 10_998, false),
        (9_999, 10_999, true),
        (i64::MAX, i64::MAX, false),
        (1, 2, true),
        (10_000, 5_000, false),
    ] {
        assert_eq!(over_a_tenth(Fen(study), Fen(design)), over, "{study} {design}");
    }
}

#[test]
fn the_last_approved_estimate_controls() {
    use State::{Approved, Filed, Refused};
    let mut all = vec![approval(Paper::Feasibility, 900, Approved)];
    assert_eq!(ceiling(&all), None);
    all.push(approval(Paper::Design, 1_000, Refused));
    assert_eq!(ceiling(&all), None);
    all.push(approval(Paper::Design, 950, Approved));
    assert_eq!(ceiling(&all), Some(Fen(950)));
    all.push(approval(Paper::Adjustment, 1_100, Filed));
    assert_eq!(ceiling(&all), Some(Fen(950)));
    all.push(approval(Paper::Adjustment, 1_050, Approved));
    assert_eq!(ceiling(&all), Some(Fen(1_050)));
    assert_eq!(approved(&all, Paper::Design).and_then(|one| one.filing.amount), Some(Fen(950)));
}

#[test]
fn every_paper_is_looked_into() {
    for kind in Paper::ALL {
        assert!(!points(*kind).is_empty(), "{kind:?}");
        let one = approval(*kind, 100, State::Filed);
        let decision = Decision {
            ruling: State::Approved,
            number: "示〔2026〕1号".into(),
            opinion: String::new(),
            reviewed: points(*kind).to_vec(),
            basis: Default::default(),
        };
        assert_eq!(may_decide(&one, None, Id(9), &decision), Ok(()), "{kind:?}");
        let own = may_decide(&one, None, Id(3), &decision).unwrap_err();
        assert_eq!(own.message.key, "approval-own");
        let partly = Decision { reviewed: points(*kind)[1..].to_vec(), ..decision };
        assert_eq!(may_decide(&one, None, Id(9), &partly).unwrap_err().message.key, "approval-points");
    }
}

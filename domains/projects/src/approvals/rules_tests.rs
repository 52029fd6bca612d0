//! The tenth of article 12, what counts as approved, and what each paper is asked.

use qipan_kernel::Moment;

use super::*;
use crate::approvals::model::Decided;

fn approval(kind: Paper, amount: i64, state: State) -> Approval {
    let mut filing = Filing::of(kind);
    filing.amount = Some(Fen(amount));
    let decision = Decision {
        ruling: state,
        number: "示〔2026〕1号".into(),
        opinion: String::new(),
        reviewed: Vec::new(),
        basis: Default::default(),
        papers: Vec::new(),
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
            papers: Vec::new(),
        };
        assert_eq!(may_decide(&one, None, Id(9), &decision), Ok(()), "{kind:?}");
        let own = may_decide(&one, None, Id(3), &decision).unwrap_err();
        assert_eq!(own.message.key, "approval-own");
        let partly = Decision { reviewed: points(*kind)[1..].to_vec(), ..decision };
        assert_eq!(may_decide(&one, None, Id(9), &partly).unwrap_err().message.key, "approval-points");
    }
}

#[test]
fn what_the_regulations_name_is_filed_with_its_paper() {
    use State::Approved;
    let study = [approval(Paper::Feasibility, 10_000, Approved)];
    let filing = |kind: Paper, amount: i64, paper: bool, report: bool| {
        let mut filing = Filing::of(kind);
        filing.amount = Some(Fen(amount));
        filing.papers = if paper { vec![Id(8)] } else { Vec::new() };
        filing.report_paper = report.then_some(Id(9));
        filing
    };
    for (kind, amount, paper, report, wanted) in [
        (Paper::Proposal, 0, false, false, &["papers"][..]),
        (Paper::Proposal, 0, true, false, &[]),
        (Paper::Feasibility, 10_000, false, false, &["papers"]),
        (Paper::Design, 11_000, true, false, &[]),
        (Paper::Design, 11_001, true, false, &["report_paper"]),
        (Paper::Design, 11_001, false, false, &["papers", "report_paper"]),
        (Paper::Design, 11_001, true, true, &[]),
        (Paper::Start, 0, false, false, &["papers"]),
        (Paper::Adjustment, 12_000, false, false, &["papers"]),
        (Paper::Change, 0, false, false, &[]),
        (Paper::Subsidy, 300, false, false, &[]),
        (Paper::Acceptance, 0, false, false, &[]),
        (Paper::FinalAccounts, 9_000, false, false, &[]),
    ] {
        let found = has_papers(&study, &filing(kind, amount, paper, report)).err();
        let fields: Vec<&str> = found
            .iter()
            .flat_map(|failure| std::iter::once(failure).chain(&failure.more))
            .filter_map(|failure| failure.field.as_deref())
            .collect();
        assert_eq!(fields, wanted, "{kind:?} {amount} {paper} {report}");
    }
}

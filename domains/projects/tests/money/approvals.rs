//! Papers of approvals, and what the list of a year asks of approvals.

use qipan_kernel::{Context, Fen, Id};
use qipan_projects::approvals::model::{Filing, MoreInput, OpinionInput, Paper, Simplified, Stance, State};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Class, Kind, Year};
use qipan_projects::papers::model::Of;
use qipan_projects::{approvals, papers};
use qipan_testkit::both;

use super::town::{MIGRATIONS, Town, WAN, day, key, keys, paper};

/// 第九条、第十二条：项目建议书、可行性研究报告、初步设计本身，以及超估算的报告，以文件报送；文件只属于它所报批的事项。
#[test]
fn art_09_and_12_papers_are_filed_and_stay_with_what_they_belong_to() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let (school, other) =
            (town.project(Kind::Government, 5_000, 1), town.project(Kind::Government, 900, 3));
        let bare = |who: &qipan_kernel::Context, filing: &approvals::model::Filing| {
            let filing = filing.clone();
            town.act(who, move |acting| approvals::commands::file(acting, school, &filing))
        };
        let office = town.office();
        let mut proposal = town.filing(Paper::Proposal, 0);
        let refused = bare(&office, &proposal).unwrap_err();
        assert_eq!(
            (keys(&refused), refused.field.as_deref()),
            (vec!["approval-paper".to_owned()], Some("papers"))
        );
        // Somebody else's, another project's, and the same one twice are none.
        let theirs = town.act(&town.second(), move |acting| paper(acting, school, "别人的.pdf")).unwrap();
        let foreign = town.act(&office, move |acting| paper(acting, other, "别处的.pdf")).unwrap();
        let own = town.act(&office, move |acting| paper(acting, school, "建议书.pdf")).unwrap();
        for wrong in [vec![theirs], vec![foreign], vec![own, own], vec![Id(5)]] {
            proposal.papers = wrong;
            assert_eq!(key(bare(&office, &proposal)), "paper-unknown");
        }
        proposal.papers = vec![own];
        let filed = bare(&office, &proposal).unwrap().id;
        let mut decision = town.decision(Paper::Proposal, State::Approved);
        decision.papers = vec![own];
        assert_eq!(key(town.decide(school, filed, &decision)), "paper-unknown");
        decision.papers = vec![theirs];
        let agree = OpinionInput { unit: None, stance: Stance::Agree, text: String::new(), papers: vec![] };
        let said = town
            .act(&town.second(), move |acting| {
                let papers = vec![paper(acting, school, "意见.pdf")?];
                approvals::commands::say(acting, school, filed, &OpinionInput { papers, ..agree.clone() })
            })
            .unwrap();
        town.decide(school, filed, &decision).unwrap();
        let all = t.db.read_now(move |tx| qipan_projects::papers::store::of_project(tx, school)).unwrap();
        let mut kept: Vec<_> = all.iter().map(|one| (one.file.name.as_str(), one.of.unwrap())).collect();
        kept.sort_unstable();
        let mut wanted = [
            ("别人的.pdf", (Of::Decision, filed)),
            ("建议书.pdf", (Of::Filing, filed)),
            ("意见.pdf", (Of::Opinion, said.id)),
        ];
        wanted.sort_unstable();
        assert_eq!(kept, wanted);
        town.approve(school, Paper::Feasibility, 5_000);
        let mut design = town.filing(Paper::Design, 5_501);
        design.report = "地基处理增加".into();
        design.papers = vec![town.act(&office, move |acting| paper(acting, school, "初设.pdf")).unwrap()];
        assert_eq!(key(bare(&office, &design)), "approval-report-paper");
        town.file(school, &design).unwrap();
        // The journal keeps what each paper was.
        let acts =
            t.db.read_now(move |tx| qipan_store::journal::of_subject(tx, "project", school, 100)).unwrap();
        assert!(
            acts.iter()
                .any(|entry| entry.act == "approval.decide" && entry.body.to_string().contains("别人的.pdf"))
        );
    });
}

/// What was filed and waits can be given more papers, by who filed it, until it is decided.
#[test]
fn a_filing_that_waits_is_given_more_papers() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 0);
        let (mine, other) = (town.handler(0), town.leader(0));
        let filing = town.filing(Paper::Proposal, 0);
        let filed = town
            .act(&mine, move |acting| {
                let papers = vec![paper(acting, school, "建议书.pdf")?];
                approvals::commands::file(acting, school, &Filing { papers, ..filing.clone() })
            })
            .unwrap()
            .id;
        let add = |who: &Context, names: &'static [&'static str]| {
            town.act(who, move |acting| {
                let papers = names.iter().map(|name| paper(acting, school, name));
                let input = MoreInput { papers: papers.collect::<Result<_, _>>()? };
                approvals::commands::add_papers(acting, school, filed, &input)
            })
        };
        assert_eq!(key(add(&mine, &[])), "evidence-missing");
        assert_eq!(key(add(&other, &["说明.pdf"])), "approval-not-own");
        add(&mine, &["选址意见.pdf", "用地预审.pdf"]).unwrap();
        let held = t.db.read_now(move |tx| papers::store::of_project(tx, school)).unwrap();
        let named: Vec<&str> = held
            .iter()
            .filter(|one| one.of == Some((Of::Filing, filed)))
            .map(|one| one.file.name.as_str())
            .collect();
        assert_eq!(named.len(), 3, "{named:?}");
        town.decide(school, filed, &town.decision(Paper::Proposal, State::Approved)).unwrap();
        assert_eq!(key(add(&mine, &["迟到.pdf"])), "approval-decided");
    });
}

/// 第十七条：年度清单里列为新开工、续建等的政府投资项目同样如此；储备和前期预备不在此列。
#[test]
fn art_17_the_list_of_the_year_asks_the_same() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let list = |project: Id, class: Class| {
            let year = Year {
                year: 2026,
                class,
                plan: Fen(10 * WAN),
                goal: "开工".into(),
                listed_on: day("2026-06-15"),
                listed_why: "年中调整".into(),
                left_on: None,
                left_why: String::new(),
            };
            town.act(&town.office(), move |acting| commands::list_in(acting, project, &year))
        };
        let school = town.project(Kind::Government, 5_000, 1);
        let refused = list(school, Class::New).unwrap_err();
        assert_eq!(
            (keys(&refused).as_slice(), refused.field.as_deref()),
            (&["project-annual-plan-unapproved".to_owned()][..], Some("class"))
        );
        list(school, Class::Preparatory).unwrap();
        town.approve(school, Paper::Proposal, 0);
        assert_eq!(key(list(school, Class::New)), "project-annual-plan-unapproved");
        town.approve(school, Paper::Feasibility, 5_000);
        list(school, Class::New).unwrap();
        // A design on a ground of article 13 fixes the estimate without a study.
        let dyke = town.project(Kind::Government, 800, 3);
        let mut design = town.filing(Paper::Design, 800);
        design.simplified = Some(Simplified::Emergency);
        let filed = town.file(dyke, &design).unwrap().id;
        assert_eq!(key(list(dyke, Class::New)), "project-annual-plan-unapproved");
        town.decide(dyke, filed, &town.decision(Paper::Design, State::Approved)).unwrap();
        list(dyke, Class::New).unwrap();
        // An enterprise's own money is not bound by it.
        list(town.project(Kind::Enterprise, 900, 2), Class::New).unwrap();
    });
}

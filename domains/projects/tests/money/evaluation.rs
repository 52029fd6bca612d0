//! Self-evaluation and post-evaluation, by the acts, on both engines.

use qipan_board::commitments::model::State as Standing;
use qipan_board::commitments::store as commitments;
use qipan_kernel::{Context, FailureKind, Fen, Id, Progress, Role};
use qipan_projects::approvals::model::Paper;
use qipan_projects::book::model::{Kind, Stage};
use qipan_projects::evaluation::clock::model::AskInput;
use qipan_projects::evaluation::model::{Form, Grade, Measure, State};
use qipan_projects::evaluation::post::model::{Aspect, ResultInput};
use qipan_projects::evaluation::{clock, commands, post, rules, store};
use qipan_projects::money::model::{Cost, Source};
use qipan_projects::nodes::model::NodeKind;
use qipan_projects::work::belongs_store;
use qipan_testkit::{acting, both};

use super::town::{MIGRATIONS, Town, WAN, day, key};

#[test]
fn the_form_is_computed_from_the_ledger_and_confirmed_by_another() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 0);
        town.chain(school, 1_000);
        town.plan(school, Source::Fiscal, 2026, 600).unwrap();
        town.plan(school, Source::Fiscal, 2026, 800).unwrap();
        town.pay_in(school, Source::Fiscal, 700).unwrap();
        town.pay_out(school, Cost::Building, 400, 0).unwrap();
        let project = town.load(school);
        let figures = town.db.read_now(move |tx| commands::figures(tx, &project, 2026)).unwrap();
        assert_eq!((figures.initial, figures.budget), (Fen(600 * WAN), Fen(800 * WAN)));
        assert_eq!((figures.public, figures.carried, figures.paid), (Fen(800 * WAN), Fen(0), Fen(400 * WAN)));
        assert_eq!((figures.costs, figures.estimate), (Fen(400 * WAN), Fen(1_000 * WAN)));
        assert_eq!(rules::execution(&figures), 500);

        let mut form = Form {
            goal: "开工".into(),
            reached: "已开工".into(),
            indicators: rules::template(str::to_owned),
        };
        for one in &mut form.indicators {
            if one.measure != Measure::Costs {
                one.measure = Measure::Entered;
                one.target = Some(10_000);
                one.actual = Some(9_500);
            }
        }
        let handler = town.handler(0);
        let save = |form: &Form| {
            let form = form.clone();
            town.act(&handler, move |acting| commands::save(acting, school, 2026, &form))
        };
        let submit = || town.act(&handler, move |acting| commands::submit(acting, school, 2026));
        assert!(submit().is_err(), "nothing is filled in");
        save(&form).unwrap();
        assert_eq!(key(submit()), "evaluation-deviation");
        for one in &mut form.indicators {
            (one.reason, one.measures) = ("雨季停工".into(), "增加班组".into());
        }
        save(&form).unwrap();
        submit().unwrap();
        assert_eq!(key(submit()), "evaluation-state");
        let office = town.office();
        town.act(&office, move |acting| commands::confirm(acting, school, 2026)).unwrap();
        assert_eq!(key(save(&form)), "evaluation-confirmed");
        // 5 for execution, 10 for costs, 95 % of 80.
        let known = town.db.read_now(move |tx| store::find(tx, school, 2026)).unwrap().unwrap();
        assert_eq!(known.state, State::Confirmed);
        let frozen = known.frozen.unwrap();
        assert_eq!(rules::total(&known.form, &frozen), 500 + 1_000 + 7_600);
        assert_eq!(rules::grade(rules::total(&known.form, &frozen)), Grade::Excellent);
        // What is paid later does not change what was confirmed.
        town.pay_out(school, Cost::Building, 100, 0).unwrap();
        let again = town.db.read_now(move |tx| store::find(tx, school, 2026)).unwrap().unwrap();
        assert_eq!(again.frozen, Some(frozen));

        // Who submits does not confirm.
        let by_office = form.clone();
        town.act(&office, move |acting| {
            commands::save(acting, school, 2025, &by_office)?;
            commands::submit(acting, school, 2025)
        })
        .unwrap();
        let own = town.act(&office, move |acting| commands::confirm(acting, school, 2025));
        assert_eq!(key(own), "evaluation-own");
        let audit = acting(Role::Auditor, "2026-06-15");
        assert!(town.act(&audit, move |acting| commands::confirm(acting, school, 2025)).is_err());
    });
}

/// 项目支出绩效评价管理办法（财预〔2020〕10号）：单位自评；它在盘上是该单位的一个事项。
#[test]
fn a_self_evaluation_is_a_commitment_that_its_form_moves() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 0);
        let road = town.project(Kind::Government, 1_000, 1);
        let firm = town.project(Kind::Enterprise, 1_000, 2);
        for project in [school, road] {
            town.chain(project, 1_000);
            town.plan(project, Source::Fiscal, 2026, 600).unwrap();
        }
        let due = |text: &str| AskInput { due: Some(day(text)) };
        let ask = |who: &Context, project: Id, input: AskInput| {
            town.act(who, move |acting| clock::commands::ask(acting, project, 2026, input))
        };
        let (office, handler) = (town.office(), town.handler(0));
        assert_eq!(ask(&handler, school, due("2027-03-31")).unwrap_err().kind, FailureKind::Forbidden);
        assert_eq!(key(ask(&office, school, due("2026-06-15"))), "evaluation-due-past");
        assert_eq!(key(ask(&office, school, due("2026-12-31"))), "evaluation-due-early");
        let asked = ask(&office, school, due("2027-02-28")).unwrap();
        assert_eq!(key(ask(&office, school, due("2027-03-31"))), "evaluation-asked");
        let version =
            |id: Id| t.db.read_now(move |tx| commitments::current(tx, &[id])).unwrap()[&id].version.clone();
        let first = version(asked.commitment);
        assert_eq!((first.state, first.terms.due_day), (Standing::Issued, Some(day("2027-02-28"))));
        assert_eq!(first.terms.lead_unit, town.units[0]);
        assert!(first.terms.statement.contains("2026年度项目支出绩效自评"), "{}", first.terms.statement);

        // All others with public money in that year's plan are asked in one act.
        let ask_all = || {
            let input = AskInput { due: None };
            town.act(&town.office(), move |acting| clock::commands::ask_all(acting, 2026, input))
        };
        assert_eq!(ask_all().unwrap(), 1);
        assert_eq!(key(ask_all()), "evaluation-all-asked");
        let filter = clock::store::Filter { year: 2026, ..clock::store::Filter::default() };
        let listed = t.db.read_now(move |tx| clock::store::list(tx, &filter, Id(0), 10)).unwrap();
        let limits: Vec<_> =
            listed.iter().map(|one| (one.project, one.clock.as_ref().unwrap().due)).collect();
        assert_eq!(limits, [(school, day("2027-02-28")), (road, day("2027-03-31"))]);

        // The unit fills it in and submits it: a claim that nobody has verified yet.
        let mut form = Form {
            goal: "开工".into(),
            reached: "已开工".into(),
            indicators: rules::template(str::to_owned),
        };
        for one in &mut form.indicators {
            (one.measure, one.target, one.actual) = (Measure::Entered, Some(10_000), Some(10_000));
        }
        let fill = |project: Id| {
            let form = form.clone();
            town.act(&handler, move |acting| commands::save(acting, project, 2026, &form))
        };
        let submit = || town.act(&handler, move |acting| commands::submit(acting, school, 2026));
        fill(school).unwrap();
        submit().unwrap();
        let claimed = version(asked.commitment);
        assert_eq!((claimed.state, claimed.claimed), (Standing::Reported, Some(Progress::FULL)));
        assert_eq!(claimed.verified.unwrap_or_default(), Progress::NONE);

        // Sent back with a reason, the claim falls; so it does when the unit takes the form up again.
        let back = |why: &'static str| {
            town.act(&town.office(), move |acting| commands::send_back(acting, school, 2026, why))
        };
        assert_eq!(key(back(" ")), "form-required");
        back("满意度没有调查记录").unwrap();
        assert_eq!(key(back("再看")), "evaluation-state");
        let clock_of =
            |project: Id| t.db.read_now(move |tx| clock::store::of(tx, project, 2026)).unwrap().unwrap();
        assert_eq!(clock_of(school).returned, "满意度没有调查记录");
        let returned = version(asked.commitment);
        assert_eq!(
            (returned.state, returned.claimed.unwrap_or_default()),
            (Standing::InProgress, Progress::NONE)
        );
        submit().unwrap();
        assert_eq!(clock_of(school).returned, "");
        fill(school).unwrap();
        assert_eq!(version(asked.commitment).state, Standing::InProgress);
        submit().unwrap();

        // Confirmed, it is closed.
        town.act(&office, move |acting| commands::confirm(acting, school, 2026)).unwrap();
        let closed = version(asked.commitment);
        assert_eq!((closed.state, closed.verified), (Standing::Closed, Some(Progress::FULL)));
        // Its chain leads to the project.
        let roots = t.db.read_now(move |tx| belongs_store::roots(tx, asked.commitment)).unwrap();
        assert_eq!(roots, [belongs_store::Root::SelfEvaluation { project: school, year: 2026 }]);

        // What nobody asked for begins with its form.
        let mine = form.clone();
        town.act(&handler, move |acting| commands::save(acting, firm, 2026, &mine)).unwrap();
        let begun = clock_of(firm);
        assert_eq!((begun.due, version(begun.commitment).state), (day("2027-03-31"), Standing::Issued));
    });
}

/// 第二十六条：选择有代表性的已建成项目进行后评价。
#[test]
fn art_26_a_post_evaluation_is_a_commitment_with_its_clock() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.ready_to_start(school);
        town.chain(school, 1_000);
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        town.advance(school, Stage::Started).unwrap();
        let choose = |evaluator: &'static str| {
            town.act(&town.office(), move |acting| post::commands::choose(acting, school, evaluator))
        };
        assert_eq!(key(choose("示例咨询")), "evaluation-not-accepted");
        town.node(&town.load(school), NodeKind::Building);
        town.advance(school, Stage::Building).unwrap();
        town.approve(school, Paper::Acceptance, 0);
        assert_eq!(key(choose(" ")), "form-required");
        assert_eq!(key(choose("示例建设")), "evaluation-not-independent");
        let chosen = choose("示例咨询").unwrap();
        assert_eq!((chosen.from, chosen.due), (day("2027-06-15"), day("2028-06-15")));
        assert_eq!(key(choose("示例咨询")), "evaluation-chosen");
        let known = t.db.read_now(move |tx| commitments::current(tx, &[chosen.commitment])).unwrap();
        let terms = &known[&chosen.commitment].version.terms;
        assert_eq!((terms.due_day, terms.lead_unit), (Some(day("2028-06-15")), town.units[1]));
        assert!(terms.statement.contains("后评价"));

        // 第二十六条：根据项目建成后的实际效果，对项目审批和实施进行全面评价并提出明确意见。
        let found = |day_of: &str, evaluator: &str| ResultInput {
            day: day(day_of),
            evaluator: evaluator.into(),
            grade: Grade::Good,
            conclusions: Aspect::ALL.iter().map(|aspect| (*aspect, "达到批复目标".to_owned())).collect(),
            recommendations: "完善运行管护机制".into(),
            papers: vec![],
        };
        let mut later = town.office();
        later.now = qipan_testkit::noon("2027-09-01");
        let conclude = |input: ResultInput, paper: bool| {
            town.act(&later, move |acting| {
                let mut input = input.clone();
                if paper {
                    input.papers = vec![super::town::paper(acting, school, "后评价报告.pdf")?];
                }
                post::commands::conclude(acting, school, &input)
            })
        };
        assert_eq!(key(conclude(found("2027-08-20", ""), false)), "evaluation-result-paper");
        assert_eq!(key(conclude(found("2027-06-14", ""), true)), "evaluation-result-early");
        assert_eq!(key(conclude(found("2027-09-02", ""), true)), "project-day-to-come");
        // The owner does not evaluate; nor does a unit enter it.
        assert_eq!(
            key(conclude(found("2027-08-20", "示例建设有限公司"), true)),
            "evaluation-not-independent"
        );
        let by_unit = found("2027-08-20", "");
        let refused =
            town.act(&town.handler(1), move |acting| post::commands::conclude(acting, school, &by_unit));
        assert_eq!(refused.unwrap_err().kind, qipan_kernel::FailureKind::Forbidden);
        let result = conclude(found("2027-08-20", ""), true).unwrap();
        assert_eq!((result.evaluator.as_str(), result.grade), ("示例咨询", Grade::Good));
        assert_eq!(key(conclude(found("2027-08-20", ""), true)), "evaluation-result-there");
        let (stored, known, evidence) =
            t.db.read_now(move |tx| {
                Ok((
                    post::store::result(tx, school)?,
                    commitments::current(tx, &[chosen.commitment])?,
                    commitments::evidence(tx, chosen.commitment)?,
                ))
            })
            .unwrap();
        assert_eq!(stored, Some(result));
        assert_eq!(known[&chosen.commitment].version.state, qipan_board::commitments::model::State::Closed);
        let names: Vec<&str> = evidence.iter().map(|piece| piece.name.as_str()).collect();
        assert_eq!(names, ["后评价报告.pdf"]);
        let verdict = t.db.read_now(|tx| qipan_store::journal_verify::verify(tx, |_| {})).unwrap();
        assert!(verdict.sound());
    });
}

//! Self-evaluation and post-evaluation, by the acts, on both engines.

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Fen, Role};
use qipan_projects::approvals::model::Paper;
use qipan_projects::book::model::{Kind, Stage};
use qipan_projects::evaluation::model::{Form, Grade, Measure, State};
use qipan_projects::evaluation::{commands, rules, store};
use qipan_projects::money::model::{Cost, Source};
use qipan_projects::nodes::model::NodeKind;
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
            town.act(&town.office(), move |acting| commands::choose(acting, school, evaluator))
        };
        assert_eq!(key(choose("示例咨询")), "evaluation-not-accepted");
        town.node(&town.load(school), NodeKind::Building);
        town.advance(school, Stage::Building).unwrap();
        town.approve(school, Paper::Acceptance, 0);
        assert_eq!(key(choose(" ")), "form-required");
        let post = choose("示例咨询").unwrap();
        assert_eq!((post.from, post.due), (day("2027-06-15"), day("2028-06-15")));
        assert_eq!(key(choose("示例咨询")), "evaluation-chosen");
        let known = t.db.read_now(move |tx| commitments::current(tx, &[post.commitment])).unwrap();
        let terms = &known[&post.commitment].version.terms;
        assert_eq!((terms.due_day, terms.lead_unit), (Some(day("2028-06-15")), town.units[1]));
        assert!(terms.statement.contains("后评价"));
    });
}

//! The clock of the final accounts, by the acts, on both engines.

use std::collections::BTreeSet;

use qipan_board::commitments::model::State as OnBoard;
use qipan_board::commitments::store as commitments;
use qipan_board::lights::Light;
use qipan_kernel::{Context, Id, Moment};
use qipan_projects::approvals::model::{Paper, State};
use qipan_projects::approvals::{self};
use qipan_projects::book::model::{Kind, Stage};
use qipan_projects::closing::model::ExtensionInput;
use qipan_projects::closing::{commands, rules, store};
use qipan_projects::money::model::{Cost, Source};
use qipan_projects::nodes::model::NodeKind;
use qipan_projects::work::{Sort, Thing, belongs_store, store as work};
use qipan_testkit::both;

use super::town::{MIGRATIONS, Town, day, key};

/// A school that is built, paid for and accepted on 15 June 2026.
fn accepted(town: &Town, number: usize) -> Id {
    let school = town.project(Kind::Government, 1_000, number);
    town.ready_to_start(school);
    town.chain(school, 1_000);
    town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
    town.advance(school, Stage::Started).unwrap();
    town.node(&town.load(school), NodeKind::Building);
    town.advance(school, Stage::Building).unwrap();
    town.pay_in(school, Source::Fiscal, 900).unwrap();
    town.pay_out(school, Cost::Building, 900, 0).unwrap();
    town.approve(school, Paper::Acceptance, 0);
    school
}

fn on(context: Context, text: &str) -> Context {
    Context { now: qipan_testkit::noon(text), ..context }
}

/// Each of these commitments is the final accounts of the project, is listed with it, and leads to all the others.
fn belong_together(town: &Town, project: Id, all: &[Id]) {
    let listed = town.db.read_now(move |tx| belongs_store::of_project(tx, project, 50)).unwrap();
    let same: BTreeSet<Thing> = all.iter().map(|id| Thing::new(Sort::Commitment, *id)).collect();
    for id in all.iter().copied() {
        let roots = town.db.read_now(move |tx| belongs_store::roots(tx, id)).unwrap();
        assert_eq!(roots, [belongs_store::Root::Accounts { project }]);
        assert!(listed.contains(&id));
        let chain = town.db.read_now(move |tx| work::chain(tx, Thing::new(Sort::Commitment, id))).unwrap();
        assert_eq!(chain.into_iter().collect::<BTreeSet<_>>(), same);
    }
}

/// 条例第二十五条；财建〔2016〕503号第二条：验收合格后三个月内编报。
#[test]
fn the_clock_begins_with_acceptance_and_ends_when_they_are_filed() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = accepted(&town, 1);
        let clock = t.db.read_now(move |tx| store::of(tx, school)).unwrap().unwrap();
        assert_eq!((clock.accepted_on, clock.due), (day("2026-06-15"), day("2026-09-15")));
        let commitment = |id: Id| {
            let mut all = t.db.read_now(move |tx| commitments::current(tx, &[id])).unwrap();
            all.remove(&id).unwrap()
        };
        let known = commitment(clock.commitment);
        let terms = &known.version.terms;
        assert_eq!((terms.due_day, terms.lead_unit), (Some(clock.due), town.units[1]));
        assert!(terms.statement.ends_with("编报竣工财务决算"), "{}", terms.statement);
        let roots = t.db.read_now(move |tx| belongs_store::roots(tx, clock.commitment)).unwrap();
        assert_eq!(roots, [belongs_store::Root::Accounts { project: school }]);
        // The light is the board's own: overdue once the term is past.
        let light = |at: &str| known.version.lights.light_at(day(at).start().plus_ms(43_200_000));
        assert_ne!(light("2026-09-15"), Light::Red);
        assert_eq!(light("2026-09-16"), Light::Red);
        let shown = |today: &str| {
            let today = day(today);
            let all = t.db.read_now(move |tx| approvals::store::of_project(tx, school)).unwrap();
            rules::stands(&all, Some(&clock), today).unwrap().light
        };
        assert_eq!((shown("2026-09-15"), shown("2026-09-16")), (Light::Blue, Light::Red));

        let filed = town.file(school, &town.filing(Paper::FinalAccounts, 900)).unwrap().id;
        let closed = commitment(clock.commitment);
        assert_eq!(closed.version.state, OnBoard::Closed);
        assert_eq!(closed.version.closed_at.map(Moment::day), Some(day("2026-06-15")));
        assert_eq!(shown("2026-10-01"), Light::Done);
        // Refused, it is asked for again, by the same day.
        let mut refusal = town.decision(Paper::FinalAccounts, State::Refused);
        refusal.opinion = "尾工工程未列明".into();
        town.decide(school, filed, &refusal).unwrap();
        let again = t.db.read_now(move |tx| store::of(tx, school)).unwrap().unwrap();
        assert_ne!(again.commitment, clock.commitment);
        assert_eq!(again.due, clock.due);
        assert!(commitment(again.commitment).version.state.is_open());
        belong_together(&town, school, &[clock.commitment, again.commitment]);
        town.approve(school, Paper::FinalAccounts, 900);
        assert_eq!(commitment(again.commitment).version.state, OnBoard::Closed);
        // Refused a second time: the third is linked with both.
        let other = accepted(&town, 5);
        let mut asked = Vec::new();
        for _ in 0..2 {
            asked.push(t.db.read_now(move |tx| store::of(tx, other)).unwrap().unwrap().commitment);
            let filed = town.file(other, &town.filing(Paper::FinalAccounts, 900)).unwrap().id;
            town.decide(other, filed, &refusal).unwrap();
        }
        asked.push(t.db.read_now(move |tx| store::of(tx, other)).unwrap().unwrap().commitment);
        belong_together(&town, other, &asked);
        let verdict = t.db.read_now(|tx| qipan_store::journal_verify::verify(tx, |_| {})).unwrap();
        assert!(verdict.sound());
    });
}

/// 财建〔2016〕503号第二条：特殊情况确需延长的，中小型项目不得超过2个月，大型项目不得超过6个月。
#[test]
fn the_limit_is_put_off_once_by_the_office() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = accepted(&town, 1);
        let input = |until: &str, large: bool| ExtensionInput {
            until: day(until),
            large,
            why: "单项工程结算有争议".into(),
        };
        let extend = |who: Context, input: ExtensionInput| {
            let who = on(who, "2026-09-01");
            town.act(&who, move |acting| commands::extend(acting, school, &input))
        };
        assert!(extend(town.handler(1), input("2026-11-15", false)).is_err());
        assert_eq!(key(extend(town.office(), input("2026-11-16", false))), "closing-until");
        let clock = extend(town.office(), input("2026-11-15", false)).unwrap();
        let on_board = t.db.read_now(move |tx| commitments::current(tx, &[clock.commitment])).unwrap();
        let known = &on_board[&clock.commitment];
        assert_eq!(known.version.terms.due_day, Some(day("2026-11-15")));
        assert_eq!(known.version.first_due, Some(day("2026-09-15")));
        assert_eq!(key(extend(town.office(), input("2026-12-15", true))), "closing-extended");
        // What is filed needs no more time; what was not accepted has no clock.
        let other = accepted(&town, 3);
        town.file(other, &town.filing(Paper::FinalAccounts, 900)).unwrap();
        let late = input("2026-11-15", false);
        let refused = town.act(&town.office(), move |acting| commands::extend(acting, other, &late));
        assert_eq!(key(refused), "closing-filed-already");
        let bare = town.project(Kind::Government, 1_000, 5);
        let none = input("2026-11-15", false);
        assert!(town.act(&town.office(), move |acting| commands::extend(acting, bare, &none)).is_err());
    });
}

//! The book: stages and their gates, the lists of years, nodes on the board, investment.

use qipan_board::commitments::model::{Kind as CommitmentKind, State};
use qipan_board::commitments::store as board;
use qipan_kernel::{FailureKind, Fen, Message, Role};
use qipan_projects::book::model::{Class, Kind, Stage, Standing, Year};
use qipan_projects::book::{commands, store};
use qipan_projects::invest::model::EntryInput;
use qipan_projects::nodes::model::NodeKind;
use qipan_projects::{invest, nodes};
use qipan_store::journal_verify;
use qipan_testkit::{acting, acting_for, both};

use crate::common::{City, MIGRATIONS, WAN, day};

fn in_year(year: i32, class: Class, plan: i64) -> Year {
    Year {
        year,
        class,
        plan: Fen(plan * WAN),
        goal: "主体封顶".into(),
        listed_on: day("2026-01-05"),
        listed_why: String::new(),
        left_on: None,
        left_why: String::new(),
    }
}

fn month(year: i32, month: u32, done: i64) -> EntryInput {
    EntryInput {
        year,
        month,
        part: 0,
        planned: None,
        done: Some(Fen(done * WAN)),
        image: "路基完成".into(),
        why: String::new(),
    }
}

#[test]
fn a_project_goes_through_its_gates_one_after_the_other() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.project(city.data("示例大道", Kind::Enterprise), "2026-01-06").id;
        let refused = city.advance(id, Stage::Preparing, "2026-01-07").unwrap_err();
        assert_eq!(refused.message.key, "project-gate-order");
        city.advance(id, Stage::Reserved, "2026-01-07").unwrap();
        // A code is asked for before preparation begins (Government Investment Regulations, article 10).
        let refused = city.advance(id, Stage::Preparing, "2026-01-08").unwrap_err();
        assert_eq!(refused.message.key, "project-gate-code");
        let mut with_code = city.data("示例大道", Kind::Enterprise);
        with_code.code = "26031201160401123456".into();
        let changed =
            city.act(&city.office("2026-01-08"), move |a| commands::change(a, id, 2, &with_code, "赋码"));
        assert_eq!(changed.unwrap().data.code, "2603-120116-04-01-123456");
        // A code is one project's: another that is given it hears whose it is.
        let mut second = city.data("示例大道二期", Kind::Enterprise);
        second.code = "26031201160401123456".into();
        let taken = city.act(&city.office("2026-01-08"), move |a| commands::create(a, &second)).unwrap_err();
        let named = Message::new("project-code-taken").with("name", "示例大道");
        let named = named.with("code", "2603-120116-04-01-123456");
        assert_eq!((taken.message, taken.field.as_deref()), (named, Some("code")));
        city.advance(id, Stage::Preparing, "2026-01-08").unwrap();

        // Building begins when every permit is there: each is a commitment on the board.
        let refused = city.advance(id, Stage::Started, "2026-03-02").unwrap_err();
        assert_eq!(refused.message.key, "project-gate-permits-none");
        let permit = [city.node("施工许可", NodeKind::Permit, "2026-01-10", "2026-02-20")];
        let opened =
            city.act(&city.office("2026-01-10"), move |a| nodes::commands::open(a, id, &permit)).unwrap();
        let commitment = opened[0].commitment.id;
        let on_board = t.db.read_now(move |tx| board::current(tx, &[commitment])).unwrap();
        let version = &on_board[&commitment].version;
        assert_eq!((version.state, version.terms.kind), (State::Issued, CommitmentKind::Node));
        assert_eq!(version.terms.statement, "示例大道：施工许可");
        assert_eq!(
            city.advance(id, Stage::Started, "2026-03-02").unwrap_err().message.key,
            "project-gate-permits"
        );
        city.close(commitment, "2026-02-18");
        let started = city.advance(id, Stage::Started, "2026-03-02").unwrap();
        assert_eq!((started.stage, started.started_on), (Stage::Started, Some(day("2026-03-02"))));
        // A day to come is no day of a stage.
        let tomorrow = day("2026-03-04");
        let refused = city.act(&city.office("2026-03-03"), move |a| {
            commands::advance(a, id, Stage::Building, tomorrow, "")
        });
        assert_eq!(refused.unwrap_err().message.key, "project-day-to-come");
        let report = t.db.read_now(|tx| journal_verify::verify(tx, |_| {})).unwrap();
        assert!(report.sound(), "{report:?}");
    });
}

#[test]
fn the_year_list_is_adjusted_with_reasons_and_the_second_editor_is_told() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.project(city.data("示例大道", Kind::Joint), "2026-01-06").id;
        let office = city.office("2026-01-07");
        let listed =
            city.act(&office, move |a| commands::list_in(a, id, &in_year(2026, Class::New, 3_000))).unwrap();
        assert_eq!(listed.no, 2);
        let again = city.act(&office, move |a| commands::list_in(a, id, &in_year(2026, Class::New, 4_000)));
        assert_eq!(again.unwrap_err().message.key, "project-reason-missing");
        let over = city.act(&office, move |a| commands::list_in(a, id, &in_year(2027, Class::New, 12_001)));
        assert_eq!(over.unwrap_err().message.key, "project-plan-beyond-total");
        let stale = city.data("示例大道改名", Kind::Joint);
        let second = city.act(&office, move |a| commands::change(a, id, 1, &stale, "更名"));
        assert_eq!(second.unwrap_err().message.key, "project-changed-since");
        city.act(&office, move |a| commands::leave(a, id, 2026, "条件不具备")).unwrap();
        let years = t.db.read_now(move |tx| store::years(tx, id)).unwrap();
        assert_eq!((years[0].plan, years[0].left_on), (Fen(3_000 * WAN), Some(day("2026-01-07"))));
    });
}

#[test]
fn a_unit_enters_months_of_its_own_projects_only() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.project(city.data("示例大道", Kind::Enterprise), "2026-01-06").id;
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-04-25");
        let stranger = acting_for(Role::UnitHandler, city.units[2], "2026-04-25");
        let enter =
            |context, all: Vec<EntryInput>| city.act(context, move |a| invest::commands::enter(a, id, &all));
        enter(&handler, vec![month(2026, 2, 500), month(2026, 3, 700)]).unwrap();
        assert_eq!(enter(&stranger, vec![month(2026, 4, 1)]).unwrap_err().kind, FailureKind::NotFound);
        let auditor = acting(Role::Auditor, "2026-04-25");
        assert_eq!(enter(&auditor, vec![month(2026, 4, 1)]).unwrap_err().kind, FailureKind::Forbidden);
        // All or none: the second entry is of a month to come, so the first does not stand either.
        let refused = enter(&handler, vec![month(2026, 4, 100), month(2026, 5, 100)]).unwrap_err();
        assert_eq!(refused.message.key, "invest-month-to-come");
        assert_eq!(
            enter(&handler, vec![month(2026, 4, 10_801)]).unwrap_err().message.key,
            "invest-beyond-total"
        );
        let entries = t.db.read_now(move |tx| invest::store::of_project(tx, id)).unwrap();
        assert_eq!(entries.iter().map(|one| one.done.unwrap().0 / WAN).collect::<Vec<_>>(), [500, 700]);
    });
}

#[test]
fn a_month_is_corrected_with_a_reason_and_what_it_was_is_kept() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.project(city.data("示例大道", Kind::Enterprise), "2026-01-06").id;
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-04-25");
        let enter = |all: Vec<EntryInput>| city.act(&handler, move |a| invest::commands::enter(a, id, &all));
        let stands = || {
            t.db.read_now(move |tx| {
                Ok((invest::store::of_project(tx, id)?, invest::store::corrections(tx, id)?))
            })
            .unwrap()
        };
        enter(vec![month(2026, 2, 500), month(2026, 3, 700)]).unwrap();
        // The same again, and a plan that nobody had given: nothing is corrected.
        let planned = EntryInput { planned: Some(Fen(600 * WAN)), ..month(2026, 3, 700) };
        enter(vec![planned.clone()]).unwrap();
        assert_eq!(stands().1, []);
        let refused = enter(vec![month(2026, 4, 1), month(2026, 3, 650)]).unwrap_err();
        assert_eq!(
            (refused.message.key.as_ref(), refused.field.as_deref()),
            ("invest-correction-why", Some("why"))
        );
        let (entries, corrections) = stands();
        assert_eq!((entries.len(), entries[1].done, corrections.len()), (2, Some(Fen(700 * WAN)), 0));

        let first = EntryInput { why: " 重复计入设备款 ".into(), ..month(2026, 3, 650) };
        enter(vec![first]).unwrap();
        let second = EntryInput {
            image: "路面完成".into(),
            planned: Some(Fen(640 * WAN)),
            why: "按审核意见".into(),
            ..month(2026, 3, 650)
        };
        enter(vec![second]).unwrap();
        let (entries, corrections) = stands();
        assert_eq!(entries[1].done, Some(Fen(650 * WAN)));
        let told: Vec<_> = corrections
            .iter()
            .map(|one| {
                ((one.year, one.month, one.part), one.done, one.planned, one.image.clone(), one.why.as_str())
            })
            .collect();
        let march = (2026, 3, 0);
        let pair = |was, next| Some((Fen(was * WAN), Fen(next * WAN)));
        assert_eq!(
            told,
            [
                (march, None, pair(600, 640), Some(("路基完成".into(), "路面完成".into())), "按审核意见"),
                (march, pair(700, 650), None, None, "重复计入设备款"),
            ]
        );
        assert!(corrections.iter().all(|one| one.by == handler.actor.name && one.at == handler.now));
    });
}

#[test]
fn nodes_of_many_projects_come_whole_project_by_project() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let mut ids = Vec::new();
        for name in ["甲项目", "乙项目", "丙项目"] {
            let id = city.project(city.data(name, Kind::Enterprise), "2026-01-06").id;
            let all = ["一", "二", "三"]
                .map(|node| city.node(node, NodeKind::Building, "2026-02-01", "2026-05-01"));
            city.act(&city.office("2026-01-07"), move |a| nodes::commands::open(a, id, &all)).unwrap();
            ids.push(id);
        }
        let of = |wanted: Vec<qipan_kernel::Id>, limit| {
            let found = t.db.read_now(move |tx| nodes::store::of_projects(tx, &wanted, limit)).unwrap();
            found.iter().map(|node| (node.project, node.name.clone())).collect::<Vec<_>>()
        };
        assert_eq!(of(ids.clone(), 100).len(), 9);
        // A limit cuts between projects, never within one, and never leaves nothing.
        assert_eq!(of(ids.clone(), 7).len(), 9 - 3);
        assert_eq!(of(ids.clone(), 6).len(), 6);
        assert_eq!(of(ids.clone(), 1).len(), 3);
        let two = of(vec![ids[0], ids[2]], 100);
        assert!(two.iter().all(|(project, _)| *project != ids[1]) && two.len() == 6);
    });
}

#[test]
fn what_has_ended_goes_no_further() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.project(city.data("示例大道", Kind::Enterprise), "2026-01-06").id;
        let office = city.office("2026-01-07");
        let unsaid = city.act(&office, move |a| commands::set_standing(a, id, Standing::Ended, " "));
        assert_eq!(unsaid.unwrap_err().message.key, "project-reason-missing");
        city.advance(id, Stage::Reserved, "2026-01-07").unwrap();
        let first = [city.node("用地预审", NodeKind::Permit, "2026-01-07", "2026-02-10")];
        let opened = city.act(&office, move |a| nodes::commands::open(a, id, &first)).unwrap();
        city.act(&office, move |a| commands::set_standing(a, id, Standing::Ended, "投资方退出")).unwrap();
        // What was to be done for it is withdrawn: nobody is behind with it any more.
        let commitment = opened[0].commitment.id;
        let ending = t.db.read_now(move |tx| commands::ending(tx, id)).unwrap();
        assert_eq!((ending.withdrawn, ending.stays), (vec![], vec![]), "nothing is open any more");
        let on_board = t.db.read_now(move |tx| board::current(tx, &[commitment])).unwrap();
        assert_eq!(on_board[&commitment].version.state, State::Withdrawn);
        let year = in_year(2027, Class::Reserve, 0);
        let refused = city.act(&office, move |a| commands::list_in(a, id, &year)).unwrap_err();
        assert_eq!(
            (refused.message.key.as_ref(), refused.field.as_deref()),
            ("project-not-open", Some("year"))
        );
        let node = [city.node("施工许可", NodeKind::Permit, "2026-01-10", "2026-02-20")];
        let refused = city.act(&office, move |a| nodes::commands::open(a, id, &node));
        assert_eq!(refused.unwrap_err().message.key, "project-not-open");
        let missing = city.advance(id, Stage::Reserved, "2026-01-08").unwrap_err();
        assert_eq!(missing.message.key, "project-gate-standing");
    });
}

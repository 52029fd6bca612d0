//! Problems that tables tell are opened once.

use qipan_kernel::Id;
use qipan_projects::problems::model::{Class, Problem, ProblemInput, State};
use qipan_projects::problems::{commands as acts, store};

use super::*;

const TEN_DAY: &str =
    "2026年11月中旬重点项目旬报表\n,,,,计量单位：万元\n序号,项目名称,总投资,存在问题,需协调解决问题\n";

fn of(city: &City, project: Id) -> Vec<Problem> {
    let all = city.db.read_now(|tx| store::list(tx, &store::Filter::default(), None, 100)).unwrap();
    all.into_iter().filter(|problem| problem.project == Some(project)).collect()
}

fn texts(city: &City, project: Id) -> Vec<(Class, String)> {
    let mut all: Vec<_> = of(city, project).into_iter().map(|one| (one.class, one.data.text)).collect();
    all.sort();
    all
}

#[test]
fn what_a_table_tells_is_opened_once() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let input = ProblemInput {
            project: Some(ids[0]),
            class: Class::Pipelines,
            text: "燃气管线迁改滞后".into(),
            ask: String::new(),
            line: None,
        };
        let first = city.act(&office(), move |acting| acts::propose(acting, &input, None)).unwrap();
        // One that is open, one that is new; one with what is asked; none.
        let file = format!(
            "{TEN_DAY}1,示例快速路,,\"1、燃气管线迁改滞后。\n2、三标段征拆未完成\",请市里协调\n\
             2,示例快速路一期,,专项资金未拨付,请市财政尽快下达\n3,=示例整车厂,,暂无。,\n"
        );
        let file = file.replace("滞后。", "滞后");
        let found = city.look(&office(), file.as_bytes(), &Options::default()).unwrap();
        assert_eq!((found.changed, found.same, found.problems), (2, 1, 2), "{found:?}");
        let becomes: Vec<_> = found.rows.iter().flat_map(|row| &row.changes).collect();
        assert_eq!(becomes[0].becomes, "新问题（征拆）：三标段征拆未完成");
        assert_eq!((becomes[0].cell.as_str(), becomes[1].cell.as_str()), ("D4", "E4"));
        assert_eq!(of(&city, ids[0]).len(), 1, "looking opens nothing");

        city.apply(&office(), file.as_bytes(), &Options::default()).unwrap();
        let expected = [(Class::Clearance, "三标段征拆未完成"), (Class::Pipelines, "燃气管线迁改滞后")];
        assert_eq!(texts(&city, ids[0]), expected.map(|(class, text)| (class, text.to_owned())));
        let funds = of(&city, ids[1]).pop().unwrap();
        assert_eq!((funds.class, funds.state()), (Class::Funds, State::Proposed));
        assert_eq!(funds.data.ask, "请市财政尽快下达");
        assert!(of(&city, ids[2]).is_empty());

        // Once more, and what is printed now, open nothing.
        for bytes in [file.clone().into_bytes(), city.exported(TableKind::TenDay, Lang::Zh, Form::Xlsx)] {
            let again = city.apply(&office(), &bytes, &Options::default()).unwrap();
            assert_eq!((again.problems, again.changed), (0, 0), "{again:?}");
            assert_eq!((of(&city, ids[0]).len(), of(&city, ids[1]).len()), (2, 1));
        }
        // One that was declined is told anew; whoever does not want that says so.
        city.act(&office(), move |acting| acts::decline(acting, first.id, "已另行处理")).unwrap();
        let leave = Options { leave_problems: true, ..Options::default() };
        assert_eq!(city.look(&office(), file.as_bytes(), &leave).unwrap().problems, 0);
        assert_eq!(city.look(&office(), file.as_bytes(), &Options::default()).unwrap().problems, 1);
        // A unit tells of its own projects.
        let unit = acting_for(Role::UnitHandler, city.units[1], "2026-11-30");
        let own = format!("{TEN_DAY}3,=示例整车厂,,缺用地指标,\n");
        city.apply(&unit, own.as_bytes(), &Options::default()).unwrap();
        assert_eq!(texts(&city, ids[2]), [(Class::Land, "缺用地指标".to_owned())]);
        assert_eq!(of(&city, ids[2])[0].data.told_by, Some(city.units[1]));
    });
}

#[test]
fn a_problem_that_is_too_long_is_refused_at_its_cell() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    city.fill();
    let file = format!("{TEN_DAY}1,示例快速路,,{},\n", "长".repeat(3_000));
    let found = city.look(&office(), file.as_bytes(), &Options::default()).unwrap();
    assert_eq!(faults(&found), [("D4".to_owned(), "form-too-long".to_owned())]);
    assert_eq!(
        city.apply(&office(), file.as_bytes(), &Options::default()).unwrap_err().message.key,
        "table-blocked-faulty"
    );
}

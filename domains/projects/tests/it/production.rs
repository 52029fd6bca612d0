//! Output after completion, and the gate before full capacity.

use qipan_kernel::{Id, Role};
use qipan_projects::book::model::{Kind, Stage};
use qipan_projects::nodes::model::NodeKind;
use qipan_projects::production::model::OutputInput;
use qipan_projects::{nodes, production};
use qipan_testkit::{acting_for, both};

use crate::common::{City, MIGRATIONS};

fn month(month: u32, cars: i64) -> OutputInput {
    OutputInput { year: 2026, month, amount: cars * 1_000, note: String::new() }
}

/// A plant that is built and produces.
fn producing(city: &City) -> Id {
    let mut data = city.data("示例整车厂", Kind::Enterprise);
    data.code = "26011201160401123456".into();
    let id = city.project(data, "2026-01-06").id;
    let all = [
        city.node("施工许可", NodeKind::Permit, "2026-01-06", "2026-01-10"),
        city.node("厂房封顶", NodeKind::Building, "2026-01-12", "2026-01-20"),
    ];
    let opened = city.act(&city.office("2026-01-07"), move |a| nodes::commands::open(a, id, &all)).unwrap();
    city.advance(id, Stage::Reserved, "2026-01-07").unwrap();
    city.advance(id, Stage::Preparing, "2026-01-07").unwrap();
    city.close(opened[0].commitment.id, "2026-01-09");
    city.advance(id, Stage::Started, "2026-01-11").unwrap();
    city.advance(id, Stage::Building, "2026-01-12").unwrap();
    let early =
        city.act(&city.office("2026-01-13"), move |a| production::commands::enter(a, id, &month(1, 10)));
    assert_eq!(early.unwrap_err().message.key, "output-not-completed");
    city.close(opened[1].commitment.id, "2026-01-19");
    city.advance(id, Stage::Completed, "2026-01-20").unwrap();
    city.advance(id, Stage::Producing, "2026-01-21").unwrap();
    id
}

#[test]
fn full_capacity_is_what_was_put_out_and_not_what_is_said() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        // 年产 15 万辆: 12 500 a month.
        let id = producing(&city);
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-06-02");
        let enter =
            |input: OutputInput| city.act(&handler, move |a| production::commands::enter(a, id, &input));
        assert_eq!(enter(month(7, 1)).unwrap_err().message.key, "output-month-to-come");
        assert_eq!(enter(month(13, 1)).unwrap_err().message.key, "output-month");
        enter(month(2, 12_000)).unwrap();
        enter(month(3, 12_500)).unwrap();
        let gate =
            |on| city.advance(id, Stage::AtCapacity, on).map_err(|failure| failure.message.key.to_string());
        assert_eq!(gate("2026-06-02").unwrap_err(), "project-gate-capacity-reached");
        enter(month(4, 12_400)).unwrap();
        assert_eq!(gate("2026-06-02").unwrap_err(), "project-gate-capacity-reached");
        // A month may be corrected; the last word counts.
        enter(month(4, 13_000)).unwrap();
        assert_eq!(gate("2026-06-02").unwrap().stage, Stage::AtCapacity);
        let outputs = t.db.read_now(move |tx| production::store::of_project(tx, id)).unwrap();
        let amounts: Vec<i64> = outputs.iter().map(|one| one.amount / 1_000).collect();
        assert_eq!(amounts, [12_000, 12_500, 13_000]);
    });
}

//! 停建、缓建: what a halted project promised is suspended with it, and taken up again with it.

use qipan_board::commitments::commands::{self as board, ReportInput};
use qipan_board::commitments::model::{Commitment, State};
use qipan_board::commitments::store as on_board;
use qipan_board::commitments::suspension::{self, SuspensionInput};
use qipan_board::lights::Light;
use qipan_kernel::{Id, Progress, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Kind, Stage, Standing};
use qipan_projects::nodes::{self, model::NodeKind};
use qipan_store::journal;
use qipan_testkit::{acting_for, both, noon};

use crate::common::{City, MIGRATIONS, day};

const WHY: &str = "投资方资金未到位，停建";

fn stand(city: &City, id: Id, to: Standing, why: &'static str, on: &str) {
    city.act(&city.office(on), move |a| commands::set_standing(a, id, to, why)).unwrap();
}

/// A project with three nodes: one done, one under way, one that the office has suspended itself.
fn under_way(city: &City) -> (Id, [Id; 3]) {
    let id = city.project(city.data("示例大道", Kind::Enterprise), "2026-01-06").id;
    city.advance(id, Stage::Reserved, "2026-01-07").unwrap();
    let inputs = [
        city.node("用地预审", NodeKind::Permit, "2026-01-07", "2026-02-10"),
        city.node("施工许可", NodeKind::Permit, "2026-01-07", "2026-04-30"),
        city.node("管线迁改", NodeKind::Building, "2026-01-07", "2026-04-30"),
    ];
    let opened =
        city.act(&city.office("2026-01-07"), move |a| nodes::commands::open(a, id, &inputs)).unwrap();
    let [done, going, held] = [0, 1, 2].map(|at: usize| opened[at].commitment.id);
    city.close(done, "2026-02-02");
    let handler = acting_for(Role::UnitHandler, city.units[0], "2026-02-02");
    city.act(&handler, move |a| {
        board::sign_for(a, going)?;
        let half = Progress::percent(40).unwrap();
        board::report(a, going, &ReportInput { claimed: half, ..ReportInput::default() })
    })
    .unwrap();
    let own = SuspensionInput {
        reason: "管线权属待定".into(),
        since: day("2026-02-03"),
        expected: None,
        approved_by: "周示例".into(),
    };
    city.act(&city.office("2026-02-03"), move |a| suspension::suspend(a, held, &own, None)).unwrap();
    (id, [done, going, held])
}

#[test]
fn nodes_stop_with_their_project_and_go_on_with_it() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let (id, [done, going, held]) = under_way(&city);
        let now = |one: Id| -> Commitment {
            t.db.read_now(move |tx| on_board::current(tx, &[one])).unwrap().remove(&one).unwrap()
        };
        stand(&city, id, Standing::Halted, WHY, "2026-03-01");
        assert_eq!(now(done).version.state, State::Closed, "what is done stays done");
        let version = now(going).version;
        let running = version.suspension().unwrap();
        assert_eq!((running.reason.as_str(), running.since), (WHY, day("2026-03-01")));
        assert_eq!(running.stood, State::Reported);
        assert_eq!(running.follows.as_deref(), Some(format!("project:{id}").as_str()));
        assert_eq!(version.light_at(noon("2026-12-01")), Light::Grey, "nobody is late with what is halted");
        assert_eq!(now(held).version.suspension().unwrap().reason, "管线权属待定", "suspended before");

        // From halted to postponed nothing changes on the board: nobody works on it, as before.
        let versions = |one: Id| t.db.read_now(move |tx| on_board::history(tx, one)).unwrap().len();
        let before = versions(going);
        stand(&city, id, Standing::Slowed, "缓建至下年", "2026-03-10");
        assert_eq!(versions(going), before);

        stand(&city, id, Standing::Active, "资金到位，复工", "2026-05-30");
        let version = now(going).version;
        assert_eq!((version.state, version.suspended_days()), (State::Reported, 90));
        assert_eq!(version.terms.due_day, Some(day("2026-07-29")), "90 days after 30 April");
        assert_eq!(version.first_due, Some(day("2026-04-30")));
        assert_eq!(now(held).version.state, State::Suspended, "the office's own decision stands");
        let entries = t.db.read_now(move |tx| journal::of_subject(tx, "commitment", going, 9)).unwrap();
        let acts: Vec<_> = entries.iter().map(|entry| (entry.act.as_str(), entry.at)).collect();
        assert_eq!(
            acts[..2],
            [("commitment.resume", noon("2026-05-30")), ("commitment.suspend", noon("2026-03-01")),]
        );
        // A past day shows what it was then.
        let then = t.db.read_now(move |tx| on_board::as_of(tx, going, noon("2026-05-20"))).unwrap().unwrap();
        assert_eq!(
            (then.version.state, then.version.light_at(noon("2026-05-20"))),
            (State::Suspended, Light::Grey)
        );

        // One that ends from a halt takes everything off the board.
        stand(&city, id, Standing::Halted, WHY, "2026-06-01");
        stand(&city, id, Standing::Ended, "终止建设", "2026-07-01");
        assert_eq!(now(going).version.state, State::Withdrawn);
        assert_eq!(now(held).version.state, State::Withdrawn);
    });
}

//! Industrial chains: every state is kept, nobody overwrites another unseen.

use qipan_kernel::{FailureKind, Id, Role};
use qipan_projects::chains::model::{ChainData, Enterprise, Link, State, Tier};
use qipan_projects::chains::{commands, store};
use qipan_testkit::{acting, both};

use crate::common::{Field, MIGRATIONS};

fn link(name: &str, state: State, projects: Vec<Id>) -> Link {
    let enterprises = match state {
        State::Missing => vec![],
        _ => vec![Enterprise { name: "示例电池有限公司".into(), makes: "电芯".into() }],
    };
    Link {
        name: name.into(), tier: Tier::Upstream, state, why: "本地没有企业".into(), enterprises, projects
    }
}

#[test]
fn a_chain_is_entered_changed_and_remembered() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let (plant, station) = (field.projects[0], field.projects[1]);
        let data = ChainData {
            name: "新能源汽车".into(),
            lead_unit: field.units[0],
            leader: "王示例".into(),
            head: String::new(),
            aim: String::new(),
            links: vec![link("隔膜", State::Missing, vec![plant])],
        };
        let first = data.clone();
        let made = field.act(&field.office("2026-11-01"), move |a| commands::create(a, &first)).unwrap();
        let id = made.id;
        let mut next = data.clone();
        next.links.push(link("电芯", State::Present, vec![plant, station]));
        let change = |day: &str, seen: i64, data: ChainData, why: &'static str| {
            field.act(&field.office(day), move |a| commands::change(a, id, seen, &data, why))
        };
        assert_eq!(change("2026-11-02", 1, next.clone(), " ").unwrap_err().field.as_deref(), Some("reason"));
        assert_eq!(change("2026-11-02", 1, next.clone(), "补充环节").unwrap().no, 2);
        assert_eq!(
            change("2026-11-02", 1, data.clone(), "补充环节").unwrap_err().message.key,
            "chain-changed-since"
        );
        let (found, past) =
            field.db.read_now(|tx| Ok((store::find(tx, id)?.unwrap(), store::past(tx, id)?))).unwrap();
        assert_eq!((found.data, past.len()), (next.clone(), 2));
        assert_eq!((past[0].why.as_str(), past[1].why.as_str()), ("补充环节", ""));

        for (project, count) in [(plant, 1), (station, 1), (Id(5), 0)] {
            let chains = field.db.read_now(|tx| store::of_project(tx, project)).unwrap();
            assert_eq!(chains.len(), count);
        }
        // Taken from its link, a project stands on no chain any more; the state before is still there.
        assert_eq!(change("2026-11-03", 2, data.clone(), "电芯另立一链").unwrap().no, 3);
        assert_eq!(field.db.read_now(|tx| store::of_project(tx, station)).unwrap(), []);
        let named = |text: &str| {
            let text = text.to_owned();
            field.db.read_now(move |tx| store::project_named(tx, &text)).unwrap()
        };
        assert_eq!((named("车站"), named("车")), (Some(station), None));

        // What is refused changes nothing.
        for (wrong, at) in [
            (ChainData { lead_unit: Id(9), ..data.clone() }, "lead_unit"),
            (ChainData { links: vec![link("隔膜", State::Missing, vec![Id(9)])], ..data.clone() }, "project"),
            (ChainData { name: String::new(), ..data.clone() }, "name"),
        ] {
            assert_eq!(change("2026-11-04", 3, wrong, "改").unwrap_err().field.as_deref(), Some(at));
        }
        let again = data.clone();
        let taken = field.act(&field.office("2026-11-04"), move |a| commands::create(a, &again)).unwrap_err();
        assert_eq!(taken.message.key, "chain-name-taken");
        let other = ChainData { name: "信创".into(), ..data };
        for role in [Role::UnitHandler, Role::CityLeader, Role::Auditor] {
            let other = other.clone();
            let refused =
                field.act(&acting(role, "2026-11-04"), move |a| commands::create(a, &other)).unwrap_err();
            assert_eq!(refused.kind, FailureKind::Forbidden);
        }
        assert_eq!(field.db.read_now(store::all).unwrap().len(), 1);
        assert_eq!(field.db.read_now(|tx| store::past(tx, id)).unwrap().len(), 3);
    });
}

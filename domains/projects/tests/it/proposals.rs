//! Proposals: what is like them, decisions and their reversal, the ledger, lessons; on both engines.

use qipan_kernel::{Context, Fen, Id, Outcome, Role};
use qipan_projects::capabilities::commands as lessons;
use qipan_projects::capabilities::model::Lesson;
use qipan_projects::gates::commands::checklist;
use qipan_projects::gates::model::Gate;
use qipan_projects::proposals::model::{Kind, Proposal, ProposalData, ProposalState, VerdictInput, Whose};
use qipan_projects::proposals::register::{Looked, Register};
use qipan_projects::proposals::{commands, store};
use qipan_projects::savings::model::sums;
use qipan_projects::savings::store as savings;
use qipan_projects::systems::duties::{self, DutyKind};
use qipan_projects::systems::model::{Item, Part, State};
use qipan_projects::systems::{commands as of_systems, store as systems};
use qipan_store::params;
use qipan_testkit::{acting, acting_for, both};

use crate::common::{City, MIGRATIONS, WAN};
use crate::systems::{second, system_data};

fn proposal(city: &City, name: &str, functions: &[&str]) -> ProposalData {
    ProposalData {
        name: name.into(),
        unit: city.units[0],
        line: city.line,
        purpose: "为困难家庭办理救助申请，核对家庭经济状况".into(),
        functions: functions.iter().map(|one| (*one).to_owned()).collect(),
        items: vec![Item { name: "家庭收入".into(), part: Part::Collected }],
        amount: Fen(300 * WAN),
        yearly: Fen(30 * WAN),
        basis: String::new(),
        system: None,
        project: None,
    }
}

impl City {
    fn look(&self, register: &Register, data: &ProposalData, id: Option<Id>) -> Looked {
        self.db.read_now(|tx| register.look(tx, data, id)).unwrap()
    }

    fn file(&self, register: &Register, data: &ProposalData) -> Proposal {
        let (data, looked) = (data.clone(), self.look(register, data, None));
        let handler = acting_for(Role::UnitHandler, self.units[0], "2026-02-02");
        self.act(&handler, move |a| commands::file(a, &data, &looked)).unwrap()
    }

    fn verdict(&self, by: &Context, one: &Proposal, input: VerdictInput) -> Outcome<(Proposal, Id)> {
        let (id, looked) = (one.id, (one.found.clone(), one.taxonomy.clone()));
        self.act(by, move |a| {
            commands::decide(a, id, &input, &looked).map(|(next, signed)| (next, signed.id))
        })
    }

    fn there(&self, name: &str) -> Id {
        let data = system_data(self, name, &["家庭收入"]);
        self.act(&self.office("2026-01-10"), move |a| of_systems::create(a, &data, State::Running))
            .unwrap()
            .id
    }
}

fn decided(kind: Kind, target: Option<Id>, avoided: i64) -> VerdictInput {
    VerdictInput { kind, target, reason: "功能相同，直接使用".into(), avoided: Fen(avoided * WAN) }
}

#[test]
fn what_does_the_same_is_shown_decided_posted_and_may_be_reversed_by_another() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let register = Register::default();
        let (other, office) = (city.there("社会救助系统"), city.office("2026-02-10"));
        let data = proposal(&city, "困难帮扶平台", &["救助申请受理", "资格审核"]);
        let one = city.file(&register, &data);
        let first = &one.found[0];
        assert_eq!((first.whose, first.id, first.functions.len()), (Whose::System, other, 2));
        assert!(first.score >= 7_000 && first.items.iter().any(|pair| pair.own == "家庭收入"), "{first:?}");
        // Filing opened the decision on the board.
        let kinds = |id: Id| {
            let all = city.db.read_now(move |tx| duties::shown(tx, id)).unwrap();
            all.into_iter()
                .filter(|(duty, _)| duty.met_at.is_none())
                .map(|(duty, _)| duty.kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(one.id), [DutyKind::DecideProposal]);
        let unit = acting_for(Role::UnitLeader, city.units[0], "2026-02-10");
        let failure = city.verdict(&unit, &one, decided(Kind::GoOn, None, 0)).unwrap_err();
        assert_eq!(failure.message.key, "failure-forbidden");
        let (dropped, signed) = city.verdict(&office, &one, decided(Kind::Reuse, Some(other), 330)).unwrap();
        assert_eq!((dropped.state, dropped.data.system), (ProposalState::Dropped, None));
        assert_eq!(kinds(one.id), [DutyKind::CarryOut]);
        let ledger = || sums(&city.db.read_now(savings::all).unwrap());
        assert_eq!(ledger().years.get(&2026), Some(&Fen(330 * WAN)));
        let id = one.id;
        let own = city.act(&office, move |a| commands::reverse(a, id, signed, "误判")).unwrap_err();
        assert_eq!(own.message.key, "verdict-signed-own");
        // Who filed it has come to the office since: what is his own he neither decides nor reverses.
        let mut filer = second("2026-02-19");
        filer.actor.id = one.filed.0;
        let own = city.act(&filer, move |a| commands::reverse(a, id, signed, "请重新研究")).unwrap_err();
        assert_eq!((own.message.key.as_ref(), own.field.as_deref()), ("verdict-filed-own", Some("reason")));
        assert_eq!(ledger().total, Fen(330 * WAN));
        let reversed =
            city.act(&second("2026-02-20"), move |a| commands::reverse(a, id, signed, "对象不同")).unwrap();
        assert_eq!(reversed.state, ProposalState::Waiting);
        assert_eq!((ledger().total, city.db.read_now(savings::all).unwrap().len()), (Fen(0), 2));
        assert_eq!(kinds(one.id), [DutyKind::DecideProposal]);
        let again =
            city.act(&second("2026-02-21"), move |a| commands::reverse(a, id, signed, "再来")).unwrap_err();
        assert_eq!(again.message.key, "proposal-not-standing");
        // Decided anew: it goes on, enters the register, and its gate is open.
        let (goes_on, _) =
            city.verdict(&second("2026-02-22"), &reversed, decided(Kind::GoOn, None, 0)).unwrap();
        let system = goes_on.data.system.expect("it was entered");
        let check = city.db.read_now(move |tx| {
            let found = systems::find(tx, system)?.expect("it is there");
            assert_eq!((found.state, found.data.invested), (State::Planned, Fen(300 * WAN)));
            checklist(tx, &found, Gate::Establish, &Default::default())
        });
        assert!(check.unwrap().iter().any(|check| check.word == "overlap" && check.met));
    });
}

#[test]
fn decisions_entries_and_lessons_are_never_edited() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let register = Register::default();
        let other = city.there("社会救助系统");
        let one = city.file(&register, &proposal(&city, "困难帮扶平台", &["救助申请受理", "资格审核"]));
        city.verdict(&city.office("2026-02-10"), &one, decided(Kind::Merge, Some(other), 100)).unwrap();
        city.act(&city.office("2026-02-11"), |a| {
            lessons::teach(
                a,
                Register::default().built_in(),
                &Lesson::Common { phrase: "示例通用功能".into() },
            )
        })
        .unwrap();
        for sql in [
            "update info_saving set amount = $1",
            "delete from info_saving where amount <> $1",
            "update info_verdict set avoided = $1",
            "delete from info_verdict where avoided <> $1",
            "update capability_lesson set version = $1",
            "delete from capability_lesson where version <> $1",
        ] {
            let done = city.db.write_now(move |tx| tx.exec(sql, params![0_i64]));
            assert!(done.is_err(), "{sql}");
        }
        assert_eq!(sums(&city.db.read_now(savings::all).unwrap()).total, Fen(100 * WAN));
    });
}

#[test]
fn the_index_follows_the_register_in_every_process() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        // Two registers over one database are two processes.
        let (here, there) = (Register::default(), Register::default());
        let data = proposal(&city, "困难帮扶平台", &["救助申请受理", "资格审核"]);
        let names = |register: &Register, id| -> Vec<String> {
            city.look(register, &data, id).0.into_iter().map(|found| found.name).collect()
        };
        assert_eq!(names(&here, None), Vec::<String>::new());
        for number in 0..14 {
            let mut data = system_data(&city, &format!("隐患排查系统{number}"), &[]);
            data.purpose = "排查企业安全生产隐患".into();
            data.functions = vec!["隐患上报".into(), "整改跟踪".into()];
            city.act(&city.office("2026-01-10"), move |a| of_systems::create(a, &data, State::Running))
                .unwrap();
        }
        assert!(names(&there, None).iter().all(|name| !name.contains("救助")));
        let id = city.there("社会救助系统");
        for register in [&here, &there] {
            assert_eq!(names(register, None).first().map(String::as_str), Some("社会救助系统"));
        }
        // A change of one system is followed, a retired one is gone; a waiting proposal is compared, but not with itself.
        let before = city.db.read_now(move |tx| systems::find(tx, id)).unwrap().unwrap();
        let mut changed = before.data.clone();
        changed.name = "城乡社会救助系统".into();
        city.act(&city.office("2026-01-11"), move |a| of_systems::change(a, id, before.no, &changed, "改名"))
            .unwrap();
        assert_eq!(names(&there, None).first().map(String::as_str), Some("城乡社会救助系统"));
        let one = city.file(&here, &data);
        assert_eq!(names(&here, Some(one.id)).first().map(String::as_str), Some("城乡社会救助系统"));
        assert!(!names(&there, Some(one.id)).contains(&"困难帮扶平台".to_owned()));
        assert!(names(&there, None).contains(&"困难帮扶平台".to_owned()));
        let withdrawn = one.id;
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-02-03");
        city.act(&handler, move |a| commands::withdraw(a, withdrawn, "撤回")).unwrap();
        assert_eq!(names(&there, None).first().map(String::as_str), Some("城乡社会救助系统"));
    });
}

#[test]
fn lessons_change_what_is_found_until_they_are_undone() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let register = Register::default();
        city.there("社会救助系统");
        let data = proposal(&city, "示例平台", &["甲乙丙丁事项流转", "资格审核"]);
        let pairs = |city: &City| {
            city.look(&register, &data, None).0.first().map_or(0, |found| found.functions.len())
        };
        let version = |city: &City| city.look(&register, &data, None).1;
        let before = (pairs(&city), version(&city));
        let ruling =
            Lesson::Ruling {
                left: "甲乙丙丁事项流转".into(), right: "救助申请受理".into(), same: true
            };
        let forbidden = ruling.clone();
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-02-03");
        let built_in = || Register::default();
        let refused = city.act(&handler, move |a| lessons::teach(a, built_in().built_in(), &forbidden));
        assert_eq!(refused.unwrap_err().message.key, "failure-forbidden");
        let taught =
            city.act(&city.office("2026-02-03"), move |a| lessons::teach(a, built_in().built_in(), &ruling));
        assert_eq!(taught, Ok(1));
        assert_eq!(pairs(&city), before.0 + 1);
        assert_ne!(version(&city), before.1);
        city.act(&acting(Role::CityLeader, "2026-02-04"), |a| lessons::undo(a, 1, "误判")).unwrap();
        assert_eq!(pairs(&city), before.0);
        let twice = city.act(&city.office("2026-02-05"), |a| lessons::undo(a, 1, "再来")).unwrap_err();
        assert_eq!(twice.message.key, "capability-lesson-gone");
    });
}

#[test]
fn a_retired_system_and_its_replacement() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let register = Register::default();
        let other = city.there("社会救助系统");
        let one = city.file(&register, &proposal(&city, "困难帮扶平台", &["救助申请受理", "资格审核"]));
        let office = city.office("2026-02-10");
        // At most a year of operation of the old one: 40.
        let failure = city.verdict(&office, &one, decided(Kind::Retire, Some(other), 41)).unwrap_err();
        assert_eq!(
            (failure.message.key.as_ref(), failure.field.as_deref()),
            ("proposal-avoided", Some("avoided"))
        );
        let (next, signed) = city.verdict(&office, &one, decided(Kind::Retire, Some(other), 40)).unwrap();
        assert_eq!(next.state, ProposalState::GoesOn);
        let id = one.id;
        let all = city.db.read_now(move |tx| duties::shown(tx, id)).unwrap();
        let carry =
            all.iter().find(|(duty, _)| duty.kind == DutyKind::CarryOut).expect("somebody has to retire it");
        assert_eq!(carry.1.version.terms.lead_unit, city.units[2]);
        assert_eq!(city.db.read_now(move |tx| store::verdicts(tx, id)).unwrap().len(), 1);
        // Once it is being built, the decision stands.
        let system = next.data.system.expect("it was entered");
        city.db
            .write_now(move |tx| {
                let found = systems::load(tx, system)?;
                systems::put(tx, &qipan_projects::systems::model::System { state: State::Building, ..found })
            })
            .unwrap();
        let failure =
            city.act(&second("2026-02-20"), move |a| commands::reverse(a, id, signed, "误判")).unwrap_err();
        assert_eq!(failure.message.key, "proposal-begun");
    });
}

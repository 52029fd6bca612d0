//! Application systems: register, findings, gates, money, items collected twice, import; on both engines.

use std::collections::BTreeMap;

use qipan_accounts::table;
use qipan_accounts::units::Units;
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::{Commitment, State as BoardState};
use qipan_kernel::{Context, Failure, Fen, Id, Role};
use qipan_projects::gates::commands as gates;
use qipan_projects::gates::model::{Gate, GateInput, GateState, Paper};
use qipan_projects::gates::rules::papers;
use qipan_projects::systems::duties::{self, Duty, DutyKind};
use qipan_projects::systems::model::{
    Assessment, Catalogue, Compliance, Item, Listing, Part, Sharing, State, System, SystemData,
};
use qipan_projects::systems::money::{MoneyInput, MoneyKind, MoneyState, splits};
use qipan_projects::systems::parameters::{Parameter, Value};
use qipan_projects::systems::{commands, money_store, parameters_store, repeated, store};
use qipan_testkit::{acting, acting_for, both};

use crate::common::{City, MIGRATIONS, WAN, day};

/// What is written down of a system of the third unit.
pub fn system_data(city: &City, name: &str, collected: &[&str]) -> SystemData {
    SystemData {
        name: name.into(),
        short: String::new(),
        code: String::new(),
        unit: city.units[2],
        users: vec![city.units[1]],
        line: city.line,
        purpose: "办理困难群众救助".into(),
        functions: vec!["救助申请受理".into(), "资格审核".into()],
        items: collected.iter().map(|name| Item { name: (*name).into(), part: Part::Collected }).collect(),
        interfaces: String::new(),
        level: 2,
        invested: Fen(400 * WAN),
        estimate: Fen(200 * WAN),
        yearly: Fen(40 * WAN),
        vendor: "示例科技".into(),
        launched: None,
        project: None,
        basis: "社会救助暂行办法".into(),
    }
}

/// Everything is as it should be.
pub fn fine() -> Compliance {
    Compliance {
        sharing: Sharing::Shared,
        listing: Listing::Listed,
        catalogue: Catalogue::Loaded,
        security: Assessment::Passed,
        crypto: Assessment::Passed,
        ..Compliance::fresh()
    }
}

/// A second person of the supervision office.
pub fn second(on: &str) -> Context {
    let mut context = acting(Role::Supervision, on);
    context.actor.id = Id(777);
    context.actor.name = "李示例".into();
    context
}

impl City {
    fn handler(&self, on: &str) -> Context {
        acting_for(Role::UnitHandler, self.units[2], on)
    }

    fn running(&self, name: &str, collected: &[&str]) -> System {
        let data = system_data(self, name, collected);
        self.act(&self.office("2026-01-10"), move |a| commands::create(a, &data, State::Running)).unwrap()
    }

    fn found(&self, id: Id, compliance: Compliance, on: &str) -> System {
        let seen = self.system(id).no;
        self.act(&self.office(on), move |a| commands::find(a, id, seen, &compliance)).unwrap()
    }

    fn system(&self, id: Id) -> System {
        self.db.read_now(move |tx| store::find(tx, id)).unwrap().unwrap()
    }

    fn duties(&self, id: Id) -> Vec<(Duty, Commitment)> {
        self.db.read_now(move |tx| duties::shown(tx, id)).unwrap()
    }

    fn open(&self, id: Id, kind: DutyKind) -> Vec<String> {
        let all = self.duties(id).into_iter().filter(|(duty, _)| duty.kind == kind && duty.met_at.is_none());
        let mut words: Vec<String> = all.map(|(duty, _)| duty.word).collect();
        words.sort();
        words
    }
}

fn keys(failure: &Failure) -> Vec<String> {
    std::iter::once(failure).chain(&failure.more).map(|one| one.message.key.to_string()).collect()
}

fn gate(of: Gate, given: &[Paper]) -> GateInput {
    GateInput {
        gate: of,
        note: String::new(),
        amount: Fen(0),
        papers: given.iter().map(|paper| (*paper, "示例〔2026〕8号".to_owned())).collect(),
    }
}

#[test]
fn a_system_goes_through_its_gates_and_its_clocks_stand_on_the_board() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let data = system_data(&city, "救助管理系统", &["姓名"]);
        let made = city.act(&city.handler("2026-01-12"), move |a| commands::create(a, &data, State::Planned));
        let id = made.unwrap().id;
        // Establishing: nothing was proposed, no catalogue, no papers.
        let input = gate(Gate::Establish, &[]);
        let filed = city.act(&city.handler("2026-01-13"), move |a| gates::file(a, id, &input)).unwrap();
        let wanted = ["catalogue", "overlap", "paper-approval", "paper-catalogue-draft"];
        assert_eq!(city.open(id, DutyKind::Condition), wanted);
        assert_eq!(city.open(id, DutyKind::DecideGate).len(), 1);
        let request = filed.id;
        let again = gate(Gate::Establish, &[]);
        let twice = city.act(&city.handler("2026-01-13"), move |a| gates::file(a, id, &again));
        assert_eq!(twice.unwrap_err().message.key, "gate-waits");
        let pass = move |a: &mut Acting<'_, '_>| gates::decide(a, request, true, "");
        let refused = city.act(&city.office("2026-01-14"), pass).unwrap_err();
        assert_eq!(refused.more.len() + 1, wanted.len());
        // The findings and the papers close their conditions on the board.
        city.found(id, Compliance { catalogue: Catalogue::Drafted, ..Compliance::fresh() }, "2026-01-15");
        let all: BTreeMap<Paper, String> =
            papers(Gate::Establish).iter().map(|paper| (*paper, "示例".to_owned())).collect();
        city.act(&city.handler("2026-01-16"), move |a| gates::supply(a, request, &all)).unwrap();
        assert_eq!(city.open(id, DutyKind::Condition), ["overlap"]);
        let closed = city.duties(id);
        let closed =
            closed.iter().filter(|(duty, _)| duty.kind == DutyKind::Condition && duty.met_at.is_some());
        assert!(
            closed.clone().count() == 3 && closed.clone().all(|(_, c)| c.version.state == BoardState::Closed)
        );
        // A refusal needs its reason, and another person than who filed.
        let wordless = move |a: &mut Acting<'_, '_>| gates::decide(a, request, false, " ");
        let failure = city.act(&city.office("2026-01-17"), wordless).unwrap_err();
        assert_eq!(
            (failure.message.key.as_ref(), failure.field.as_deref()),
            ("project-reason-missing", Some("reason"))
        );
        let refuse = move |a: &mut Acting<'_, '_>| gates::decide(a, request, false, "未作比对");
        let done = city.act(&city.office("2026-01-17"), refuse).unwrap();
        assert_eq!(done.state, GateState::Refused);
        assert_eq!(city.open(id, DutyKind::Condition), Vec::<String>::new());
        assert_eq!(city.open(id, DutyKind::DecideGate), Vec::<String>::new());
        let late = city
            .act(&second("2026-01-18"), move |a: &mut Acting<'_, '_>| gates::decide(a, request, true, ""));
        assert_eq!(late.unwrap_err().message.key, "filing-decided");
    });
}

#[test]
fn acceptance_and_evaluation_have_their_clocks() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let data = system_data(&city, "救助管理系统", &["姓名"]);
        let office = city.office("2026-01-12");
        let id = city.act(&office, move |a| commands::create(a, &data, State::Building)).unwrap().id;
        let on = day("2026-01-31");
        let step = move |a: &mut Acting<'_, '_>| commands::step(a, id, State::Trial, on, "");
        city.act(&city.handler("2026-02-01"), step).unwrap();
        let acceptance = city.duties(id).remove(0);
        assert_eq!(acceptance.0.kind, DutyKind::Acceptance);
        // Half a year after completion, to the end of a shorter month.
        assert_eq!(acceptance.1.version.terms.due_day, Some(day("2026-07-31")));
        assert!(acceptance.1.version.terms.statement.contains("6个月内申请验收"));
        // Straight to running there is no way.
        let skip = move |a: &mut Acting<'_, '_>| commands::step(a, id, State::Running, on, "");
        assert_eq!(city.act(&city.handler("2026-02-02"), skip).unwrap_err().message.key, "system-step");
        let input = gate(Gate::Use, papers(Gate::Use));
        let filed = city.act(&office_of(&city, "2026-05-05"), move |a| gates::file(a, id, &input)).unwrap();
        let request = filed.id;
        assert_eq!(
            city.open(id, DutyKind::Condition),
            ["catalogue", "crypto", "listing", "security", "sharing"]
        );
        city.found(id, fine(), "2026-05-20");
        let own = city.act(&office_of(&city, "2026-05-21"), move |a| gates::decide(a, request, true, ""));
        assert_eq!(own.unwrap_err().message.key, "filing-same-person");
        city.act(&second("2026-05-21"), move |a| gates::decide(a, request, true, "同意验收")).unwrap();
        let system = city.system(id);
        assert_eq!((system.state, system.accepted_on), (State::Accepted, Some(day("2026-05-21"))));
        assert_eq!(city.open(id, DutyKind::Acceptance), Vec::<String>::new());
        let all = city.duties(id);
        let (_, evaluation) = all.iter().find(|(duty, _)| duty.kind == DutyKind::Evaluation).unwrap();
        let terms = &evaluation.version.terms;
        assert_eq!((terms.start_day, terms.due_day), (day("2027-05-21"), Some(day("2028-05-21"))));
        let early = day("2027-05-20");
        let evaluate = move |a: &mut Acting<'_, '_>| commands::evaluate(a, id, early, "良");
        let failure = city.act(&city.handler("2027-05-22"), evaluate).unwrap_err();
        assert_eq!(failure.message.key, "system-evaluation-early");
        let evaluate = move |a: &mut Acting<'_, '_>| commands::evaluate(a, id, day("2027-05-21"), "良");
        city.act(&city.handler("2027-05-22"), evaluate).unwrap();
        assert_eq!(city.open(id, DutyKind::Evaluation), Vec::<String>::new());
        assert_eq!(city.system(id).evaluated_on, Some(day("2027-05-21")));
    });
}

fn office_of(city: &City, on: &str) -> Context {
    city.office(on)
}

fn ask(kind: MoneyKind, amount: i64) -> MoneyInput {
    MoneyInput { kind, year: 2026, amount: Fen(amount * WAN), what: "运行维护".into() }
}

#[test]
fn money_of_a_blocked_system_is_refused_with_the_rule_until_it_is_put_right() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = city.running("救助管理系统", &[]).id;
        city.found(
            id,
            Compliance { sharing: Sharing::Unshared, crypto: Assessment::Failed, ..fine() },
            "2026-02-02",
        );
        assert_eq!(city.open(id, DutyKind::Rectify), ["crypto", "sharing"]);
        let input = ask(MoneyKind::Operating, 40);
        let failure =
            city.act(&city.handler("2026-02-03"), move |a| commands::ask(a, id, &input)).unwrap_err();
        assert_eq!(keys(&failure), ["system-block-why-sharing", "system-block-why-crypto"]);
        let none = city.db.read_now(move |tx| money_store::of_system(tx, id)).unwrap();
        assert_eq!(none, []);
        city.found(id, fine(), "2026-03-02");
        assert_eq!(city.open(id, DutyKind::Rectify), Vec::<String>::new());
        let input = ask(MoneyKind::Operating, 40);
        let filed = city.act(&city.office("2026-03-03"), move |a| commands::ask(a, id, &input)).unwrap();
        let request = filed.id;
        let own = city.act(&city.office("2026-03-04"), move |a| commands::decide(a, request, true, ""));
        assert_eq!(own.unwrap_err().message.key, "filing-same-person");
        // Blocked between filing and deciding: the granting is refused.
        city.found(id, Compliance { listing: Listing::Unlisted, ..fine() }, "2026-03-05");
        let blocked = city.act(&second("2026-03-06"), move |a| commands::decide(a, request, true, ""));
        assert_eq!(blocked.unwrap_err().message.key, "system-block-why-unlisted");
        city.found(id, fine(), "2026-03-07");
        let done = city.act(&second("2026-03-08"), move |a| commands::decide(a, request, true, "")).unwrap();
        assert_eq!(done.state, MoneyState::Granted);
        assert_eq!(city.open(id, DutyKind::DecideMoney), Vec::<String>::new());
    });
}

#[test]
fn upgrades_below_the_lines_are_seen_together_and_the_lines_are_data() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = city.running("救助管理系统", &[]).id;
        city.found(id, fine(), "2026-02-02");
        // 15 % of 400 are 60.
        let above = ask(MoneyKind::Upgrade, 61);
        let failure =
            city.act(&city.handler("2026-02-03"), move |a| commands::ask(a, id, &above)).unwrap_err();
        assert_eq!(failure.message.key, "money-upgrade-above");
        for (on, amount) in [("2026-02-03", 40), ("2026-08-03", 21)] {
            let input = ask(MoneyKind::Upgrade, amount);
            city.act(&city.handler(on), move |a| commands::ask(a, id, &input)).unwrap();
        }
        let found = |city: &City| {
            city.db
                .read_now(move |tx| {
                    let of = money_store::standing(tx, MoneyKind::Upgrade)?;
                    let upgrades: Vec<_> = of.iter().map(|one| (one.id, one.day, one.input.amount)).collect();
                    Ok(splits(&upgrades, Fen(400 * WAN), &parameters_store::load(tx)?))
                })
                .unwrap()
        };
        let split = found(&city);
        assert_eq!((split.len(), split[0].sum, split[0].passed), (1, Fen(61 * WAN), (true, false)));
        let value = Value {
            parameter: Parameter::UpgradeShare,
            value: 2_000,
            from: day("2026-08-01"),
            source: "示例办法".into(),
            by: String::new(),
        };
        city.act(&city.office("2026-08-04"), move |a| parameters_store::set(a, &value)).unwrap();
        assert_eq!(found(&city), []);
        let forbidden = Value {
            parameter: Parameter::DecideDays,
            value: 5,
            from: day("2026-08-01"),
            source: "x".into(),
            by: String::new(),
        };
        let failure =
            city.act(&city.handler("2026-08-04"), move |a| parameters_store::set(a, &forbidden)).unwrap_err();
        assert_eq!(failure.message.key, "failure-forbidden");
    });
}

#[test]
fn an_item_collected_twice_is_found_decided_and_blocks_until_it_is_not() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let first = city.running("人口基础库", &["身份证号", "户籍地址"]).id;
        let second_one = city.running("救助管理系统", &["身份证号（18位）", "身份证号"]).id;
        for id in [first, second_one] {
            city.found(id, fine(), "2026-02-02");
        }
        let all = city.db.read_now(repeated::all).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].holders.iter().map(|one| one.system).collect::<Vec<_>>(), [first, second_one]);
        assert!(all[0].is_open());
        let none =
            city.act(&city.office("2026-02-03"), move |a| repeated::rule(a, first, "银行卡号", true, "x"));
        assert_eq!(none.unwrap_err().message.key, "repeated-not-collected");
        let reason = "人口库已提供共享接口";
        city.act(&city.office("2026-02-03"), move |a| {
            repeated::rule(a, second_one, "身份证号", true, reason)
        })
        .unwrap();
        assert!(!city.db.read_now(repeated::all).unwrap()[0].is_open());
        assert_eq!(city.open(second_one, DutyKind::Rectify), ["repeated"]);
        let input = ask(MoneyKind::Operating, 40);
        let failure = city.act(&city.handler("2026-02-04"), move |a| commands::ask(a, second_one, &input));
        assert_eq!(keys(&failure.unwrap_err()), ["system-block-why-repeated"]);
        // It receives the item from now on.
        let before = city.system(second_one);
        let mut data = before.data.clone();
        data.items = vec![Item { name: "身份证号".into(), part: Part::Consumed }];
        let change =
            move |a: &mut Acting<'_, '_>| commands::change(a, second_one, before.no, &data, "改为共享获取");
        city.act(&city.handler("2026-02-05"), change).unwrap();
        assert_eq!(city.open(second_one, DutyKind::Rectify), Vec::<String>::new());
        assert_eq!(city.db.read_now(repeated::all).unwrap(), []);
    });
}

#[test]
fn units_see_and_file_for_their_own() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = city.running("救助管理系统", &[]).id;
        let stranger = acting_for(Role::UnitHandler, city.units[0], "2026-02-02");
        let user = acting_for(Role::UnitHandler, city.units[1], "2026-02-02");
        let input = ask(MoneyKind::Operating, 1);
        let (a, b, c) = (input.clone(), input.clone(), input);
        let key = |outcome: qipan_kernel::Outcome<_>| {
            outcome
                .map(|one: qipan_projects::systems::money::Money| one.id)
                .unwrap_err()
                .message
                .key
                .to_string()
        };
        assert_eq!(
            key(city.act(&stranger, move |acting| commands::ask(acting, id, &a))),
            "failure-not-found"
        );
        // A unit that uses it sees it and does not act on it.
        assert_eq!(key(city.act(&user, move |acting| commands::ask(acting, id, &b))), "failure-forbidden");
        let leader = acting(Role::CityLeader, "2026-02-02");
        assert_eq!(key(city.act(&leader, move |acting| commands::ask(acting, id, &c))), "failure-forbidden");
        let listed = |units: Vec<Id>| {
            let filter = store::Filter { visible: Some(units), ..store::Filter::default() };
            city.db.read_now(move |tx| store::list(tx, &filter)).unwrap().len()
        };
        assert_eq!(
            [
                listed(vec![city.units[2]]),
                listed(vec![city.units[1]]),
                listed(vec![city.units[0]]),
                listed(vec![])
            ],
            [1, 1, 0, 0]
        );
        // A code is one system's: whose it is hears who may see it, as owner, user or office.
        let code = |unit: usize| {
            let data = system_data(&city, "另一系统", &[]);
            SystemData { code: "JZ-01".into(), unit: city.units[unit], users: vec![], ..data }
        };
        let first = code(2);
        city.act(&city.office("2026-02-01"), move |a| commands::create(a, &first, State::Planned)).unwrap();
        for (by, unit, wanted) in [
            (city.office("2026-02-02"), 0, "system-code-taken"),
            (city.handler("2026-02-02"), 2, "system-code-taken"),
            (stranger.clone(), 0, "system-code-taken-hidden"),
        ] {
            let data = SystemData { name: "重号系统".into(), ..code(unit) };
            let failure = city.act(&by, move |a| commands::create(a, &data, State::Planned)).unwrap_err();
            assert_eq!((failure.message.key.as_ref(), failure.field.as_deref()), (wanted, Some("code")));
            let told = failure.message.args.iter().any(|(name, _)| name == "name");
            assert_eq!(told, wanted == "system-code-taken");
        }
        let foreign = system_data(&city, "别家系统", &[]);
        let made = city.act(&stranger, move |a| commands::create(a, &foreign, State::Planned)).unwrap_err();
        assert_eq!((made.message.key.as_ref(), made.field.as_deref()), ("system-unit-not-own", Some("unit")));
        let old = system_data(&city, "旧系统", &[]);
        let made = city.act(&city.handler("2026-02-02"), move |a| commands::create(a, &old, State::Running));
        assert_eq!(made.unwrap_err().message.key, "failure-forbidden");
        let words = |words: &str| {
            let filter = store::Filter { words: words.into(), ..store::Filter::default() };
            city.db.read_now(move |tx| store::list(tx, &filter)).unwrap().len()
        };
        assert_eq!([words("资格审核"), words("救助"), words("隐患排查")], [2, 2, 0]);
    });
}

#[test]
fn a_list_of_systems_is_taken_in_as_a_whole_or_not_at_all() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let line = city.line;
        let units = std::sync::Arc::new(city.db.read_now(Units::load).unwrap());
        let take = |text: &str| {
            let (rows, units) = (table::read(text.as_bytes()).unwrap(), units.clone());
            city.act(&city.office("2026-02-02"), move |a| commands::import(a, &rows, &units, line))
        };
        let head = "系统名称,责任单位,用途,主要功能,采集数据项,投资万元,年运维费万元,状态\n";
        let failure =
            take(&format!("{head}甲系统,民政局,用,甲、乙,姓名,100,10,在用\n乙系统,水务局,用,,,x,1,在用\n"))
                .unwrap_err();
        assert_eq!(failure.message.key, "intake-refused");
        assert_eq!(
            failure.more.iter().filter_map(|one| one.field.clone()).collect::<Vec<_>>(),
            ["3:责任单位", "3:投资万元"]
        );
        let count = || city.db.read_now(store::all).unwrap().len();
        assert_eq!(count(), 0);
        let rows =
            format!("{head}甲系统,民政局,用,甲、乙,姓名,100,10,在用\n乙系统,经开区,用,丙,,30.5,1,规划\n");
        assert_eq!(take(&rows).unwrap(), (2, 0));
        assert_eq!(take(&rows).unwrap(), (0, 0));
        assert_eq!(take(&rows.replace("30.5", "31")).unwrap(), (0, 1));
        let all = city.db.read_now(store::all).unwrap();
        assert_eq!(
            all.iter().map(|one| (one.state, one.data.invested)).collect::<Vec<_>>(),
            [(State::Running, Fen(100 * WAN)), (State::Planned, Fen(31 * WAN))]
        );
    });
}

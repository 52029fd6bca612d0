//! The application systems of the demonstration city: entered when the city began to work with Qipan, looked at, asked
//! money for, proposed anew and decided on, act by act in the order of time, by the program's own acts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use qipan_accounts::units::Units;
use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Failure, Fen, Id, IdSource, Moment, Outcome, Role};
use qipan_projects::capabilities::commands as lessons;
use qipan_projects::capabilities::model::Lesson;
use qipan_projects::gates::commands as gates;
use qipan_projects::gates::model::{Gate, GateInput, Paper};
use qipan_projects::proposals::commands as proposals;
use qipan_projects::proposals::model::{Kind, ProposalData, VerdictInput};
use qipan_projects::proposals::register::Register;
use qipan_projects::systems::model::{
    Assessment, Catalogue, Compliance, Item, Listing, Part, Sharing, State, SystemData,
};
use qipan_projects::systems::money::{MoneyInput, MoneyKind};
use qipan_projects::systems::parameters::{Parameter, Value};
use qipan_projects::systems::{commands, parameters_store, repeated, store};
use qipan_store::{Db, journal};

use super::at;
use super::city::FOUNDED;
use super::systems_list::{OTHERS, ROWS, Row};

/// The line of data among those of the city.
const LINE: usize = 5;
/// One 万元 in fen.
const WAN: i64 = 1_000_000;

/// What is known while the city lives: systems and proposals by name, requests and decisions of proposals.
#[derive(Default)]
struct Known {
    systems: HashMap<String, Id>,
    proposals: HashMap<String, Id>,
    verdicts: HashMap<String, Id>,
    register: Register,
}

type Deed = Box<dyn Fn(&mut Acting<'_, '_>, &mut Known) -> Outcome<()> + Send + Sync>;

/// Who does what when.
struct Life {
    deeds: Vec<(Moment, Actor, Deed)>,
    today: Day,
}

impl Life {
    fn put(
        &mut self,
        day: Day,
        actor: Actor,
        deed: impl Fn(&mut Acting<'_, '_>, &mut Known) -> Outcome<()> + Send + Sync + 'static,
    ) {
        if day < self.today {
            // A little apart, in the order in which they are put.
            let moment = at(day, 10, 0).plus_ms(self.deeds.len() as i64 * 1_000);
            self.deeds.push((moment, actor, Box::new(deed)));
        }
    }
}

fn office() -> Actor {
    Actor { id: Id(101), name: "张示例".into(), role: Role::Supervision, unit: None, scope: Vec::new() }
}

fn second() -> Actor {
    Actor { id: Id(105), name: "李示例".into(), role: Role::Supervision, unit: None, scope: Vec::new() }
}

fn handler(unit: Id) -> Actor {
    Actor {
        id: Id(102), name: "陈示例".into(), role: Role::UnitHandler, unit: Some(unit), scope: vec![unit]
    }
}

fn day(year: i32, month: u32, of: u32) -> Day {
    Day::from_ymd(year, month, of).unwrap_or(FOUNDED)
}

fn words(text: &str) -> Vec<String> {
    text.split('、').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

fn items(of: &[&str; 3]) -> Vec<Item> {
    let all = of.iter().zip(Part::ALL);
    all.flat_map(|(text, part)| words(text).into_iter().map(|name| Item { name, part: *part })).collect()
}

fn fine(note: &str) -> Compliance {
    Compliance {
        sharing: Sharing::Shared,
        listing: Listing::Listed,
        catalogue: Catalogue::Loaded,
        security: Assessment::Passed,
        crypto: Assessment::Passed,
        note: note.to_owned(),
        ..Compliance::fresh()
    }
}

fn data(row: &Row, number: usize, unit: Id, line: Id) -> SystemData {
    SystemData {
        name: row.name.into(),
        short: String::new(),
        code: format!("BH-{:04}", 1_001 + number * 7),
        unit,
        users: Vec::new(),
        line,
        purpose: row.purpose.into(),
        functions: words(row.functions),
        items: items(&row.items),
        interfaces: "通过共享交换平台提供服务接口（示例）".into(),
        level: if row.money.0 > 800 { 3 } else { 2 },
        invested: Fen(row.money.0 * WAN),
        estimate: Fen(0),
        yearly: Fen(row.money.1 * WAN),
        vendor: format!("示例{}有限公司", ["软件", "信息技术", "数据科技", "智能系统", "云服务"][number % 5]),
        launched: (row.year <= 2025).then(|| day(row.year, 3 + (number % 8) as u32, 11)),
        project: None,
        basis: "滨海新区信息化规划（示例）".into(),
    }
}

/// Does everything that happened to the systems until `today`.
pub fn live(
    db: &Db,
    ids: &Arc<IdSource>,
    book: &Arc<Rulebook>,
    units: &Units,
    lines: &[Id],
    today: Day,
) -> Outcome<()> {
    let line = lines[LINE];
    let unit = |name: &str| units.by_name(name).map(|unit| unit.id).unwrap_or_default();
    let mut life = Life { deeds: Vec::new(), today };
    let office_unit = unit("大数据局");
    life.put(FOUNDED + 14, office(), move |acting, _| {
        let value = Value {
            parameter: Parameter::Office,
            value: office_unit.0,
            from: FOUNDED,
            source: "示例区政府办关于政务信息化项目管理的通知".into(),
            by: String::new(),
        };
        parameters_store::set(acting, &value)
    });
    register(&mut life, &unit, line);
    others(&mut life, &unit, line);
    money(&mut life, &unit, today);
    wishes(&mut life, &unit, line, today);
    life.deeds.sort_by_key(|(moment, _, _)| *moment);
    let (ids, book, deeds) = (ids.clone(), book.clone(), Arc::new(life.deeds));
    db.write_now(move |tx| {
        let mut known = Known::default();
        for (now, actor, deed) in deeds.iter() {
            let context = Context { actor: actor.clone(), now: *now };
            let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
            deed(&mut acting, &mut known)?;
        }
        Ok(())
    })?;
    let sealed_at = at(today, 7, 0);
    db.write_now(move |tx| journal::seal(tx, sealed_at)).map(drop)
}

fn system(known: &Known, name: &str) -> Outcome<Id> {
    known.systems.get(name).copied().ok_or_else(|| Failure::internal(format!("no system {name}")))
}

fn find(acting: &mut Acting<'_, '_>, known: &Known, name: &str, found: &Compliance) -> Outcome<()> {
    let id = system(known, name)?;
    let seen = store::load(acting.tx, id)?.no;
    commands::find(acting, id, seen, found).map(drop)
}

/// Everything that was in use is entered, and looked at in the weeks after.
fn register(life: &mut Life, unit: &dyn Fn(&str) -> Id, line: Id) {
    for (number, row) in ROWS.iter().enumerate() {
        let data = data(row, number, unit(row.unit), line);
        let on = FOUNDED + 21 + number as i32 / 6;
        life.put(on, office(), move |acting, known| {
            let made = commands::create(acting, &data, State::Running)?;
            known.systems.insert(made.data.name, made.id);
            Ok(())
        });
        life.put(on + 20, office(), move |acting, known| {
            let found = match row.name {
                "校园安全管理平台" => Compliance {
                    sharing: Sharing::Unshared,
                    ..fine("共享平台无调用记录（示例）")
                },
                "大港街平安社区系统" => Compliance {
                    listing: Listing::Unlisted,
                    crypto: Assessment::Failed,
                    ..fine("密评报告 2024-示例-031")
                },
                _ => fine("等保、密评报告及共享平台记录（示例）"),
            };
            find(acting, known, row.name, &found)
        });
        if row.year == 2023 {
            let owner = unit(row.unit);
            life.put(day(2025, 3, 12), handler(owner), move |acting, known| {
                let id = system(known, row.name)?;
                commands::evaluate(acting, id, day(2025, 3, 11), "自评价得分 86 分，良；应提高数据更新频次")
                    .map(drop)
            });
        }
    }
    life.put(day(2025, 2, 18), office(), |acting, known| {
        let id = system(known, "惠民补贴一卡通系统")?;
        repeated::rule(acting, id, "家庭收入", true, "民政部门已提供家庭经济状况核对结果共享接口")
    });
    life.put(day(2025, 2, 18), office(), |acting, known| {
        let id = system(known, "防返贫监测帮扶系统")?;
        repeated::rule(acting, id, "家庭收入", false, "口径为监测期纯收入，与核对结果不同")
    });
}

/// Systems that are built, tried, accepted or retired.
fn others(life: &mut Life, unit: &dyn Fn(&str) -> Id, line: Id) {
    for (number, (row, state)) in OTHERS.iter().enumerate() {
        let owner = unit(row.unit);
        let mut one = data(row, ROWS.len() + number, owner, line);
        if *state == "building" {
            one.estimate = one.invested;
        }
        if *state == "planned" {
            one.code.clear();
        }
        let state: State = state.parse().unwrap_or(State::Planned);
        if state == State::Trial {
            one.launched = Some(life.today - 70);
        }
        let on = if state == State::Trial { life.today - 66 } else { day(2026, 2, 24) };
        life.put(on, office(), move |acting, known| {
            let made = commands::create(acting, &one, state)?;
            known.systems.insert(made.data.name, made.id);
            Ok(())
        });
        if state.operates() {
            life.put(on + 12, office(), move |acting, known| {
                let open = Compliance {
                    crypto: Assessment::Missing,
                    catalogue: Catalogue::Drafted,
                    ..fine("初验核查（示例）")
                };
                let found = if state == State::Trial { open } else { fine("验收核查（示例）") };
                find(acting, known, row.name, &found)
            });
        }
        if state == State::Trial {
            life.put(life.today - 4, handler(owner), move |acting, known| {
                let papers = [Paper::Summary, Paper::Finance, Paper::Audit, Paper::Security];
                let papers: BTreeMap<Paper, String> =
                    papers.into_iter().map(|paper| (paper, "示例〔2026〕17号".to_owned())).collect();
                let input =
                    GateInput {
                        gate: Gate::Use, note: "试运行满两个月".into(), amount: Fen(0), papers
                    };
                gates::file(acting, system(known, row.name)?, &input).map(drop)
            });
        }
        if state == State::Building && number == 0 {
            life.put(day(2026, 6, 9), handler(owner), move |acting, known| {
                let input = MoneyInput {
                    kind: MoneyKind::Adjustment,
                    year: 2026,
                    amount: Fen(150 * WAN),
                    what: "硬件采购结余调整用于模型开发，建设目标和总额不变".into(),
                };
                commands::ask(acting, system(known, row.name)?, &input).map(drop)
            });
        }
    }
}

/// Requests for money; two upgrades of one system that come to more than the line together.
fn money(life: &mut Life, unit: &dyn Fn(&str) -> Id, today: Day) {
    let ask =
        |life: &mut Life, on: Day, row: &'static Row, kind, amount: i64, what: &'static str, grant: bool| {
            let owner = unit(row.unit);
            let year = on.year();
            life.put(on, handler(owner), move |acting, known| {
                let input = MoneyInput { kind, year, amount: Fen(amount * WAN), what: what.into() };
                let id = system(known, row.name)?;
                let filed = commands::ask(acting, id, &input)?.id;
                if grant {
                    let context =
                        Context { actor: second(), now: acting.context.now.plus_ms(3 * 86_400_000) };
                    let mut later =
                        Acting { tx: acting.tx, context: &context, ids: acting.ids, book: acting.book };
                    commands::decide(&mut later, filed, true, "合规，按预算安排")?;
                }
                Ok(())
            });
        };
    let free = ROWS
        .iter()
        .filter(|row| !["校园安全管理平台", "大港街平安社区系统", "惠民补贴一卡通系统"].contains(&row.name));
    for (number, row) in free.step_by(3).enumerate() {
        let on = day(2026, 1, 12) + number as i32 / 2;
        ask(life, on, row, MoneyKind::Operating, row.money.1, "年度运行维护：驻场、云资源和安全服务", true);
    }
    let named = |name: &str| ROWS.iter().find(|row| row.name == name);
    if let Some(row) = named("数字化城市管理平台") {
        let what = ["移动端改版", "核查模块升级"];
        ask(life, day(2025, 11, 4), row, MoneyKind::Upgrade, 62, what[0], true);
        ask(life, day(2026, 5, 19), row, MoneyKind::Upgrade, 58, what[1], true);
    }
    if let Some(row) = named("综合交通运行监测平台") {
        ask(life, day(2026, 4, 8), row, MoneyKind::Upgrade, 45, "公交到站预报优化", true);
    }
    for (number, name) in
        ["全民健康信息平台", "社会救助综合管理系统", "经开区企业服务平台"].into_iter().enumerate()
    {
        if let Some(row) = named(name) {
            let on = today - 6 + number as i32;
            ask(life, on, row, MoneyKind::Operating, row.money.1, "下年度运行维护预算", false);
        }
    }
}

/// A proposal: who wants what, between `、`, for how much, and what became of it.
struct Wish {
    unit: &'static str,
    name: &'static str,
    purpose: &'static str,
    functions: &'static str,
    items: [&'static str; 3],
    money: (i64, i64),
    on: Day,
    then: Option<(Kind, &'static str, i64, &'static str)>,
}

fn wishes(life: &mut Life, unit: &dyn Fn(&str) -> Id, line: Id, today: Day) {
    let all = [
        Wish {
            unit: "塘沽街",
            name: "塘沽街困难群众帮扶系统",
            purpose: "受理困难群众救助申请，核对家庭情况，发放救助",
            functions: "低保申请受理、家庭经济状况核查、救助金发放、困难群众走访",
            items: ["申请人姓名、家庭收入、家庭人口", "帮扶记录", ""],
            money: (180, 20),
            on: day(2025, 5, 20),
            then: Some((
                Kind::Reuse,
                "社会救助综合管理系统",
                200,
                "功能和数据项与区级系统相同，开通街道端使用",
            )),
        },
        Wish {
            unit: "保税区",
            name: "保税区安全生产监管平台",
            purpose: "排查企业安全隐患，跟踪整改，监管危险化学品",
            functions: "企业隐患排查登记、隐患整改跟踪闭环、危险化学品监管、风险分级管控",
            items: ["企业名称、安全负责人、隐患信息", "整改通知单", "企业登记信息"],
            money: (420, 48),
            on: day(2025, 8, 26),
            then: Some((
                Kind::Merge,
                "安全生产监管信息系统",
                380,
                "并入区级系统，增加保税区专区，节余留作接口改造",
            )),
        },
        Wish {
            unit: "教体局",
            name: "教体系统协同办公平台",
            purpose: "替换学校旧办公系统",
            functions: "公文收发流转、值班考勤请假、会议管理、移动办公",
            items: ["教师姓名、考勤记录", "公文", ""],
            money: (210, 22),
            on: day(2026, 3, 24),
            then: Some((Kind::Retire, "旧版校务办公系统", 19, "旧系统停止维护，新系统建成后下线")),
        },
        Wish {
            unit: "新港街",
            name: "新港街网格治理平台",
            purpose: "上报和处置网格事件，调解矛盾纠纷",
            functions: "网格事件上报、网格事件分流处置、网格员管理、矛盾纠纷调解",
            items: ["居民姓名、问题照片", "事件工单", "地理底图"],
            money: (96, 11),
            on: day(2026, 4, 14),
            then: Some((Kind::Reuse, "杭州道网格治理平台", 107, "与杭州道街平台功能相同，直接使用")),
        },
        Wish {
            unit: "高新区",
            name: "高新区企业诉求一键办平台",
            purpose: "受理企业诉求，分派部门办理，兑现惠企政策，对接融资",
            functions: "企业诉求受理服务、惠企政策兑现、银企融资对接、企业运行监测、企业画像",
            items: ["企业名称、联系电话、企业产值、用工人数", "诉求工单", "企业登记信息"],
            money: (360, 42),
            on: today - 5,
            then: None,
        },
        Wish {
            unit: "农业农村委",
            name: "渔船动态监管系统",
            purpose: "监管近海渔船进出港",
            functions: "渔船进出港报告、渔船定位监控、伏季休渔执法",
            items: ["渔船编号、船员姓名", "航迹", "气象预警"],
            money: (260, 30),
            on: today - 3,
            then: None,
        },
    ];
    life.put(day(2025, 4, 9), second(), |acting, known| {
        let built_in = known.register.built_in();
        let wanted = built_in.capabilities().iter().find(|one| one.zh.contains("企业诉求"));
        let Some(capability) = wanted.map(|one| one.id.clone()) else { return Ok(()) };
        for phrase in ["企业吹哨、部门报到", "诉求一键办"] {
            let lesson = Lesson::Phrase { capability: capability.clone(), phrase: phrase.into() };
            lessons::teach(acting, built_in, &lesson)?;
        }
        Ok(())
    });
    for wish in all {
        let owner = unit(wish.unit);
        let data = ProposalData {
            name: wish.name.into(),
            unit: owner,
            line,
            purpose: wish.purpose.into(),
            functions: words(wish.functions),
            items: items(&wish.items),
            amount: Fen(wish.money.0 * WAN),
            yearly: Fen(wish.money.1 * WAN),
            basis: String::new(),
            system: None,
            project: None,
        };
        life.put(wish.on, handler(owner), move |acting, known| {
            let looked = known.register.look(acting.tx, &data, None)?;
            let made = proposals::file(acting, &data, &looked)?;
            known.proposals.insert(made.data.name, made.id);
            Ok(())
        });
        let Some((kind, target, avoided, reason)) = wish.then else { continue };
        life.put(wish.on + 9, office(), move |acting, known| {
            decide(acting, known, wish.name, (kind, Some(target), avoided, reason))
        });
    }
    let name = "新港街网格治理平台";
    life.put(day(2026, 5, 12), second(), move |acting, known| {
        let (Some(id), Some(verdict)) = (known.proposals.get(name), known.verdicts.get(name)) else {
            return Ok(());
        };
        proposals::reverse(acting, *id, *verdict, "杭州道平台不支持港区单位接入，需重新研究").map(drop)
    });
    life.put(day(2026, 5, 26), office(), move |acting, known| {
        decide(
            acting,
            known,
            name,
            (Kind::Merge, Some("塘沽街智慧社区平台"), 95, "并入塘沽街智慧社区平台，两街共用"),
        )
    });
}

fn decide(
    acting: &mut Acting<'_, '_>,
    known: &mut Known,
    name: &str,
    (kind, target, avoided, reason): (Kind, Option<&str>, i64, &str),
) -> Outcome<()> {
    let Some(id) = known.proposals.get(name).copied() else { return Ok(()) };
    let one = qipan_projects::proposals::store::load(acting.tx, id)?;
    let looked = known.register.look(acting.tx, &one.data, Some(id))?;
    let input = VerdictInput {
        kind,
        target: target.map(|target| system(known, target)).transpose()?,
        reason: reason.into(),
        avoided: Fen(avoided * WAN),
    };
    let (_, verdict) = proposals::decide(acting, id, &input, &looked)?;
    known.verdicts.insert(name.to_owned(), verdict.id);
    Ok(())
}

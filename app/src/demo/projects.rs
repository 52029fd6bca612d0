//! The key projects of the demonstration city: 120 over three years, act by act in the order of time, by the program's
//! own acts. What was built before the city began to work with Qipan was entered then, with its days.

use std::collections::HashMap;
use std::sync::Arc;

use qipan_accounts::units::{UnitKind, Units};
use qipan_board::commitments::commands::{self as board, Acting, ReportInput};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Fen, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Class, Kind, Level, ProjectData, Stage, Standing, Year};
use qipan_projects::invest::model::EntryInput;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::production::model::{Basis, OutputInput};
use qipan_projects::{invest, nodes, production};
use qipan_store::{Db, journal};

use super::at;
use super::city::FOUNDED;
use super::life::{Dice, evidence};
use super::money;
use super::places;
use super::projects_list::{CASES, Case, PATTERNS};

/// How many there are.
const COUNT: usize = 120;
/// The line of key projects among those of the city.
const LINE: usize = 3;
/// One 万元 in fen.
const WAN: i64 = 1_000_000;

/// What happens to a project.
enum Event {
    Enter(Box<ProjectData>, Option<usize>),
    Stage(Stage, Day),
    List(Box<Year>),
    Leave(i32),
    Stand(Standing, &'static str),
    Open(Vec<NodeInput>),
    /// The node of this place is finished and closed.
    Close(usize),
    Month(EntryInput),
    Output(OutputInput),
    Money(Box<money::Act>),
}

/// A project as far as the simulation knows it.
#[derive(Clone, Default)]
struct Known {
    id: Id,
    nodes: Vec<Id>,
    unit: Id,
}

/// One invented or told project: when it is what.
struct Life {
    data: ProjectData,
    part_of: Option<usize>,
    start: Day,
    finish: Day,
    /// How much slower than planned it is, in per cent of time.
    drag: i64,
    nodes: Vec<&'static str>,
    fate: Fate,
}

/// What becomes of it.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Built,
    Halted,
    TakenOut,
    Reserve,
}

/// Does everything that happened to the projects until `today`.
pub fn live(
    db: &Db,
    ids: &Arc<IdSource>,
    book: &Arc<Rulebook>,
    units: &Units,
    lines: &[Id],
    today: Day,
) -> Outcome<()> {
    let lives = lives(units, lines[LINE]);
    let mut all: Vec<(Moment, usize, Event)> = Vec::new();
    for number in 0..lives.len() {
        let mut dice = Dice(number as u64 * 7_919 + 11);
        of_one(&mut all, &mut dice, &lives, number, today);
    }
    let finance = money::finance(units);
    all.retain(|(moment, _, _)| *moment <= at(today, 8, 0));
    all.sort_by_key(|(moment, number, _)| (*moment, *number));
    let all = Arc::new(all);
    let mut known: Arc<HashMap<usize, Known>> = Arc::default();
    let batch = 400;
    for start in (0..all.len()).step_by(batch) {
        let (ids, book, all, before) = (ids.clone(), book.clone(), all.clone(), known.clone());
        let end = (start + batch).min(all.len());
        let sealed_at = all[end - 1].0;
        known = Arc::new(db.write_now(move |tx| {
            let mut known = (*before).clone();
            for (now, number, event) in &all[start..end] {
                let context = Context { actor: office(), now: *now };
                let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                happen(&mut acting, &mut known, finance, *number, event)?;
            }
            Ok(known)
        })?);
        db.write_now(move |tx| journal::seal(tx, sealed_at))?;
    }
    Ok(())
}

pub(super) fn office() -> Actor {
    Actor { id: Id(101), name: "张示例".into(), role: Role::Supervision, unit: None, scope: Vec::new() }
}

pub(super) fn person(role: Role, unit: Id) -> Actor {
    let (id, name) = if role == Role::UnitLeader { (103, "刘示例") } else { (102, "陈示例") };
    Actor { id: Id(id), name: name.into(), role, unit: Some(unit), scope: vec![unit] }
}

fn happen(
    acting: &mut Acting<'_, '_>,
    known: &mut HashMap<usize, Known>,
    finance: Option<Id>,
    number: usize,
    event: &Event,
) -> Outcome<()> {
    let one = known.get(&number).cloned().unwrap_or_default();
    match event {
        Event::Enter(data, part_of) => {
            let parent = part_of.and_then(|part| known.get(&part)).map(|parent| parent.id);
            let made = commands::create(acting, &ProjectData { parent, ..(**data).clone() })?;
            known.insert(number, Known { id: made.id, nodes: Vec::new(), unit: data.lead_unit });
        }
        Event::Stage(to, day) => drop(commands::advance(acting, one.id, *to, *day, "")?),
        Event::List(year) => drop(commands::list_in(acting, one.id, year)?),
        Event::Leave(year) => drop(commands::leave(acting, one.id, *year, "用地未落实，年中调出，转入储备")?),
        Event::Stand(standing, why) => drop(commands::set_standing(acting, one.id, *standing, why)?),
        Event::Open(inputs) => {
            let opened = nodes::commands::open(acting, one.id, inputs)?;
            if let Some(known) = known.get_mut(&number) {
                known.nodes.extend(opened.iter().map(|node| node.commitment.id));
            }
        }
        Event::Close(place) => {
            let Some(commitment) = one.nodes.get(*place).copied() else { return Ok(()) };
            finish(acting, commitment, one.unit, "节点已完成")?;
        }
        Event::Month(entry) => {
            let context = Context { actor: person(Role::UnitHandler, one.unit), now: acting.context.now };
            let mut acting = Acting { tx: acting.tx, context: &context, ids: acting.ids, book: acting.book };
            invest::commands::enter(&mut acting, one.id, std::slice::from_ref(entry))?;
        }
        Event::Output(output) => {
            let context = Context { actor: person(Role::UnitHandler, one.unit), now: acting.context.now };
            let mut acting = Acting { tx: acting.tx, context: &context, ids: acting.ids, book: acting.book };
            production::commands::enter(&mut acting, one.id, output)?;
        }
        Event::Money(act) => money::happen(acting, (one.id, one.unit), finance, act)?,
    }
    Ok(())
}

/// A unit does what a commitment asks, and the office closes it, within the hour. `done` is what the unit reports.
pub(super) fn finish(acting: &mut Acting<'_, '_>, commitment: Id, unit: Id, done: &str) -> Outcome<()> {
    let now = acting.context.now;
    let input =
        ReportInput { claimed: Progress::FULL, progress_text: done.to_owned(), ..ReportInput::default() };
    for (role, step) in [
        (Role::UnitHandler, 0),
        (Role::UnitHandler, 1),
        (Role::UnitHandler, 2),
        (Role::UnitLeader, 3),
        (Role::Supervision, 4),
    ] {
        let actor = if role == Role::Supervision { office() } else { person(role, unit) };
        let context = Context { actor, now: now.plus_ms(i64::from(step) * 600_000) };
        let mut acting = Acting { tx: acting.tx, context: &context, ids: acting.ids, book: acting.book };
        match step {
            0 => drop(board::sign_for(&mut acting, commitment)?),
            1 => drop(board::report(&mut acting, commitment, &input)?),
            2 => drop(board::add_evidence(&mut acting, commitment, evidence())?),
            3 => drop(board::submit(&mut acting, commitment, &format!("{done}，申请办结"))?),
            _ => drop(board::close(&mut acting, commitment, "现场核查属实，同意办结")?),
        }
    }
    Ok(())
}

/// The day on which so many months after January 2024 begin, a few days into the month.
fn month(months: i32, day: i32) -> Day {
    let (year, month) = (2024 + months.div_euclid(12), months.rem_euclid(12) + 1);
    Day::from_ymd(year, month as u32, 1).unwrap_or(FOUNDED) + day
}

/// All projects: the cases, and invented ones in the functional zones, bureaus and streets.
fn lives(units: &Units, line: Id) -> Vec<Life> {
    let mut dice = Dice(0x0070_726f_6a65);
    let leaders = ["王示例", "孙示例", "周示例", "吴示例", "郑示例"];
    let data = |name: String, case: &Case, unit: Id, number: usize| ProjectData {
        name,
        code: format!(
            "{:02}{:02}-120116-{:02}-01-{:06}",
            24 + number % 3,
            number % 12 + 1,
            number % 9 + 1,
            100_003 + number * 7_717 % 899_000
        ),
        parent: None,
        level: case.level,
        industry: case.industry.into(),
        kind: case.kind,
        lead_unit: unit,
        cooperating: Vec::new(),
        line,
        owner: format!("示例{}有限公司", ["建设投资", "产业发展", "城市运营", "置业", "科技"][number % 5]),
        leader: leaders[number % leaders.len()].into(),
        leader_link: None,
        liaison: "联络员（示例）".into(),
        place: units.short_name(unit, false),
        point: Some(case.point),
        scale: case.scale.into(),
        capacity: case.capacity.into(),
        total: Fen(case.total * WAN),
        before: Fen(0),
        planned_start: None,
        planned_finish: None,
    };
    let mut all = Vec::with_capacity(COUNT);
    let named = |name: &str| units.by_name(name).map(|unit| unit.id).unwrap_or_default();
    for (number, case) in CASES.iter().enumerate() {
        let (start, finish) = (month(case.start, 9), month(case.start + case.months, 19));
        all.push(Life {
            data: data(case.name.into(), case, named(case.unit), number),
            part_of: case.part_of,
            start,
            finish,
            drag: 100 + number as i64 % 4 * 4,
            nodes: case.nodes.to_vec(),
            fate: Fate::Built,
        });
    }
    let places: Vec<(Id, String)> = units
        .iter()
        .filter(|unit| matches!(unit.data.kind, UnitKind::FunctionalZone | UnitKind::StreetTown))
        .map(|unit| {
            (unit.id, unit.data.short(false).trim_end_matches("街道").trim_end_matches('镇').to_owned())
        })
        .collect();
    for number in CASES.len()..COUNT {
        let (what, industry, kind, least, most, months, capacity) = PATTERNS[(number * 5) % PATTERNS.len()];
        // Zones build more than streets.
        let zone = dice.percent(55);
        let (unit, place) =
            &places[if zone { dice.range(0, 4) } else { dice.range(5, places.len() as i64 - 1) } as usize];
        let case = Case {
            name: "",
            part_of: None,
            industry,
            kind,
            level: if dice.percent(22) { Level::Municipal } else { Level::District },
            unit: "",
            total: dice.range(least / 100, most / 100) * 100,
            start: dice.range(4, 38) as i32,
            months,
            scale: "建设内容以批复文件为准（示例）",
            capacity,
            nodes: &["开工进场", "打桩或基础开挖", "主体封顶", "装修或设备安装调试", "竣工验收"],
            point: places::near(place, (dice.range(-1_000, 1_000), dice.range(-1_000, 1_000))),
        };
        let fate = match dice.range(1, 100) {
            1..=84 => Fate::Built,
            85..=88 => Fate::Halted,
            89..=92 => Fate::TakenOut,
            _ => Fate::Reserve,
        };
        let drag = match dice.range(1, 100) {
            1..=62 => dice.range(92, 104),
            63..=88 => dice.range(108, 135),
            _ => dice.range(150, 230),
        };
        // What is in the reserve is to be built later.
        let begin = if fate == Fate::Reserve { 36 + case.start / 4 } else { case.start };
        let (start, finish) = (month(begin, 12), month(begin + months, 22));
        let name = format!("{place}{what}（示例{number}）");
        let nodes = case.nodes.to_vec();
        all.push(Life {
            data: data(name, &case, *unit, number),
            part_of: None,
            start,
            finish,
            drag,
            nodes,
            fate,
        });
    }
    for life in &mut all {
        life.data.planned_start = Some(life.start);
        life.data.planned_finish = Some(life.finish);
    }
    all
}

/// Everything that happens to one project, by its moment.
fn of_one(all: &mut Vec<(Moment, usize, Event)>, dice: &mut Dice, lives: &[Life], number: usize, today: Day) {
    let life = &lives[number];
    // A part is entered right after what it is a part of.
    let above = life.part_of.map_or(life.start, |above| lives[above].start);
    let entered = FOUNDED.max(above.min(life.start) - 300) + i32::from(life.part_of.is_some());
    let mut order = 0;
    let mut put = |day: Day, event: Event| {
        // Within a day, in the order in which they are put here; ten minutes apart from other projects' acts.
        order += 1;
        all.push((
            at(day.max(entered), 9, 0).plus_ms(i64::from(order) * 1_000 + number as i64 * 10),
            number,
            event,
        ));
    };
    let total = life.data.total.0;
    let began = life.start + (i64::from(life.finish - life.start) * (life.drag - 100).max(0) / 300) as i32;
    let length = i64::from(life.finish - life.start) * life.drag.max(92) / 100;
    let ended = began + length as i32;
    // What had been invested before the city kept its book.
    let mut data = life.data.clone();
    let share =
        |day: Day| (i64::from(day - began).clamp(0, length)) as i128 * 1_000 / i128::from(length.max(1));
    // Slow at the beginning and at the end, fast between (3x² − 2x³, in thousandths).
    let done = |day: Day| {
        let x = share(day);
        (i128::from(total) * 97 / 100 * (3 * x * x * 1_000 - 2 * x * x * x) / 1_000_000_000) as i64
    };
    let first = FOUNDED.month_start();
    if began < first {
        data.before = Fen(done(first - 1));
    }
    put(entered, Event::Enter(Box::new(data.clone()), life.part_of));
    // What was over before the book was kept has the days on which it was so, not that of its entry.
    let stated = |day: Day, before: i32| if began < entered { began - before } else { day };
    put(entered + 6, Event::Stage(Stage::Reserved, stated(entered + 6, 260)));
    if life.fate == Fate::Reserve {
        // With some enterprises the city is talking already, and with some it has signed.
        let reached = [Stage::Negotiating, Stage::Signed];
        for (at, stage) in
            reached.into_iter().enumerate().take(if data.kind == Kind::Enterprise { number % 3 } else { 0 })
        {
            let day = (today - 95 + 40 * at as i32 + number as i32 % 30).max(entered + 8 + at as i32);
            put(day, Event::Stage(stage, day));
        }
        return;
    }
    let preparing = (life.start - 230).max(entered + 12);
    if data.kind == Kind::Enterprise {
        put(entered + 8, Event::Stage(Stage::Negotiating, stated(entered + 8, 240)));
        put(entered + 10, Event::Stage(Stage::Signed, stated(entered + 10, 200)));
    }
    put(preparing, Event::Stage(Stage::Preparing, stated(preparing, 150)));
    let permits = ["可行性研究报告", "环境影响评价", "用地预审", "规划许可", "施工许可"];
    let input = |kind, name: &str, start: Day, due: Day, after: usize| NodeInput {
        kind,
        word: String::new(),
        name: name.into(),
        unit: None,
        person: "联络员（示例）".into(),
        start_day: start,
        due_day: due.max(start),
        after: Vec::new(),
        after_rows: (after > 0).then_some(after).into_iter().collect(),
    };
    let gap = (life.start - preparing).max(40) / 6;
    let inputs = permits.iter().enumerate().map(|(at, name)| {
        let start = preparing + gap * at as i32;
        input(NodeKind::Permit, name, start, start + gap + 20, at)
    });
    put(preparing + 1, Event::Open(inputs.collect()));
    let halted = matches!(life.fate, Fate::Halted | Fate::TakenOut);
    let lists = if halted { 2 } else { permits.len() };
    for at in 0..lists {
        let late = if life.drag > 110 { dice.range(5, 30) } else { dice.range(-6, 6) } as i32;
        put((preparing + gap * (at as i32 + 1) + late).max(preparing + 2), Event::Close(at));
    }
    let listed = |year: i32, class: Class, plan: i64, on: Day| {
        let goal = match class {
            Class::New => "完成前期手续并开工",
            Class::Continuing => "主体工程按节点推进",
            _ => "竣工并投入使用",
        };
        Year {
            year,
            class,
            plan: Fen(plan),
            goal: goal.into(),
            listed_on: on,
            listed_why: String::new(),
            left_on: None,
            left_why: String::new(),
        }
    };
    if halted {
        money::stopped(&mut |day, act| put(day, Event::Money(Box::new(act))), &data, preparing);
        let year = life.start.year().max(FOUNDED.year());
        let on = Day::from_ymd(year, 1, 8).unwrap_or(preparing).max(preparing + 3);
        // Its study was not approved: it stands among what is prepared (article 17).
        let class = if data.kind == Kind::Government { Class::Preparatory } else { Class::New };
        put(on, Event::List(Box::new(listed(year, class, total / 10 / WAN * WAN, on))));
        match life.fate {
            Fate::TakenOut => {
                put(on + 150, Event::Leave(year));
                put(on + 151, Event::Stand(Standing::Removed, "年中调出年度清单"));
            }
            _ => put(on + 160, Event::Stand(Standing::Halted, "投资方资金未到位，停建")),
        }
        return;
    }
    // It starts when its permits are there.
    let started = began.max(preparing + gap * 5 + 31);
    let begun = if began < entered { began } else { started };
    let entered_start = started.max(entered + 60);
    let approvals = money::approvals(life.part_of.is_some(), entered, preparing, entered_start);
    // What public money builds is listed when its study is approved (article 17).
    let studied = if data.kind == Kind::Government { money::studied(approvals) } else { preparing };
    let mut year = begun.year().max(FOUNDED.year());
    while year <= ended.year().min(today.year()) {
        let (from, until) =
            (Day::from_ymd(year, 1, 1).unwrap_or(begun), Day::from_ymd(year, 12, 31).unwrap_or(ended));
        let class = if begun.year() == year {
            Class::New
        } else if ended.year() == year {
            Class::Finishing
        } else {
            Class::Continuing
        };
        // The plan is somewhat less or more than what comes of it, by how well the project goes.
        let comes = (done(until) - done(from - 1)).max(total / 50);
        let plan = (comes / 100 * (life.drag - 4).clamp(90, 160) / WAN * WAN).max(WAN);
        let before = if year == FOUNDED.year() || from <= first {
            data.before.0
        } else {
            done(from - 1).max(data.before.0)
        };
        let on = (from + 7).max(preparing + 4).max(entered + 13);
        // What is new is listed before it starts; what goes on is listed in January.
        let on =
            if class == Class::New { on.min(started - 1).max(preparing + 4).max(studied + 1) } else { on };
        let on = if class != Class::New && on.max(entered) < started.max(entered) {
            started.max(entered) + 30
        } else {
            on
        };
        put(on, Event::List(Box::new(listed(year, class, plan.min(total - before), on))));
        year += 1;
    }
    // Old projects: everything up to the start is entered in the first weeks, with its days.
    put(entered_start, Event::Stage(Stage::Started, begun.min(entered_start)));
    let count = life.nodes.len() as i64;
    let span = i64::from(life.finish - life.start);
    let inputs = life.nodes.iter().enumerate().map(|(at, name)| {
        let part = |at: i64| life.start + (span * at / count) as i32;
        input(NodeKind::Building, name, part(at as i64), part(at as i64 + 1) - 5, at)
    });
    put(entered_start + 1, Event::Open(inputs.collect()));
    put(entered_start + 8, Event::Stage(Stage::Building, (begun + 20).min(entered_start + 8)));
    for at in 0..life.nodes.len() {
        let due = began + (length * (at as i64 + 1) / count) as i32;
        put(
            (due + dice.range(-10, 6) as i32).max(entered_start + 9 + at as i32),
            Event::Close(permits.len() + at),
        );
    }
    let finished = ended.max(entered_start + 20) + 12;
    put(finished, Event::Stage(Stage::Completed, finished));
    if !data.capacity.is_empty() {
        put(finished + 50, Event::Stage(Stage::Producing, finished + 50));
        put(finished + 420, Event::Stage(Stage::AtCapacity, finished + 420));
        outputs(&mut put, dice, &data.capacity, finished + 50, today);
    }
    let permille =
        |part: i64| if total > 0 { (i128::from(part) * 10_000 / i128::from(total)) as i64 } else { 0 };
    let length_planned = i64::from(life.finish - life.start).max(1);
    let course = money::Course {
        number,
        data: &data,
        of_parts: Fen(lives
            .iter()
            .filter(|part| part.part_of == Some(number))
            .map(|part| part.data.total.0)
            .sum()),
        part: life.part_of.is_some(),
        entered,
        preparing,
        started: entered_start,
        begun: begun.min(entered_start),
        finish: life.finish,
        finished,
        planned: &|day| (i64::from(day - life.start) * 10_000 / length_planned).clamp(0, 10_000),
        done: &|day| permille(done(day)),
    };
    money::of(
        &mut |day, act| put(day, Event::Money(Box::new(act))),
        &mut Dice(number as u64 * 31 + 7),
        &course,
        today,
    );
    months(&mut put, dice, (entered_start, finished), first, today, &done, life);
}

/// What is put out after completion: rising to full capacity within six months, and about that much from then on.
fn outputs(put: &mut impl FnMut(Day, Event), dice: &mut Dice, capacity: &str, from: Day, today: Day) {
    let Some(full) = production::rules::capacity(capacity) else { return };
    let month_full = if full.basis == Basis::Year { full.amount / 12 } else { full.amount };
    let mut end = from.month_end();
    for month in 1.. {
        if end >= today {
            break;
        }
        let share = (50 + month * 12).min(118) + dice.range(-4, 4);
        let (year, number, _) = end.ymd();
        let amount = (month_full * share / 100 / 1_000).max(1) * 1_000;
        let note = String::new();
        put(end + 4, Event::Output(OutputInput { year, month: number, amount, note }));
        end = (end + 1).month_end();
    }
}

/// Investment and image progress, month by month; some units forget a month now and then.
fn months(
    put: &mut impl FnMut(Day, Event),
    dice: &mut Dice,
    (started, finished): (Day, Day),
    first: Day,
    today: Day,
    done: &impl Fn(Day) -> i64,
    life: &Life,
) {
    let words = [
        "场地平整、临建进场",
        "桩基施工",
        "主体结构施工",
        "二次结构及外立面施工",
        "设备安装及装修",
        "调试、验收准备",
    ];
    let mut month = first.max(started.month_start());
    let mut owed = if month > first { done(month - 1) } else { done(first - 1) };
    // What was done between beginning and the first entry is entered with it.
    if month > first && life.start >= first {
        owed = 0;
    }
    while month <= finished && month.month_end() <= today {
        let end = month.month_end();
        let careless = life.drag > 140 && dice.percent(18) && end + 70 > today;
        if !careless {
            let upto = done(end);
            let amount = ((upto - owed) / 10_000 * 10_000).max(0);
            owed += amount;
            let share = i64::from(end - life.start).max(0) * 6 / i64::from((life.finish - life.start).max(1));
            let (year, number, _) = month.ymd();
            let entry = EntryInput {
                year,
                month: number,
                part: 0,
                // Slow projects planned more, as for the year.
                planned: Some(Fen(amount / 100 * (life.drag - 4).clamp(90, 160) / WAN * WAN)),
                done: Some(Fen(amount)),
                image: words[(share as usize).min(5)].into(),
                why: String::new(),
            };
            put((end + dice.range(1, 4) as i32).max(started + 10), Event::Month(entry));
        }
        month = end + 1;
    }
}

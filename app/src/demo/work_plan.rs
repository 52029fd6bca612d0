//! What happens to the difficulties of the projects of the demonstration city, and when.

use qipan_accounts::people::{Bearer, Roster};
use qipan_accounts::units::Units;
use qipan_kernel::{Day, Id, Role};
use qipan_projects::book::model::{Project, Stage, Standing};
use qipan_projects::meetings::model::{DecisionInput, MeetingInput, SiteInput};
use qipan_projects::pledges::model::{GroupInput, Member, Opened, PledgeInput, Role as Duty, VisitInput};
use qipan_projects::problems::model::{AssignInput, Class, ProblemInput};
use qipan_projects::requests::commands::Then;
use qipan_projects::requests::model::{Channel, DispatchInput, RequestInput};

use super::at;
use super::life::Dice;
use super::work::{Deed, Planned};

/// What stands in the way of projects: class, problem, what is asked, who solves it.
const PROBLEMS: [(Class, &str, &str, &str); 14] = [
    (Class::Land, "二期用地组件报批资料不齐，影响供地", "请补齐勘测定界成果并完成组件报批", "区发展改革委"),
    (
        Class::Clearance,
        "红线内尚有企业和管线未腾迁，作业面移交滞后",
        "请属地完成清点和腾迁，移交作业面",
        "区住建委",
    ),
    (Class::Planning, "规划条件调整后方案需重新审查", "请加快方案审查并一次告知修改意见", "区住建委"),
    (Class::Environment, "环评补充监测数据未完成", "请指导完成补充监测并受理环评", "区生态环境局"),
    (Class::Energy, "能耗指标缺口待统筹", "请统筹年度能耗指标", "区发展改革委"),
    (Class::Funds, "本年度建设资金到位滞后", "请按计划拨付第三批资金", "区财政局"),
    (Class::Permit, "施工许可前置要件缺消防设计审查意见", "请办理消防设计审查", "区住建委"),
    (Class::Utilities, "临时用电容量不足，设备调试受限", "请协调增容并明确送电时间", "区工信局"),
    (Class::Pipelines, "地下燃气管线与基坑冲突，需迁改", "请组织权属单位完成迁改方案", "区城管委"),
    (Class::Roads, "施工便道与市政道路接口未打通", "请办理占路手续并打通接口", "区交通运输局"),
    (Class::Labour, "熟练焊工缺口约60人", "请组织专场招聘和技能培训", "区人社局"),
    (Class::Policy, "设备进口贴息政策兑现未明确", "请明确兑现口径和时间", "区商务局"),
    (Class::Dispute, "分包单位结算纠纷影响进场", "请协调依法处理，保障复工", "区住建委"),
    (Class::Other, "数据迁移需各部门确认接口清单", "请各部门确认接口清单", "区大数据局"),
];

/// What enterprises ask: class, request, who answers.
const REQUESTS: [(Class, &str, &str); 8] = [
    (Class::Utilities, "希望协调生产用电增容，保障首批设备调试", "区工信局"),
    (Class::Roads, "希望完善厂区周边公交线路，方便职工通勤", "区交通运输局"),
    (Class::Labour, "希望协助招聘技术工人并落实实训补贴", "区人社局"),
    (Class::Permit, "希望加快竣工联合验收，便于按期投产", "区住建委"),
    (Class::Policy, "希望明确研发费用补助申报时间和材料", "区科技局"),
    (Class::Funds, "希望协调银行续贷，缓解流动资金压力", "区财政局"),
    (Class::Environment, "希望指导办理排污许可变更", "区生态环境局"),
    (Class::Land, "希望协调二期预留用地的供地时序", "区发展改革委"),
];

/// Everything that happens, by its moment.
pub(super) fn plan(known: &[Project], (units, roster): (&Units, &Roster), today: Day) -> Vec<Planned> {
    let mut dice = Dice(0x0077_6f72_6b00);
    let mut all: Vec<Planned> = Vec::new();
    let unit =
        |name: &str| units.by_name(name.trim_start_matches('区')).or(units.by_name(name)).map(|unit| unit.id);
    let live: Vec<&Project> = known
        .iter()
        .filter(|one| one.standing.is_open() && (Stage::Preparing..=Stage::Completed).contains(&one.stage))
        .collect();
    let mut number = 0;
    for (place, project) in live.iter().enumerate() {
        for turn in 0..2 + usize::from(place % 3 == 0) {
            number += 1;
            // On a project that is halted nobody runs into difficulties.
            let all = if project.standing == Standing::Active { &mut all } else { &mut Vec::new() };
            one_problem(all, &mut dice, (number, place * 5 + turn * 3), project, &unit, today);
        }
        for _ in 0..1 + usize::from(place % 4 == 0) {
            number += 1;
            one_request(&mut all, &mut dice, number, project, &unit, today);
        }
        number += 1;
        leaders(&mut all, &mut dice, (number, place), project, roster, (&unit, today));
    }
    for weeks in 0..52 {
        number += 1;
        all.push((at(today - 7 * weeks, 0, 1), number, Deed::RaiseDue));
    }
    together(&mut all, number, &live, &unit, today);
    all
}

fn one_problem(
    all: &mut Vec<Planned>,
    dice: &mut Dice,
    (number, which): (usize, usize),
    project: &Project,
    unit: &impl Fn(&str) -> Option<Id>,
    today: Day,
) {
    let (class, text, ask, solver) = PROBLEMS[which % PROBLEMS.len()];
    let lead = project.data.lead_unit;
    let told = today - dice.range(1, 300) as i32;
    if told < project.created_at.day() + 20 {
        return;
    }
    let input =
        ProblemInput { project: Some(project.id), class, text: text.into(), ask: ask.into(), line: None };
    let mut put =
        |day: Day, hour: i64, deed: Deed| all.push((at(day, hour, (number % 60) as i64), number, deed));
    put(told, 9, Deed::Propose(Box::new(input), lead));
    let fate = dice.range(1, 100);
    let accepted = told + dice.range(0, 2) as i32;
    if fate <= 4 {
        // Nobody takes it up: the rule raises it.
        put(told + 12, 15, Deed::Decide(unit(solver)));
        put(told + 14, 10, Deed::Accept);
        return;
    }
    put(accepted, 10, Deed::Accept);
    if fate <= 9 {
        put(accepted + 2, 11, Deed::Decline);
        return;
    }
    if fate <= 35 {
        put(accepted + 2, 11, Deed::Consult);
    }
    let given = accepted + dice.range(2, 4) as i32;
    let due = given + dice.range(12, 50) as i32;
    let solver = unit(solver).unwrap_or(lead);
    let cooperating = if solver == lead { Vec::new() } else { vec![lead] };
    put(
        given,
        14,
        Deed::Assign(AssignInput {
            unit: solver,
            cooperating,
            person: "陈示例".into(),
            due_day: due,
            measure: ask.into(),
        }),
    );
    put(given + dice.range(0, 2) as i32, 16, Deed::Sign);
    if fate <= 48 {
        // It does not move: raised by the rule, sometimes decided by a leader.
        if fate % 2 == 0 {
            put(due + dice.range(4, 9) as i32, 15, Deed::Decide(Some(solver)));
        }
        return;
    }
    let solved = due + dice.range(-9, 4) as i32;
    // A word about it every week or two, until it is solved.
    let mut claimed = 0;
    for day in (7..solved - given).step_by(10) {
        claimed = (claimed + dice.range(8, 20) as i32 * 100).min(9_000);
        put(given + day, 10, Deed::Report(claimed));
    }
    put(solved, 10, Deed::Finish);
    put(solved + dice.range(2, 6) as i32, 15, Deed::Strike);
}

fn one_request(
    all: &mut Vec<Planned>,
    dice: &mut Dice,
    number: usize,
    project: &Project,
    unit: &impl Fn(&str) -> Option<Id>,
    today: Day,
) {
    let (class, text, solver) = REQUESTS[number % REQUESTS.len()];
    let lead = project.data.lead_unit;
    let came = today - dice.range(0, 240) as i32;
    if came < project.created_at.day() + 15 {
        return;
    }
    let channels = [Channel::Visit, Channel::Hotline, Channel::Online, Channel::Counter];
    let input = RequestInput {
        enterprise: project.data.owner.clone(),
        contact: "项目部".into(),
        channel: channels[number % channels.len()],
        class,
        text: text.into(),
        project: Some(project.id),
        line: None,
        received_on: came,
        clocks: String::new(),
    };
    let solver = unit(solver).unwrap_or(lead);
    let helper = if solver == lead { Vec::new() } else { vec![lead] };
    let dispatch = |to: Id, cooperating: Vec<Id>| {
        Deed::Dispatch(DispatchInput { lead: to, cooperating, parallel: Vec::new(), note: String::new() })
    };
    let mut put =
        |day: Day, hour: i64, deed: Deed| all.push((at(day, hour, (number % 60) as i64), number, deed));
    put(came, 9, Deed::TakeIn(Box::new(input), lead));
    let mut given = came + dice.range(0, 1) as i32;
    let fate = dice.range(1, 100);
    if fate <= 8
        && let Some(other) = unit("区市场监管局")
    {
        put(given, 10, dispatch(other, Vec::new()));
        put(given, 15, Deed::Object);
        put(given + 1, 9, Deed::Upheld);
        given = given + 1;
    }
    put(given, 11, dispatch(solver, helper));
    if (9..=16).contains(&fate) {
        put(given + 5, 10, Deed::AskExtension);
        put(given + 5, 16, Deed::GiveExtension);
    }
    let late = if fate > 92 { 9 } else { 0 };
    let answered = given + dice.range(3, 8) as i32 + late;
    put(answered - 1, 10, Deed::Reply(Role::UnitHandler));
    put(answered, 16, Deed::Reply(Role::UnitLeader));
    let asked = answered + dice.range(1, 4) as i32;
    if (17..=28).contains(&fate) {
        put(asked, 10, Deed::Visit(Then::Redo));
        put(asked + 5, 16, Deed::Reply(Role::UnitLeader));
        put(asked + 8, 10, Deed::Visit(Then::Close));
        put(asked + 11, 10, Deed::StrikeRequest);
    } else {
        put(asked, 10, Deed::Visit(Then::Close));
        put(asked + 3, 10, Deed::StrikeRequest);
    }
}

/// The contract of the leader in charge of the unit, and his visits.
fn leaders(
    all: &mut Vec<Planned>,
    dice: &mut Dice,
    (number, place): (usize, usize),
    project: &Project,
    roster: &Roster,
    (unit, today): (&impl Fn(&str) -> Option<Id>, Day),
) {
    let Some(post) = roster.posts().iter().find(|post| post.data.unit == project.data.lead_unit) else {
        return;
    };
    let from = (project.created_at.day() + 10).max(today - 400);
    let bearer = Bearer::Post(post.id);
    let duty = if place % 5 == 4 { Duty::Other } else { Duty::Main };
    let input =
        PledgeInput { role: duty, name: String::new(), bearer: Some(bearer), unit: None, every: None, from };
    let mut put =
        |day: Day, hour: i64, deed: Deed| all.push((at(day, hour, (number % 60) as i64), number, deed));
    put(from, 9, Deed::Pledge(project.id, input));
    let found = [
        "主体施工正常，现场材料堆放有序",
        "设备已到场，等待正式送电后调试",
        "施工组织较好，个别作业面移交滞后",
        "企业反映二期要素保障需提前谋划",
    ];
    let mut day = from + dice.range(20, 80) as i32;
    let mut turn = place;
    while day < today {
        let who =
            roster.bearer(bearer, day).map_or("王示例".to_owned(), |holder| holder.person.name.clone());
        // Others than those that the project has told of itself.
        let other = [1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13][turn / 3 % 11];
        let (class, text, _, solver) = PROBLEMS[(place * 5 + other) % PROBLEMS.len()];
        let opens = turn % 3 == 0 && day > project.created_at.day() + 20;
        let opened = Opened { class, text: text.into(), unit: unit(solver), due_day: Some(day + 30) };
        let input = VisitInput {
            pledge: None,
            day,
            who,
            found: found[turn % found.len()].into(),
            promised: if opens { "月内协调解决现场提出的问题".into() } else { String::new() },
            problems: if opens && opened.unit.is_some() { vec![opened] } else { Vec::new() },
        };
        put(day, 17, Deed::VisitSite(project.id, input));
        day = day + dice.range(55, 150) as i32;
        turn += 1;
    }
}

/// Working groups and on-site meetings: two were held, one is to come.
fn together(
    all: &mut Vec<Planned>,
    number: usize,
    live: &[&Project],
    unit: &impl Fn(&str) -> Option<Id>,
    today: Day,
) {
    let named = |part: &str| live.iter().find(|one| one.data.name.contains(part)).copied();
    let cases: Vec<&Project> = ["整车基地（示例）", "轨道交通示例线", "大数据中心（示例）", "副中心"]
        .iter()
        .filter_map(|part| named(part))
        .collect();
    let mut sites = cases.clone();
    let building = live.iter().filter(|one| one.stage == Stage::Building && one.data.point.is_some());
    for one in building.step_by(7).take(6) {
        if sites.iter().all(|site| site.id != one.id) {
            sites.push(one);
        }
    }
    let members = ["区发展改革委", "区住建委", "区生态环境局"].iter().filter_map(|name| unit(name));
    let members: Vec<Member> =
        members.map(|unit| Member { unit, person: "陈示例".into(), duty: "要素保障".into() }).collect();
    for (at_place, project) in cases.iter().enumerate() {
        let group = GroupInput {
            name: format!("{}工作专班", project.data.name),
            lead_unit: project.data.lead_unit,
            head: None,
            members: members.iter().filter(|one| one.unit != project.data.lead_unit).cloned().collect(),
            projects: vec![project.id],
            duties: "一项目一专班，每周调度，问题清单化管理".into(),
        };
        all.push((at(today - 200, 9, at_place as i64), number + 50 + at_place, Deed::Form(group)));
    }
    let focus = ["联合调试和首车下线准备", "站点土建和管线迁改", "迁移进度和接口清单", "年度节点和要素保障"];
    let words = [
        ("要素保障专题协调，一周内报送方案", "区发展改革委"),
        ("现场解决供电增容，月底前具备送电条件", "区工信局"),
        ("完成消防设计审查和联合验收安排", "区住建委"),
        ("统筹资金拨付计划，保障节点支付", "区财政局"),
        ("打通施工便道接口，办理占路手续", "区交通运输局"),
    ];
    for (turn, (day, from, count)) in
        [(today - 150, 0, 5), (today - 52, 1, 5), (today + 9, 0, 6)].into_iter().enumerate()
    {
        let place = number + 100 + turn;
        let stops: Vec<&&Project> = sites.iter().skip(from).take(count).collect();
        let site = |(at_place, project): (usize, &&&Project)| SiteInput {
            project: project.id,
            arrival: format!("{:02}:{:02}", 9 + at_place / 2, at_place % 2 * 30),
            minutes: 25,
            focus: focus[at_place % focus.len()].into(),
        };
        let input = MeetingInput {
            title: format!("重点项目第{}次现场办公会（示例）", ["一", "二", "三"][turn]),
            day,
            place: "区会议中心".into(),
            chair: "王示例".into(),
            chair_link: None,
            attendees: "区发展改革委、区住建委、区财政局、区工信局、区交通运输局、各点位责任单位主要负责同志"
                .into(),
            purpose: "现场协调解决重点项目建设中的堵点，明确责任单位和时限。".into(),
            before: None,
            sites: stops.iter().enumerate().map(site).collect(),
        };
        let planned = (day - 6).min(today - 1);
        all.push((at(planned, 10, 0), place, Deed::Plan(input, turn.checked_sub(1).map(|_| place - 1))));
        let items: Vec<DecisionInput> = stops
            .iter()
            .enumerate()
            .filter_map(|(at_place, project)| {
                let (text, solver) = words[(at_place + turn) % words.len()];
                Some(DecisionInput {
                    project: Some(project.id),
                    problem: None,
                    text: text.into(),
                    class: (at_place % 2 == 1).then_some(Class::Utilities),
                    unit: unit(solver)?,
                    cooperating: Vec::new(),
                    due_day: day + 30 + at_place as i32 * 5,
                })
            })
            .collect();
        let done = if turn == 0 { items.len().saturating_sub(1) } else { 2 };
        if !items.is_empty() {
            all.push((at(day, 17, 0), place, Deed::Items(items)));
        }
        for item in 0..done {
            let on = day + 20 + item as i32 * 5;
            all.push((at(on, 16, item as i64), place, Deed::ItemDone(item)));
        }
    }
}

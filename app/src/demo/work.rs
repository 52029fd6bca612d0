//! Problems, requests, visits and on-site meetings of the demonstration city, act by act in the order of time, by the program's
//! own acts.

use std::collections::HashMap;
use std::sync::Arc;

use qipan_accounts::people::{Bearer, Roster};
use qipan_accounts::units::Units;
use qipan_board::commitments::commands::{self as board, Acting, ReportInput};
use qipan_board::commitments::model::State as BoardState;
use qipan_board::commitments::store as commitments;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_projects::book::model::{Project, Stage};
use qipan_projects::book::store::{self as projects, Filter};
use qipan_projects::meetings::commands as meetings;
use qipan_projects::meetings::model::{DecisionInput, MeetingInput, SiteInput};
use qipan_projects::pledges::commands as pledges;
use qipan_projects::pledges::model::{GroupInput, Member, Opened, PledgeInput, Role as Duty, VisitInput};
use qipan_projects::problems::commands as problems;
use qipan_projects::problems::model::{AssignInput, Class, Filed, Level, ProblemInput};
use qipan_projects::problems::store as problem_store;
use qipan_projects::requests::commands::{self as requests, Then};
use qipan_projects::requests::model::{
    Channel, DispatchInput, RequestInput, Satisfaction, ShareState, Solved, State, VisitInput as Back,
};
use qipan_projects::requests::store as request_store;
use qipan_store::{Db, Tx, journal};

use super::at;
use super::life::{Dice, evidence};

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

enum Deed {
    /// A problem: by its place in the plan.
    Propose(Box<ProblemInput>, Id),
    Accept,
    Consult,
    Decline,
    Assign(AssignInput),
    Sign,
    Report(i32),
    Finish,
    Strike,
    RaiseDue,
    Decide(Option<Id>),
    TakeIn(Box<RequestInput>, Id),
    Dispatch(DispatchInput),
    Object,
    Upheld,
    AskExtension,
    GiveExtension,
    Reply(Role),
    Visit(Then),
    StrikeRequest,
    Pledge(Id, PledgeInput),
    VisitSite(Id, VisitInput),
    Form(GroupInput),
    Plan(MeetingInput, Option<usize>),
    Items(Vec<DecisionInput>),
    ItemDone(usize),
}

type Planned = (Moment, usize, Deed);

fn person(role: Role, unit: Option<Id>) -> Actor {
    let (id, name) = match role {
        Role::UnitHandler => (102, "陈示例"),
        Role::UnitLeader => (103, "刘示例"),
        Role::CityLeader => (104, "王示例"),
        _ => (101, "张示例"),
    };
    Actor { id: Id(id), name: name.into(), role, unit, scope: unit.into_iter().collect() }
}

/// Does everything that happened to difficulties of the projects until `today`.
pub fn live(
    db: &Db,
    ids: &Arc<IdSource>,
    book: &Arc<Rulebook>,
    (units, roster): (&Units, &Roster),
    today: Day,
) -> Outcome<()> {
    let filter = Filter { year: today.year(), ..Filter::default() };
    let known: Vec<Project> = db
        .read_now(|tx| projects::list(tx, &filter, Id(0), 500))?
        .into_iter()
        .map(|one| one.project)
        .collect();
    let mut all = plan(&known, (units, roster), today);
    all.retain(|(moment, _, _)| *moment <= at(today, 8, 0));
    all.sort_by_key(|(moment, number, _)| (*moment, *number));
    let all = Arc::new(all);
    let mut things: Arc<HashMap<usize, Id>> = Arc::default();
    for start in (0..all.len()).step_by(300) {
        let (ids, book, all, before) = (ids.clone(), book.clone(), all.clone(), things.clone());
        let end = (start + 300).min(all.len());
        let sealed_at = all[end - 1].0;
        things = Arc::new(db.write_now(move |tx| {
            let mut things = (*before).clone();
            for (now, number, deed) in &all[start..end] {
                let mut doing = Doing { tx, ids: &ids, book: &book, now: *now };
                doing.happen(&mut things, *number, deed)?;
            }
            Ok(things)
        })?);
        db.write_now(move |tx| journal::seal(tx, sealed_at))?;
    }
    Ok(())
}

struct Doing<'t, 'c> {
    tx: &'t mut Tx<'c>,
    ids: &'t IdSource,
    book: &'t Rulebook,
    now: Moment,
}

impl Doing<'_, '_> {
    fn as_who<T>(&mut self, actor: Actor, run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>) -> Outcome<T> {
        let context = Context { actor, now: self.now };
        run(&mut Acting { tx: self.tx, context: &context, ids: self.ids, book: self.book })
    }

    fn office<T>(&mut self, run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>) -> Outcome<T> {
        self.as_who(person(Role::Supervision, None), run)
    }

    fn happen(&mut self, things: &mut HashMap<usize, Id>, number: usize, deed: &Deed) -> Outcome<()> {
        let id = things.get(&number).copied().unwrap_or_default();
        match deed {
            Deed::Propose(input, unit) => {
                let by = person(Role::UnitHandler, Some(*unit));
                let made = self.as_who(by, |acting| problems::propose(acting, input, None))?;
                things.insert(number, made.id);
            }
            Deed::TakeIn(input, unit) => {
                let by = person(Role::UnitHandler, Some(*unit));
                let made = self.as_who(by, |acting| requests::take_in(acting, input, None))?;
                things.insert(number, made.id);
            }
            Deed::RaiseDue => drop(self.as_who(Actor::system(), problems::raise_due)?),
            Deed::Pledge(project, input) => {
                let made = self.office(|acting| pledges::pledge(acting, *project, input))?;
                things.insert(number, made.id);
            }
            Deed::VisitSite(project, input) => {
                let input = VisitInput { pledge: Some(id), ..input.clone() };
                self.office(|acting| pledges::visit(acting, *project, &input))?;
            }
            Deed::Form(input) => drop(self.office(|acting| pledges::form(acting, input))?),
            Deed::Plan(input, before) => {
                let before = before.and_then(|before| things.get(&before).copied());
                let input = MeetingInput { before, ..input.clone() };
                let made = self.office(|acting| meetings::plan(acting, &input))?;
                things.insert(number, made.id);
            }
            Deed::Items(all) => self.items(id, all)?,
            Deed::ItemDone(place) => {
                let items = qipan_projects::meetings::store::items(self.tx, id)?;
                if let Some(item) = items.get(*place) {
                    self.finish(item.commitment.id, true)?;
                }
            }
            Deed::Accept | Deed::Consult | Deed::Decline | Deed::Assign(_) | Deed::Decide(_) => {
                self.problem(id, deed)?
            }
            Deed::Sign | Deed::Report(_) | Deed::Finish | Deed::Strike => self.solving(id, deed)?,
            _ => self.request(id, deed)?,
        }
        Ok(())
    }

    /// What a meeting decides: the first of its items gives out a problem that waits, where a site has one.
    fn items(&mut self, id: Id, all: &[DecisionInput]) -> Outcome<()> {
        let mut all = all.to_vec();
        for one in all.iter_mut().filter(|one| one.class.is_none()) {
            let filter = problem_store::Filter { project: one.project, ..problem_store::Filter::default() };
            let open = problem_store::list(self.tx, &filter, None, 50)?;
            let waits = |filed| matches!(filed, Filed::Proposed | Filed::Accepted | Filed::Consulting);
            if let Some(problem) = open.iter().find(|problem| waits(problem.filed)) {
                one.problem = Some(problem.id);
                one.project = None;
            }
        }
        self.office(|acting| meetings::decide(acting, id, &all)).map(drop)
    }

    fn problem(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(problem) = problem_store::find(self.tx, id)? else { return Ok(()) };
        let early = matches!(problem.filed, Filed::Accepted | Filed::Consulting);
        match deed {
            Deed::Accept if problem.filed == Filed::Proposed => {
                self.office(|acting| problems::accept(acting, id, ""))
            }
            Deed::Consult if early => {
                let words = "会商：属地、行业主管部门和建设单位参加，意见一致";
                self.office(|acting| problems::consult(acting, id, words))
            }
            Deed::Decline if early => {
                self.office(|acting| problems::decline(acting, id, "属建设单位内部管理事项"))
            }
            Deed::Assign(input) if early => self.office(|acting| problems::assign(acting, id, input)),
            Deed::Decide(unit) if problem.level != Level::Unit && problem.state().unsolved() => {
                let due = Some(self.now.day() + 20);
                let by = person(Role::CityLeader, None);
                let words = "请责任单位主要负责同志牵头，二十日内拿出结果";
                self.as_who(by, |acting| problems::decide(acting, id, words, *unit, due))
            }
            _ => return Ok(()),
        }
        .map(drop)
    }

    fn solving(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(problem) = problem_store::find(self.tx, id)? else { return Ok(()) };
        let Some(one) = problem.commitment else { return Ok(()) };
        let (unit, state) = (one.version.terms.lead_unit, one.version.state);
        let by = person(Role::UnitHandler, Some(unit));
        match deed {
            Deed::Sign if state == BoardState::Issued => {
                self.as_who(by, |acting| board::sign_for(acting, one.id)).map(drop)
            }
            Deed::Report(claimed) if matches!(state, BoardState::Signed | BoardState::InProgress) => {
                let input = ReportInput {
                    claimed: Progress(*claimed),
                    progress_text: "已现场核实并制定办理方案，正在推进".into(),
                    ..ReportInput::default()
                };
                self.as_who(by, |acting| board::report(acting, one.id, &input))?;
                let half = Progress(*claimed);
                self.office(|acting| board::verify(acting, one.id, half, "属实")).map(drop)
            }
            Deed::Finish => self.finish(one.id, true),
            Deed::Strike if state == BoardState::Closed => {
                let by = person(Role::CityLeader, None);
                self.as_who(by, |acting| board::strike_off(acting, one.id, "回访属实，同意销号")).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// A commitment is reported in full with its evidence, submitted, and closed where `closes`.
    fn finish(&mut self, id: Id, closes: bool) -> Outcome<()> {
        let Some(one) = commitments::current(self.tx, &[id])?.remove(&id) else { return Ok(()) };
        let unit = one.version.terms.lead_unit;
        if !one.version.state.is_open() || one.version.state == BoardState::Submitted {
            return Ok(());
        }
        let handler = || person(Role::UnitHandler, Some(unit));
        if one.version.state == BoardState::Issued {
            self.as_who(handler(), |acting| board::sign_for(acting, id))?;
        }
        let input = ReportInput {
            claimed: Progress::FULL,
            progress_text: "问题已解决，具备验收条件".into(),
            ..ReportInput::default()
        };
        self.as_who(handler(), |acting| board::report(acting, id, &input))?;
        self.as_who(handler(), |acting| board::add_evidence(acting, id, evidence()))?;
        self.as_who(person(Role::UnitLeader, Some(unit)), |acting| board::submit(acting, id, "申请验收"))?;
        if closes {
            self.office(|acting| board::close(acting, id, "现场验收，问题已解决"))?;
        }
        Ok(())
    }

    fn request(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(request) = request_store::find(self.tx, id)? else { return Ok(()) };
        let lead = request.lead().cloned();
        match (deed, lead) {
            (Deed::Dispatch(input), _) if request.state == State::Received => {
                self.office(|acting| requests::dispatch(acting, id, input)).map(drop)
            }
            (Deed::Object, Some(share)) if share.state == ShareState::Open => {
                let by = person(Role::UnitHandler, Some(share.unit));
                self.as_who(by, |acting| {
                    requests::object(acting, id, share.id, "该事项由行业主管部门负责，不属本单位职责")
                })
                .map(drop)
            }
            (Deed::Upheld, Some(share)) if share.state == ShareState::Objected => {
                self.office(|acting| requests::settle_objection(acting, id, share.id, true, "")).map(drop)
            }
            (Deed::AskExtension, Some(share)) if share.state == ShareState::Open => {
                let by = person(Role::UnitHandler, Some(share.unit));
                let to = share.due_day + 10;
                let reason = "需协调权属单位施工窗口期";
                self.as_who(by, |acting| requests::ask_extension(acting, id, share.id, to, reason)).map(drop)
            }
            (Deed::GiveExtension, Some(share)) if share.extension_open().is_some() => {
                self.office(|acting| requests::settle_extension(acting, id, share.id, true, "")).map(drop)
            }
            (Deed::Reply(role), Some(_)) if request.state == State::Handling => {
                let words = "已与企业对接，明确办理路径和完成时间，并安排专人跟踪";
                for share in request.standing() {
                    let open = matches!(share.state, ShareState::Open | ShareState::Drafted);
                    let (share, unit, part) = (share.id, share.unit, share.role);
                    // A helper answers when the handler does.
                    if open && (part.answers() || *role == Role::UnitHandler) {
                        self.as_who(person(*role, Some(unit)), |acting| {
                            requests::reply(acting, id, share, words)
                        })?;
                    }
                }
                Ok(())
            }
            (Deed::Visit(then), _) if request.state == State::Replied => {
                let (solved, satisfaction, words) = match then {
                    Then::Redo => (Solved::No, Satisfaction::Not, "企业反映事项尚未落实"),
                    Then::Close if id.0 % 4 == 0 => {
                        (Solved::Partly, Satisfaction::Fairly, "部分事项分步落实，企业表示理解")
                    }
                    Then::Close if id.0 % 4 == 1 => (Solved::Yes, Satisfaction::Very, ""),
                    Then::Close => (Solved::Yes, Satisfaction::Satisfied, ""),
                };
                let input = Back { day: self.now.day(), solved, satisfaction, words: words.into() };
                self.office(|acting| requests::visit_back(acting, id, &input, *then, &evidence())).map(drop)
            }
            (Deed::StrikeRequest, _) if request.state == State::Closed => {
                for share in request.standing() {
                    let Some(one) = &share.commitment else { continue };
                    if one.version.state == BoardState::Closed {
                        let by = person(Role::CityLeader, None);
                        self.as_who(by, |acting| board::strike_off(acting, one.id, "同意销号"))?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Everything that happens, by its moment.
fn plan(known: &[Project], (units, roster): (&Units, &Roster), today: Day) -> Vec<Planned> {
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
            one_problem(&mut all, &mut dice, (number, place * 5 + turn * 3), project, &unit, today);
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
        let (class, text, _, solver) = PROBLEMS[turn * 3 % PROBLEMS.len()];
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

//! Approvals and money of the demonstration projects: from the proposal to the surplus that goes back, by the program's
//! own acts. What is planned adds up to what was approved; what is paid follows the work, and never what has not come.

use qipan_accounts::units::Units;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Actor, Context, Day, Fen, Id, Outcome, Role};
use qipan_projects::approvals::model::{Basis, Decision, Filing, OpinionInput, Paper, Stance, State};
use qipan_projects::approvals::{self, rules::points};
use qipan_projects::book::model::{Kind, ProjectData};
use qipan_projects::closing::model::ExtensionInput;
use qipan_projects::contracts::model::{ContractInput, Role as Part, SettlementInput};
use qipan_projects::money::model::{Cost, Order, OrderInput, Source};
use qipan_projects::papers::model::Taken;
use qipan_projects::{closing, contracts, money, papers};
use qipan_records::files::{Files, digest};

use super::life::Dice;

/// One 万元 in fen.
const WAN: i64 = 1_000_000;

/// The project whose final accounts are overdue, and the one whose limit was put off.
const OVERDUE: usize = 88;
const PUT_OFF: usize = 101;

/// What happens to the approvals and the money of a project.
pub(super) enum Act {
    File(Box<Filing>),
    /// The finance bureau agrees.
    Agree(&'static str),
    Decide(State, &'static str),
    Post(Box<OrderInput>),
    Sign(Box<ContractInput>),
    /// All contracts are settled at what was paid.
    Settle,
    /// Final accounts of what the ledger says.
    Accounts,
    /// Their limit is put off as far as it can be.
    Extend,
    /// The surplus goes back to the treasury.
    Return,
    /// What was kept back is paid.
    Release,
}

/// How a project goes, as far as its money is concerned.
pub(super) struct Course<'a> {
    pub number: usize,
    pub data: &'a ProjectData,
    /// What of its total is its parts' own.
    pub of_parts: Fen,
    /// Whether it is a part of another.
    pub part: bool,
    pub entered: Day,
    pub preparing: Day,
    /// When its start is entered, and the day that is then said.
    pub started: Day,
    pub begun: Day,
    /// When it is to be finished, and is.
    pub finish: Day,
    pub finished: Day,
    /// Of ten thousand, what is planned and what is done until a day.
    pub planned: &'a dyn Fn(Day) -> i64,
    pub done: &'a dyn Fn(Day) -> i64,
}

fn estimate(kind: Paper, amount: Fen, grounds: &str) -> Filing {
    let funding = if matches!(kind, Paper::Feasibility | Paper::Adjustment) {
        "财政资金，分年度安排（示例）"
    } else {
        ""
    };
    Filing {
        amount: approvals::rules::states_amount(kind).then_some(amount),
        grounds: grounds.into(),
        funding: funding.into(),
        document: "示例报〔附件略〕".into(),
        ..Filing::of(kind)
    }
}

/// Between which days the approvals of a project go: a part is approved and planned before the whole begins, so that the
/// whole is covered.
pub(super) fn approvals(part: bool, entered: Day, preparing: Day, started: Day) -> (Day, Day) {
    if part { (entered + 8, entered + 52) } else { (preparing + 2, started - 2) }
}

/// A day so many hundredths of the way from the first approval to the last.
fn on_the_way((from, until): (Day, Day), share: i32) -> Day {
    from + (until - from).max(20) * share / 100
}

/// When the study is approved, of approvals between these days.
pub(super) fn studied(days: (Day, Day)) -> Day {
    on_the_way(days, 42)
}

/// The approvals before building: by and by in the days between.
fn chain(put: &mut impl FnMut(Day, Act), course: &Course<'_>, from: Day, until: Day) {
    let at = |share: i32| on_the_way((from, until), share);
    let total = course.data.total;
    let decide = |put: &mut dyn FnMut(Day, Act), at: Day, what: &'static str| {
        put(at, Act::Decide(State::Approved, what));
    };
    if course.data.kind == Kind::Joint {
        let filing = estimate(Paper::Subsidy, Fen(total.0 / 5), "符合区级产业扶持和公共服务补助范围（示例）");
        put(at(20), Act::File(Box::new(filing)));
        decide(put, at(50), "同意补助，按进度拨付");
        return;
    }
    if course.data.kind != Kind::Government {
        return;
    }
    let major = total.0 >= 100_000 * WAN;
    let proposal = Filing {
        major, ..estimate(Paper::Proposal, total, "补齐公共服务和基础设施短板（示例）")
    };
    put(at(0), Act::File(Box::new(proposal.clone())));
    if course.number % 17 == 3 {
        put(at(6), Act::Decide(State::Refused, "建设必要性论证不充分，请补充服务人口测算后重新报批"));
        put(at(10), Act::File(Box::new(proposal)));
    }
    decide(put, at(15), "同意立项");
    // Now and then the design comes out more than a tenth above the study, and says why.
    let over = course.number % 11 == 5;
    let study =
        if over { Fen(total.0 / 112 * 100 / WAN * WAN) } else { Fen(total.0 / 104 * 100 / WAN * WAN) };
    let filing = Filing {
        major,
        ..estimate(Paper::Feasibility, study, "技术方案可行，社会效益明显，建设条件基本落实（示例）")
    };
    put(at(25), Act::File(Box::new(filing)));
    put(at(32), Act::Agree("资金来源已纳入中期财政规划"));
    decide(put, studied((from, until)), "同意可行性研究报告");
    let report = if over {
        "地质勘察发现软土层加厚，基础处理工程量增加，概算超过估算 10%，特此报告（示例）"
    } else {
        ""
    };
    let filing = Filing {
        report: report.into(),
        ..estimate(Paper::Design, total, "初步设计符合可研批复和现行规范（示例）")
    };
    put(at(52), Act::File(Box::new(filing)));
    put(at(60), Act::Agree("概算编制依据充分"));
    decide(put, at(72), "同意初步设计，核定概算");
}

/// From where the money of a project comes, in per cent; the last takes the rest.
fn sources(course: &Course<'_>) -> &'static [(Source, i64, &'static str)] {
    match course.data.kind {
        Kind::Enterprise => &[(Source::Own, 60, "企业资本金"), (Source::Loan, 40, "银行贷款")],
        Kind::Joint => &[
            (Source::Fiscal, 20, "区级补助资金"),
            (Source::Own, 50, "社会资本方资本金"),
            (Source::Loan, 30, "银行贷款"),
        ],
        Kind::Government if course.data.total.0 >= 50_000 * WAN => {
            &[(Source::Fiscal, 60, "市、区两级财政"), (Source::Bond, 40, "政府专项债券")]
        }
        Kind::Government => &[(Source::Fiscal, 100, "区级财政")],
    }
}

/// Everything that happens to the approvals and the money of a project that is built.
pub(super) fn of(put: &mut impl FnMut(Day, Act), dice: &mut Dice, course: &Course<'_>, today: Day) {
    let (from, until) = approvals(course.part, course.entered, course.preparing, course.started);
    chain(put, course, from, until);
    let own = course.data.total.0 - course.of_parts.0;
    let plans = plans(course, own);
    let planned_on = from + (until - from) * 85 / 100;
    let sources = sources(course);
    let mut voucher = 0;
    let mut post = |put: &mut dyn FnMut(Day, Act), on: Day, day: Day, order: Order, note: &str| {
        voucher += 1;
        let paper = format!("示例凭〔{}〕{}-{voucher:03}号", day.year(), course.number);
        let input = OrderInput { order, day: Some(day), paper, note: note.into(), contract: None };
        put(on.max(day), Act::Post(Box::new(input)));
    };
    let mut shares: Vec<Vec<(i32, i64)>> = vec![Vec::new(); sources.len()];
    for (year, amount) in &plans {
        let mut left = *amount;
        for (at, (source, percent, note)) in sources.iter().enumerate() {
            let share = if at + 1 == sources.len() { left } else { amount / 100 * percent / WAN * WAN };
            left -= share;
            if share > 0 {
                shares[at].push((*year, share));
                post(
                    put,
                    planned_on,
                    planned_on,
                    Order::Plan { source: *source, year: *year, amount: Fen(share) },
                    note,
                );
            }
        }
    }
    if course.data.kind != Kind::Enterprise {
        let signed = planned_on + 1;
        for (role, party, percent) in
            [(Part::Building, "示例建工集团", 80), (Part::Design, "示例设计咨询公司", 9)]
        {
            let input = ContractInput {
                role,
                party: party.into(),
                qualification: if role == Part::Building {
                    "施工总承包一级"
                } else {
                    "工程设计甲级"
                }
                .into(),
                number: format!(
                    "示例合同-{}-{}",
                    course.number,
                    if role == Part::Building { "施工" } else { "设计" }
                ),
                section: if role == Part::Building { "一标段" } else { "全部" }.into(),
                amount: Fen((own / 100 * percent / WAN * WAN).max(WAN)),
                retention: if role == Part::Building { 3 } else { 0 },
                signed_on: signed,
                from: Some(course.started),
                until: Some(course.finish),
                manager: "钱示例".into(),
                phone: String::new(),
            };
            put(signed, Act::Sign(Box::new(input)));
        }
    }
    payments(put, &mut post, dice, course, sources, &shares, own, today);
    after(put, course);
}

/// What is planned for each year: what the schedule asks for, all of it in the end.
fn plans(course: &Course<'_>, own: i64) -> Vec<(i32, i64)> {
    let (first, last) = (course.begun.year(), course.finish.max(course.finished).year());
    let share = |year: i32| match Day::from_ymd(year, 12, 31) {
        Some(end) if year < last => own / 10_000 * (course.planned)(end) / WAN * WAN,
        _ => own,
    };
    let mut all = Vec::new();
    let mut before = 0;
    for year in first..=last {
        let until = share(year).max(if year == first { own / 50 / WAN * WAN } else { 0 }).max(before);
        if until > before {
            all.push((year, until - before));
        }
        before = until;
    }
    all
}

/// Quarter by quarter money comes, month by month it is paid for what was built.
#[allow(clippy::too_many_arguments)] // one walk through time, cut out of `of`
fn payments(
    put: &mut impl FnMut(Day, Act),
    post: &mut impl FnMut(&mut dyn FnMut(Day, Act), Day, Day, Order, &str),
    dice: &mut Dice,
    course: &Course<'_>,
    sources: &[(Source, i64, &'static str)],
    shares: &[Vec<(i32, i64)>],
    own: i64,
    today: Day,
) {
    // Some treasuries are slow; some money comes long before the work.
    let timely = dice.range(86, 100);
    let pace = dice.range(94, 99);
    let mut come = vec![0_i64; sources.len()];
    let (mut cash, mut cost, mut built, mut kept) = (0_i64, 0_i64, 0_i64, 0_i64);
    let opened = course.started + 2;
    let mut month = course.begun.month_start();
    while month <= course.finished && month <= today {
        let (year, number, _) = month.ymd();
        let quarter = i64::from((number - 1) / 3 + 1);
        if number % 3 == 1 || month == course.begun.month_start() {
            let day = (month + 8).max(course.begun).min(course.finished);
            for (at, (source, _, _)) in sources.iter().enumerate() {
                let until: i64 = shares[at].iter().filter(|(of, _)| *of < year).map(|(_, share)| share).sum();
                let this: i64 = shares[at].iter().filter(|(of, _)| *of == year).map(|(_, share)| share).sum();
                let due = until + this * quarter / 4 / 100 * timely;
                let amount = (due - come[at]) / WAN * WAN;
                if amount > 0 && day <= today {
                    come[at] += amount;
                    cash += amount;
                    post(put, opened, day, Order::PayIn { source: *source, amount: Fen(amount) }, "");
                }
            }
        }
        let day = (month + 24).max(course.begun + 10).min(course.finished);
        let due = own / 10_000 * (course.done)(day) / 100 * pace;
        let amount = (due - cost).min(cash) / 10_000 * 10_000;
        if amount >= WAN && day <= today && day >= month {
            let kind = match cost * 100 / own.max(1) {
                ..4 => Cost::Other,
                4..14 => Cost::Land,
                14..80 => Cost::Building,
                _ => Cost::Equipment,
            };
            if kind == Cost::Building {
                built += amount;
            }
            let hold = if kind == Cost::Building {
                (built / 100 * 3 - kept).clamp(0, amount / 20) / 100 * 100
            } else {
                0
            };
            kept += hold;
            cost += amount;
            cash -= amount - hold;
            let order = Order::PayOut { cost: kind, amount: Fen(amount), kept: Fen(hold) };
            post(put, opened, day, order, "");
        }
        month = month.month_end() + 1;
    }
}

/// Acceptance, final accounts, the surplus, and what was kept back.
fn after(put: &mut impl FnMut(Day, Act), course: &Course<'_>) {
    let done = course.finished;
    if course.data.kind == Kind::Government {
        let filing = estimate(Paper::Acceptance, Fen(0), "按批复内容建成，质量评定合格，档案齐全（示例）");
        put(done - 8, Act::File(Box::new(filing)));
        put(done - 3, Act::Decide(State::Approved, "验收合格"));
        if course.number == OVERDUE {
            // Nothing is settled and nothing filed: the clock runs out.
        } else if course.number == PUT_OFF {
            put(done + 80, Act::Extend);
        } else if course.of_parts == Fen(0) {
            put(done + 45, Act::Settle);
            put(done + 60, Act::Accounts);
            put(done + 85, Act::Decide(State::Approved, "同意竣工财务决算"));
        }
        if course.number != OVERDUE && course.number != PUT_OFF {
            put(done + 100, Act::Return);
        }
    }
    put(done + 365, Act::Release);
}

/// A government project that did not come to be built: its study was refused.
pub(super) fn stopped(put: &mut impl FnMut(Day, Act), data: &ProjectData, preparing: Day) {
    if data.kind != Kind::Government {
        return;
    }
    put(
        preparing + 10,
        Act::File(Box::new(estimate(Paper::Proposal, data.total, "补齐公共服务短板（示例）"))),
    );
    put(preparing + 25, Act::Decide(State::Approved, "同意立项"));
    let study = estimate(Paper::Feasibility, data.total, "技术方案可行（示例）");
    put(preparing + 50, Act::File(Box::new(study)));
    put(preparing + 70, Act::Decide(State::Refused, "用地和资金等主要建设条件未落实，不予批准"));
}

fn filer(unit: Id) -> Actor {
    Actor {
        id: Id(102), name: "陈示例".into(), role: Role::UnitHandler, unit: Some(unit), scope: vec![unit]
    }
}

pub(super) fn second() -> Actor {
    Actor { id: Id(104), name: "李示例".into(), role: Role::Supervision, unit: None, scope: Vec::new() }
}

/// Does one of them.
pub(super) fn happen(
    acting: &mut Acting<'_, '_>,
    (project, unit): (Id, Id),
    finance: Option<Id>,
    act: &Act,
) -> Outcome<()> {
    let now = acting.context.now;
    let as_who = |actor: Actor| Context { actor, now };
    let (unit_context, office) = (as_who(filer(unit)), as_who(second()));
    let open = approvals::store::of_project(acting.tx, project)?
        .into_iter()
        .rev()
        .find(|one| one.state == State::Filed);
    let own = money::store::balances(acting.tx, project)?;
    let mut run = |context: &Context, order: Order, note: &str| {
        let paper = format!("示例缴〔{}〕{}号", now.day().year(), now.0 % 100_000);
        let input = OrderInput { order, day: None, paper, note: note.into(), contract: None };
        let mut acting = Acting { tx: acting.tx, context, ids: acting.ids, book: acting.book };
        money::commands::post(&mut acting, project, &input).map(drop)
    };
    match act {
        Act::Return if own.surplus() > Fen(0) => {
            return run(&unit_context, Order::Return { amount: own.surplus() }, "结余财政资金缴回国库");
        }
        Act::Release if own.kept() > Fen(0) && own.cash() >= own.kept() => {
            return run(&unit_context, Order::Release { amount: own.kept() }, "缺陷责任期满");
        }
        Act::Return | Act::Release => return Ok(()),
        _ => {}
    }
    let context =
        if matches!(act, Act::Decide(..) | Act::Agree(_) | Act::Extend) { &office } else { &unit_context };
    let mut acting = Acting { tx: acting.tx, context, ids: acting.ids, book: acting.book };
    match act {
        Act::File(filing) => {
            let mut filing = (**filing).clone();
            if approvals::rules::asks_paper(filing.kind) {
                filing.papers = vec![hand_in(&mut acting, project, paper(filing.kind))?];
            }
            if !filing.report.is_empty() {
                filing.report_paper = Some(hand_in(&mut acting, project, REPORT)?);
            }
            drop(approvals::commands::file(&mut acting, project, &filing)?);
        }
        Act::Accounts => {
            let filing = estimate(Paper::FinalAccounts, own.costs(None), "决算已审计，账实相符（示例）");
            drop(approvals::commands::file(&mut acting, project, &filing)?);
        }
        Act::Extend => {
            let Some(clock) = closing::store::of(acting.tx, project)? else { return Ok(()) };
            let until = closing::rules::latest(clock.accepted_on, false);
            let why = "主体工程结算争议正在第三方复核（示例）".to_owned();
            closing::commands::extend(&mut acting, project, &ExtensionInput { until, large: false, why })?;
        }
        Act::Agree(text) => {
            let Some(open) = open else { return Ok(()) };
            let input =
                OpinionInput { unit: finance, stance: Stance::Agree, text: (*text).into(), papers: vec![] };
            drop(approvals::commands::say(&mut acting, project, open.id, &input)?);
        }
        Act::Decide(ruling, opinion) => {
            let Some(open) = open else { return Ok(()) };
            let basis = if open.filing.major {
                Basis {
                    assessment: "咨询机构评估通过（示例）".into(),
                    public: "公示 20 日，未收到异议（示例）".into(),
                    experts: "专家组一致同意（示例）".into(),
                    risk: "社会稳定风险低（示例）".into(),
                }
            } else {
                Basis::default()
            };
            let number = if *ruling == State::Approved {
                format!("滨示审〔{}〕{}号", now.day().year(), open.id.0 / 1_000 % 900 + 1)
            } else {
                String::new()
            };
            let decision = Decision {
                ruling: *ruling,
                number,
                opinion: (*opinion).into(),
                reviewed: if *ruling == State::Approved {
                    points(open.filing.kind).to_vec()
                } else {
                    Vec::new()
                },
                basis,
                papers: Vec::new(),
            };
            drop(approvals::commands::decide(&mut acting, project, open.id, &decision)?);
        }
        Act::Post(input) => {
            let input =
                OrderInput { contract: under(&mut acting, project, &input.order)?, ..(**input).clone() };
            drop(money::commands::post(&mut acting, project, &input)?);
        }
        Act::Sign(input) => drop(contracts::commands::sign(&mut acting, project, input)?),
        Act::Settle => {
            for one in contracts::store::of_project(acting.tx, project)? {
                let amount = if one.paid > Fen(0) { one.paid } else { one.amount() };
                let input = SettlementInput { amount, paper: "示例审〔结算〕审定单".into() };
                contracts::commands::settle(&mut acting, project, one.id, &input)?;
            }
        }
        Act::Return | Act::Release => {}
    }
    Ok(())
}

/// Names of the papers of the demonstration: what is filed, the report on a high estimate, the report of a post-evaluation.
const REPORT: &str = "概算超估算情况报告（示例）.txt";
pub(super) const POST_REPORT: &str = "项目后评价报告（示例）.txt";

fn paper(kind: Paper) -> &'static str {
    match kind {
        Paper::Proposal => "项目建议书（示例）.txt",
        Paper::Feasibility => "可行性研究报告（示例）.txt",
        Paper::Design => "初步设计及概算（示例）.txt",
        Paper::Adjustment => "概算调整方案（示例）.txt",
        _ => "报批文件（示例）.txt",
    }
}

fn text_of(name: &str) -> String {
    format!("{}\n\n演示数据，不是真实文件。\n", name.trim_end_matches(".txt"))
}

/// Stores the papers that the projects of the demonstration hand in.
pub(super) fn store_papers(files: &Files) -> Outcome<()> {
    let filed = Paper::ALL.iter().map(|kind| paper(*kind));
    for name in filed.chain([REPORT, POST_REPORT]) {
        files.put(text_of(name).as_bytes())?;
    }
    Ok(())
}

/// Hands one of them in.
pub(super) fn hand_in(acting: &mut Acting<'_, '_>, project: Id, name: &str) -> Outcome<Id> {
    let text = text_of(name);
    let file = Taken {
        name: name.into(),
        media: "text/plain".into(),
        size: text.len() as i64,
        digest: digest(text.as_bytes()),
    };
    let papers = papers::commands::keep(acting, project, &[file])?;
    Ok(papers.first().map(|paper| paper.id).unwrap_or_default())
}

/// The contract under which an order is paid, if it has room for it.
fn under(acting: &mut Acting<'_, '_>, project: Id, order: &Order) -> Outcome<Option<Id>> {
    let Order::PayOut { cost, amount, kept } = order else { return Ok(None) };
    let role = match cost {
        Cost::Building => Part::Building,
        Cost::Other => Part::Design,
        _ => return Ok(None),
    };
    let all = contracts::store::of_project(acting.tx, project)?;
    let found = all.into_iter().find(|one| one.terms.role == role);
    Ok(found.filter(|one| contracts::rules::may_pay(one, *amount, *kept).is_ok()).map(|one| one.id))
}

/// The finance bureau, which is asked for its opinion.
pub(super) fn finance(units: &Units) -> Option<Id> {
    units.by_name("财政局").map(|unit| unit.id)
}

//! Cases of the light of payment, idle money, rates and plans that need no store.

use qipan_kernel::{Id, Moment};

use super::*;
use crate::book::model::{Level, ProjectData};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn project(stage: Stage) -> Project {
    let data = ProjectData {
        name: "示例道路".into(),
        code: "2603-120116-04-01-123456".into(),
        parent: None,
        level: Level::District,
        industry: "市政设施".into(),
        kind: Kind::Government,
        lead_unit: Id(1),
        cooperating: Vec::new(),
        line: Id(2),
        owner: String::new(),
        leader: String::new(),
        leader_link: None,
        liaison: String::new(),
        place: String::new(),
        point: None,
        scale: "道路 3 公里".into(),
        capacity: String::new(),
        total: Fen(1_200),
        before: Fen(0),
        planned_start: Some(day("2026-03-01")),
        planned_finish: Some(day("2027-03-01")),
    };
    Project {
        id: Id(3),
        no: 1,
        stage,
        standing: Standing::Active,
        started_on: None,
        data,
        created_at: Moment(0),
        changed_at: Moment(0),
    }
}

/// Yinchuan 2025 (`reference/execution.md` 8.3): as planned green, below what is required red; no data is never green.
#[test]
fn payment_is_green_as_planned_and_red_below() {
    let building = project(Stage::Building);
    for (planned, paid_out, required, today, light) in [
        (1_200, 300, 100, "2026-04-15", Light::Green),
        (1_200, 299, 100, "2026-04-15", Light::Red),
        // The month's last day counts with its month.
        (1_200, 300, 100, "2026-04-30", Light::Red),
        (1_200, 240, 80, "2026-04-15", Light::Green),
        (1_200, 239, 80, "2026-04-15", Light::Red),
        (1_200, 0, 100, "2026-01-15", Light::Grey),
        (0, 0, 100, "2026-04-15", Light::Grey),
    ] {
        let terms = Terms { payment_required: required, ..Terms::default() };
        let paid = Paid { year: 2026, planned: Fen(planned), paid_out: Fen(paid_out), terms };
        let found = payment(&building, Some(&paid), day(today));
        assert_eq!(found.light, light, "{planned} {paid_out} {required} {today}");
    }
    let paid = Paid { year: 2026, planned: Fen(1_200), paid_out: Fen(0), terms: Terms::default() };
    assert_eq!(payment(&project(Stage::Preparing), Some(&paid), day("2026-04-15")).light, Light::Grey);
    assert_eq!(payment(&building, None, day("2026-04-15")).light, Light::Grey);
}

#[test]
fn money_is_used_first_in_first_out() {
    for (cash, kept, since, idle_money) in [
        (0, 0, 0, 0),
        (100, 0, 0, 100),
        (100, 0, 40, 60),
        (100, 0, 140, 0),
        (100, 30, 40, 30),
        (100, 80, 40, 0),
    ] {
        assert_eq!(idle(Fen(cash), Fen(kept), Fen(since)), Fen(idle_money), "{cash} {kept} {since}");
    }
    assert_eq!(idle_since(day("2026-06-15"), Terms::default()), Period::of(day("2025-12-01")));
}

/// 执行率 = paid ÷ budget of the whole year; 到位率 = paid in ÷ planned (`reference/execution.md` 8.4).
#[test]
fn rates_are_exact_and_count_what_came_over() {
    let mut balances = Balances::default();
    let mut put = |account, year, amount| balances.put(account, year, Fen(amount));
    put(Account::Plan(Source::Fiscal), 2025, 600);
    put(Account::Plan(Source::Fiscal), 2026, 700);
    put(Account::Source(Source::Fiscal), 2025, -600);
    put(Account::Source(Source::Fiscal), 2026, -350);
    put(Account::Cost(Cost::Building), 2025, 500);
    put(Account::Cost(Cost::Building), 2026, 300);
    put(Account::Retention, 2026, -9);
    put(Account::Cash, 2025, 100);
    put(Account::Cash, 2026, 59);
    let percent = |rate: Option<Ratio>| rate.map(|rate| rate.percent(2));
    let (come, run) = rates(&balances, Some(2026));
    assert_eq!((percent(come).as_deref(), percent(run).as_deref()), (Some("50.00"), Some("36.38")));
    let (come, run) = rates(&balances, None);
    assert_eq!((percent(come).as_deref(), percent(run).as_deref()), (Some("73.08"), Some("60.85")));
    assert_eq!(rates(&balances, Some(2024)), (None, None));
    assert_eq!(balances.carried_over(2026), Fen(100));
    assert_eq!((balances.cash(), balances.kept(), balances.surplus()), (Fen(159), Fen(9), Fen(150)));
}

/// 建质〔2017〕138号: no more than 3 % of what is paid for building is kept back.
#[test]
fn retention_has_its_limit() {
    let project = project(Stage::Building);
    let mut own = Balances::default();
    own.put(Account::Cash, 2026, Fen(10_000));
    let facts = Facts { project: &project, approvals: &[], own: &own, whole: &own, above: &[] };
    let pay = |cost, amount, kept| {
        let order = Order::PayOut { cost, amount: Fen(amount), kept: Fen(kept) };
        let joint =
            Project { data: ProjectData { kind: Kind::Joint, ..project.data.clone() }, ..project.clone() };
        let found = postings(&Facts { project: &joint, ..facts }, &order, day("2026-06-15"));
        found.map_err(|failure| failure.message.key.into_owned())
    };
    assert!(pay(Cost::Building, 1_000, 30).is_ok());
    assert_eq!(pay(Cost::Building, 1_000, 31).unwrap_err(), "fund-kept-most");
    assert_eq!(pay(Cost::Equipment, 1_000, 1).unwrap_err(), "fund-kept-most");
    assert_eq!(pay(Cost::Building, 1_000, 1_000).unwrap_err(), "fund-kept");
    assert_eq!(pay(Cost::Building, 0, 0).unwrap_err(), "fund-amount");
    assert_eq!(pay(Cost::Building, 1_000, -1).unwrap_err(), "fund-kept");
}

#[test]
fn accounts_have_words_of_their_own() {
    let all = Account::all();
    let words: std::collections::BTreeSet<&str> = all.iter().map(|account| account.word()).collect();
    assert_eq!(words.len(), all.len());
    for account in all {
        assert_eq!(Account::parse(account.word()), Some(account));
    }
    assert_eq!(Account::parse("plan"), None);
}

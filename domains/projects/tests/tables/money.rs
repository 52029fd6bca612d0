//! The tables of money and of participants: what was exported changes nothing; what is read becomes postings and contracts
//! by their own acts, once; what cannot be booked is refused at its cell.

use qipan_kernel::{Context, Id, Role as Post};
use qipan_projects::approvals::model::{Basis, Decision, Filing, Paper, State};
use qipan_projects::approvals::{self, rules::points};
use qipan_projects::book::model::{Kind, ProjectData};
use qipan_projects::contracts::model::{ChangeInput, ContractInput, Role};
use qipan_projects::money::model::{Balances, Cost, EntryKind, Order, OrderInput, Source};
use qipan_projects::{book, contracts, money};

use super::*;
use crate::city::{day, with_papers};

const FUNDS: &str = "2026年重点项目资金拼盘及到位汇总表\n,,,,,,,,,计量单位：万元\n\
    序号,项目名称,总投资,投资主体,资金来源,,资金到位,,年度资金,\n\
    ,,,,来源,来源说明,至上年底到位,2026年到位,2026年计划,2026年完成支付\n";
const PARTICIPANTS: &str = "重点项目参建单位汇总表\n序号,项目名称,建设单位,单位类型,参建单位,资质等级,合同,,,,,,合同工期,,现场负责人,\n\
    ,,,,,,合同编号,合同段,签订日期,合同额,变更后合同额,质保金%,开工,完工,项目经理,联系电话\n";

fn reasoned() -> Options {
    Options { reason: "按资金表".into(), ..Options::default() }
}

/// A school of public money of which nothing is approved.
fn unapproved(city: &City) -> Id {
    let data = ProjectData {
        kind: Kind::Government,
        code: "2603-120116-04-01-100001".into(),
        total: Fen(10_000 * WAN),
        before: Fen(0),
        ..city.data("示例中学", "社会事业")
    };
    city.act(&office(), move |acting| Ok(book::commands::create(acting, &data)?.id)).unwrap()
}

/// A school of public money whose estimate of 9 000 is approved.
fn school(city: &City) -> Id {
    let id = unapproved(city);
    let second = Context { actor: qipan_kernel::Actor { id: Id(77), ..office().actor }, ..office() };
    for kind in [Paper::Proposal, Paper::Feasibility, Paper::Design] {
        let mut filing = Filing::of(kind);
        (filing.grounds, filing.funding) = ("学位不足".into(), "区财政资金".into());
        filing.amount = approvals::rules::states_amount(kind).then_some(Fen(9_000 * WAN));
        let filed = city
            .act(&office(), move |acting| {
                let filing = with_papers(acting, id, &filing)?;
                approvals::commands::file(acting, id, &filing)
            })
            .unwrap();
        let decision = Decision {
            ruling: State::Approved,
            number: "滨示审〔2026〕8号".into(),
            opinion: "同意".into(),
            reviewed: points(kind).to_vec(),
            basis: Basis::default(),
            papers: vec![],
        };
        city.act(&second, move |acting| approvals::commands::decide(acting, id, filed.id, &decision))
            .unwrap();
    }
    id
}

fn post(city: &City, project: Id, order: Order, on: &str, note: &str) {
    let paper =
        if matches!(order, Order::Plan { .. }) { String::new() } else { format!("凭证 {order:?} {on}") };
    let input = OrderInput { order, day: Some(day(on)), paper, note: note.into(), contract: None };
    city.act(&office(), move |acting| money::commands::post(acting, project, &input)).unwrap();
}

fn balances(city: &City, project: Id) -> Balances {
    city.db.read_now(move |tx| money::store::balances(tx, project)).unwrap()
}

fn entries(city: &City, project: Id) -> Vec<money::model::Entry> {
    city.db.read_now(move |tx| money::store::entries(tx, project, Id(i64::MAX), 100)).unwrap()
}

fn signed(city: &City, project: Id) -> Vec<contracts::model::Contract> {
    city.db.read_now(move |tx| contracts::store::of_project(tx, project)).unwrap()
}

fn contract(role: Role, party: &str, number: &str, amount: i64) -> ContractInput {
    ContractInput {
        role,
        party: party.into(),
        qualification: "甲级".into(),
        number: number.into(),
        section: "一标段".into(),
        amount: Fen(amount * WAN),
        retention: 3,
        signed_on: day("2026-03-02"),
        from: Some(day("2026-03-10")),
        until: Some(day("2027-10-31")),
        manager: "吴示例".into(),
        phone: "022-0000-0001".into(),
    }
}

/// Money and contracts, of a part too.
fn furnish(city: &City) -> Vec<Id> {
    let ids = city.fill();
    let plan = |source, year, amount| Order::Plan { source, year, amount: Fen(amount) };
    post(city, ids[0], plan(Source::Own, 2025, 900 * WAN), "2025-02-01", "企业资本金");
    post(city, ids[0], plan(Source::Own, 2026, 2_000 * WAN + 12_345), "2026-02-01", "企业资本金");
    post(city, ids[0], plan(Source::Loan, 2026, 3_000 * WAN), "2026-02-01", "");
    post(city, ids[0], Order::PayIn { source: Source::Own, amount: Fen(900 * WAN) }, "2025-05-06", "");
    post(city, ids[0], Order::PayIn { source: Source::Own, amount: Fen(1_000 * WAN + 7) }, "2026-05-06", "");
    let paid = Order::PayOut { cost: Cost::Building, amount: Fen(700 * WAN), kept: Fen(0) };
    post(city, ids[0], paid, "2026-06-06", "");
    post(city, ids[1], plan(Source::Other, 2026, 10 * WAN), "2026-02-01", "社会捐助");
    let (whole, part) = (ids[0], ids[1]);
    city.act(&office(), move |acting| {
        for input in [
            contract(Role::Building, "示例建工", "示例合同-1", 5_000),
            contract(Role::Design, "示例设计院", "", 100),
            contract(Role::Testing, "示例检测", "", 20),
            contract(Role::Testing, "示例检测", "", 30),
        ] {
            contracts::commands::sign(acting, whole, &input)?;
        }
        let bare = ContractInput {
            retention: 0,
            from: None,
            until: None,
            manager: String::new(),
            ..contract(Role::Agency, "示例代理", "", 3)
        };
        contracts::commands::sign(acting, part, &bare)?;
        let all = contracts::store::of_project(acting.tx, whole)?;
        let change =
            ChangeInput { amount: Fen(120 * WAN), reason: "管线迁改".into(), paper: "签证1".into() };
        contracts::commands::change(acting, whole, all[0].id, &change)
    })
    .unwrap();
    ids
}

#[test]
fn exported_money_and_participants_change_nothing() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = furnish(&city);
        for kind in [TableKind::Funds, TableKind::Participants] {
            for (lang, form) in
                [(Lang::Zh, Form::Xlsx), (Lang::Zh, Form::Csv), (Lang::En, Form::Xlsx), (Lang::En, Form::Csv)]
            {
                let bytes = city.exported(kind, lang, form);
                let here = format!("{} {lang:?} {form:?}", kind.as_str());
                let found = city.look(&office(), &bytes, &Options::default()).unwrap();
                assert_eq!((found.kind, found.year), (kind, 2026), "{here}");
                assert_eq!(found.unknown_heads, Vec::<String>::new(), "{here}");
                assert_eq!((faults(&found), &found.sums), (vec![], &vec![]), "{here}");
                let said: Vec<_> = found.rows.iter().flat_map(|row| &row.notes).collect();
                assert!(said.is_empty(), "{here}: {said:?}");
                assert_eq!((found.changed, found.new, found.ask), (0, 0, 0), "{here}: {found:?}");
                // Three projects with four rows of sources (one has no money); five contracts.
                assert_eq!(found.same, if kind == TableKind::Funds { 4 } else { 5 }, "{here}");
                let before = (entries(&city, ids[0]).len(), signed(&city, ids[0]).len());
                city.apply(&office(), &bytes, &Options::default()).unwrap();
                assert_eq!((entries(&city, ids[0]).len(), signed(&city, ids[0]).len()), before);
            }
        }
    });
}

#[test]
fn money_and_participants_are_printed_with_two_rows_of_heads() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    furnish(&city);
    let text = |kind| String::from_utf8(city.exported(kind, Lang::Zh, Form::Csv)).unwrap();
    let funds = text(TableKind::Funds);
    assert!(funds.starts_with("\u{feff}2026年重点项目资金拼盘及到位汇总表"), "{funds}");
    let lines: Vec<&str> = funds.lines().collect();
    assert_eq!(lines[2], "序号,项目名称,总投资,投资主体,资金来源,,资金到位,,年度资金,");
    assert_eq!(lines[3], ",,,,来源,来源说明,至上年底到位,2026年到位,2026年计划,2026年完成支付");
    // The total investment of the part is in the whole's; its money is booked by itself.
    assert!(
        lines[4].starts_with(",合计　2项，另含子项目 1 项,40000.246912,,,,900,1000.000007,5010.012345,700"),
        "{}",
        lines[4]
    );
    assert!(
        funds.contains(
            "1,★示例快速路,20000.123456,示例建设公司,企业自筹,企业资本金,900,1000.000007,2000.012345,700\n"
        ) || funds.contains(
            "1,★示例快速路,20000.123456,示例建设公司,企业自筹,企业资本金,900,1000.000007,2000.012345,700\r\n"
        ),
        "{funds}"
    );
    assert!(funds.contains("\n,,,,银行贷款,,0,0,3000,"), "{funds}");
    let participants = text(TableKind::Participants);
    let lines: Vec<&str> = participants.lines().collect();
    assert_eq!(
        lines[2].trim_end(),
        "序号,项目名称,建设单位,单位类型,参建单位,资质等级,合同,,,,,,合同工期,,现场负责人,"
    );
    assert!(
        participants.contains(
            "施工,示例建工,甲级,示例合同-1,一标段,2026-03-02,5000,5120,3.0,2026-03-10,2027-10-31,吴示例,022-0000-0001"
        ),
        "{participants}"
    );
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(city.exported(TableKind::Funds, Lang::Zh, Form::Xlsx))).unwrap();
    let name = book.sheet_names()[0].clone();
    let areas = book.merge_cells_by_sheet_name(&name).unwrap();
    let has =
        |from: (u32, u32), to: (u32, u32)| areas.iter().any(|area| (area.start, area.end) == (from, to));
    assert!(has((2, 4), (2, 5)) && has((2, 6), (2, 7)) && has((2, 0), (3, 0)), "{areas:?}");
    // Name, total, investor and payments go over the rows of both sources.
    assert!(has((6, 1), (7, 1)) && has((6, 2), (7, 2)) && has((6, 9), (7, 9)), "{areas:?}");
}

#[test]
fn what_came_is_booked_once() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        city.fill();
        let id = school(&city);
        let file = format!(
            "{FUNDS}1,示例中学,\"10,000\",示例建设公司,区财政资金,本级预算,\"1,500\",800,\"2,000\",999\n\
             ,,,,专项债券,2026年第一批,,300,500,\n,,,,小计,,\"1,500\",\"1,100\",\"2,500\",\n"
        );
        let found = city.look(&office(), file.as_bytes(), &reasoned()).unwrap();
        assert_eq!((found.kind, found.changed, found.faulty), (TableKind::Funds, 2, 0), "{found:?}");
        let notes: Vec<_> = found
            .rows
            .iter()
            .flat_map(|row| &row.notes)
            .map(|note| (note.cell.as_str(), note.message.key.as_ref()))
            .collect();
        assert_eq!(notes, [("J5", "table-fund-paid-own"), ("G5", "table-fund-opening")]);
        assert!(entries(&city, id).is_empty(), "looking changes nothing");

        let done = city.apply(&office(), file.as_bytes(), &reasoned()).unwrap();
        assert_eq!(done.changed, 2);
        let booked = balances(&city, id);
        let wan = |amount: i64| Fen(amount * WAN);
        assert_eq!(booked.plan_of(Source::Fiscal, Some(2025)), wan(1_500));
        assert_eq!(booked.paid_in_of(Source::Fiscal, Some(2025)), wan(1_500));
        assert_eq!(booked.plan_of(Source::Fiscal, Some(2026)), wan(2_000));
        assert_eq!(booked.paid_in_of(Source::Fiscal, Some(2026)), wan(800));
        assert_eq!(booked.paid_in_of(Source::Bond, Some(2026)), wan(300));
        assert_eq!(booked.cash(), wan(2_600));
        let all = entries(&city, id);
        let opening =
            all.iter().find(|one| one.kind == EntryKind::PayIn && one.day == day("2025-12-31")).unwrap();
        assert_eq!(opening.paper, "报表导入 d 财政拨款 至2025年底");
        assert!(all.iter().all(|one| one.postings.iter().map(|line| line.amount.0).sum::<i64>() == 0));
        assert_eq!(test.db.read_now(money::audit_store::faults).unwrap(), []);

        // Once more, and what is printed now, change nothing.
        for bytes in [file.into_bytes(), city.exported(TableKind::Funds, Lang::Zh, Form::Xlsx)] {
            let again = city.apply(&office(), &bytes, &reasoned()).unwrap();
            assert_eq!((again.changed, entries(&city, id).len()), (0, all.len()), "{again:?}");
        }
        let verdict = test.db.read_now(|tx| qipan_store::journal_verify::verify(tx, |_| {})).unwrap();
        assert!(verdict.sound());
    });
}

#[test]
fn what_the_ledger_cannot_book_is_refused_at_its_cell() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = furnish(&city);
        let id = school(&city);
        let file = format!(
            "{FUNDS}1,示例快速路,,,企业自筹,,800,\"1,000\",\"2,000.01\",\n\
             ,,,,彩票,,,1,,\n\
             ,,,,银行贷款,,,,\"3,000\",\n\
             ,,,,银行贷款,,,5,,\n\
             ,,,,,,,6,,\n\
             2,示例中学,,,财政拨款,,,700,600,\n\
             ,,,,专项债券,,,,\"9,500\",\n\
             3,没有的示例项目,,,财政拨款,,,1,1,\n"
        );
        let found = city.look(&office(), file.as_bytes(), &reasoned()).unwrap();
        let expected = [
            ("G5", "table-fund-less"),
            ("E6", "table-fund-source-unknown"),
            ("E8", "table-fund-source-twice"),
            ("E9", "table-fund-source-missing"),
            ("H10", "fund-beyond-plan"),
            ("I11", "fund-plan-over"),
        ];
        let expected: Vec<_> = expected.map(|(cell, key)| (cell.to_owned(), key.to_owned())).into();
        assert_eq!(faults(&found), expected, "{found:?}");
        assert_eq!(found.ask, 1);
        let before = entries(&city, ids[0]).len();
        assert_eq!(
            city.apply(&office(), file.as_bytes(), &reasoned()).unwrap_err().message.key,
            "table-blocked-faulty"
        );
        assert_eq!((entries(&city, ids[0]).len(), entries(&city, id).len()), (before, 0));
        // A year that is to come has no receipts.
        let next = format!("{}1,示例快速路,,,企业自筹,,,1,,\n", FUNDS.replace("2026", "2027"));
        let found = city.look(&office(), next.as_bytes(), &reasoned()).unwrap();
        assert_eq!(faults(&found), [("H5".to_owned(), "project-day-to-come".to_owned())]);
        // Of the money of others nothing is known.
        let unit = acting_for(Post::UnitHandler, city.units[1], "2026-11-30");
        let found = city.look(&unit, file.as_bytes(), &reasoned()).unwrap();
        assert_eq!((found.changed, found.faulty), (0, 0), "{found:?}");
    });
}

/// 政府投资条例第十七条：可行性研究报告已经批准或者投资概算已经核定，方可列入年度计划；由资金表导入的同样如此。
#[test]
fn art_17_a_table_plans_public_money_only_for_what_is_approved() {
    let file = format!("{FUNDS}1,示例中学,,,区财政资金,本级预算,,,\"2,000\",\n");
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = unapproved(&city);
        let found = city.look(&office(), file.as_bytes(), &reasoned()).unwrap();
        assert_eq!(faults(&found), [("I5".to_owned(), "fund-plan-unapproved".to_owned())]);
        let refused = city.apply(&office(), file.as_bytes(), &reasoned()).unwrap_err();
        assert_eq!(refused.message.key, "table-blocked-faulty");
        assert!(entries(&city, id).is_empty());
    });
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = school(&city);
        city.apply(&office(), file.as_bytes(), &reasoned()).unwrap();
        assert_eq!(balances(&city, id).plan_of(Source::Fiscal, Some(2026)), Fen(2_000 * WAN));
    });
}

#[test]
fn participants_are_entered_by_their_contracts_once() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = furnish(&city);
        let file = format!(
            "{PARTICIPANTS}1,示例快速路,示例建设公司,施工单位,示例建工,甲级,示例合同-1,一标段,2026-03-02,\"5,000\",\"5,120\",3,2026-03-10,2027-10-31,郑示例,\n\
             ,,,监理单位,示例监理,甲级,示例合同-9,,2026年3月5日,80,,0.03,2026年3月,2027年10月,冯示例,022-0000-0002\n\
             2,=示例整车厂,示例建设公司,造价咨询,示例造价,,,,2026.4.1,12.5,,,,,,\n"
        );
        let found = city.look(&office(), file.as_bytes(), &reasoned()).unwrap();
        assert_eq!(
            (found.kind, found.changed, found.same, found.faulty),
            (TableKind::Participants, 2, 1, 0),
            "{found:?}"
        );
        let notes: Vec<_> =
            found.rows[0].notes.iter().map(|note| (note.cell.as_str(), note.message.key.as_ref())).collect();
        assert_eq!(notes, [("O4", "table-contract-differs")]);
        city.apply(&office(), file.as_bytes(), &reasoned()).unwrap();
        let new = signed(&city, ids[0]).pop().unwrap().terms;
        assert_eq!(
            (new.role, new.party.as_str(), new.amount),
            (Role::Supervision, "示例监理", Fen(80 * WAN))
        );
        assert_eq!((new.retention, new.signed_on), (3, day("2026-03-05")));
        assert_eq!((new.from, new.until), (Some(day("2026-03-01")), Some(day("2027-10-31"))));
        assert_eq!(signed(&city, ids[2])[0].terms.amount, Fen(125 * WAN / 10));
        for bytes in [file.into_bytes(), city.exported(TableKind::Participants, Lang::En, Form::Xlsx)] {
            assert_eq!(city.apply(&office(), &bytes, &reasoned()).unwrap().changed, 0);
        }

        let wrong = format!(
            "{PARTICIPANTS}1,示例快速路,,施工,示例建工,,示例合同-1,,,\"5,100\",\"5,200\",,,,,\n\
             ,,,门卫,示例保安,,,,2026-03-02,1,,,,,,\n,,,设计,,,,,2026-03-02,1,,,,,,\n\
             ,,,勘察,示例勘察,,,,2026年3月,10,,,,,,\n,,,勘察,示例勘察,,,,2026-12-02,0,,5,2026-05-02,2026-04-01,,\n"
        );
        let found = city.look(&office(), wrong.as_bytes(), &reasoned()).unwrap();
        let expected = [
            ("J4", "table-contract-amount-held"),
            ("K4", "table-contract-now-held"),
            ("D5", "table-role-unknown"),
            ("E6", "table-party-missing"),
            ("I7", "table-contract-on-missing"),
            ("J8", "fund-amount"),
            ("N8", "project-finish-before-start"),
            ("L8", "contract-retention"),
            ("I8", "project-day-to-come"),
        ];
        let expected: Vec<_> = expected.map(|(cell, key)| (cell.to_owned(), key.to_owned())).into();
        assert_eq!(faults(&found), expected, "{found:?}");
    });
}

#[test]
fn contracts_of_a_table_stay_within_the_estimate_together() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    city.fill();
    let id = school(&city);
    let file = format!(
        "{PARTICIPANTS}1,示例中学,,施工,示例建工,,,一标段,2026-03-02,\"8,000\",,,,,,\n\
         ,,,施工,示例建工,,,二标段,2026-03-02,\"1,001\",,,,,,\n"
    );
    let found = city.look(&office(), file.as_bytes(), &reasoned()).unwrap();
    assert_eq!(faults(&found), [("J5".to_owned(), "contract-over-estimate".to_owned())], "{found:?}");
    let leave = Options { leave_faulty: true, ..reasoned() };
    city.apply(&office(), file.as_bytes(), &leave).unwrap();
    assert_eq!(signed(&city, id).len(), 1);
}

//! The Government Investment Regulations (Decree 712), article by article, as far as a program can keep them: each test
//! names its article. `docs/regulations.md` says where each is kept, and which a program cannot keep.

#[path = "money/closing.rs"]
mod closing;
#[path = "money/evaluation.rs"]
mod evaluation;
#[path = "money/ledger.rs"]
mod ledger;
#[path = "money/approvals.rs"]
mod papers;
#[path = "money/contracts.rs"]
mod participants;
#[path = "money/town.rs"]
mod town;

use qipan_kernel::{FailureKind, Fen, Id, Role};
use qipan_projects::approvals::model::{OpinionInput, Paper, Simplified, Stance, State};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Kind, Stage};
use qipan_projects::contracts::model::{BudgetInput, ChangeInput, ContractInput, SettlementInput};
use qipan_projects::money::model::{Cost, Order, OrderInput, Source};
use qipan_projects::nodes::model::NodeKind;
use qipan_projects::{approvals, contracts};
use qipan_testkit::{acting, both};

use town::{MIGRATIONS, Town, WAN, key, keys};

/// 第六条：经营性项目可采取资本金注入、投资补助、贷款贴息；第十四条：按国家有关规定办理手续。
#[test]
fn art_06_and_14_subsidies_go_by_their_own_application() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let firm = town.project(Kind::Enterprise, 5_000, 1);
        assert_eq!(key(town.file(firm, &town.filing(Paper::Proposal, 0))), "approval-not-government");
        assert_eq!(key(town.plan(firm, Source::Fiscal, 2026, 300)), "fund-plan-unapproved");
        // Its own money is its own affair.
        town.plan(firm, Source::Own, 2026, 4_000).unwrap();
        town.approve(firm, Paper::Subsidy, 300);
        town.plan(firm, Source::Fiscal, 2026, 300).unwrap();
        assert_eq!(key(town.plan(firm, Source::Bond, 2026, 1)), "fund-plan-over-subsidy");
        let school = town.project(Kind::Government, 5_000, 2);
        assert_eq!(key(town.file(school, &town.filing(Paper::Subsidy, 300))), "approval-subsidy-not");
    });
}

/// 第九条：项目单位应当编制项目建议书、可行性研究报告、初步设计，报审批。
#[test]
fn art_09_proposal_study_and_design_follow_each_other() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        assert_eq!(key(town.file(school, &town.filing(Paper::Feasibility, 5_000))), "approval-order");
        assert_eq!(key(town.file(school, &town.filing(Paper::Design, 5_000))), "approval-order");
        let proposal = town.file(school, &town.filing(Paper::Proposal, 0)).unwrap();
        // Filed is not approved, and is not filed twice.
        assert_eq!(key(town.file(school, &town.filing(Paper::Proposal, 0))), "approval-waits");
        assert_eq!(key(town.file(school, &town.filing(Paper::Feasibility, 5_000))), "approval-order");
        town.decide(school, proposal.id, &town.decision(Paper::Proposal, State::Approved)).unwrap();
        town.approve(school, Paper::Feasibility, 5_000);
        town.approve(school, Paper::Design, 5_000);
        let mut empty = town.filing(Paper::Change, 0);
        empty.grounds = " ".into();
        assert_eq!(key(town.file(school, &empty)), "form-required");
    });
}

/// 第十条：使用在线平台生成的项目代码办理审批手续。
#[test]
fn art_10_nothing_is_filed_without_the_project_code() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let mut data = town.data("无代码项目", Kind::Government, 100, 1);
        data.code = String::new();
        let id = town.act(&town.office(), move |acting| commands::create(acting, &data)).unwrap().id;
        assert_eq!(key(town.file(id, &town.filing(Paper::Proposal, 0))), "approval-no-code");
        // And the code under which approvals were given stays.
        let school = town.project(Kind::Government, 5_000, 2);
        town.chain(school, 5_000);
        let before = town.load(school);
        let mut data = before.data.clone();
        data.code = "2603-120116-04-01-999999".into();
        let changed = town
            .act(&town.office(), move |acting| commands::change(acting, school, before.no, &data, "更正"));
        assert_eq!(key(changed), "approval-code-stays");
    });
}

/// 第十一条：审查的各个方面；不予批准书面说明理由；重大项目在评估、公众参与、专家评议、风险评估的基础上决定。
#[test]
fn art_11_what_is_looked_into_and_why_it_is_refused() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        let filed = town.file(school, &town.filing(Paper::Proposal, 0)).unwrap().id;
        let mut decision = town.decision(Paper::Proposal, State::Approved);
        decision.reviewed.clear();
        assert_eq!(key(town.decide(school, filed, &decision)), "approval-points");
        let mut decision = town.decision(Paper::Proposal, State::Approved);
        decision.number = String::new();
        assert_eq!(key(town.decide(school, filed, &decision)), "approval-number");
        let mut refusal = town.decision(Paper::Proposal, State::Refused);
        refusal.opinion = " ".into();
        assert_eq!(key(town.decide(school, filed, &refusal)), "approval-reasons");
        refusal.opinion = "选址位于生态保护红线内".into();
        let refused = town.decide(school, filed, &refusal).unwrap();
        assert_eq!(refused.state, State::Refused);
        let decided = refused.decision.unwrap();
        assert_eq!(
            (decided.name.as_str(), decided.decision.opinion.as_str()),
            ("李示例", "选址位于生态保护红线内")
        );
        assert_eq!(key(town.decide(school, filed, &refusal)), "approval-decided");
        // Refused is not approved; it may be filed again.
        assert_eq!(key(town.file(school, &town.filing(Paper::Feasibility, 5_000))), "approval-order");
        let mut major = town.filing(Paper::Proposal, 0);
        major.major = true;
        let filed = town.file(school, &major).unwrap().id;
        let mut decision = town.decision(Paper::Proposal, State::Approved);
        let missing = town.decide(school, filed, &decision).unwrap_err();
        assert_eq!(keys(&missing), ["approval-basis"; 4]);
        decision.basis.assessment = "评估通过".into();
        decision.basis.public = "公示 20 日无异议".into();
        decision.basis.experts = "专家组一致同意".into();
        decision.basis.risk = "低风险".into();
        town.decide(school, filed, &decision).unwrap();
        // A study names its sources of funds.
        let mut study = town.filing(Paper::Feasibility, 5_000);
        study.funding = String::new();
        assert_eq!(key(town.file(school, &study)), "approval-funding");
    });
}

/// 第十一条：审批由投资主管部门作出；第三十二条：不得超越权限。报批人不能审批自己报批的事项。
#[test]
fn art_11_and_32_who_files_does_not_decide() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 0);
        let filing = town.filing(Paper::Proposal, 0);
        let filed = town.file_as(&town.handler(0), school, &filing).unwrap().id;
        let decision = town.decision(Paper::Proposal, State::Approved);
        let (by_unit, by_audit) = (decision.clone(), decision.clone());
        // Units do not decide; what is not theirs they do not see.
        let refused = town
            .act(&town.leader(0), move |acting| approvals::commands::decide(acting, school, filed, &by_unit));
        assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden);
        let hidden = town.file_as(&town.handler(1), school, &filing);
        assert_eq!(hidden.unwrap_err().kind, FailureKind::NotFound);
        let audit = acting(Role::Auditor, "2026-06-15");
        let refused =
            town.act(&audit, move |acting| approvals::commands::decide(acting, school, filed, &by_audit));
        assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden);
        town.decide(school, filed, &decision).unwrap();

        // The office that filed for a unit neither decides nor gives an opinion.
        let study = town.file(school, &town.filing(Paper::Feasibility, 5_000)).unwrap().id;
        let decision = town.decision(Paper::Feasibility, State::Approved);
        let own = decision.clone();
        let refused =
            town.act(&town.office(), move |acting| approvals::commands::decide(acting, school, study, &own));
        assert_eq!(key(refused), "approval-own");
        let agree = OpinionInput { unit: None, stance: Stance::Agree, text: String::new(), papers: vec![] };
        let said = agree.clone();
        let refused =
            town.act(&town.office(), move |acting| approvals::commands::say(acting, school, study, &said));
        assert_eq!(key(refused), "approval-own");
        // Opinions are signed by who gives them, in the name of a unit of theirs.
        let foreign = OpinionInput { unit: Some(town.units[1]), ..agree.clone() };
        let refused = town
            .act(&town.handler(0), move |acting| approvals::commands::say(acting, school, study, &foreign));
        assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden);
        let without = OpinionInput { stance: Stance::Disagree, ..agree.clone() };
        let refused = town
            .act(&town.handler(0), move |acting| approvals::commands::say(acting, school, study, &without));
        assert_eq!(key(refused), "opinion-words");
        let finance = OpinionInput {
            unit: Some(town.units[2]),
            stance: Stance::Conditional,
            text: "资金分两年安排".into(),
            papers: vec![],
        };
        town.act(&town.second(), move |acting| approvals::commands::say(acting, school, study, &finance))
            .unwrap();
        let said = town.db.read_now(move |tx| approvals::store::opinions(tx, study)).unwrap();
        assert_eq!(said.len(), 1);
        assert_eq!((said[0].unit, said[0].signed_name.as_str()), (Some(town.units[2]), "李示例"));
        town.decide(school, study, &decision).unwrap();
    });
}

/// 第十二条：概算超过可研估算 10% 的，应当报告，可以要求重新报送可行性研究报告。
#[test]
fn art_12_an_estimate_more_than_a_tenth_above_needs_a_report() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        town.approve(school, Paper::Proposal, 0);
        town.approve(school, Paper::Feasibility, 5_000);
        // Exactly 10 % needs none.
        let exact = town.file(school, &town.filing(Paper::Design, 5_500)).unwrap().id;
        let back = town.decide(school, exact, &town.decision(Paper::Design, State::SentBack));
        assert_eq!(key(back), "approval-send-back");
        let mut refusal = town.decision(Paper::Design, State::Refused);
        refusal.opinion = "请优化设计".into();
        town.decide(school, exact, &refusal).unwrap();
        let mut over = town.filing(Paper::Design, 5_501);
        assert_eq!(key(town.file(school, &over)), "approval-over-tenth");
        over.report = "地基处理增加".into();
        let filed = town.file(school, &over).unwrap().id;
        let mut back = town.decision(Paper::Design, State::SentBack);
        back.opinion = "超过估算 10.02%，请重新报送可研".into();
        town.decide(school, filed, &back).unwrap();
        assert_eq!(key(town.file(school, &over)), "approval-study-again");
        town.approve(school, Paper::Feasibility, 5_400);
        town.approve(school, Paper::Design, 5_501);
        let all = town.db.read_now(move |tx| approvals::store::of_project(tx, school)).unwrap();
        assert_eq!(approvals::rules::ceiling(&all), Some(Fen(5_501 * WAN)));
    });
}

/// 第十三条：可以简化需要报批的文件和审批程序的情形。
#[test]
fn art_13_papers_are_left_out_only_on_a_ground() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let dyke = town.project(Kind::Government, 800, 1);
        let mut design = town.filing(Paper::Design, 800);
        assert_eq!(key(town.file(dyke, &design)), "approval-order");
        design.simplified = Some(Simplified::Emergency);
        let filed = town.file(dyke, &design).unwrap();
        assert_eq!(filed.filing.simplified, Some(Simplified::Emergency));
        // No ground makes up for an acceptance that is not there.
        let mut accounts = town.filing(Paper::FinalAccounts, 800);
        accounts.simplified = Some(Simplified::Emergency);
        assert_eq!(key(town.file(dyke, &accounts)), "approval-before-acceptance");
    });
}

/// 第十六条：政府投资年度计划应当明确的六项。
#[test]
fn art_16_the_annual_plan_states_its_six_fields() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let mut data = town.data("未定工期项目", Kind::Government, 500, 1);
        data.planned_finish = None;
        let id = town.enter(data);
        town.chain(id, 500);
        assert_eq!(key(town.plan(id, Source::Fiscal, 2026, 100)), "project-annual-plan-fields");
        let before = town.load(id);
        let mut data = before.data.clone();
        data.planned_finish = Some(town::day("2027-06-30"));
        town.act(&town.office(), move |acting| commands::change(acting, id, before.no, &data, "补充工期"))
            .unwrap();
        town.plan(id, Source::Fiscal, 2026, 100).unwrap();
    });
}

/// 第十七条：可行性研究报告已经批准或者投资概算已经核定，方可列入年度计划。
#[test]
fn art_17_only_what_is_approved_enters_the_annual_plan() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        town.approve(school, Paper::Proposal, 0);
        assert_eq!(key(town.plan(school, Source::Fiscal, 2026, 1_000)), "fund-plan-unapproved");
        town.approve(school, Paper::Feasibility, 5_000);
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        let dyke = town.project(Kind::Government, 800, 3);
        let mut design = town.filing(Paper::Design, 800);
        design.simplified = Some(Simplified::Small);
        let filed = town.file(dyke, &design).unwrap().id;
        town.decide(dyke, filed, &town.decision(Paper::Design, State::Approved)).unwrap();
        town.plan(dyke, Source::Fiscal, 2026, 800).unwrap();
    });
}

/// 第十八条、第十九条：年度计划与预算衔接；按照经批准的预算拨付。
#[test]
fn art_18_and_19_public_money_comes_within_its_plan() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        town.chain(school, 5_000);
        assert_eq!(key(town.pay_in(school, Source::Fiscal, 1)), "fund-beyond-plan");
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        // What is planned for next year does not come in this one.
        town.plan(school, Source::Fiscal, 2027, 4_000).unwrap();
        assert_eq!(key(town.pay_in(school, Source::Fiscal, 1_001)), "fund-beyond-plan");
        town.pay_in(school, Source::Fiscal, 1_000).unwrap();
        assert_eq!(key(town.plan(school, Source::Fiscal, 2026, 999)), "fund-plan-below");
    });
}

/// 第二十条：不符合规定的建设条件的，不得开工建设；应当审批开工报告的，批准后方可开工。
#[test]
fn art_20_building_begins_when_its_conditions_are_met() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        town.ready_to_start(school);
        let missing = town.advance(school, Stage::Started).unwrap_err();
        assert_eq!(keys(&missing), ["project-gate-design", "project-gate-funds", "project-gate-fund-plan"]);
        // Works are not paid either.
        assert_eq!(key(town.pay_out(school, Cost::Building, 1, 0)), "fund-no-estimate");
        town.approve(school, Paper::Proposal, 0);
        town.approve(school, Paper::Feasibility, 5_000);
        let mut design = town.filing(Paper::Design, 5_000);
        design.start_report = true;
        let filed = town.file(school, &design).unwrap().id;
        town.decide(school, filed, &town.decision(Paper::Design, State::Approved)).unwrap();
        town.plan(school, Source::Fiscal, 2027, 3_000).unwrap();
        let missing = town.advance(school, Stage::Started).unwrap_err();
        assert_eq!(
            keys(&missing),
            ["project-gate-funds", "project-gate-fund-plan", "project-gate-start-report"]
        );
        town.plan(school, Source::Bond, 2026, 2_000).unwrap();
        assert_eq!(keys(&town.advance(school, Stage::Started).unwrap_err()), ["project-gate-start-report"]);
        town.approve(school, Paper::Start, 0);
        assert_eq!(town.advance(school, Stage::Started).unwrap().stage, Stage::Started);
        // An enterprise's own project is not bound by it.
        let firm = town.project(Kind::Enterprise, 9_000, 2);
        town.ready_to_start(firm);
        town.advance(firm, Stage::Started).unwrap();
    });
}

/// 第二十一条：按照批准的建设地点、规模和内容实施；变更应当报原审批部门审批。
#[test]
fn art_21_place_and_scale_change_only_with_an_approval() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        let rewrite = |place: &str| {
            let before = town.load(school);
            let mut data = before.data.clone();
            data.place = place.into();
            town.act(&town.office(), move |acting| commands::change(acting, school, before.no, &data, "更正"))
        };
        rewrite("示例街道东侧").unwrap();
        town.chain(school, 5_000);
        assert_eq!(key(rewrite("示例街道西侧")), "approval-needs-change");
        let mut change = town.filing(Paper::Change, 0);
        assert_eq!(key(town.file(school, &change)), "approval-change-nothing");
        change.place = "示例街道西侧".into();
        let filed = town.file(school, &change).unwrap().id;
        assert_eq!(town.load(school).data.place, "示例街道东侧");
        town.decide(school, filed, &town.decision(Paper::Change, State::Approved)).unwrap();
        assert_eq!(town.load(school).data.place, "示例街道西侧");
        // Whose money it is cannot be rewritten to be free of the rule.
        let before = town.load(school);
        let mut data = before.data.clone();
        data.kind = Kind::Enterprise;
        let freed = town
            .act(&town.office(), move |acting| commands::change(acting, school, before.no, &data, "更正"));
        assert_eq!(key(freed), "approval-kind-stays");
    });
}

/// 第二十二条：资金落实到位；不得由施工单位垫资建设。
#[test]
fn art_22_builders_advance_nothing() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 5_000, 1);
        town.chain(school, 5_000);
        town.plan(school, Source::Fiscal, 2026, 5_000).unwrap();
        assert_eq!(key(town.pay_out(school, Cost::Building, 1, 0)), "fund-no-advance");
        town.pay_in(school, Source::Fiscal, 970).unwrap();
        // What is kept back needs not be there yet; a fen more than there is does.
        town.pay_out(school, Cost::Building, 1_000, 30).unwrap();
        assert_eq!(key(town.pay_out(school, Cost::Land, 1, 0)), "fund-no-advance");
        assert_eq!(key(town.post(school, Order::Release { amount: Fen(30 * WAN) })), "fund-no-advance");
        assert_eq!(town.balances(school).cash(), Fen(0));
    });
}

/// 第二十三条：投资原则上不得超过概算；确需增加的，提出调整方案及资金来源，报核定。
#[test]
fn art_23_nothing_above_the_estimate_without_an_adjustment() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.chain(school, 1_000);
        assert_eq!(key(town.plan(school, Source::Fiscal, 2026, 1_001)), "fund-plan-over");
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        town.pay_in(school, Source::Fiscal, 1_000).unwrap();
        town.pay_in(school, Source::Own, 200).unwrap();
        town.pay_out(school, Cost::Building, 950, 0).unwrap();
        assert_eq!(key(town.pay_out(school, Cost::Equipment, 51, 0)), "fund-over-estimate");
        let before = town.load(school);
        let mut data = before.data.clone();
        data.total = Fen(1_100 * WAN);
        let lifted = town
            .act(&town.office(), move |acting| commands::change(acting, school, before.no, &data, "涨价"));
        assert_eq!(key(lifted), "approval-total-over");
        let mut adjustment = town.filing(Paper::Adjustment, 1_080);
        adjustment.funding = String::new();
        assert_eq!(key(town.file(school, &adjustment)), "approval-funding");
        assert_eq!(key(town.file(school, &town.filing(Paper::Adjustment, 949))), "approval-below-costs");
        town.approve(school, Paper::Adjustment, 1_080);
        town.pay_out(school, Cost::Equipment, 130, 0).unwrap();
        assert_eq!(key(town.pay_out(school, Cost::Other, 1, 0)), "fund-over-estimate");
    });
}

/// 第二十三条：一个项目的各部分合计也不得超过其概算。
#[test]
fn art_23_parts_stay_within_the_estimate_of_the_whole() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let line = town.project(Kind::Government, 1_000, 1);
        town.chain(line, 1_000);
        let mut data = town.data("站点土建", Kind::Government, 900, 3);
        data.parent = Some(line);
        let station = town.enter(data);
        town.chain(station, 900);
        for project in [line, station] {
            town.plan(project, Source::Fiscal, 2026, 500).unwrap();
            town.pay_in(project, Source::Fiscal, 500).unwrap();
        }
        assert_eq!(key(town.plan(line, Source::Own, 2026, 1)), "fund-plan-over");
        town.pay_in(station, Source::Own, 300).unwrap();
        town.pay_out(line, Cost::Land, 500, 0).unwrap();
        town.pay_out(station, Cost::Building, 500, 0).unwrap();
        assert_eq!(key(town.pay_out(station, Cost::Building, 1, 0)), "fund-over-estimate");
    });
}

/// 第二十三条：合同合计也不得超过概算；合同付款不超过合同，未结算不办决算（第二十五条）。
#[test]
fn art_23_and_25_contracts_stay_within_the_estimate_and_are_settled_first() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.ready_to_start(school);
        town.chain(school, 1_000);
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        let sign = |amount: i64| {
            let input = ContractInput {
                role: contracts::model::Role::Building,
                party: "示例建工".into(),
                qualification: "一级".into(),
                number: "示例-1".into(),
                section: "一标段".into(),
                amount: Fen(amount * WAN),
                retention: 3,
                signed_on: town::day("2026-05-01"),
                from: None,
                until: None,
                manager: "钱示例".into(),
                phone: String::new(),
            };
            town.act(&town.office(), move |acting| contracts::commands::sign(acting, school, &input))
        };
        assert_eq!(key(sign(1_001)), "contract-over-estimate");
        let contract = sign(800).unwrap();
        assert_eq!(key(sign(201)), "contract-over-estimate");
        let change = |amount: i64| {
            let input =
                ChangeInput {
                    amount: Fen(amount * WAN), reason: "管线迁改".into(), paper: "签证-1".into()
                };
            town.act(&town.office(), move |acting| {
                contracts::commands::change(acting, school, contract, &input)
            })
        };
        assert_eq!(key(change(201)), "contract-over-estimate");
        change(50).unwrap();
        let over =
            BudgetInput { amount: Fen(1_001 * WAN), paper: "评审报告".into(), report: String::new() };
        let refused =
            town.act(&town.office(), move |acting| contracts::commands::budget(acting, school, &over));
        assert_eq!(key(refused), "contract-budget-over");
        town.pay_in(school, Source::Fiscal, 1_000).unwrap();
        let pay = |paper: &'static str, amount: i64, to: Id| {
            let input = OrderInput {
                order: Order::PayOut { cost: Cost::Building, amount: Fen(amount * WAN), kept: Fen(0) },
                day: None,
                paper: paper.into(),
                note: String::new(),
                contract: Some(to),
            };
            town.act(&town.office(), move |acting| {
                qipan_projects::money::commands::post(acting, school, &input)
            })
        };
        assert_eq!(key(pay("付-1", 851, contract)), "contract-paid-over");
        assert_eq!(key(pay("付-1", 1, Id(5))), "contract-unknown");
        pay("付-1", 840, contract).unwrap();
        town.advance(school, Stage::Started).unwrap();
        town.node(&town.load(school), NodeKind::Building);
        town.advance(school, Stage::Building).unwrap();
        town.approve(school, Paper::Acceptance, 0);
        town.advance(school, Stage::Completed).unwrap();
        assert_eq!(key(town.file(school, &town.filing(Paper::FinalAccounts, 840))), "approval-unsettled");
        let settle = |amount: i64| {
            let input = SettlementInput { amount: Fen(amount * WAN), paper: "审定单-1".into() };
            town.act(&town.office(), move |acting| {
                contracts::commands::settle(acting, school, contract, &input)
            })
        };
        assert_eq!(key(settle(839)), "contract-below-paid");
        assert_eq!(key(settle(851)), "contract-settle-over");
        settle(840).unwrap();
        town.approve(school, Paper::FinalAccounts, 840);
        let found = town.db.read_now(move |tx| contracts::commands::estimates(tx, school)).unwrap();
        let amounts: Vec<Option<i64>> =
            found.iter().map(|one| one.amount.map(|amount| amount.0 / WAN)).collect();
        assert_eq!(amounts, [Some(1_000), Some(1_000), None, Some(840), Some(840), Some(840)]);
    });
}

/// 第二十五条：竣工验收，验收合格后办理竣工财务决算；结余的财政资金缴回国库。
#[test]
fn art_25_acceptance_then_final_accounts_then_the_surplus() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.ready_to_start(school);
        town.chain(school, 1_000);
        town.plan(school, Source::Fiscal, 2026, 800).unwrap();
        town.plan(school, Source::Own, 2026, 200).unwrap();
        town.advance(school, Stage::Started).unwrap();
        assert_eq!(key(town.file(school, &town.filing(Paper::Acceptance, 0))), "approval-acceptance-early");
        town.node(&town.load(school), NodeKind::Building);
        town.advance(school, Stage::Building).unwrap();
        town.pay_in(school, Source::Fiscal, 800).unwrap();
        town.pay_in(school, Source::Own, 200).unwrap();
        town.pay_out(school, Cost::Building, 900, 27).unwrap();
        assert_eq!(key(town.advance(school, Stage::Completed)), "project-gate-acceptance");
        assert_eq!(
            key(town.file(school, &town.filing(Paper::FinalAccounts, 900))),
            "approval-before-acceptance"
        );
        assert_eq!(key(town.post(school, Order::Return { amount: Fen(WAN) })), "fund-return-early");
        town.approve(school, Paper::Acceptance, 0);
        town.advance(school, Stage::Completed).unwrap();
        // The accounts say what the ledger says, to the fen.
        assert_eq!(key(town.file(school, &town.filing(Paper::FinalAccounts, 899))), "approval-final-ledger");
        assert_eq!(key(town.file(school, &town.filing(Paper::FinalAccounts, 1_001))), "approval-final-over");
        town.approve(school, Paper::FinalAccounts, 900);
        assert_eq!(key(town.file(school, &town.filing(Paper::FinalAccounts, 900))), "approval-once");
        // 127 is there, 27 of it is kept back: 100 goes back.
        assert_eq!(town.balances(school).surplus(), Fen(100 * WAN));
        assert_eq!(key(town.post(school, Order::Return { amount: Fen(100 * WAN + 1) })), "fund-return");
        town.post(school, Order::Return { amount: Fen(100 * WAN) }).unwrap();
        town.post(school, Order::Release { amount: Fen(27 * WAN) }).unwrap();
        let after = town.balances(school);
        assert_eq!((after.cash(), after.kept(), after.returned()), (Fen(0), Fen(0), Fen(100 * WAN)));
        assert_eq!(after.paid_out(None), Fen(900 * WAN));
    });
}

/// 第二十五条只收财政资金：自筹资金的结余不缴国库。
#[test]
fn art_25_only_public_money_goes_back() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let joint = town.project(Kind::Joint, 1_000, 1);
        town.pay_in(joint, Source::Own, 500).unwrap();
        assert_eq!(town.balances(joint).surplus(), Fen(0));
        assert_eq!(town.balances(joint).cash(), Fen(500 * WAN));
        let _ = Id(0);
    });
}

/// 第二十七条、第二十九条：如实报送，存档备查：每个行为都在不可更改的流水里。
#[test]
fn art_27_and_29_every_act_is_kept_in_the_journal() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.chain(school, 1_000);
        let entry = town.plan(school, Source::Fiscal, 2026, 1_000).unwrap().id;
        let second = town.second();
        town.act(&second, move |acting| {
            qipan_projects::money::commands::reverse(acting, school, entry, "来源录错")
        })
        .unwrap();
        let verdict = t.db.read_now(|tx| qipan_store::journal_verify::verify(tx, |_| {})).unwrap();
        assert!(verdict.sound());
        let acts =
            t.db.read_now(move |tx| qipan_store::journal::of_subject(tx, "project", school, 100)).unwrap();
        let of = |act: &str| acts.iter().filter(|entry| entry.act == act).count();
        assert_eq!(
            (of("approval.file"), of("approval.decide"), of("fund.post"), of("fund.reverse")),
            (3, 3, 1, 1)
        );
    });
}

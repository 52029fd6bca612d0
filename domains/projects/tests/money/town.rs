//! A small town with projects, for tests of approvals and money.

#[path = "../ground/mod.rs"]
mod ground;

use std::ops::Deref;

use qipan_kernel::{Context, Failure, Fen, Id, Outcome, Role};
use qipan_projects::approvals::model::{Approval, Basis, Decision, Filing, Paper, State};
use qipan_projects::approvals::{self, rules::points};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Class, Kind, Project, ProjectData, Stage, Year};
use qipan_projects::money::model::{Cost, Entry, Order, OrderInput, Source};
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::{money, nodes};
use qipan_store::Db;
use qipan_testkit::{acting, acting_for, noon};

pub use ground::{Ground, MIGRATIONS, WAN, day, paper};

pub struct Town {
    ground: Ground,
    vouchers: std::sync::atomic::AtomicUsize,
}

impl Deref for Town {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
}

/// The key of a refusal.
pub fn key<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    outcome.expect_err("a refusal").message.key.into_owned()
}

/// All keys of a refusal.
pub fn keys(failure: &Failure) -> Vec<String> {
    std::iter::once(failure).chain(&failure.more).map(|one| one.message.key.to_string()).collect()
}

impl Town {
    pub fn new(db: &Db) -> Town {
        let names = &[("住建委", "Housing"), ("教育局", "Education"), ("财政局", "Finance")];
        Town { ground: Ground::new(db, names), vouchers: Default::default() }
    }

    /// Somebody of the supervision office.
    pub fn office(&self) -> Context {
        acting(Role::Supervision, "2026-06-15")
    }

    /// Somebody else of it.
    pub fn second(&self) -> Context {
        let mut context = self.office();
        (context.actor.id, context.actor.name) = (Id(77), "李示例".into());
        context
    }

    /// Who handles the projects of a unit.
    pub fn handler(&self, unit: usize) -> Context {
        acting_for(Role::UnitHandler, self.units[unit], "2026-06-15")
    }

    /// Who leads a unit.
    pub fn leader(&self, unit: usize) -> Context {
        acting_for(Role::UnitLeader, self.units[unit], "2026-06-15")
    }

    pub fn data(&self, name: &str, kind: Kind, total: i64, number: usize) -> ProjectData {
        ProjectData {
            code: format!("2603-120116-04-01-{:06}", 100_000 + number),
            industry: "社会事业".into(),
            kind,
            lead_unit: self.units[number % 2],
            owner: "示例建设有限公司".into(),
            place: "示例街道".into(),
            scale: "建筑面积 2 万平方米".into(),
            total: Fen(total * WAN),
            planned_start: Some(day("2026-03-01")),
            planned_finish: Some(day("2027-12-31")),
            ..self.bare(&format!("{name}（示例）"))
        }
    }

    /// Enters a project and takes it to its preparation.
    pub fn project(&self, kind: Kind, total: i64, number: usize) -> Id {
        let data = self.data(&format!("中学新建{number}"), kind, total, number);
        self.enter(data)
    }

    pub fn enter(&self, data: ProjectData) -> Id {
        let kind = data.kind;
        self.act(&self.office(), move |acting| {
            let id = commands::create(acting, &data)?.id;
            let today = acting.context.now.day();
            commands::advance(acting, id, Stage::Reserved, today, "")?;
            if kind == Kind::Enterprise {
                commands::advance(acting, id, Stage::Negotiating, today, "")?;
                commands::advance(acting, id, Stage::Signed, today, "")?;
            }
            Ok(commands::advance(acting, id, Stage::Preparing, today, "")?.id)
        })
        .unwrap()
    }

    /// A filing with what its kind needs.
    pub fn filing(&self, kind: Paper, amount: i64) -> Filing {
        let mut filing = Filing::of(kind);
        filing.grounds = "学位不足，群众反映强烈".into();
        if approvals::rules::states_amount(kind) {
            filing.amount = Some(Fen(amount * WAN));
        }
        if matches!(kind, Paper::Feasibility | Paper::Adjustment) {
            filing.funding = "区财政资金".into();
        }
        filing
    }

    /// Files as the office would, with the papers that are needed.
    pub fn file(&self, project: Id, filing: &Filing) -> Outcome<Approval> {
        self.file_as(&self.office(), project, filing)
    }

    pub fn file_as(&self, who: &Context, project: Id, filing: &Filing) -> Outcome<Approval> {
        let filing = filing.clone();
        self.act(who, move |acting| {
            let filing = ground::with_papers(acting, project, &filing)?;
            approvals::commands::file(acting, project, &filing)
        })
    }

    pub fn decision(&self, kind: Paper, ruling: State) -> Decision {
        Decision {
            ruling,
            number: "滨示审〔2026〕8号".into(),
            opinion: "同意".into(),
            reviewed: points(kind).to_vec(),
            basis: Basis::default(),
            papers: Vec::new(),
        }
    }

    pub fn decide(&self, project: Id, id: Id, decision: &Decision) -> Outcome<Approval> {
        let decision = decision.clone();
        self.act(&self.second(), move |acting| approvals::commands::decide(acting, project, id, &decision))
    }

    /// Files and approves.
    pub fn approve(&self, project: Id, kind: Paper, amount: i64) -> Approval {
        let filed = self.file(project, &self.filing(kind, amount)).unwrap();
        self.decide(project, filed.id, &self.decision(kind, State::Approved)).unwrap()
    }

    /// Proposal, study and design, with this estimate.
    pub fn chain(&self, project: Id, amount: i64) {
        for kind in [Paper::Proposal, Paper::Feasibility, Paper::Design] {
            self.approve(project, kind, amount);
        }
    }

    /// Posts an order as the unit's handler would, with a voucher of its own.
    pub fn post(&self, project: Id, order: Order) -> Outcome<Entry> {
        let number = self.vouchers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let input = OrderInput {
            order,
            day: None,
            paper: format!("凭证-{number}"),
            note: String::new(),
            contract: None,
        };
        self.act(&self.office(), move |acting| money::commands::post(acting, project, &input))
    }

    pub fn plan(&self, project: Id, source: Source, year: i32, amount: i64) -> Outcome<Entry> {
        self.post(project, Order::Plan { source, year, amount: Fen(amount * WAN) })
    }

    pub fn pay_in(&self, project: Id, source: Source, amount: i64) -> Outcome<Entry> {
        self.post(project, Order::PayIn { source, amount: Fen(amount * WAN) })
    }

    pub fn pay_out(&self, project: Id, cost: Cost, amount: i64, kept: i64) -> Outcome<Entry> {
        self.post(project, Order::PayOut { cost, amount: Fen(amount * WAN), kept: Fen(kept * WAN) })
    }

    pub fn balances(&self, project: Id) -> money::model::Balances {
        self.db.read_now(move |tx| money::store::balances(tx, project)).unwrap()
    }

    pub fn load(&self, project: Id) -> Project {
        self.db.read_now(move |tx| qipan_projects::book::store::find(tx, project)).unwrap().unwrap()
    }

    /// Takes a project to a stage, with the nodes and the list that its gates ask for.
    pub fn advance(&self, project: Id, to: Stage) -> Outcome<Project> {
        let day = day("2026-06-15");
        self.act(&self.office(), move |acting| commands::advance(acting, project, to, day, ""))
    }

    /// Opens a permit that is done, lists the project in 2026, and opens building nodes that are done.
    pub fn ready_to_start(&self, project: Id) {
        let office = self.office();
        let found = self.load(project);
        let year = Year {
            year: 2026,
            // What nothing is approved of yet is prepared (article 17).
            class: if found.data.kind == Kind::Government { Class::Preparatory } else { Class::New },
            plan: Fen(10 * WAN),
            goal: "开工".into(),
            listed_on: day("2026-01-08"),
            listed_why: String::new(),
            left_on: None,
            left_why: String::new(),
        };
        self.act(&office, move |acting| commands::list_in(acting, project, &year)).unwrap();
        self.node(&found, NodeKind::Permit);
    }

    /// A node that is opened and closed.
    pub fn node(&self, project: &Project, kind: NodeKind) {
        use qipan_board::commitments::commands as board;
        let (id, unit) =
            (project.id, self.units.iter().position(|unit| *unit == project.data.lead_unit).unwrap());
        let input = NodeInput {
            kind,
            word: String::new(),
            name: "施工许可".into(),
            unit: None,
            person: String::new(),
            start_day: day("2026-06-01"),
            due_day: day("2026-07-01"),
            after: Vec::new(),
            after_rows: Vec::new(),
        };
        let opened = self
            .act(&self.office(), move |acting| {
                nodes::commands::open(acting, id, std::slice::from_ref(&input))
            })
            .unwrap();
        let node = opened[0].commitment.id;
        let full = board::ReportInput { claimed: qipan_kernel::Progress::FULL, ..Default::default() };
        let evidence = qipan_board::commitments::model::Evidence {
            id: Id(0),
            report: None,
            at: noon("2026-06-15"),
            actor_name: String::new(),
            name: "施工许可证（示例）.txt".into(),
            media_type: "text/plain".into(),
            size: 12,
            digest: "00".repeat(32),
            note: String::new(),
        };
        self.act(&self.handler(unit), move |acting| board::sign_for(acting, node)).unwrap();
        self.act(&self.handler(unit), move |acting| board::report(acting, node, &full)).unwrap();
        let shown = evidence;
        self.act(&self.handler(unit), move |acting| board::add_evidence(acting, node, shown.clone()))
            .unwrap();
        self.act(&self.leader(unit), move |acting| board::submit(acting, node, "")).unwrap();
        self.act(&self.office(), move |acting| board::close(acting, node, "")).unwrap();
    }
}

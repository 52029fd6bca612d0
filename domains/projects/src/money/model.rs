//! Accounts, entries and balances, as values.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// Where money comes from.
    Source, "fund-source", {
        /// 财政拨款
        Fiscal = "fiscal",
        /// 政府专项债券
        Bond = "bond",
        /// 企业自筹
        Own = "own",
        /// 银行贷款
        Loan = "loan",
        /// 其他
        Other = "other",
    }
}

impl Source {
    /// Money that the budget arranges: the Regulations hold for it (article 2), and what is left of it goes back
    /// (article 25).
    pub fn is_public(self) -> bool {
        matches!(self, Source::Fiscal | Source::Bond)
    }
}

worded! {
    /// What money is paid for.
    Cost, "fund-cost", {
        /// 建筑安装
        Building = "building",
        /// 设备
        Equipment = "equipment",
        /// 征地拆迁
        Land = "land",
        /// 其他费用
        Other = "other",
    }
}

/// An account of the ledger. What comes in is negative where it comes from and positive where it goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Account {
    /// What is planned from a source; `Planned` is its other side.
    Plan(Source),
    /// The other side of all plans.
    Planned,
    /// What a source has paid in (negative).
    Source(Source),
    /// The project's money: paid in, not yet paid out.
    Cash,
    /// What was paid for, whether the builder has all of it or not.
    Cost(Cost),
    /// 质保金: owed to builders until the defects period is over (negative).
    Retention,
    /// 缴回国库: surplus that was returned.
    Treasury,
}

impl Account {
    /// All accounts.
    pub fn all() -> Vec<Account> {
        let mut all: Vec<Account> = Source::ALL.iter().map(|one| Account::Plan(*one)).collect();
        all.push(Account::Planned);
        all.extend(Source::ALL.iter().map(|one| Account::Source(*one)));
        all.push(Account::Cash);
        all.extend(Cost::ALL.iter().map(|one| Account::Cost(*one)));
        all.extend([Account::Retention, Account::Treasury]);
        all
    }

    /// The word in the database, in addresses and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Account::Plan(Source::Fiscal) => "plan-fiscal",
            Account::Plan(Source::Bond) => "plan-bond",
            Account::Plan(Source::Own) => "plan-own",
            Account::Plan(Source::Loan) => "plan-loan",
            Account::Plan(Source::Other) => "plan-other",
            Account::Planned => "planned",
            Account::Source(Source::Fiscal) => "source-fiscal",
            Account::Source(Source::Bond) => "source-bond",
            Account::Source(Source::Own) => "source-own",
            Account::Source(Source::Loan) => "source-loan",
            Account::Source(Source::Other) => "source-other",
            Account::Cash => "cash",
            Account::Cost(Cost::Building) => "cost-building",
            Account::Cost(Cost::Equipment) => "cost-equipment",
            Account::Cost(Cost::Land) => "cost-land",
            Account::Cost(Cost::Other) => "cost-other",
            Account::Retention => "retention",
            Account::Treasury => "treasury",
        }
    }

    /// The account with a word.
    pub fn parse(word: &str) -> Option<Account> {
        Account::all().into_iter().find(|account| account.word() == word)
    }

    /// The locale key of its name.
    pub fn key(self) -> String {
        format!("fund-account-{}", self.word())
    }
}

worded! {
    /// A figure that pages show: the sum of some accounts, as positive as people expect it.
    Figure, "fund-figure", {
        /// 资金计划
        Plan = "plan",
        /// 到位
        PaidIn = "paid-in",
        /// 支付
        PaidOut = "paid-out",
        /// 支出（含质保金）
        Cost = "cost",
        /// 账面结存
        Cash = "balance",
        /// 质保金
        Kept = "kept",
        /// 缴回国库
        Returned = "returned",
    }
}

impl Figure {
    /// Whether an account is part of it.
    pub fn counts(self, account: Account) -> bool {
        match self {
            Figure::Plan => matches!(account, Account::Plan(_)),
            Figure::PaidIn => matches!(account, Account::Source(_)),
            Figure::PaidOut => matches!(account, Account::Cost(_) | Account::Retention),
            Figure::Cost => matches!(account, Account::Cost(_)),
            Figure::Cash => account == Account::Cash,
            Figure::Kept => account == Account::Retention,
            Figure::Returned => account == Account::Treasury,
        }
    }

    /// With which sign.
    pub fn sign(self) -> i64 {
        if matches!(self, Figure::PaidIn | Figure::Kept) { -1 } else { 1 }
    }
}

worded! {
    /// What an entry records.
    EntryKind, "fund-entry", {
        /// 资金计划
        Plan = "plan",
        /// 资金到位
        PayIn = "pay-in",
        /// 支付
        PayOut = "pay-out",
        /// 质保金支付
        Release = "release",
        /// 结余缴回
        Return = "return",
        /// 冲销
        Reversal = "reversal",
    }
}

/// A month, counted so that months follow each other: year × 12 + month − 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period(pub i32);

impl Period {
    /// The month of a day.
    pub fn of(day: Day) -> Period {
        let (year, month, _) = day.ymd();
        Period(year * 12 + month as i32 - 1)
    }

    /// Its first day.
    pub fn start(self) -> Option<Day> {
        Day::from_ymd(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1)
    }
}

/// One line of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// The budget year.
    pub year: i32,
    /// The month that it counts for.
    pub period: Period,
    /// How much; the lines of an entry add up to nothing.
    pub amount: Fen,
}

/// An entry with its lines.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Identifier.
    pub id: Id,
    /// What it records.
    pub kind: EntryKind,
    /// The day of the payment.
    pub day: Day,
    /// When it was posted.
    pub at: Moment,
    /// By whom.
    pub by: Id,
    /// Their name.
    pub by_name: String,
    /// Voucher or order of payment.
    pub paper: String,
    /// A note.
    pub note: String,
    /// The contract under which it was paid.
    pub contract: Option<Id>,
    /// The entry that it takes back.
    pub reverses: Option<Id>,
    /// The entry that takes it back.
    pub reversed_by: Option<Id>,
    /// Its lines.
    pub postings: Vec<Posting>,
}

/// What is to be posted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Order {
    /// What a source is to give in a year; takes the place of what was planned of that source and year before.
    Plan {
        /// The source.
        source: Source,
        /// The budget year.
        year: i32,
        /// In fen.
        #[schemars(with = "i64")]
        amount: Fen,
    },
    /// What a source has given.
    PayIn {
        /// The source.
        source: Source,
        /// In fen.
        #[schemars(with = "i64")]
        amount: Fen,
    },
    /// What was paid, of which some may be kept back until the defects period is over.
    PayOut {
        /// What for.
        cost: Cost,
        /// In fen, with what is kept back.
        #[schemars(with = "i64")]
        amount: Fen,
        /// Kept back (质保金), in fen.
        #[serde(default)]
        #[schemars(with = "i64")]
        kept: Fen,
    },
    /// Pays what was kept back.
    Release {
        /// In fen.
        #[schemars(with = "i64")]
        amount: Fen,
    },
    /// Returns surplus to the treasury.
    Return {
        /// In fen.
        #[schemars(with = "i64")]
        amount: Fen,
    },
}

impl Order {
    /// What its entry records.
    pub fn kind(&self) -> EntryKind {
        match self {
            Order::Plan { .. } => EntryKind::Plan,
            Order::PayIn { .. } => EntryKind::PayIn,
            Order::PayOut { .. } => EntryKind::PayOut,
            Order::Release { .. } => EntryKind::Release,
            Order::Return { .. } => EntryKind::Return,
        }
    }
}

/// An order with its paper.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderInput {
    /// What is to be posted.
    pub order: Order,
    /// The day of the payment; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub day: Option<Day>,
    /// Voucher or order of payment (凭证、文号).
    #[serde(default)]
    pub paper: String,
    /// A note; of a plan, what its source is.
    #[serde(default)]
    pub note: String,
    /// The contract under which it is paid.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub contract: Option<Id>,
}

/// By what idle money and the light of payment are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Money paid in and not paid out for longer than so many months is idle.
    pub idle_months: i32,
    /// So much of what is due by the plan must be paid out for green, in per cent.
    pub payment_required: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { idle_months: 6, payment_required: 100 }
    }
}

/// What the accounts of a project add up to in each budget year.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Balances(pub BTreeMap<(Account, i32), Fen>);

impl Balances {
    /// Adds lines.
    pub fn add(&mut self, postings: &[Posting]) {
        for one in postings {
            self.put(one.account, one.year, one.amount);
        }
    }

    /// Adds an amount to an account of a year.
    pub fn put(&mut self, account: Account, year: i32, amount: Fen) {
        self.0.entry((account, year)).or_default().0 += amount.0;
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Balances) {
        for ((account, year), amount) in &other.0 {
            self.put(*account, *year, *amount);
        }
    }

    /// The sum of the accounts and years that `of` chooses.
    pub fn sum(&self, of: impl Fn(Account, i32) -> bool) -> Fen {
        Fen(self
            .0
            .iter()
            .filter(|((account, year), _)| of(*account, *year))
            .map(|(_, amount)| amount.0)
            .sum())
    }

    /// A figure over all years, or of one.
    pub fn figure(&self, figure: Figure, year: Option<i32>) -> Fen {
        let all = self.sum(|account, of| figure.counts(account) && year.is_none_or(|year| year == of));
        Fen(all.0 * figure.sign())
    }

    /// Planned from all sources.
    pub fn planned(&self, year: Option<i32>) -> Fen {
        self.figure(Figure::Plan, year)
    }

    /// Paid in by all sources.
    pub fn paid_in(&self, year: Option<i32>) -> Fen {
        self.figure(Figure::PaidIn, year)
    }

    /// Paid out: costs without what is kept back.
    pub fn paid_out(&self, year: Option<i32>) -> Fen {
        self.figure(Figure::PaidOut, year)
    }

    /// What was paid for, with what is kept back.
    pub fn costs(&self, year: Option<i32>) -> Fen {
        self.figure(Figure::Cost, year)
    }

    /// What is there and not yet paid out.
    pub fn cash(&self) -> Fen {
        self.figure(Figure::Cash, None)
    }

    /// Kept back from builders.
    pub fn kept(&self) -> Fen {
        self.figure(Figure::Kept, None)
    }

    /// Returned to the treasury.
    pub fn returned(&self) -> Fen {
        self.figure(Figure::Returned, None)
    }

    /// What came over from the years before: paid in, not paid out and not returned in them.
    pub fn carried_over(&self, year: i32) -> Fen {
        self.sum(|account, of| account == Account::Cash && of < year)
    }

    /// Planned from a source in a year, or in all.
    pub fn plan_of(&self, source: Source, year: Option<i32>) -> Fen {
        self.sum(|account, of| account == Account::Plan(source) && year.is_none_or(|year| year == of))
    }

    /// Paid in by a source in a year, or in all.
    pub fn paid_in_of(&self, source: Source, year: Option<i32>) -> Fen {
        let all =
            self.sum(|account, of| account == Account::Source(source) && year.is_none_or(|year| year == of));
        Fen(-all.0)
    }

    /// Surplus of public money: what is there beyond what is kept back, as far as the budget gave it (article 25).
    pub fn surplus(&self) -> Fen {
        let free = self.cash().0 - self.kept().0;
        let public: i64 = Source::ALL
            .iter()
            .filter(|source| source.is_public())
            .map(|source| self.paid_in_of(*source, None).0)
            .sum();
        Fen(free.min(public - self.returned().0).max(0))
    }

    /// The years in which something stands, oldest first.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> =
            self.0.iter().filter(|(_, fen)| fen.0 != 0).map(|((_, year), _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}

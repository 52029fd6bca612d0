//! Contracts, their changes, and estimates, as values.

use qipan_kernel::{Day, Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// What a participant does (参建单位类型).
    Role, "contract-role", {
        /// 勘察
        Survey = "survey",
        /// 设计
        Design = "design",
        /// 施工
        Building = "building",
        /// 监理
        Supervision = "supervision",
        /// 设备材料采购
        Supply = "supply",
        /// 检测
        Testing = "testing",
        /// 造价咨询
        Costing = "costing",
        /// 招标代理
        Agency = "agency",
        /// 其他
        Other = "other",
    }
}

/// What is written down of a contract.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractInput {
    /// What the participant does.
    pub role: Role,
    /// 单位名称.
    pub party: String,
    /// 资质等级.
    #[serde(default)]
    pub qualification: String,
    /// 合同编号.
    #[serde(default)]
    pub number: String,
    /// 合同段.
    #[serde(default)]
    pub section: String,
    /// 合同额, in fen.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// 质保金比例 in per cent, 0 to 3.
    #[serde(default)]
    pub retention: i64,
    /// Signed on.
    #[schemars(with = "String")]
    pub signed_on: Day,
    /// 开工.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<Day>,
    /// 完工.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<Day>,
    /// 项目经理.
    #[serde(default)]
    pub manager: String,
    /// 联系电话.
    #[serde(default)]
    pub phone: String,
}

/// A change of a contract's amount.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// By how much, in fen.
    pub amount: Fen,
    /// Why.
    pub reason: String,
    /// The paper that agrees to it.
    pub paper: String,
    /// The day.
    pub day: Day,
    /// When it was entered.
    pub at: Moment,
    /// By whom.
    pub by_name: String,
}

/// A change to be entered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInput {
    /// By how much, in fen; less than nothing makes it smaller.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// Why.
    pub reason: String,
    /// The paper that agrees to it (变更签证、补充协议).
    pub paper: String,
}

/// Who answers for a contract from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// 项目经理.
    pub manager: String,
    /// 联系电话.
    #[serde(default)]
    pub phone: String,
    /// Why it is another.
    pub reason: String,
}

/// What a contract is settled at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementInput {
    /// 结算金额, in fen.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// The paper of the audit (结算审核).
    pub paper: String,
}

/// 施工图预算.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetInput {
    /// In fen.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// The paper of its review (预算评审).
    pub paper: String,
    /// Why it is more than a tenth under or above the estimate, where it is.
    #[serde(default)]
    pub report: String,
}

/// A budget that was entered.
#[derive(Clone, PartialEq, Debug)]
pub struct Budget {
    /// What was entered.
    pub input: BudgetInput,
    /// The day.
    pub day: Day,
    /// By whom.
    pub by_name: String,
}

/// A contract with its changes and what was paid under it.
#[derive(Clone, PartialEq, Debug)]
pub struct Contract {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// What is written down of it.
    pub terms: ContractInput,
    /// Its changes, oldest first.
    pub changes: Vec<Change>,
    /// What it was settled at, when, and by which paper.
    pub settled: Option<(Fen, Day, String)>,
    /// Paid under it, with what is kept back, in fen.
    pub paid: Fen,
    /// Of that kept back.
    pub kept: Fen,
}

impl Contract {
    /// 合同额 as changed.
    pub fn amount(&self) -> Fen {
        Fen(self.terms.amount.0 + self.changes.iter().map(|change| change.amount.0).sum::<i64>())
    }

    /// What may be paid under it at most: what it was settled at, or its amount as changed.
    pub fn most(&self) -> Fen {
        self.settled.as_ref().map_or_else(|| self.amount(), |(settled, _, _)| *settled)
    }
}

worded! {
    /// The estimates of a project, in the order in which they come.
    Step, "estimate", {
        /// 估算
        Study = "study",
        /// 概算
        Design = "design",
        /// 预算
        Budget = "budget",
        /// 合同
        Contracts = "contracts",
        /// 结算
        Settled = "settled",
        /// 决算
        Final = "final",
    }
}

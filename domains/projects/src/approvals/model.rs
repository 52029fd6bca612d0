//! What is filed for approval, opinions on it, and what was decided, as values.

use qipan_kernel::{Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// What is approved (Government Investment Regulations, articles 9, 14, 20, 21, 23 and 25), in the order of a
    /// project's life.
    Paper, "approval", {
        /// 项目建议书
        Proposal = "proposal",
        /// 可行性研究报告, with the estimate (估算)
        Feasibility = "feasibility",
        /// 初步设计, with the estimate that controls the whole (概算)
        Design = "design",
        /// 资金申请报告: 投资补助、贷款贴息 (article 14)
        Subsidy = "subsidy",
        /// 开工报告 (article 20)
        Start = "start",
        /// 建设地点、规模、内容变更 (article 21)
        Change = "change",
        /// 概算调整 (article 23)
        Adjustment = "adjustment",
        /// 竣工验收 (article 25)
        Acceptance = "acceptance",
        /// 竣工财务决算 (article 25)
        FinalAccounts = "final-accounts",
    }
}

worded! {
    /// What became of it.
    State, "approval-state", {
        /// 已报批
        Filed = "filed",
        /// 已批准
        Approved = "approved",
        /// 不予批准
        Refused = "refused",
        /// 要求重新报送可行性研究报告 (article 12)
        SentBack = "sent-back",
    }
}

impl State {
    /// The locale key of the act that leads to it.
    pub fn ruling_key(self) -> &'static str {
        match self {
            State::Filed => "approval-state-filed",
            State::Approved => "approval-rule-approve",
            State::Refused => "approval-rule-refuse",
            State::SentBack => "approval-rule-send-back",
        }
    }
}

worded! {
    /// Why fewer papers are asked for (article 13).
    Simplified, "approval-simplified", {
        /// 相关规划中已经明确
        Planned = "planned",
        /// 部分扩建、改建
        Extension = "extension",
        /// 建设内容单一、投资规模较小、技术方案简单
        Small = "small",
        /// 应对突发事件需要紧急建设
        Emergency = "emergency",
    }
}

worded! {
    /// What the authority looks into before it approves (article 11, and articles 14, 20, 21, 23 and 25 for the papers
    /// that they ask for).
    Point, "approval-point", {
        /// 建设的必要性
        Necessity = "necessity",
        /// 技术经济可行性
        Feasibility = "feasibility",
        /// 社会效益
        Benefit = "benefit",
        /// 资金等主要建设条件的落实
        Conditions = "conditions",
        /// 符合可行性研究报告批复
        Conformity = "conformity",
        /// 符合国家有关标准和规范
        Standards = "standards",
        /// 手续符合国家有关规定
        Procedure = "procedure",
        /// 变更或调整的理由
        Cause = "cause",
        /// 资金来源
        Funding = "funding",
        /// 工程质量和档案
        Quality = "quality",
        /// 决算真实、完整
        Accounts = "accounts",
    }
}

worded! {
    /// What a unit says of what was filed.
    Stance, "opinion-stance", {
        /// 同意
        Agree = "agree",
        /// 原则同意，附修改意见
        Conditional = "conditional",
        /// 不同意
        Disagree = "disagree",
    }
}

/// What is filed for approval.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// What is to be approved.
    pub kind: Paper,
    /// Number of the request (报批文号); may be empty.
    #[serde(default)]
    pub document: String,
    /// The estimate that it states, in fen.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub amount: Option<Fen>,
    /// Why what comes before it is not asked for.
    #[serde(default)]
    pub simplified: Option<Simplified>,
    /// 对经济社会发展、社会公众利益有重大影响或者投资规模较大 (article 11, third paragraph).
    #[serde(default)]
    pub major: bool,
    /// 国务院规定应当审批开工报告 (article 20, second paragraph); stated with the design.
    #[serde(default)]
    pub start_report: bool,
    /// The reasons: necessity, feasibility, cause of a change.
    pub grounds: String,
    /// 资金来源.
    #[serde(default)]
    pub funding: String,
    /// The report of an estimate more than a tenth above (article 12).
    #[serde(default)]
    pub report: String,
    /// The papers that are filed, as they were handed in.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub papers: Vec<Id>,
    /// The paper of that report.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub report_paper: Option<Id>,
    /// Where it is to be built, if that changes.
    #[serde(default)]
    pub place: String,
    /// 建设规模及内容, if that changes.
    #[serde(default)]
    pub scale: String,
}

impl Filing {
    /// A filing of a kind with nothing else in it.
    pub fn of(kind: Paper) -> Filing {
        Filing {
            kind,
            document: String::new(),
            amount: None,
            simplified: None,
            major: false,
            start_report: false,
            grounds: String::new(),
            funding: String::new(),
            report: String::new(),
            papers: Vec::new(),
            report_paper: None,
            place: String::new(),
            scale: String::new(),
        }
    }
}

/// On what a decision on a major project rests (article 11, third paragraph): what each found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// 中介服务机构评估
    #[serde(default)]
    pub assessment: String,
    /// 公众参与
    #[serde(default)]
    pub public: String,
    /// 专家评议
    #[serde(default)]
    pub experts: String,
    /// 风险评估
    #[serde(default)]
    pub risk: String,
}

/// What is decided.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Approved, refused, or sent back.
    pub ruling: State,
    /// 文号.
    #[serde(default)]
    pub number: String,
    /// The opinion, and the reasons of a refusal.
    #[serde(default)]
    pub opinion: String,
    /// What was looked into.
    #[serde(default)]
    pub reviewed: Vec<Point>,
    /// On what it rests, for a major project.
    #[serde(default)]
    pub basis: Basis,
    /// Papers of the decision (批复文件), as they were handed in.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub papers: Vec<Id>,
}

/// An approval.
#[derive(Clone, PartialEq, Debug)]
pub struct Approval {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// What was filed.
    pub filing: Filing,
    /// When it was filed.
    pub filed_at: Moment,
    /// By whom.
    pub filed_by: Id,
    /// Their name.
    pub filed_name: String,
    /// What became of it.
    pub state: State,
    /// What was decided.
    pub decision: Option<Decided>,
}

/// Papers that are added to what was filed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoreInput {
    /// Papers that were handed in.
    #[schemars(with = "Vec<i64>")]
    pub papers: Vec<Id>,
}

/// A decision, who signed it, and when.
#[derive(Clone, PartialEq, Debug)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Id,
    /// Their name.
    pub name: String,
}

impl Approval {
    /// 文号 of the decision; empty until there is one.
    pub fn number(&self) -> &str {
        self.decision.as_ref().map_or("", |decided| decided.decision.number.as_str())
    }
}

/// An opinion of a unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Opinion {
    /// Identifier.
    pub id: Id,
    /// The unit in whose name it is given; `None` for the city's own offices and leaders.
    pub unit: Option<Id>,
    /// What it says.
    pub stance: Stance,
    /// In what words.
    pub text: String,
    /// When it was signed.
    pub signed_at: Moment,
    /// By whom.
    pub signed_by: Id,
    /// Their name.
    pub signed_name: String,
}

/// An opinion to be given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionInput {
    /// The unit in whose name it is given, where a city's office enters it for one; the signer's own otherwise.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// What it says.
    pub stance: Stance,
    /// In what words; needed unless it simply agrees.
    #[serde(default)]
    pub text: String,
    /// Papers with it, as they were handed in.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub papers: Vec<Id>,
}

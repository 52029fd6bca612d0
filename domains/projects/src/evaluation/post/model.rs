//! The post-evaluation, as values.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evaluation::model::Grade;

worded! {
    /// What a post-evaluation concludes on: how the project was decided and carried out, and what came of it (outline of the report,
    /// 国家发展改革委重大项目后评价管理办法, 发改评督规〔2024〕1103号; Government Investment Regulations, article 26).
    Aspect, "evaluation-aspect", {
        /// 前期决策和审批
        Decision = "decision",
        /// 建设实施
        Building = "building",
        /// 经济效益
        Economic = "economic",
        /// 社会效益
        Social = "social",
        /// 生态环境和资源能源
        Ecological = "ecological",
        /// 目标实现程度
        Goal = "goal",
        /// 可持续性
        Sustained = "sustained",
    }
}

/// A post-evaluation.
#[derive(Clone, PartialEq, Debug)]
pub struct Post {
    /// The commitment that it is on the board.
    pub commitment: Id,
    /// Who evaluates (中介服务机构).
    pub evaluator: String,
    /// Between which days.
    pub from: Day,
    /// Its limit.
    pub due: Day,
    /// Who chose it.
    pub chosen_name: String,
}

/// What a post-evaluation found, to be entered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultInput {
    /// The day of the report.
    #[schemars(with = "String")]
    pub day: Day,
    /// Who evaluated; who was chosen for it, when empty.
    #[serde(default)]
    pub evaluator: String,
    /// The grade as a whole.
    pub grade: Grade,
    /// What is concluded on each aspect.
    #[schemars(with = "BTreeMap<String, String>")]
    pub conclusions: BTreeMap<Aspect, String>,
    /// 意见和建议.
    pub recommendations: String,
    /// The report, as it was handed in.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub papers: Vec<Id>,
}

/// What a post-evaluation found.
#[derive(Clone, PartialEq, Debug)]
pub struct PostResult {
    /// The day of the report.
    pub day: Day,
    /// Who evaluated.
    pub evaluator: String,
    /// The grade as a whole.
    pub grade: Grade,
    /// What is concluded on each aspect.
    pub conclusions: BTreeMap<Aspect, String>,
    /// 意见和建议.
    pub recommendations: String,
    /// When it was entered.
    pub entered_at: Moment,
    /// By whom.
    pub entered_name: String,
}

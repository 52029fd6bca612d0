//! The form of the self-evaluation, as values (`reference/execution.md` 2.6).

use qipan_kernel::{Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// Indicators of the first level, with the points that the form gives them.
    First, "evaluation-first", {
        /// 产出指标, 50
        Output = "output",
        /// 效益指标, 30
        Benefit = "benefit",
        /// 满意度指标, 10
        Satisfaction = "satisfaction",
    }
}

worded! {
    /// Indicators of the second level.
    Second, "evaluation-second", {
        /// 数量指标
        Quantity = "quantity",
        /// 质量指标
        Quality = "quality",
        /// 时效指标
        Timeliness = "timeliness",
        /// 成本指标
        Cost = "cost",
        /// 经济效益
        Economic = "economic",
        /// 社会效益
        Social = "social",
        /// 生态效益
        Ecological = "ecological",
        /// 可持续影响
        Sustained = "sustained",
        /// 服务对象满意度
        Satisfaction = "satisfaction",
    }
}

impl Second {
    /// Of which it is a part.
    pub fn first(self) -> First {
        match self {
            Second::Quantity | Second::Quality | Second::Timeliness | Second::Cost => First::Output,
            Second::Satisfaction => First::Satisfaction,
            _ => First::Benefit,
        }
    }
}

worded! {
    /// Where the value of an indicator comes from.
    Measure, "evaluation-measure", {
        /// It is entered.
        Entered = "entered",
        /// Investment of the year against its plan.
        Investment = "investment",
        /// Nodes due by the end of the year that were done in time, in per cent.
        Nodes = "nodes",
        /// All costs against the approved estimate; less is better.
        Costs = "costs",
    }
}

worded! {
    /// How far the form is.
    State, "evaluation-state", {
        /// 填报中
        Draft = "draft",
        /// 已提交
        Submitted = "submitted",
        /// 已审定
        Confirmed = "confirmed",
    }
}

worded! {
    /// The grade of a score.
    Grade, "evaluation-grade", {
        /// 优
        Excellent = "excellent",
        /// 良
        Good = "good",
        /// 中
        Fair = "fair",
        /// 差
        Poor = "poor",
    }
}

/// An indicator of the third level. Values and points are in hundredths.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its second level.
    pub second: Second,
    /// Its name.
    pub name: String,
    /// Unit of its values.
    #[serde(default)]
    pub unit: String,
    /// Where its values come from.
    pub measure: Measure,
    /// Less is better.
    #[serde(default)]
    pub reverse: bool,
    /// 年度指标值, in hundredths; computed where it is not entered.
    #[serde(default)]
    pub target: Option<i64>,
    /// 实际完成值, in hundredths; computed where it is not entered.
    #[serde(default)]
    pub actual: Option<i64>,
    /// 分值, in hundredths.
    pub points: i64,
    /// 偏差原因.
    #[serde(default)]
    pub reason: String,
    /// 改进措施.
    #[serde(default)]
    pub measures: String,
}

/// What is filled in.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 年度总体目标: 预期.
    #[serde(default)]
    pub goal: String,
    /// 实际完成情况.
    #[serde(default)]
    pub reached: String,
    /// The indicators.
    pub indicators: Vec<Indicator>,
}

/// What the data say of a year.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// 年初预算: the first plans of the year.
    #[schemars(with = "i64")]
    pub initial: Fen,
    /// 全年预算: the plan of the year, with what came over.
    #[schemars(with = "i64")]
    pub budget: Fen,
    /// Of it 财政拨款.
    #[schemars(with = "i64")]
    pub public: Fen,
    /// Of it 上年结转.
    #[schemars(with = "i64")]
    pub carried: Fen,
    /// 全年执行.
    #[schemars(with = "i64")]
    pub paid: Fen,
    /// Invested in the year, and its plan.
    #[schemars(with = "i64")]
    pub invested: Fen,
    /// The plan of investment.
    #[schemars(with = "i64")]
    pub plan: Fen,
    /// Nodes due by the end of the year, and those of them done in time.
    pub nodes: (i64, i64),
    /// All costs to the end of the year, and the approved estimate.
    #[schemars(with = "i64")]
    pub costs: Fen,
    /// The approved estimate.
    #[schemars(with = "i64")]
    pub estimate: Fen,
}

/// The form as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    /// The year.
    pub year: i32,
    /// How far it is.
    pub state: State,
    /// What was filled in.
    pub form: Form,
    /// The figures that count: those of now, or as they were when it was confirmed.
    pub frozen: Option<Figures>,
    /// Who filled it in last.
    pub filled_name: String,
    /// Who submitted it.
    pub submitted: Option<(Id, Moment, String)>,
    /// Who confirmed it.
    pub confirmed: Option<(Moment, String)>,
}

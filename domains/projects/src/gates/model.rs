//! A request to go through a gate, as values.

use std::collections::BTreeMap;

use qipan_kernel::{Fen, Id, Message, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// A gate.
    Gate, "gate", {
        /// 建设: a planned system may be built.
        Establish = "establish",
        /// 投入使用: a system in trial is accepted and taken into use.
        Use = "use",
        /// 变更: a system in use is changed beyond what is operation.
        Modify = "modify",
        /// 终止: a system is taken out of use.
        Finalise = "finalise",
    }
}

worded! {
    /// Where a request stands.
    GateState, "gate-state", {
        /// It waits for its conditions and its decision.
        Waiting = "waiting",
        /// 同意
        Passed = "passed",
        /// 不同意, with the reason.
        Refused = "refused",
        /// 撤回 by the unit.
        Withdrawn = "withdrawn",
    }
}

worded! {
    /// A paper that a gate asks for.
    Paper, "gate-paper", {
        /// 立项（可研）批复
        Approval = "approval",
        /// 信息资源目录（预编）
        CatalogueDraft = "catalogue-draft",
        /// 项目建设总结
        Summary = "summary",
        /// 财务报告
        Finance = "finance",
        /// 审计报告
        Audit = "audit",
        /// 等级保护测评报告
        Security = "security",
        /// 密码应用安全性评估报告
        Crypto = "crypto",
        /// 变更方案
        Change = "change",
        /// 数据归档移交清单
        Archive = "archive",
        /// 资产处置意见
        Disposal = "disposal",
    }
}

/// What is asked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateInput {
    /// Which gate.
    pub gate: Gate,
    /// What is to be known of it.
    #[serde(default)]
    pub note: String,
    /// What the change costs, in fen; for modifying.
    #[serde(default)]
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// The papers, each by its number or title.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub papers: BTreeMap<Paper, String>,
}

/// One line of a checklist.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub word: String,
    /// It is met.
    pub met: bool,
    /// What is the case.
    pub says: Message,
}

/// A request.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// Identifier.
    pub id: Id,
    /// The system.
    pub system: Id,
    /// What was asked.
    pub input: GateInput,
    /// Where it stands.
    pub state: GateState,
    /// The checklist: of a request that waits as it was when it was filed, of a decided one as it was then.
    pub checklist: Vec<Check>,
    /// Who filed it, and when.
    pub filed: (Id, String, Moment),
    /// Who decided, and when.
    pub decided: Option<(Id, String, Moment)>,
    /// Why it was decided so.
    pub reason: String,
}

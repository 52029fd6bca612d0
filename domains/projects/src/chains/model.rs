//! A chain, as values.

use qipan_kernel::{Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// Where on the chain a link stands.
    Tier, "chain-tier", {
        /// 上游
        Upstream = "upstream",
        /// 中游
        Midstream = "midstream",
        /// 下游
        Downstream = "downstream",
    }
}

worded! {
    /// How a link stands, in the judgement of those who keep the chain.
    State, "link-state", {
        /// 完备
        Present = "present",
        /// 薄弱
        Weak = "weak",
        /// 缺失
        Missing = "missing",
    }
}

/// An enterprise on a link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// 企业名称.
    pub name: String,
    /// What it makes on this link.
    #[serde(default)]
    pub makes: String,
}

/// A link of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// 环节.
    pub name: String,
    /// Where it stands.
    pub tier: Tier,
    /// How it stands.
    pub state: State,
    /// Why it is weak or missing.
    #[serde(default)]
    pub why: String,
    /// Enterprises on it.
    #[serde(default)]
    pub enterprises: Vec<Enterprise>,
    /// Projects on it: those that are built add to it, those in the reserve or under negotiation would fill it.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub projects: Vec<Id>,
}

/// What is written down of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainData {
    /// 产业链名称.
    pub name: String,
    /// 牵头单位.
    #[schemars(with = "i64")]
    pub lead_unit: Id,
    /// 链长, the leader who answers for it.
    #[serde(default)]
    pub leader: String,
    /// 链主企业, the enterprise that leads it.
    #[serde(default)]
    pub head: String,
    /// What it is to become.
    #[serde(default)]
    pub aim: String,
    /// Its links, in order.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// A chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1; an editor says which one it saw.
    pub no: i64,
    /// What is written down.
    pub data: ChainData,
    /// When it was changed last.
    pub changed_at: Moment,
}

/// A state that a chain had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    /// Its number.
    pub no: i64,
    /// Since when.
    pub at: Moment,
    /// Whose act it was.
    pub by: String,
    /// Why.
    pub why: String,
}
